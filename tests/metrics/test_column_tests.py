"""Two-sample tests of many columns."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency, fisher_exact, ks_2samp

from skmitigate.metrics._column_tests import compare_levels, compare_numbers, level_counts, standardised_difference


@pytest.mark.parametrize("decimals", [0, 1, 9])
def test_numbers_equal_scipy_with_ties(decimals):
    rng = np.random.default_rng(0)
    before, now = (rng.normal(size=(n, 3)).round(decimals) for n in (300, 200))
    tests = compare_numbers(before, now)
    for j in range(3):
        expected = ks_2samp(before[:, j], now[:, j], method="asymp")
        assert (tests.distance[j], tests.p_value[j]) == pytest.approx(tuple(expected))


def test_many_columns_have_nearly_the_same_p_values():
    rng = np.random.default_rng(1)
    before, now = rng.normal(size=(150, 900)), rng.normal(0.1, size=(201, 900))
    expected = [ks_2samp(before[:, j], now[:, j], method="exact").pvalue for j in range(20)]
    assert compare_numbers(before, now).p_value[:20] == pytest.approx(expected, rel=0.15)


def test_missing_numbers_are_left_out_and_tested_apart():
    rng = np.random.default_rng(2)
    before, now = rng.normal(size=(2, 200, 1))
    now[:60] = np.nan
    tests = compare_numbers(before, now)
    assert tests.distance[0] == pytest.approx(ks_2samp(before[:, 0], now[60:, 0]).statistic)
    assert tests.missing_now[0] == 0.3
    tail = fisher_exact([[60, 140], [0, 200]], alternative="greater").pvalue
    assert tests.p_value[0] == pytest.approx(4 * tail)


def test_levels_equal_chi_square():
    rng = np.random.default_rng(3)
    before, now = rng.choice(3, size=(300, 1)), rng.choice(3, size=(200, 1), p=[0.5, 0.3, 0.2])
    counts = level_counts(before[:, 0], now[:, 0])
    tests = compare_levels(before, now)
    assert tests.p_value[0] == pytest.approx(chi2_contingency(counts).pvalue)
    assert tests.distance[0] == pytest.approx(np.abs(counts[0] / 300 - counts[1] / 200).sum() / 2)


def test_levels_that_are_all_rare_tell_nothing():
    assert compare_levels(np.arange(100)[:, None], np.arange(100, 200)[:, None]).p_value[0] == 1


@pytest.mark.parametrize("empty", ["before", "now", "both"])
def test_columns_without_values_tell_nothing_but_that(empty):
    before, now = (np.full((50, 1), np.nan if empty in (name, "both") else 1.0) for name in ("before", "now"))
    tests = compare_numbers(before, now)
    assert tests.distance[0] == 0
    assert (tests.p_value[0] == 1) == (empty == "both")


def test_difference_is_in_standard_deviations():
    before, now = np.random.default_rng(4).normal([[0], [1]], 2, size=(2, 4000))[:, :, None]
    assert standardised_difference(before, now) == pytest.approx([0.5], abs=0.05)
    assert standardised_difference(np.ones((3, 1)), np.ones((3, 1))) == [0]
