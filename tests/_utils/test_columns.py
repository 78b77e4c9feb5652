"""Reading columns as what they were before."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from skmitigate._utils._columns import Columns


def read(column, kind):
    return Columns.of(pd.DataFrame({"a": column}), what="X").numbers(0, kind)


@pytest.mark.parametrize(
    ("column", "kind", "values", "unreadable"),
    [
        ([1, 2.5, None], "number", [1, 2.5, np.nan], 0),
        (["1", "two", None], "number", [1, np.nan, np.nan], 1),
        ([True, False, True], "number", [1, 0, 1], 0),
        (pd.Categorical(["1", "2", "x"]), "number", [1, 2, np.nan], 1),
        (pd.to_datetime(["1970-01-02", None]), "number", [np.nan, np.nan], 1),
        (pd.to_datetime(["1970-01-02", None]), "time", [1, np.nan], 0),
        (["1970-01-02T12:00", "soon"], "time", [1.5, np.nan], 1),
        ([3, 4], "time", [np.nan, np.nan], 2),
        (pd.to_timedelta(["2D"]), "duration", [2], 0),
        (["2 days", "long"], "duration", [2, np.nan], 1),
        ([np.inf, -np.inf], "number", [np.inf, -np.inf], 0),
    ],
    ids=str,
)
def test_a_column_is_read_as_numbers_of_a_kind(column, kind, values, unreadable):
    found, bad = read(column, kind)
    np.testing.assert_array_equal(found, values)
    assert bad == unreadable


def test_any_column_is_read_as_levels():
    for X in (np.array([[1.0], [2.0], [np.nan]]), [["1"], ["2"], [None]], pd.DataFrame({"a": [1, 2, None]})):
        codes, levels = Columns.of(X, what="X").levels(0)
        assert (codes.tolist(), levels) == ([0, 1, -1], ("1", "2"))


def test_what_cannot_be_counted_is_counted_by_its_text():
    codes, levels = Columns.of(pd.DataFrame({"a": [[1, 2], {"k": 1}, None, [1, 2]]}), what="X").levels(0)
    assert (codes.tolist(), levels) == ([0, 1, -1, 0], ("[1, 2]", "{'k': 1}"))


def test_masked_values_are_missing():
    for values in ([[1, 2]], [["a", "b"]]):
        table = Columns.of(np.ma.masked_array(values, [[False, True]]), what="X")
        assert [table.levels(j)[0].tolist() for j in range(2)] == [[0], [-1]]


def test_kinds_and_names():
    table = Columns.of(pd.DataFrame({"a": [1], "b": ["x"], 3: [True]}), what="X")
    assert (table.names, [table.kind(j) for j in range(3)]) == (("a", "b", "3"), ["number", "level", "bool"])
    assert Columns.of(sparse.csr_array(np.eye(2)), what="X").names == ("x0", "x1")
    assert Columns.of(sparse.csr_array(np.eye(2)), what="X").numbers(1, "time")[1] == 2


@pytest.mark.parametrize("X", [3, "text", [1, 2], {"a": [1]}, np.zeros((2, 2, 2)), [[1], [1, 2]]], ids=str)
def test_what_is_no_table_is_refused(X):
    with pytest.raises(ValueError, match="Expected the window as a table"):
        Columns.of(X, what="the window")
