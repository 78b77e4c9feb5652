"""Comparing a sample with a sketch."""

import numpy as np
import pytest
from scipy.stats import binomtest, chi2_contingency, fisher_exact, ks_2samp

from skmitigate.metrics._level_sketch import LevelSketch
from skmitigate.metrics._number_sketch import NumberSketch
from skmitigate.metrics._sketch_comparison import compare_level_sketches, compare_number_sketches, reach


def numbers(before, now, doubt=None, most_cuts=100):
    reference = NumberSketch.of(before, most_cuts)
    return compare_number_sketches(reference, reference.like(now), alpha=0.05, doubt=doubt)


def levels(before, now, doubt=None, most_levels=200):
    names = tuple(f"v{k}" for k in range(1 + max(before.max(), now.max())))
    reference = LevelSketch.of(before, names, most_levels)
    return compare_level_sketches(reference, LevelSketch.of(now, names, 10**9), alpha=0.05, doubt=doubt)


def test_two_samples_of_numbers_are_compared_as_scipy_does():
    rng = np.random.default_rng(0)
    before, now = rng.normal(size=90), rng.normal(0.4, 1, 80)
    expected = ks_2samp(before, now, method="asymp")
    found = numbers(before, now)
    assert found.distance == pytest.approx(expected.statistic)
    assert found.p_value == pytest.approx(2 * expected.pvalue)
    coarse = numbers(before, now, most_cuts=10)
    assert 0.7 * expected.statistic < coarse.distance <= expected.statistic


def test_two_samples_of_levels_are_compared_as_scipy_does():
    rng = np.random.default_rng(0)
    before, now = rng.integers(0, 4, 300), rng.choice(4, 200, p=[0.4, 0.2, 0.2, 0.2])
    expected = chi2_contingency([np.bincount(before), np.bincount(now)], correction=False).pvalue
    assert levels(before, now).p_value == pytest.approx(2 * expected)


def test_missing_values_are_compared_as_scipy_does():
    before, now = np.full(100, 1.0), np.full(80, 1.0)
    before[:5] = now[:20] = np.nan
    found = numbers(before, now)
    table = [[5, 95], [20, 60]]
    one_sided = min(fisher_exact(table, alternative=side).pvalue for side in ("less", "greater"))
    assert (found.part, found.p_value) == ("missing values", pytest.approx(4 * one_sided))


@pytest.mark.parametrize("doubt", [0.05, 0.001])
def test_with_a_large_reference_the_p_value_is_that_of_one_sample(doubt):
    rng = np.random.default_rng(0)
    before = rng.integers(0, 2, 2_000_000)
    now = (rng.random(200) < 0.62).astype(np.intp)
    one_sample = binomtest(int(now.sum()), 200, 0.5).pvalue
    assert levels(before, now, doubt).p_value == pytest.approx(2 * one_sample, rel=0.5)
    missing = numbers(np.where(before, np.nan, 0), np.where(now, np.nan, 0), doubt)
    assert missing.p_value == pytest.approx(2 * one_sample, rel=0.2)


@pytest.mark.parametrize("kind", ["numbers", "levels", "buckets", "missing"])
def test_a_deceptive_reference_gives_no_more_alarms_than_others(kind):
    """The fourth worst of 60 references of 200 rows, windows of 200: at most 5 %, the doubt being as much."""
    rng = np.random.default_rng(0)

    def draw(size):
        return {
            "numbers": lambda: rng.normal(size=size),
            "missing": lambda: np.where(rng.random(size) < 0.5, np.nan, 1.0),
            "levels": lambda: rng.integers(0, 4, size),
            "buckets": lambda: rng.integers(0, 500, size),
        }[kind]()

    compare = numbers if kind in ("numbers", "missing") else levels
    references = [draw(200) for _ in range(60)]
    truth = draw(20_000)
    references.sort(key=lambda before: compare(truth, before).distance + abs(np.isnan(before).mean() - 0.5))
    windows = [draw(200) for _ in range(200)]
    shares = [
        np.mean([compare(references[-4], now, doubt).p_value <= 0.05 for now in windows]) for doubt in (None, 0.05)
    ]
    assert shares[1] <= 0.05
    assert shares[0] >= shares[1]


def test_levels_that_are_new_are_named():
    found = levels(np.array([0] * 50 + [1] * 50), np.array([0] * 50 + [2] * 30 + [3] * 20))
    assert (found.new_levels, found.new_share) == (("v2", "v3"), 0.5)
    assert found.interval[0] <= 0.5 <= found.interval[1]


@pytest.mark.parametrize(("n", "doubt"), [(50, 0.05), (500, 0.001)])
def test_interval_holds_the_distance_of_the_distributions(n, doubt):
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(50):
        low, high = numbers(rng.random(n), rng.random(n) + 0.2, doubt).interval
        held += low <= 0.2 <= high
    assert held >= 47


def test_a_sample_without_values_is_not_compared():
    found = numbers(np.array([1.0, 2.0]), np.array([np.nan, np.nan]), 0.05)
    assert (found.distance, found.difference, found.interval) == (0, None, (0, 1))
    empty = LevelSketch.of(np.array([-1]), (), 200)
    assert compare_level_sketches(empty, empty, alpha=0.05, doubt=0.05).p_value == 1


def test_reach_is_massarts_bound():
    rng = np.random.default_rng(0)
    samples = np.sort(rng.random((2000, 100)), axis=1)
    distance = np.maximum(np.arange(1, 101) / 100 - samples, samples - np.arange(100) / 100).max(axis=1)
    assert 0.03 <= (distance > reach(100, 0.05)).mean() <= 0.06


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6])
def test_few_rows_that_lie_wholly_apart_may_do_so_by_chance(n):
    before, now = np.arange(n) * 1.0, np.arange(n) + 100.0
    found = numbers(before, now)
    assert found.distance == 1.0
    assert (
        found.p_value >= min(1.0, 2 * ks_2samp(before, now, method="exact").pvalue) - 1e-12
    )  # twice: gaps are tested too
