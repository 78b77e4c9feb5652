"""Probabilities that do not come true."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit, logit

from skmitigate.diagnosis._miscalibration import Miscalibration
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def detect(sure, wrong, n_classes=2, alpha=0.05):
    proba = np.repeat((1 - np.asarray(sure))[:, None] / (n_classes - 1), n_classes, axis=1)
    proba[:, 0] = sure
    truth = np.where(wrong, n_classes - 1, 0)
    table = PredictionTable.from_predictions(truth, proba, classes=np.arange(n_classes))
    table = replace(table, y_pred=np.zeros(len(truth), dtype=np.intp))
    return Miscalibration().detect(table, None, alpha=alpha, random_state=0)


def test_ten_points_of_overconfidence_are_found_and_measured():
    """In each of 50 sets of 2000 rows, at a level corrected for twelve tests."""
    for seed in range(50):
        rng = np.random.default_rng(seed)
        sure = rng.uniform(0.6, 1, 2000)
        finding = detect(sure, rng.random(2000) < 1.1 - sure, alpha=0.05 / 12)
        assert finding.evidence["direction"] == "over-confident"
        assert finding.interval[0] < 0.1 < finding.interval[1]
        assert finding.expected == pytest.approx(np.sum(1 - sure), rel=0.01)


@pytest.mark.parametrize(("shift", "direction"), [(-0.1, "under-confident"), (0.1, "over-confident")])
def test_direction_is_told(shift, direction):
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.5, 0.9, 2000)
    finding = detect(sure, rng.random(2000) < np.clip(1 - sure + shift, 0, 1))
    assert finding.evidence["direction"] == direction
    assert np.sign(finding.estimate) == np.sign(shift)


@pytest.mark.parametrize(("slope", "direction"), [(0.4, "too extreme"), (2.5, "too timid")])
def test_spread_that_is_wrong_is_found_where_the_mean_is_right(slope, direction):
    sure = np.random.default_rng(0).uniform(0.5, 0.99, 4000)
    level = brentq(lambda a: expit(a + slope * logit(sure)).mean() - sure.mean(), -5, 5)
    wrong = np.random.default_rng(1).random(4000) >= expit(level + slope * logit(sure))
    finding = detect(sure, wrong)
    assert finding.evidence["direction"] == direction
    assert finding.measure.startswith("slope")
    assert finding.interval[0] <= finding.estimate <= finding.interval[1]


@pytest.mark.parametrize("case", ["calibrated", "constant", "unrelated"])
@pytest.mark.parametrize("n_classes", [2, 10])
def test_level_is_held(n_classes, case):
    """400 sets of 300 rows, at most 5 % + 2.5 standard errors: errors drawn from the probabilities, or 15 % of them."""
    rng = np.random.default_rng(n_classes)
    found = 0
    for _ in range(400):
        sure = {"constant": np.full(300, 0.85), "unrelated": np.tile([0.75, 0.95], 150)}.get(case)
        if sure is None:
            sure = rng.uniform(1 / n_classes, 1, 300)
        wrong = rng.random(300) < (1 - sure if case == "calibrated" else 0.15)
        found += wrong.any() and detect(sure, wrong, n_classes) is not None
    assert found <= 400 * 0.05 + 2.5 * np.sqrt(400 * 0.05 * 0.95)


def test_classes_that_are_off_are_named():
    truth = np.repeat(["a", "b"], [500, 500])
    guess = np.concatenate([np.repeat(["a", "b"], [400, 100]), np.repeat(["b", "a"], [450, 50])])
    proba = np.where(np.array(["a", "b"]) == guess[:, None], 0.95, 0.05)
    finding = Miscalibration().detect(PredictionTable.from_predictions(truth, proba), None, alpha=0.05, random_state=0)
    assert finding.evidence["classes"] == ["b", "a"]
    assert finding.evidence["gaps"] == pytest.approx([100 / 550 - 0.05, 50 / 450 - 0.05])


def test_certainty_is_not_refuted_by_one_error():
    assert detect(np.ones(500), np.arange(500) < 1) is None
    assert detect(np.ones(500), np.arange(500) < 8) is not None


def test_tables_without_probabilities_or_errors_are_not_applicable():
    table = PredictionTable.from_predictions(["a", "b"], ["a", "a"])
    with pytest.raises(NotApplicable, match="no probabilities"):
        Miscalibration().detect(table, None, alpha=0.05, random_state=0)
    with pytest.raises(NotApplicable, match="no errors"):
        detect([0.6] * 50, [False] * 50)
