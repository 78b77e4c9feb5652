"""Scores before labels are there."""

import warnings

import numpy as np
import pytest

from skmitigate.exceptions import CalibrationWarning, NotApplicable
from skmitigate.monitoring._estimate_performance import estimate_performance
from skmitigate.monitoring._reference_profile import ReferenceProfile
from skmitigate.predictions._prediction_table import PredictionTable


def calibrated(seed, n, n_classes=3, power=1.0):
    """Rows whose labels are drawn by their probabilities; with a power, these are then sharpened."""
    rng = np.random.default_rng(seed)
    proba = rng.dirichlet(np.full(n_classes, 0.4), n)
    truth = (proba.cumsum(axis=1) < rng.random((n, 1))).sum(axis=1).clip(max=n_classes - 1)
    said = proba**power / (proba**power).sum(axis=1, keepdims=True)
    return PredictionTable.from_predictions(truth, said, classes=np.arange(n_classes))


@pytest.mark.parametrize("scoring", ["accuracy", "f1_macro", "neg_log_loss"])
def test_interval_holds_the_score_of_calibrated_rows(scoring):
    """40 windows, the reference of 2000 rows being calibrated; 95 % less 2.5 standard errors."""
    held = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CalibrationWarning)  # in one reference of twenty
        for k in range(40):
            table = calibrated([k, 0], 150)
            reference = ReferenceProfile.from_frame(None, predictions=calibrated([k, 1], 2000))
            estimate = estimate_performance(reference, table, scoring=scoring, random_state=k)
            held += estimate.scores[0]["verdict"] == "as estimated"
    assert held >= 40 * (0.95 - 2.5 * np.sqrt(0.05 * 0.95 / 40))


def test_labels_of_the_window_are_not_used_for_the_estimate():
    table = calibrated(0, 300)
    reference = calibrated(1, 1000)
    (alone,) = estimate_performance(None, table, random_state=0).scores
    assert alone["estimate"] == pytest.approx(table.proba.max(axis=1).mean())
    one = estimate_performance(reference, table, random_state=0).scores[0]
    two = estimate_performance(reference, table.proba, random_state=0).scores[0]
    assert one["interval"] == two["interval"]
    assert two["realised"] is None
    assert one["realised"] == pytest.approx(1 - table.errors.mean())


def test_probabilities_that_have_not_come_true_are_warned_of_and_corrected():
    with pytest.warns(CalibrationWarning, match=r"mean confidence 0\.9.*Calibrate the model"):
        estimate = estimate_performance(calibrated(0, 1000, power=4), calibrated(1, 300, power=4), random_state=0)
    assert estimate.calibrated is False
    assert estimate.calibration_gap > 0.05
    assert estimate.scores[0]["verdict"] == "as estimated"
    assert estimate_performance(None, calibrated(1, 300, power=4), random_state=0).scores[0]["verdict"] == "worse"
    assert "corrected by what did come true" in estimate.summary()


def test_concept_drift_is_seen_only_once_labels_are_there():
    table = calibrated(1, 500)
    changed = PredictionTable.from_predictions((table.y_true + 1) % 3, table.proba, classes=np.arange(3))
    estimate = estimate_performance(calibrated(0, 1000), changed, random_state=0)
    assert estimate.calibrated
    assert estimate.scores[0]["verdict"] == "worse"
    assert "the labels show less: accuracy" in estimate.summary()


def test_a_small_reference_makes_the_interval_wider():
    table = calibrated(0, 2000)
    width = {}
    for n in (0, 300, 100_000):
        reference = calibrated(3, n) if n else None
        low, high = estimate_performance(reference, table, random_state=0).scores[0]["interval"]
        width[n] = high - low
    assert width[300] > 1.5 * width[0]
    assert width[100_000] == pytest.approx(width[0], rel=0.15)


def test_a_decision_that_is_not_the_likeliest_class_is_judged_as_it_is():
    table = calibrated(0, 2000, n_classes=2)
    turned = PredictionTable(table.classes, table.y_true, 1 - table.y_pred, table.proba, table.fold, table.row)
    (score,) = estimate_performance(None, turned, random_state=0).scores
    assert score["estimate"] < 0.3
    assert score["verdict"] == "as estimated"


def test_sure_rows_and_one_class_are_no_trouble():
    (score,) = estimate_performance(None, [[1.0, 0.0]] * 20, random_state=0).scores
    assert (score["estimate"], score["interval"]) == (1, (1, 1))
    assert estimate_performance(None, [[1.0]] * 3, random_state=0).scores[0]["estimate"] == 1


@pytest.mark.parametrize(
    ("reference", "predictions", "options", "reason"),
    [
        (None, [0, 1], {}, "without probabilities nothing can be estimated"),
        (3, [[0.5, 0.5]], {}, "ReferenceProfile, a PredictionTable or None, got int"),
        (ReferenceProfile.from_frame(np.zeros((3, 1))), [[0.5, 0.5]], {}, "got one without"),
        (None, [[0.5, 0.5]], {"scoring": []}, "got \\[\\]"),
        (None, [[0.5, 0.5]], {"scoring": 3}, "got 3"),
        (None, [[0.5, 0.5]], {"scoring": "acuracy"}, "accuracy"),
        (None, [[0.5, 0.5]], {"alpha": 0}, "alpha between 0 and 1"),
        (None, [[0.5, 0.5]], {"classes": ["a"]}, "1 columns"),
        (None, [[0.5, np.nan]], {}, "finite"),
    ],
    ids=str,
)
def test_nonsense_is_refused(reference, predictions, options, reason):
    with pytest.raises((ValueError, TypeError), match=reason):
        estimate_performance(reference, predictions, **options)


def test_a_metric_that_the_rows_do_not_define_is_refused():
    with pytest.raises(NotApplicable, match="roc_auc is not defined on the labels"):
        estimate_performance(None, [[0.999, 0.001]] * 5, scoring="roc_auc", random_state=0)
