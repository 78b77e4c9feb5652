"""Rows come back from JSON exactly as they were."""

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal
from scipy import sparse

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._rows import decode_rows, encode_rows

FRAME = pd.DataFrame(
    {
        "float": [0.1, np.nan, np.inf],
        "small": np.array([1, 2, 3], dtype=np.int8),
        "bool": [True, False, True],
        "text": ["a", None, "ü\n"],
        "object": pd.Series(["a", None, 1.5], dtype=object),
        "level": pd.Categorical(["x", None, "y"], categories=["y", "x", "z"], ordered=True),
        "code": pd.Categorical([3, 1, 3]),
        "time": pd.to_datetime(["2024-01-01", None, "2024-03-01"]),
        "zone": pd.to_datetime(["2024-01-01", "2024-07-01", None]).tz_localize("Europe/Berlin"),
        "span": pd.to_timedelta([1, 2, None], unit="h"),
        "masked": pd.array([1, None, 3], dtype="Int64"),
        "flag": pd.array([True, None, False], dtype="boolean"),
        "string": pd.array(["a", None, "b"], dtype="string"),
    }
)
ODD = pd.Series(
    [
        pd.NA,
        pd.NaT,
        float("nan"),
        -np.inf,
        pd.Timestamp("2024-01-01"),
        dt.date(2024, 1, 2),
        np.float64(0.1),
        True,
    ],
    dtype=object,
)


def again(rows):
    return decode_rows(json.loads(json.dumps(encode_rows(rows), allow_nan=False)))


def test_a_table_of_all_kinds():
    assert_frame_equal(again(FRAME), FRAME)


def test_names_that_are_no_texts():
    assert_frame_equal(again(pd.DataFrame({0: [1], 1: [2]})), pd.DataFrame({0: [1], 1: [2]}), check_column_type=False)


def test_a_table_without_columns_keeps_its_rows():
    assert again(pd.DataFrame(index=range(3))).shape == (3, 0)


def test_odd_cells():
    assert_series_equal(again(ODD), ODD)


@pytest.mark.parametrize(
    "rows",
    [
        np.array([[0.1, np.nan], [1e-300, -0.0]]),
        np.array([[1, 2]], dtype=np.uint8),
        np.array([["a", "bcd"]]),
        np.array([["a", None], [1, 2.5]], dtype=object),
        np.zeros((2, 3, 4), dtype=np.float32),
        np.array(["2024-01-01"], dtype="M8[D]"),
        np.zeros((0, 4)),
    ],
)
def test_arrays(rows):
    found = again(rows)
    assert found.dtype == rows.dtype
    assert found.shape == rows.shape
    assert [repr(value) for value in found.ravel().tolist()] == [repr(value) for value in rows.ravel().tolist()]


@pytest.mark.parametrize("make", [sparse.csr_matrix, sparse.csc_matrix, sparse.csr_array, sparse.csc_array])
def test_sparse_rows(make):
    rows = make(np.array([[0, 1.5], [0, 0]]))
    found = again(rows)
    assert type(found) is type(rows)
    assert (found.toarray() == rows.toarray()).all()


def test_texts_and_lists():
    assert again(["a b", "c"]) == ["a b", "c"]
    assert again([[1, 2], [3, 4]]).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "rows",
    [
        {1, 2},
        np.array([[object()]]),
        np.zeros(2, dtype=[("a", "f8")]),
        sparse.coo_matrix(np.eye(2)),
        pd.DataFrame({"a": pd.arrays.SparseArray([0, 1])}),
        pd.DataFrame({"a": pd.interval_range(0, 2)}),
    ],
)
def test_what_cannot_be_written_exactly_is_refused(rows):
    with pytest.raises(ValueError, match=r"rows|cells|columns"):
        encode_rows(rows)


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "array", "array": {"shape": [10**9, 10**9], "dtype": "<f8", "base64": ""}},
        {"kind": "array", "array": {"shape": [-1], "dtype": "<f8", "base64": ""}},
        {"kind": "array", "array": {"shape": [1], "dtype": "|O", "base64": "AAAAAAAAAAA="}},
        {"kind": "array", "array": {"shape": [1], "values": [[1]]}},
        {"kind": "frame", "n_rows": True, "names": [], "columns": []},
        {"kind": "frame", "n_rows": 1, "names": ["a"], "columns": [{"dtype": "Period", "values": [None]}]},
    ],
)
def test_made_up_rows_are_refused(told):
    with pytest.raises(InvalidModelFile):
        decode_rows(told)
