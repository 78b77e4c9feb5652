"""Rows made of a row and of rows of the background."""

import numpy as np
import pandas as pd
import pytest

from skmitigate.explanation._mixed_rows import mixed_rows


@pytest.fixture
def mixed():
    background = pd.DataFrame(
        {
            "n": [1, 2, 3],
            "x": [0.5, np.nan, 2.5],
            "town": pd.Categorical(["Ulm", "Bonn", None]),
            "text": ["a", None, "b"],
            "day": pd.to_datetime(["2020-01-01", "2020-01-02", "2020-01-03"]),
        }
    )
    row = pd.DataFrame(
        {"n": [4.5], "x": [np.nan], "town": ["Graz"], "text": ["b"], "day": [pd.Timestamp("2020-01-02")]}
    )
    return mixed_rows(row, background, list(background.columns))


def test_mixes_take_each_cell_from_the_row_or_from_the_background(mixed):
    own = np.array([[True, False, True, False, False], [False, True, False, True, True]])
    made = mixed.mix(own, np.array([0, 2]))
    assert made.astype(object).where(made.notna(), None).values.tolist() == [
        [4.5, 0.5, "Graz", "a", pd.Timestamp("2020-01-01")],
        [3.0, None, None, "b", pd.Timestamp("2020-01-02")],
    ]
    assert list(made.columns) == ["n", "x", "town", "text", "day"]


def test_kinds_of_columns_are_kept_and_levels_that_are_new_are_added(mixed):
    assert isinstance(mixed.table["town"].dtype, pd.CategoricalDtype)
    assert list(mixed.table["town"].cat.categories) == ["Bonn", "Ulm", "Graz"]
    assert mixed.table["n"].dtype == np.float64  # 4.5 is no integer
    assert mixed.table["day"].dtype.kind == "M"
    assert mixed.is_level.tolist() == [False, False, True, True, False]


def test_whole_numbers_stay_whole():
    background = pd.DataFrame({"n": [1, 2], "b": [True, False]})
    made = mixed_rows(pd.DataFrame({"n": [3.0], "b": [True]}, dtype=object), background, ["n", "b"])
    assert made.table["n"].dtype == np.int64
    assert made.table["b"].dtype == bool
    gap = mixed_rows(pd.DataFrame({"n": [None], "b": [None]}, dtype=object), background, ["n", "b"])
    assert gap.table["n"].isna().tolist() == [False, False, True]


def test_a_date_that_is_none_stays_what_it_is():
    background = pd.DataFrame({"day": pd.to_datetime(["2020-01-01", "2020-01-02"])})
    made = mixed_rows(pd.DataFrame({"day": ["no day"]}), background, ["day"])
    assert made.values == ("no day",)


def test_missing_cells_are_alike(mixed):
    assert mixed.same().tolist() == [
        [False, False, False, False, False],
        [False, True, False, False, True],
        [False, False, False, True, False],
    ]


def test_a_sample_keeps_the_row(mixed):
    some = mixed.sample(np.array([2]))
    assert some.n_background == 1
    assert some.values[0] == mixed.values[0] == 4.5
    assert some.background["n"].tolist() == [3.0]
    assert some.row["town"].tolist() == ["Graz"]


def test_arrays_stay_arrays():
    made = mixed_rows(np.array([[7, 8]]), np.array([[1, 2], [3, 4]]), ["x0", "x1"])
    assert made.mix(np.array([[True, False]]), np.array([1])).tolist() == [[7, 4]]
    assert made.values == (7, 8)
    assert made.rows_at_once == 1_000_000
