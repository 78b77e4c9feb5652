"""Errors in a part of the rows, class by class."""

import numpy as np
import pytest
from scipy.stats import hypergeom

from skmitigate.diagnosis._strata import class_strata, draw_errors, more_errors_p_values, stratum_rates


def test_classes_of_few_rows_are_one_stratum():
    strata = class_strata(np.repeat([0, 1, 2, 3], [40, 3, 50, 2]))
    assert np.unique(strata[40:43]).tolist() == np.unique(strata[93:]).tolist()
    assert len(np.unique(strata)) == 3


def test_rates_are_those_of_the_stratum():
    rates = stratum_rates(np.array([0, 0, 1, 1, 1]), np.array([True, False, False, False, True]))
    np.testing.assert_allclose(rates, [0.5, 0.5, 1 / 3, 1 / 3, 1 / 3])


def test_each_draw_keeps_the_number_of_errors_of_each_stratum():
    rng = np.random.default_rng(0)
    strata = np.repeat([0, 1, 2, 3], [50, 80, 10, 10])
    errors = (rng.random(150) < 0.3) & (strata != 3) | (strata == 2)
    draws = draw_errors(strata, errors, 200, rng)
    assert draws.shape == (200, errors.sum())
    for draw in draws:
        assert len(np.unique(draw)) == len(draw)
        np.testing.assert_array_equal(np.bincount(strata[draw], minlength=4), np.bincount(strata[errors], minlength=4))
    share = np.bincount(draws.ravel(), minlength=150)[:50] / 200
    assert abs(share - errors[:50].mean()).max() < 0.15


def test_p_value_of_one_stratum_is_that_of_fisher():
    inside, errors = np.arange(100) < 20, np.isin(np.arange(100), [*range(9), *range(60, 70)])
    tails = more_errors_p_values(inside, np.zeros(100, dtype=int), errors)
    np.testing.assert_allclose(tails, hypergeom(100, 19, 20).sf(np.arange(20) - 1), atol=1e-12)


def test_p_value_of_two_strata_is_that_of_the_sum():
    rng = np.random.default_rng(1)
    strata, inside, errors = rng.integers(0, 2, 60), rng.random(60) < 0.4, rng.random(60) < 0.3
    laws = [
        hypergeom((strata == s).sum(), (errors & (strata == s)).sum(), (inside & (strata == s)).sum()) for s in (0, 1)
    ]
    k = int((inside & errors).sum())
    expected = sum(
        laws[0].pmf(a) * laws[1].pmf(b) for a in range(errors.sum() + 1) for b in range(errors.sum() + 1) if a + b >= k
    )
    assert more_errors_p_values(inside, strata, errors)[k] == pytest.approx(expected)


def test_slice_without_rows_or_errors_says_nothing():
    errors = np.arange(50) < 10
    assert more_errors_p_values(np.zeros(50, dtype=bool), np.zeros(50, dtype=int), errors)[0] == 1
    assert more_errors_p_values(np.ones(50, dtype=bool), np.zeros(50, dtype=int), errors)[10] == 1
