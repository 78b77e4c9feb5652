"""Errors where the model was sure."""

import numpy as np
import pytest

from skmitigate.datasets import make_faulty_predictions
from skmitigate.diagnosis._high_confidence import HighConfidence
from skmitigate.predictions._prediction_table import PredictionTable


def table(sure, wrong, n_classes=2):
    """Class 0 is predicted with probability `sure`; the last class is the true one of the wrong rows."""
    proba = np.repeat((1 - np.asarray(sure))[:, None] / (n_classes - 1), n_classes, axis=1)
    proba[:, 0] = sure
    truth = np.where(wrong, n_classes - 1, 0)
    return PredictionTable.from_predictions(truth, proba, classes=np.arange(n_classes))


def detect(sure, wrong, n_classes=2, alpha=0.05):
    return HighConfidence().detect(table(sure, wrong, n_classes), None, alpha=alpha, random_state=0)


def test_planted_overconfidence_of_ten_points_is_found_and_measured():
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.6, 1, 2000)
    finding = detect(sure, rng.random(2000) < 1 - sure + 0.1)
    assert finding.interval[0] <= 0.1 <= finding.interval[1]
    assert finding.evidence["errors_allowed"] == pytest.approx((1 - np.sort(sure)[1000:]).sum(), rel=1e-4)
    assert (sure[finding.rows] >= finding.evidence["cutoff"]).all()
    assert finding.n_rows == 1000


@pytest.mark.parametrize("n_classes", [2, 3, 10])
def test_level_is_held_where_probabilities_are_calibrated(n_classes):
    """Errors drawn from the probabilities, 400 tables: at most 5 % + 2.5 standard errors."""
    rng = np.random.default_rng(n_classes)
    found = 0
    for _ in range(400):
        sure = rng.uniform(1 / n_classes + 0.01, 1, 200)
        found += detect(sure, rng.random(200) < 1 - sure, n_classes) is not None
    assert found <= 400 * 0.05 + 2.5 * np.sqrt(400 * 0.05 * 0.95)


def test_what_is_confident_follows_from_the_number_of_classes():
    """A confidence of .3 is high among ten classes, and the same error rate there is too much or is not."""
    sure = np.concatenate([np.full(100, 0.15), np.full(100, 0.3)])
    assert detect(sure, np.arange(200) >= 120, n_classes=10) is not None
    assert detect(sure, np.arange(200) >= 135, n_classes=10) is None


def test_underconfidence_is_none():
    assert detect(np.full(500, 0.7), np.arange(500) < 50) is None


def test_one_error_does_not_refute_claimed_certainty_but_many_do():
    """A forest's 1.0 stands for .999: one error in 500 rows is no finding, five are."""
    assert detect(np.ones(500), np.arange(500) < 1) is None
    assert detect(np.ones(500), np.arange(500) < 5).evidence["errors_allowed"] == pytest.approx(0.5)


def test_extremes_give_an_answer():
    assert detect([0.7, 0.9, 0.8], [False] * 3) is None
    assert detect([0.999], [True]).n_errors == 1
    assert detect([0.6], [True]) is None
    assert detect(np.full(50, 0.9), np.ones(50, dtype=bool)).share == 1.0


def test_silent_where_errors_have_nothing_to_do_with_confidence_that_is_right_on_average():
    alarms = 0
    for seed in range(40):
        _, table, _ = make_faulty_predictions(1000, proba="spread", random_state=seed)
        alarms += HighConfidence().detect(table, None, alpha=0.05, random_state=0) is not None
    assert alarms <= 40 * 0.05 + 2.5 * np.sqrt(40 * 0.05 * 0.95)


def test_finds_errors_where_the_model_is_surest_whatever_the_average():
    found = 0
    for seed in range(20):
        _, table, _ = make_faulty_predictions(fault="high_confidence", random_state=seed)
        found += HighConfidence().detect(table, None, alpha=0.05, random_state=0) is not None
    assert found >= 18
