"""Everything that a result may hold becomes strict JSON."""

import datetime as dt
import json
from enum import Enum
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skmitigate._utils._json import jsonable

Kind = Enum("Kind", ["ONE"])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (np.bool_(False), False),
        (3, 3),
        (2**70, 2**70),
        (1.5, 1.5),
        ("é", "é"),
        (np.str_("a"), "a"),
        *[(dtype(3), 3) for dtype in (np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint64)],
        *[(dtype(1.5), 1.5) for dtype in (np.float16, np.float32, np.float64, np.longdouble)],
        *[(dtype("nan"), None) for dtype in (float, np.float16, np.float32, np.float64, np.longdouble)],
        (float("inf"), None),
        (-np.inf, None),
        (pd.NA, None),
        (pd.NaT, None),
        (np.ma.masked, None),
        (np.datetime64("NaT", "ns"), None),
        (np.timedelta64("NaT"), None),
        (np.datetime64("2024-01-31"), "2024-01-31"),
        (np.datetime64("2024-01-31", "ns"), "2024-01-31T00:00:00.000000000"),
        (np.timedelta64(3, "ns"), "3 nanoseconds"),
        (dt.datetime(2024, 1, 31, 12, 0), "2024-01-31 12:00:00"),
        (dt.date(2024, 1, 31), "2024-01-31"),
        (pd.Timestamp("2024-01-31"), "2024-01-31 00:00:00"),
        (np.complex128(1j), "1j"),
        (Fraction(1, 3), "1/3"),
        (Kind.ONE, "Kind.ONE"),
    ],
    ids=repr,
)
def test_single_value(value, expected):
    result = jsonable(value)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.array(3.0), 3.0),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        (np.zeros((0, 2)), []),
        (np.array([1.0, np.nan]), [1.0, None]),
        (np.array(["2024-01-31", "NaT"], dtype="M8[ns]"), ["2024-01-31T00:00:00.000000000", None]),
        (np.array(["a", 1, None, np.nan], dtype=object), ["a", 1, None, None]),
        (np.ma.array([1, 2], mask=[False, True]), [1, None]),
        ((1, [np.int64(2), (3.0,)]), [1, [2, [3.0]]]),
        pytest.param({"b", "a", "c"}, ["a", "b", "c"], id="set"),  # its repr has no order
        (frozenset([2, 1]), [1, 2]),
        ({1: np.float64(2), np.str_("k"): {"deep": np.array([True])}}, {"1": 2.0, "k": {"deep": [True]}}),
    ],
    ids=repr,
)
def test_nested_value(value, expected):
    assert jsonable(value) == expected
    assert json.loads(json.dumps(jsonable(value), allow_nan=False)) == expected


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.complex_numbers() | st.dates()


@given(st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.integers(), inner)))
def test_anything_is_written_strictly_and_read_back_the_same(value):
    made = jsonable(value)
    assert json.loads(json.dumps(made, allow_nan=False)) == made
