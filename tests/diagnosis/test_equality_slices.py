"""The exact search, against all slices counted one by one."""

from itertools import combinations, product

import numpy as np
import pytest

from skmitigate.diagnosis._equality_slices import EqualitySearch


def one_by_one(codes, errors, max_conditions, min_rows, alpha):
    n, found = len(errors), []
    for n_conditions in range(1, max_conditions + 1):
        for columns in combinations(range(len(codes)), n_conditions):
            for bins in product(*(np.unique(codes[j]) for j in columns)):
                inside = np.logical_and.reduce([codes[j] == b for j, b in zip(columns, bins, strict=True)])
                size = inside.sum()
                if size >= min_rows and errors[inside].sum() > 0:
                    score = alpha * (errors[inside].mean() / errors.mean() - 1) - (1 - alpha) * (n / size - 1)
                    found.append((score, tuple(zip(columns, map(int, bins), strict=True)), size, errors[inside].sum()))
    return sorted((one for one in found if one[0] > 1e-12), key=lambda one: (-one[0], one[1]))


@pytest.mark.parametrize("seed", range(40))
def test_top_is_that_of_counting_one_by_one(seed):
    rng = np.random.default_rng(seed)
    n = rng.integers(30, 250)
    codes = [rng.integers(0, rng.integers(1, 6), n) for _ in range(rng.integers(1, 5))]
    errors = (rng.random(n) < 0.25).astype(float) if seed % 2 else rng.gamma(1, size=n)
    errors[0] = 1
    k, max_conditions, min_rows = rng.integers(1, 12), rng.integers(1, 4), rng.integers(1, 20)
    alpha = rng.choice([0.6, 0.95, 1.0])
    search = EqualitySearch(codes, errors, k=k, max_conditions=max_conditions, min_rows=min_rows, alpha=alpha).results()
    every = one_by_one(codes, errors, max_conditions, min_rows, alpha)
    assert len(search) >= min(k, len(every))
    np.testing.assert_allclose([score for _, score, _, _ in search], [one[0] for one in every[: len(search)]])
    by_slice = {one[1]: one for one in every}
    for slice_, score, size, error in search:
        assert (score, size, error) == pytest.approx((by_slice[slice_][0], *by_slice[slice_][2:]))


def test_ties_with_the_last_are_all_listed():
    codes = [np.arange(40) % 4]
    search = EqualitySearch(codes, (codes[0] < 3).astype(float), k=1, max_conditions=1, min_rows=1, alpha=0.95)
    assert [slice_ for slice_, *_ in search.results()] == [((0, 0),), ((0, 1),), ((0, 2),)]


def test_rows_in_no_bin_are_in_no_slice():
    codes = [np.array([-1] * 10 + [0] * 10 + [1] * 20), np.array([0, 1] * 20)]
    errors = np.array([1.0] * 20 + [0.0] * 20)
    found = EqualitySearch(codes, errors, k=50, max_conditions=2, min_rows=2, alpha=1.0).results()
    assert [slice_ for slice_, *_ in found] == [((0, 0),), ((0, 0), (1, 0)), ((0, 0), (1, 1))]


def test_without_errors_there_is_nothing():
    search = EqualitySearch([np.zeros(5, dtype=int)], np.zeros(5), k=3, max_conditions=3, min_rows=1, alpha=0.9)
    assert search.results() == []
