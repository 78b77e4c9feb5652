"""Holm's correction."""

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from skmitigate._utils._holm import holm


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
