"""Slices that are found, and verified."""

import numpy as np
import pandas as pd
import pytest

from skmitigate.diagnosis._coded_columns import code_columns
from skmitigate.diagnosis._slice import Slice
from skmitigate.diagnosis._slice_discovery import (
    SearchSettings,
    by_permutation,
    by_split,
    can_permute,
    canonical_order,
    judge_given,
)

N = 1500
METHODS = {"permutation": by_permutation, "split": by_split}
each_method = pytest.mark.parametrize("method", METHODS)


def settings(**changed):
    chosen = {"max_conditions": 2, "min_rows": 30, "n_candidates": 5, "n_permutations": 199, "alpha": 0.05, "seed": 0}
    return SearchSettings(**chosen | changed)


def rows(rng):
    return pd.DataFrame({"a": rng.normal(size=N), "b": rng.integers(0, 6, N), "c": rng.choice(["u", "v", "w"], N)})


def found(method, X, strata, errors, **changed):
    return METHODS[method](X, code_columns(X, 30), strata, errors, settings(**changed))


@each_method
def test_two_planted_slices_are_told_once_each(method):
    rng = np.random.default_rng(0)
    X = rows(rng)
    weak = [Slice.parse("a > 1").mask(X), Slice.parse("c == 'u' and b <= 2").mask(X)]
    errors = rng.random(N) < 0.05 + 0.5 * weak[0] + 0.3 * weak[1]
    told = found(method, X, np.zeros(N, dtype=int), errors)
    assert len(told.slices) == 2
    assert told.method == method
    for one, mask in zip(told.slices, weak, strict=True):
        assert (one.mask == mask).mean() > 0.95
        np.testing.assert_array_equal(one.mask, one.where.mask(X))
        assert one.interval[0] <= one.rate <= one.interval[1]
        assert one.rate <= one.n_errors / one.n_rows


@each_method
def test_level_is_held_where_errors_depend_on_the_class_alone(method):
    """100 tables, a column that follows the class: at most 5 % + 2.5 standard errors."""
    rng = np.random.default_rng(1)
    n_found = 0
    for seed in range(100):
        X = rows(rng)
        strata = (rng.random(N) < 0.1).astype(int)
        X["a"] += 2 * strata
        errors = rng.random(N) < 0.1 + 0.4 * strata
        n_found += bool(found(method, X, strata, errors, max_conditions=1, seed=seed).slices)
    assert n_found <= 5 + 2.5 * np.sqrt(100 * 0.05 * 0.95)


def test_p_value_of_draws_is_no_smaller_than_their_number_allows():
    rng = np.random.default_rng(2)
    X = rows(rng)
    errors = rng.random(N) < 0.05 + 0.6 * (X["c"] == "u").to_numpy()
    told = found("permutation", X, np.zeros(N, dtype=int), errors, n_permutations=99)
    assert told.slices[0].p_value == 0.01


@each_method
def test_order_of_the_rows_does_not_matter(method):
    rng = np.random.default_rng(3)
    X = rows(rng)
    strata = rng.integers(0, 2, N)
    errors = rng.random(N) < 0.1 + 0.2 * (X["a"] > 1).to_numpy()
    order = rng.permutation(N)
    one = found(method, X, strata, errors)
    other = found(method, X.iloc[order], strata[order], errors[order])
    assert [str(s.where) for s in one.slices] == [str(s.where) for s in other.slices]
    assert [s.p_value for s in one.slices] == [s.p_value for s in other.slices]


def test_canonical_order_sorts_alike_rows_together():
    rng = np.random.default_rng(4)
    X = rows(rng)
    columns, strata, errors = code_columns(X, 30), rng.integers(0, 2, N), rng.random(N) < 0.2
    order = rng.permutation(N)
    codes = np.column_stack([column.codes for column in columns] + [strata, errors])
    here = codes[canonical_order(columns, strata, errors)]
    there = codes[order][canonical_order([c.take(order) for c in columns], strata[order], errors[order])]
    np.testing.assert_array_equal(here, there)


def test_many_columns_are_searched_by_their_best():
    rng = np.random.default_rng(5)
    X = pd.DataFrame(rng.normal(size=(N, 60))).add_prefix("x")
    weak = Slice.parse("x17 > 0.8 and x41 < 0").mask(X)
    errors = rng.random(N) < 0.05 + 0.6 * weak
    told = found("split", X, np.zeros(N, dtype=int), errors, max_conditions=3)
    assert {condition.column for condition in told.slices[0].where.conditions} == {"x17", "x41"}


def test_drawing_anew_is_for_tables_where_it_takes_seconds():
    assert can_permute(8, 300, settings(max_conditions=3, n_permutations=999))
    assert not can_permute(8, 300_000, settings(max_conditions=3, n_permutations=999))
    assert not can_permute(60, 300, settings(max_conditions=3, n_permutations=999))
    assert can_permute(60, 300, settings(max_conditions=1, n_permutations=999))


def test_slices_that_are_given_are_tested_on_all_rows_and_corrected_for_their_number():
    rng = np.random.default_rng(6)
    X = rows(rng)
    weak = Slice.parse("a > 1")
    errors = rng.random(N) < 0.1 + 0.2 * weak.mask(X)
    strata = np.zeros(N, dtype=int)
    alone = judge_given(X, [weak], strata, errors, 0.05).slices[0]
    among = judge_given(X, [Slice.parse("b == 3"), weak, Slice.parse("b == 99")], strata, errors, 0.05).slices
    assert [str(one.where) for one in among] == ["a > 1"]
    assert among[0].p_value == pytest.approx(3 * alone.p_value)
    assert alone.rate == alone.n_errors / alone.n_rows == errors[weak.mask(X)].mean()
