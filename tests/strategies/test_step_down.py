"""The exact test of nested sets."""

import numpy as np
import pytest
from scipy.stats import binom

from skmitigate.strategies._step_down import (
    last_passing,
    later_levels,
    looks,
    rows_needed,
    rows_needed_at,
    upper_bound,
)


@pytest.mark.parametrize(("n_errors", "n_rows"), [(0, 45), (3, 200), (99, 100)])
def test_bound_is_the_share_at_which_so_few_errors_are_just_too_unlikely(n_errors, n_rows):
    bound = upper_bound(n_errors, n_rows, 0.1)
    assert binom.cdf(n_errors, n_rows, bound) == pytest.approx(0.1)
    assert upper_bound(5, 5, 0.1) == upper_bound(0, 0, 0.1) == 1.0


def test_rows_needed_are_the_fewest_that_certify():
    assert rows_needed(0.05, 0.1) == 45
    assert upper_bound(0, 45, 0.1) <= 0.05 < upper_bound(0, 44, 0.1)
    assert rows_needed(0.1, 0.1) == 22
    assert rows_needed(0.9, 0.1) == 1
    assert rows_needed(0.0, 0.1) is None


def test_rows_needed_at_a_risk_certify_at_that_risk_and_not_with_many_fewer():
    needed = rows_needed_at(0.02, 0.05, 0.1)
    assert upper_bound(int(np.ceil(0.02 * needed)), needed, 0.1) <= 0.05
    fewer = needed - 60
    assert upper_bound(int(np.ceil(0.02 * fewer)), fewer, 0.1) > 0.05
    assert rows_needed_at(0.0, 0.05, 0.1) == 45
    assert rows_needed_at(0.05, 0.05, 0.1) is None
    assert rows_needed_at(0.0499999, 0.05, 0.1) is None
    assert rows_needed_at(0.0, 0.0, 0.1) is None


def test_sets_that_cannot_pass_are_not_looked_at():
    sizes = np.arange(1, 301)
    chosen, own = looks(sizes, 0.05, 0.1)
    assert 0.95 ** sizes[chosen[0]] <= own < 0.1
    assert chosen[-1] == 299
    assert len(chosen) <= 64
    few, level = looks(sizes[:45], 0.05, 0.1)
    assert (few.tolist(), level) == ([44], 0.1)
    assert len(looks(sizes[:44], 0.05, 0.1)[0]) == 0
    assert len(looks(sizes, 0.0, 0.1)[0]) == 0


def test_levels_are_those_of_counting_all_paths():
    """With three small sets every number of errors can be listed."""
    sizes, target, alpha, own = np.array([5, 7, 10]), 0.4, 0.2, 0.15
    levels = later_levels(tuple(sizes.tolist()), target, alpha, own)

    def passes(start, level):
        total = 0.0
        for a in range(6):
            for b in range(3):
                for c in range(4):
                    chance = binom.pmf(a, 5, target) * binom.pmf(b, 2, target) * binom.pmf(c, 3, target)
                    p_values = binom.cdf([a, a + b, a + b + c], sizes, target)
                    limits = np.where(np.arange(3) == start, own, level)
                    total += chance * bool((p_values <= limits)[start:].any())
        return total

    shares = own * np.geomspace(1 / 60, 1, 16)
    largest = [max((s for s in shares if passes(start, s) <= alpha), default=0.0) for start in range(3)]
    np.testing.assert_allclose(levels, [min(largest[start:]) for start in range(3)])


def chance_of_a_wrong_pass(k, sizes, target, own, level):
    """Whether set k, or any larger one in its place, passes where every row of set k and on errs at the target."""
    limits = np.array([np.sum(binom.cdf(np.arange(size + 1), size, target) <= level) for size in sizes])
    limits[k] = max(limits[k], np.sum(binom.cdf(np.arange(sizes[k] + 1), sizes[k], target) <= own))
    alive = binom.pmf(np.arange(sizes[k] + 1), sizes[k], target)
    passed = 0.0
    for j in range(k, len(sizes)):
        if j > k:
            step = sizes[j] - sizes[j - 1]
            alive = np.convolve(alive, binom.pmf(np.arange(step + 1), step, target))
        passed += alive[: limits[j]].sum()
        alive[: limits[j]] = 0.0
    return passed


@pytest.mark.parametrize(("target", "n_rows"), [(0.05, 1000), (0.1, 1000), (0.2, 200), (0.05, 60)])
def test_the_error_probability_is_kept_wherever_the_risk_crosses_the_target(target, n_rows):
    """The set that is the first above the target may be any; what came before hands on its own level."""
    sizes, alpha = np.arange(1, n_rows + 1), 0.1
    chosen, own = looks(sizes, target, alpha)
    sizes = sizes[chosen]
    levels = later_levels(tuple(sizes.tolist()), target, alpha, own)
    for k in range(0, len(sizes), 3):
        assert chance_of_a_wrong_pass(k, sizes, target, own, levels[: k + 1].max()) <= alpha + 1e-9


def test_where_every_set_is_at_the_target_one_passes_with_the_error_probability_at_most():
    rng = np.random.default_rng(0)
    n_rows, n_draws = 40, 400
    sizes = np.arange(1, n_rows + 1)
    passed = sum(last_passing(sizes, np.cumsum(rng.random(n_rows) < 0.1), 0.1, 0.2)[0] >= 0 for _ in range(n_draws))
    assert 0.05 < passed / n_draws <= 0.2 + 2 * np.sqrt(0.2 * 0.8 / n_draws)


def test_larger_sets_are_reached_over_a_small_one_that_fails():
    wrong = np.zeros(1000, dtype=int)
    wrong[[3, 8, 700]] = 1
    position, level = last_passing(np.arange(1, 1001), wrong.cumsum(), 0.05, 0.1)
    assert position == 999
    assert upper_bound(3, 1000, level) <= 0.05


def test_set_that_passes_has_its_bound_at_the_target_at_most():
    rng = np.random.default_rng(1)
    for _ in range(20):
        n_errors = np.cumsum(rng.random(400) < np.linspace(0, 0.3, 400))
        position, level = last_passing(np.arange(1, 401), n_errors, 0.05, 0.1)
        assert position == -1 or upper_bound(int(n_errors[position]), position + 1, level) <= 0.05
    assert last_passing(np.arange(1, 31), np.zeros(30, dtype=int), 0.05, 0.1)[0] == -1
