"""The reliability curve."""

import json

import numpy as np
import pytest
from generators import random_table
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss

from skmitigate.exceptions import NotApplicable
from skmitigate.metrics import reliability_curve
from skmitigate.predictions import PredictionTable


def drawn(n=400, power=1.0, seed=0, **columns):
    """Two classes; with `power` 1 the probabilities come true."""
    rng = np.random.default_rng(seed)
    p = rng.random(n)
    y = (rng.random(n) < p**power).astype(int)
    return PredictionTable.from_predictions(y, np.column_stack([1 - p, p]), classes=[0, 1], **columns)


@pytest.mark.parametrize("strategy", ["quantile", "uniform"])
@pytest.mark.parametrize("n_bins", [1, 4, 10])
@pytest.mark.parametrize("power", [1, 3])
def test_points_are_those_of_scikit_learn(strategy, n_bins, power):
    table = drawn(power=power)
    curve = reliability_curve(table, label=1, n_bins=n_bins, strategy=strategy)
    observed, predicted = calibration_curve(table.y_true, table.proba[:, 1], n_bins=n_bins, strategy=strategy)
    np.testing.assert_allclose(curve.observed, observed)
    np.testing.assert_allclose(curve.predicted, predicted)
    assert curve.brier == pytest.approx(brier_score_loss(table.y_true, table.proba[:, 1]))
    assert curve.n_rows.sum() == len(table)


def test_parts_add_up_to_the_brier_score():
    curve = reliability_curve(drawn(power=3), label=1)
    assert curve.brier == pytest.approx(curve.reliability - curve.resolution + curve.uncertainty + curve.within_bins)
    assert abs(curve.within_bins) < 0.01
    # Where all probabilities in a bin are the same, nothing is left.
    table = PredictionTable.from_predictions([0, 1, 1, 1, 0, 1], np.repeat([[0.7, 0.3], [0.2, 0.8]], 3, axis=0))
    exact = reliability_curve(table, label=1, strategy="uniform")
    assert exact.within_bins == pytest.approx(0.0)
    assert exact.expected_calibration_error == pytest.approx((2 / 3 - 0.3) / 2 + (0.8 - 2 / 3) / 2)


def test_calibrated_model_is_in_the_band_and_another_is_not():
    shares = [reliability_curve(drawn(seed=seed), label=1).off.mean() for seed in range(60)]
    assert 0.02 < np.mean(shares) < 0.08
    assert reliability_curve(drawn(power=3), label=1).off.mean() > 0.5


def test_without_a_label_it_is_the_confidence_in_the_predicted_class():
    table = random_table(0, [0, 1, 2], 200)
    curve = reliability_curve(table, n_bins=1)
    assert curve.observed[0] == pytest.approx(np.mean(~table.errors))
    assert curve.predicted[0] == pytest.approx(table.proba.max(axis=1).mean())
    assert curve.label is None


def test_whole_weights_are_repeated_rows_but_in_the_band():
    rng = np.random.default_rng(1)
    times = rng.integers(0, 4, 200)
    table = drawn(200, sample_weight=times)
    again = table.take(np.repeat(np.arange(200), times))
    weighted = reliability_curve(table, label=1, strategy="uniform")
    repeated = reliability_curve(
        PredictionTable.from_predictions(again.y_true, again.proba, classes=[0, 1]), label=1, strategy="uniform"
    )
    for name in ("predicted", "observed", "weight"):
        np.testing.assert_allclose(getattr(weighted, name), getattr(repeated, name))
    assert weighted.brier == pytest.approx(repeated.brier)
    assert (weighted.high - weighted.low > repeated.high - repeated.low - 1e-12).all()


def test_it_is_told_in_lines_and_in_json():
    curve = reliability_curve(drawn(), label=1, n_bins=5)
    told = json.loads(json.dumps(curve.to_dict()))
    assert told["label"] == 1
    assert told["expected_calibration_error"] == pytest.approx(curve.expected_calibration_error)
    assert curve.to_frame().shape == (5, 6)
    assert "400 rows in 5 bins" in repr(curve)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"label": 7}, "label to be among the classes"),
        ({"n_bins": 0}, "n_bins"),
        ({"n_bins": 2.5}, "n_bins"),
        ({"strategy": "equal"}, "'quantile' or 'uniform', got 'equal'"),
        ({"confidence": 1.0}, "confidence between 0 and 1"),
    ],
)
def test_nonsense_is_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        reliability_curve(drawn(), **settings)


def test_labels_only_have_no_curve():
    with pytest.raises(NotApplicable, match="The reliability curve"):
        reliability_curve(PredictionTable.from_predictions([0, 1], [0, 1]))
