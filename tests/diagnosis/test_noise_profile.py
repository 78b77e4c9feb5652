"""Error rates that stay and error rates that thin out."""

import numpy as np
import pytest

from skmitigate.diagnosis._noise_profile import noise_profile, sureness_rank


def errors(rate, slope, power, n=2000, seed=0):
    rank = (np.arange(n) + 0.5) / n
    return np.random.default_rng(seed).random(n) < rate + slope * rank**power, rank


@pytest.mark.parametrize(("rate", "slope", "power"), [(0.1, 0.3, 2), (0.1, 0.0, 1), (0.05, 0.6, 4), (0.3, 0.2, 1)])
def test_planted_rate_is_covered_and_above_what_is_tolerated(rate, slope, power):
    found = noise_profile(*errors(rate, slope, power, n=4000))
    low, high = found.interval(0.01)
    assert low <= rate <= high
    assert low <= found.rate <= high
    assert found.p_value(0.02) < 0.01


@pytest.mark.parametrize("power", [1, 2, 5])
def test_errors_that_thin_out_are_no_noise(power):
    """200 tables whose surest rows are right: the 5 % test rejects few of them."""
    found = [noise_profile(*errors(0.0, 0.4, power, n=1000, seed=seed)).p_value(0.02) <= 0.05 for seed in range(100)]
    assert sum(found) <= 5


def test_level_is_held_at_the_tolerated_rate():
    found = [noise_profile(*errors(0.02, 0.4, 2, n=1000, seed=seed)).p_value(0.02) <= 0.05 for seed in range(200)]
    assert sum(found) <= 200 * 0.05 + 2.5 * np.sqrt(200 * 0.05 * 0.95)


def test_share_that_thins_out_is_none_where_all_errors_stay():
    even, rank = errors(0.2, 0.0, 1, n=5000)
    assert noise_profile(even, rank).thinning_share(rank) < 0.2
    mixed, rank = errors(0.1, 0.5, 1, n=5000)
    assert 0.1 < noise_profile(mixed, rank).thinning_share(rank) < 0.5


def test_no_errors_and_all_errors_are_answered():
    rank = sureness_rank(np.arange(50.0))
    assert noise_profile(np.zeros(50, dtype=bool), rank).p_value(0.02) == 1
    assert noise_profile(np.ones(50, dtype=bool), rank).rate == pytest.approx(0.6)


def test_rank_goes_from_the_surest_row_to_the_least_sure_one_and_shares_ties():
    np.testing.assert_allclose(sureness_rank(np.array([0.9, 0.5, 0.7, 0.7])), [0.125, 0.875, 0.5, 0.5])


def test_rate_that_grows_evenly_to_thrice_its_lowest_is_overlap():
    found = [noise_profile(*errors(0.12, 0.36, 1, n=1000, seed=seed)).p_value(0.02) <= 0.05 for seed in range(60)]
    assert sum(found) <= 6
    assert noise_profile(*errors(0.12, 0.36, 4, n=2000)).p_value(0.02) < 0.01
