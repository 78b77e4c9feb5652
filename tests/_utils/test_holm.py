"""Holm's correction."""

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from skmitigate._utils._holm import holm, weighted_holm


def test_published_example():
    """The four p-values of the usual example (as in statsmodels and R's p.adjust)."""
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])


def test_tests_that_are_not_listed_count():
    np.testing.assert_allclose(holm([0.01, 0.02], n_tests=10), [0.1, 0.18])


def test_listing_the_others_changes_nothing_for_the_small_ones():
    small, large = [0.004, 0.01], [0.3, 0.7, 0.9]
    np.testing.assert_allclose(holm(small, n_tests=5), holm(small + large)[:2])


def test_no_p_values_give_no_p_values():
    assert holm([]).shape == (0,)


@pytest.mark.parametrize("seed", range(5))
def test_is_never_below_the_false_discovery_rate_correction_nor_above_bonferroni(seed):
    p = np.random.default_rng(seed).random(20) ** 3
    adjusted = holm(p)
    assert (adjusted >= false_discovery_control(p) - 1e-12).all()
    assert (adjusted <= np.minimum(1, 20 * p) + 1e-12).all()


def test_weights_as_computed_by_hand():
    """Quotients are .001, .01 and .03, each times the weights that are left: 12, 7 and 4, or 10, 5 and 4."""
    np.testing.assert_allclose(weighted_holm([0.03, 0.005, 0.12], [3, 5, 4], 12), [0.07, 0.012, 0.12])
    np.testing.assert_allclose(weighted_holm([0.01, 0.005, 0.12], [1, 5, 4], 10), [0.05, 0.01, 0.12])


@pytest.mark.parametrize("seed", range(5))
def test_equal_weights_are_holm(seed):
    p = np.random.default_rng(seed).random(8) ** 4
    np.testing.assert_allclose(weighted_holm(p, np.full(8, 3.0), 24), holm(p))


@pytest.mark.parametrize("seed", range(5))
def test_weighted_decisions_are_those_of_the_closed_test(seed):
    """Holm's weighted method is the closure of weighted Bonferroni tests of all intersections."""
    rng = np.random.default_rng(seed)
    p, weight = rng.random(6) ** 4, rng.integers(1, 10, 6)
    members = (np.arange(1, 64)[:, None] >> np.arange(6)) & 1 == 1
    bonferroni = np.array([(p[inside] / weight[inside]).min() * weight[inside].sum() for inside in members])
    closed = [bonferroni[members[:, i]].max() for i in range(6)]
    np.testing.assert_allclose(weighted_holm(p, weight, weight.sum()), np.minimum(1, closed))


def test_weights_hold_the_level_over_all_tests():
    rng = np.random.default_rng(0)
    weight = np.array([9.0, 1, 1, 1])
    any_small = [(weighted_holm(p, weight, 12) <= 0.05).any() for p in rng.random((4000, 4))]
    assert abs(np.mean(any_small) - 0.05) < 3 * np.sqrt(0.05 * 0.95 / 4000)


def test_none_of_weighted_tests():
    assert weighted_holm([], [], 5).shape == (0,)
