"""Multipliers of the class probabilities."""

import numpy as np
import pytest

from skmitigate.strategies._multipliers import decide, tune_multipliers


def test_largest_product_wins():
    proba = np.array([[0.6, 0.4], [0.9, 0.1]])
    assert decide(proba, np.array([1.0, 2.0])).tolist() == [1, 0]


def planted(n=2000):
    """Rows of a rare class whose probabilities are right, so that multipliers of 1/frequency balance the recalls."""
    rng = np.random.default_rng(0)
    p = rng.beta(1, 6, n)
    return np.column_stack([1 - p, p]), (rng.random(n) < p).astype(int)


def test_tuning_reaches_the_best_that_a_fine_grid_finds():
    proba, truth = planted()

    def score(codes):
        return float(np.mean([np.mean(codes[truth == c] == c) for c in (0, 1)]))

    tuned = tune_multipliers(proba, np.bincount(truth) / len(truth), score)
    grid = max(score(decide(proba, np.array([1.0, m]))) for m in np.geomspace(0.1, 100, 400))
    assert tuned.sum() == pytest.approx(1.0)
    assert score(decide(proba, tuned)) >= grid - 0.005
    assert score(decide(proba, tuned)) > score(decide(proba, np.ones(2))) + 0.1


def test_nothing_to_gain_leaves_the_classes_equal():
    proba, truth = planted(200)
    tuned = tune_multipliers(proba, np.bincount(truth) / len(truth), lambda codes: 0.0 * len(codes))
    np.testing.assert_allclose(tuned, 0.5)


def test_class_with_no_probability_anywhere_is_left_alone():
    proba = np.array([[1.0, 0.0, 0.0], [0.4, 0.6, 0.0]])
    tuned = tune_multipliers(proba, np.array([0.5, 0.5, 0.0]), lambda codes: float(np.sum(codes == 1)))
    assert decide(proba, tuned).tolist() == [0, 1]
