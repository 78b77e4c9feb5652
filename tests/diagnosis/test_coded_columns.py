"""Columns in bins, and bins as conditions."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from skmitigate.diagnosis._coded_columns import N_BINS, code_column, code_columns
from skmitigate.diagnosis._slice import Slice

RNG = np.random.default_rng(0)
N = 400


def frame():
    return pd.DataFrame(
        {
            "number": np.where(RNG.random(N) < 0.1, np.nan, RNG.normal(size=N)),
            "few": RNG.integers(0, 5, N),
            "infinite": np.where(RNG.random(N) < 0.1, np.inf, RNG.normal(size=N)),
            "town": RNG.choice(["Ulm", "Bonn", "it's", None], N),
            "level": pd.Categorical(RNG.choice(["low", "high"], N)),
            "flag": RNG.random(N) < 0.5,
            "day": pd.date_range("2020-01-01", periods=N, freq="7h")[RNG.permutation(N)],
            "zone": pd.date_range("2020-01-01", periods=N, freq="7h", tz="Europe/Berlin")[RNG.permutation(N)],
            "span": pd.to_timedelta(RNG.permutation(N), unit="h"),
            "whole": pd.array(RNG.choice([1, 2, None], N), dtype="Int64"),
            "mixed": [("a", 1, 2.5, None, True)[i % 5] for i in range(N)],
            "two words": RNG.normal(size=N),
        }
    )


def test_every_run_of_bins_is_written_as_conditions_with_the_same_rows():
    X = frame()
    columns = code_columns(X, 10)
    assert [column.name for column in columns] == list(X.columns)
    for column in columns:
        top = column.n_ordered
        runs = [(a, b) for a in range(top) for b in range(a, top)] + [(j, j) for j in column.singles()]
        for first, last in runs:
            inside = (column.codes >= first) & (column.codes <= last)
            where = Slice.parse(str(Slice(column.conditions(first, last))))
            np.testing.assert_array_equal(where.mask(X), inside, err_msg=f"{column.name}: {where}")


def test_numbers_with_many_values_have_bins_of_about_as_many_rows():
    column = code_column("a", pd.Series(RNG.normal(size=2000)), 10)
    assert column.n_bins == N_BINS
    assert column.counts.min() >= 90
    often = code_column("a", pd.Series(np.r_[np.zeros(1500), RNG.normal(size=500)]), 10)
    assert often.counts.max() >= 1500


def test_rare_categories_are_pooled_where_they_are_few_and_left_where_they_are_many():
    values = pd.Series(["a"] * 60 + ["b"] * 30 + ["c", "d"] * 4)
    column = code_column("town", values, 10)
    assert [str(Slice(column.conditions(j, j))) for j in column.singles()] == [
        "town == 'a'",
        "town == 'b'",
        "town in ['c', 'd']",
    ]
    many = code_column("town", pd.Series(["a"] * 60 + [f"t{i}" for i in range(40)]), 10)
    assert len(many.singles()) == 1


@pytest.mark.parametrize(
    "values",
    [
        [1.0] * 50,
        [None] * 50,
        [f"row {i}" for i in range(50)],
        [[i % 2] for i in range(50)],
        ["x" * 200, "y" * 200] * 25,
    ],
    ids=["constant", "missing", "identities", "lists", "long texts"],
)
def test_columns_that_no_condition_divides_are_left_out_or_have_none(values):
    column = code_column("a", pd.Series(values), 10)
    assert column is None or (column.n_ordered == 0 and column.singles() == [])


def test_columns_without_a_name_of_their_own_go_by_position_or_are_left_out():
    X = pd.DataFrame(RNG.normal(size=(50, 5)), columns=["a", "a", 7, "b`", "x9"])
    assert [column.name for column in code_columns(X, 5)] == ["x2", "x3", "x9"]
    assert [column.name for column in code_columns(np.ones((50, 1)) * np.arange(50)[:, None], 5)] == ["x0"]


def test_sparse_columns_are_read():
    X = sparse.random(300, 4, density=0.3, random_state=0, format="csc")
    for column in code_columns(X, 10):
        first = column.conditions(0, 0)
        np.testing.assert_array_equal(Slice(first).mask(X), column.codes == 0)
