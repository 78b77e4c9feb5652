"""The nested sets of rows at or above a threshold."""

import numpy as np
import pytest
from generators import random_table

from skmitigate.metrics import risk_coverage_curve
from skmitigate.strategies._accepted_sets import TIE, accepted_sets, is_accepted


@pytest.mark.parametrize("weighted", [False, True])
def test_coverage_and_risk_are_those_of_the_curve(weighted):
    table = random_table(0, [0, 1, 2], 60, weighted=weighted)
    sure = np.round(table.proba.max(axis=1), 9)
    sets = accepted_sets(sure, table.errors, table.weights)
    curve = risk_coverage_curve(sure, table.errors, sample_weight=table.weights)
    np.testing.assert_allclose(sets.coverage, curve.coverage)
    np.testing.assert_allclose(sets.risk, curve.risk)
    np.testing.assert_array_equal(sets.thresholds[:-1], curve.thresholds[:-1])
    assert sets.thresholds[-1] == 0.0
    assert len(sets) == len(curve.thresholds)


def test_sizes_are_numbers_of_rows_whatever_the_equal_weights():
    table = random_table(1, [0, 1], 50)
    sure = table.proba.max(axis=1)
    for weight in (1.0, 1e-3, 7.3):
        sets = accepted_sets(sure, table.errors, np.full(50, weight))
        for threshold, size, n_errors in zip(sets.thresholds, sets.sizes, sets.n_errors, strict=True):
            accepted = is_accepted(sure, threshold)
            assert (size, n_errors) == (accepted.sum(), table.errors[accepted].sum())


def test_weights_that_differ_count_as_fewer_rows_and_never_as_fewer_errors():
    rng = np.random.default_rng(0)
    sure, errors, weight = rng.random(200), rng.random(200) < 0.2, rng.uniform(0.1, 3, 200)
    sets = accepted_sets(sure, errors, weight)
    assert sets.sizes[-1] == int(weight.sum() ** 2 / (weight**2).sum()) < 200
    assert (np.diff(sets.sizes) >= 0).all()
    assert (sets.n_errors >= sets.risk * sets.sizes - 1e-6).all()


def test_row_without_weight_is_not_there():
    sets = accepted_sets(np.array([0.9, 0.8, 0.7]), np.array([True, False, True]), np.array([0.0, 1.0, 1.0]))
    assert (sets.sizes.tolist(), sets.n_errors.tolist()) == ([1, 2], [0, 1])


def test_confidences_that_differ_by_rounding_are_tied():
    sure = np.array([0.6, 0.8, 0.8 - TIE / 3, 0.8 + TIE / 3])
    sets = accepted_sets(sure, np.zeros(4, dtype=bool), np.ones(4))
    assert sets.sizes.tolist() == [3, 4]
    assert is_accepted(sure, sets.thresholds[0]).tolist() == [False, True, True, True]
