"""Errors in a region, given the classes."""

import numpy as np
import pytest
from scipy.stats import hypergeom

from skmitigate.diagnosis import _stratified_test
from skmitigate.diagnosis._stratified_test import (
    expected_errors,
    rate_above,
    rate_of_region,
    stratified_p_value,
)


def mask(n, *true):
    found = np.zeros(n, dtype=bool)
    found[list(true)] = True
    return found


def test_one_stratum_is_fishers_test():
    errors, region = mask(30, *range(8)), mask(30, *range(4, 16))
    assert stratified_p_value(errors, region, np.zeros(30, dtype=int)) == pytest.approx(hypergeom.sf(3, 30, 8, 12))


def test_is_the_share_of_permutations_within_the_strata():
    rng = np.random.default_rng(0)
    strata = rng.integers(0, 4, 60)
    errors, region = rng.random(60) < 0.1 + 0.2 * strata, rng.random(60) < 0.3
    observed, drawn = np.sum(errors & region), []
    for _ in range(4000):
        order = np.lexsort((rng.random(60), strata))
        shuffled = np.empty(60, dtype=bool)
        shuffled[order] = errors[np.argsort(strata, kind="stable")]
        drawn.append(np.sum(shuffled & region))
    assert stratified_p_value(errors, region, strata) == pytest.approx(np.mean(np.array(drawn) >= observed), abs=0.03)


def test_a_class_that_is_often_wrong_and_in_the_region_explains_its_errors():
    """All errors are of class 1, which is in the region: as a whole they look many, within the class they are even."""
    strata = np.repeat([0, 1], [900, 100])
    errors = np.arange(1000) % 2 == 0
    errors[:900] = False
    region = strata == 1
    region[:100] = True
    assert stratified_p_value(errors, region, np.zeros(1000, dtype=int)) < 1e-6
    assert stratified_p_value(errors, region, strata) > 0.9


def test_large_numbers_are_as_good_as_normal(monkeypatch):
    rng = np.random.default_rng(0)
    strata, errors, region = rng.integers(0, 3, 5000), rng.random(5000) < 0.4, rng.random(5000) < 0.5
    exact = stratified_p_value(errors, region, strata)
    monkeypatch.setattr(_stratified_test, "_SURELY_NORMAL", 10.0)
    assert stratified_p_value(errors, region, strata) == pytest.approx(exact, abs=0.005)


def test_level_is_held_where_errors_are_independent():
    found = 0
    for seed in range(300):
        rng = np.random.default_rng(seed)
        found += stratified_p_value(rng.random(200) < 0.2, rng.random(200) < 0.3, rng.integers(0, 3, 200)) <= 0.05
    assert found <= 300 * 0.05 + 2.5 * np.sqrt(300 * 0.05 * 0.95)


def test_strata_that_lie_in_the_region_as_a_whole_say_nothing():
    strata = np.repeat([0, 1], 50)
    assert stratified_p_value(np.arange(100) % 3 == 0, strata == 1, strata) == pytest.approx(1)


def test_expected_errors_are_at_the_rates_of_the_classes_elsewhere():
    strata = np.repeat([0, 1], 1000)
    errors = np.concatenate([np.arange(1000) % 10 == 0, np.arange(1000) % 2 == 0])
    region = np.arange(2000) % 4 == 1
    assert expected_errors(errors, region, strata, ~region) == pytest.approx(250 * (100 + 500) / 750, rel=0.05)


def test_rate_above_is_shifted_by_the_expected_rate():
    estimate, (low, high) = rate_above(30, 100, 10.0, 0.05)
    assert estimate == pytest.approx(0.2)
    assert (low, high) == pytest.approx((0.2189 - 0.1, 0.3959 - 0.1), abs=1e-3)


def test_rate_of_a_region_stands_beside_that_elsewhere():
    errors, region = mask(200, *range(30), *range(100, 110)), mask(200, *range(100))
    seen = rate_of_region(errors, region, np.zeros(200, dtype=int), 0.05)
    assert (seen.n_rows, seen.n_errors) == (100, 30)
    assert seen.expected == pytest.approx(10)
    assert (seen.estimate, seen.interval) == rate_above(30, 100, seen.expected, 0.05)
    assert seen.rates == {"error_rate": 0.3, "error_rate_elsewhere": 0.1}
