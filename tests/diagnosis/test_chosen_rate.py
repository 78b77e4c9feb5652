"""Rates of slices that were chosen for being high."""

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from skmitigate.diagnosis._chosen_rate import chosen_interval, chosen_rate


def test_without_a_cut_off_they_are_the_plain_share_and_its_exact_interval():
    assert chosen_rate(12, 60, 0, 0.1) == 0.2
    plain = binomtest(12, 60).proportion_ci(0.95, method="exact")
    np.testing.assert_allclose(chosen_interval(12, 60, 0, 0.05), plain, atol=1e-6)


def test_is_between_the_plain_share_and_the_rate_that_explains_the_count_given_the_cut_off():
    conditional = 2 * chosen_rate(32, 100, 28, 0.05) - 0.32
    k = np.arange(28, 101)
    weights = binom.pmf(k, 100, conditional)
    assert (k * weights).sum() / weights.sum() == pytest.approx(32)
    assert conditional < 0.32


def test_shrinks_less_the_further_the_count_is_from_the_cut_off():
    lost = [n / 100 - chosen_rate(n, 100, 25, 0.05) for n in (26, 30, 40, 60)]
    assert lost == sorted(lost, reverse=True)
    assert lost[-1] < 1e-6


def test_is_not_shrunk_below_the_rate_elsewhere():
    assert chosen_rate(25, 100, 25, 0.12) == (0.25 + 0.12) / 2
    assert chosen_rate(10, 100, 5, 0.12) == 0.1


def test_is_nearly_unbiased_and_its_interval_covers_where_the_plain_share_does_not():
    """Slices of 100 rows with a rate of .3, seen from 33 errors on: plain shares are more than 5 points too high."""
    rng = np.random.default_rng(0)
    seen = rng.binomial(100, 0.3, 4000)
    seen = seen[seen >= 33][:800]
    rates = np.array([chosen_rate(k, 100, 33, 0.1) for k in range(33, 101)])[seen - 33]
    assert (seen / 100).mean() > 0.35
    assert abs(rates.mean() - 0.3) < 0.02
    intervals = np.array([chosen_interval(k, 100, 33, 0.05) for k in range(33, 60)])[np.minimum(seen, 59) - 33]
    assert ((intervals[:, 0] <= 0.3) & (intervals[:, 1] >= 0.3)).mean() > 0.94


@pytest.mark.parametrize("counts", [(3000, 10_000, 2900), (1, 1, 1), (10, 10, 5), (7, 900, 6)])
def test_extreme_counts_give_finite_rates(counts):
    n_errors, n_rows, fewest = counts
    rate = chosen_rate(n_errors, n_rows, fewest, 0.0001)
    low, high = chosen_interval(n_errors, n_rows, fewest, 0.05)
    assert 0 < rate <= n_errors / n_rows
    assert 0 <= low <= n_errors / n_rows <= high <= 1
