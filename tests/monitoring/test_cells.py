"""Rows of columns as text, and back."""

import json
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from skmitigate.monitoring._cells import merged_kind, plain_values, read_cells, write_cells


def back(cells):
    return read_cells(json.loads(cells.names), json.loads(cells.kinds), cells.rows)


def test_every_type_comes_back(mixed_rows):
    cells = write_cells(mixed_rows)
    found = back(cells)
    plain = mixed_rows.assign(level=mixed_rows["level"].astype(object))
    pd.testing.assert_frame_equal(found, plain, check_dtype=False)
    assert found["whole"].dtype == np.int64
    assert found["gaps"].dtype == "Int64"
    assert json.loads(cells.rows[1])[:6] == [2**60, None, None, False, None, "high"]
    assert "integer" in cells.kinds


def test_numpy_integers_are_integers_in_the_text():
    X = pd.DataFrame({"a": np.array([1, 2], dtype=np.int32), "b": [np.int64(3), np.float32(0.5)]}, dtype=object)
    assert write_cells(X).rows == ["[1,3]", "[2,0.5]"]
    assert write_cells(np.array([[1, 2]])).rows == ["[1,2]"]


@pytest.mark.parametrize(
    "X",
    [
        np.array([[1.5, 2.0], [3.0, 4.0]]),
        [[1.5, 2.0], [3.0, 4.0]],
        sparse.csr_array([[1.5, 2.0], [3.0, 4.0]]),
        [{"x0": 1.5, "x1": 2.0}, {"x0": 3.0, "x1": 4.0}],
    ],
)
def test_tables_of_other_kinds_are_taken(X):
    assert back(write_cells(X)).to_dict("list") == {"x0": [1.5, 3.0], "x1": [2.0, 4.0]}


@pytest.mark.parametrize(
    "X",
    [
        np.array([[0.5, np.nan], [np.inf, -np.inf]]),
        np.array([[1, 2]], dtype=np.uint64),
        np.array([[True, False]]),
        np.array([[0.1, 1.0]], dtype=np.float32),
    ],
)
def test_matrix_is_written_as_its_table_is(X):
    assert write_cells(X) == write_cells(pd.DataFrame(X, columns=[f"x{j}" for j in range(X.shape[1])]))


def test_lists_keep_numbers_beside_texts():
    assert write_cells([[1, "a", 0.5], [2, "b", None]]).rows == ['[1,"a",0.5]', '[2,"b",null]']


def test_large_and_odd_values_come_back():
    X = pd.DataFrame({"big": [2**70, 1], "money": [Decimal("0.5"), None], "bad": ["\ud800", "\x00"]}, dtype=object)
    found = back(write_cells(X))
    assert found["big"].tolist() == [2**70, 1]
    assert found["money"].tolist()[0] == 0.5
    assert found["bad"].tolist() == ["\ud800", "\x00"]


def test_what_is_no_table_is_refused():
    for X in (np.zeros(3), np.zeros((2, 2, 2)), [1, 2]):
        with pytest.raises(ValueError, match="Expected X of shape"):
            write_cells(X)
    with pytest.raises(ValueError, match="some twice"):
        write_cells(pd.DataFrame([[1, 2]], columns=["a", "a"]))


def test_rows_without_columns_stay_rows():
    assert len(back(write_cells(pd.DataFrame(index=range(3))))) == 3


def test_times_with_and_without_a_zone_become_utc():
    column = pd.Series([pd.Timestamp("2026-01-01T10:00"), pd.Timestamp("2026-01-01T10:00+02:00")], dtype=object)
    found = back(write_cells(pd.DataFrame({"t": column})))["t"]
    assert [str(time) for time in found] == ["2026-01-01 10:00:00+00:00", "2026-01-01 08:00:00+00:00"]


def test_plain_values_have_no_numpy_in_them(mixed_rows):
    plain = (bool, int, float, str, type(None))
    for name in mixed_rows:
        assert all(type(value) in plain for value in plain_values(mixed_rows[name])[1])


def test_parts_of_a_column_make_one_kind():
    assert merged_kind({"empty", "text"}) == "text"
    assert merged_kind({"integer", "real", "empty"}) == "real"
    assert merged_kind({"text", "real"}) == "mixed"
    assert merged_kind({"empty"}) == merged_kind(set()) == "empty"
