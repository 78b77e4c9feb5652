"""The rank-sum test with ties, and the interval of the AUROC."""

import itertools

import numpy as np
import pytest
from scipy.stats import mannwhitneyu
from sklearn.metrics import roc_auc_score

from skmitigate.diagnosis import _rank_sum
from skmitigate.diagnosis._rank_sum import auroc_interval, auroc_low, rank_sum_p_value


def enumerated(values, n_chosen, total):
    """The share of all choices whose sum of midranks is at most `total`."""
    sums = [sum(choice) for choice in itertools.combinations(values, n_chosen)]
    return np.mean(np.array(sums) <= total + 1e-9)


@pytest.mark.parametrize("n_chosen", [1, 3, 7, 9])
@pytest.mark.parametrize("n_values", [2, 4, 1000])
def test_equals_enumeration_with_and_without_ties(n_chosen, n_values):
    rng = np.random.default_rng(n_chosen)
    values = rng.integers(n_values, size=10).astype(float)
    chosen = np.arange(10) < n_chosen
    ranks = np.array([np.mean(values < v) + np.mean(values <= v) for v in values])
    expected = enumerated(ranks, n_chosen, ranks[chosen].sum())
    assert rank_sum_p_value(values, chosen) == pytest.approx(expected)


@pytest.mark.parametrize("n_chosen", [4, 20, 36])
def test_equals_scipy_without_ties(n_chosen):
    values = np.random.default_rng(3).normal(size=40)
    chosen = np.arange(40) < n_chosen
    expected = mannwhitneyu(values[chosen], values[~chosen], alternative="less", method="exact").pvalue
    assert rank_sum_p_value(values, chosen) == pytest.approx(expected)


@pytest.mark.parametrize("share_of_ties", [0.0, 0.9])
def test_approximation_is_near_the_exact_share_where_groups_are_unequal(monkeypatch, share_of_ties):
    """Also where 90 % of the values are tied, so that the sum jumps with every chosen row that is not."""
    rng = np.random.default_rng(0)
    values = np.where(rng.random(300) < share_of_ties, 1.0, rng.random(300))
    chosen = np.zeros(300, dtype=bool)
    chosen[np.argsort(values, kind="stable")[[0, 8, 16, 60, 110, 170, 230, 290]]] = True
    exact = rank_sum_p_value(values, chosen)
    monkeypatch.setattr(_rank_sum, "_MOST_ADDITIONS", 0)
    assert exact < 0.2
    assert rank_sum_p_value(values, chosen) == pytest.approx(exact, rel=0.15)


def test_approximation_follows_the_skewness_far_out(monkeypatch):
    """Two large ties: at 1e-8 a normal approximation within the cases is a quarter too small."""
    values = np.r_[np.arange(30) / 100, np.full(130, 0.8), np.full(140, 0.9)]
    chosen = np.isin(np.arange(300), [*range(0, 30, 4), *range(30, 58), 160, 161])
    monkeypatch.setattr(_rank_sum, "_MOST_ADDITIONS", 1e10)
    exact = rank_sum_p_value(values, chosen)
    monkeypatch.setattr(_rank_sum, "_MOST_ADDITIONS", 0)
    assert exact < 1e-7
    assert rank_sum_p_value(values, chosen) == pytest.approx(exact, rel=0.15, abs=0)


def test_numbers_of_choices_beyond_a_float_are_approximated():
    """All the chosen lie in the lowest tie: choices number 1e300 and more, additions are few."""
    values = np.repeat([0.0, 1.0], [3000, 3000])
    chosen = np.arange(6000) < 600
    assert rank_sum_p_value(values, chosen) < 1e-50


def test_equal_values_say_nothing(monkeypatch):
    values, chosen = np.ones(50), np.arange(50) < 20
    assert rank_sum_p_value(values, chosen) == 1
    monkeypatch.setattr(_rank_sum, "_MOST_ADDITIONS", 0)
    assert rank_sum_p_value(values, chosen) == 1


@pytest.mark.parametrize("alternative", ["low", "high"])
def test_direction(alternative):
    values = np.arange(40.0)
    chosen = values < 10 if alternative == "low" else values >= 30
    assert (rank_sum_p_value(values, chosen) < 0.001) == (alternative == "low")


def test_auroc_equals_scikit_learn_with_ties():
    rng = np.random.default_rng(1)
    values, chosen = rng.integers(5, size=100).astype(float), rng.random(100) < 0.3
    assert auroc_low(values, chosen) == pytest.approx(roc_auc_score(chosen, -values))


@pytest.mark.parametrize("auroc", [0.0, 1e-4, 0.3, 0.5, 0.8, 1.0])
def test_interval_holds_its_estimate_and_has_a_width(auroc):
    low, high = auroc_interval(auroc, 20, 180, 0.05)
    assert 0 <= low <= auroc <= high <= 1
    assert high - low > 0.01


def test_interval_is_symmetric():
    low, high = auroc_interval(0.8, 30, 70, 0.05)
    assert auroc_interval(0.2, 30, 70, 0.05) == pytest.approx((1 - high, 1 - low))


def test_interval_narrows_with_rows_and_widens_with_confidence():
    def width(*args):
        low, high = auroc_interval(0.8, *args)
        return high - low

    assert width(1, 1, 0.05) > width(1, 100, 0.05) > width(30, 100, 0.05) > width(3000, 10000, 0.05)
    assert width(30, 100, 0.01) > width(30, 100, 0.05)


def test_interval_covers_the_truth():
    """Of two normal groups one standard deviation apart, the AUROC is .7602; 300 draws of 20 and 100 rows."""
    rng = np.random.default_rng(0)
    chosen = np.arange(120) < 20
    covered = 0
    for _ in range(300):
        low, high = auroc_interval(auroc_low(rng.normal(size=120) + ~chosen, chosen), 20, 100, 0.05)
        covered += low <= 0.7602 <= high
    assert 0.92 <= covered / 300 <= 0.99
