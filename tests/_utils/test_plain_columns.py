"""Tables of any make as numbers and codes."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from skmitigate._utils._plain_columns import plain_columns
from skmitigate.exceptions import NotApplicable, TooExpensive

FRAME = pd.DataFrame(
    {
        "age": [3, None, 5],
        "town": ["Ulm", None, "Bonn"],
        "flag": [True, False, True],
        "day": pd.to_datetime(["2020-01-01", "2020-01-03", None]),
        "size": pd.Categorical(["s", "m", "s"]),
        "mix": [1, "a", 1.0],
    }
)


def test_mixed_frame():
    plain = plain_columns(FRAME)
    assert plain.names == ("age", "town", "flag", "day", "size", "mix")
    assert (plain.number_at.tolist(), plain.level_at.tolist()) == ([0, 3], [1, 2, 4, 5])
    np.testing.assert_array_equal(plain.numbers[:, 0], [3, np.nan, 5])
    assert plain.numbers[1, 1] - plain.numbers[0, 1] == 2
    assert plain.codes.tolist() == [[1, 1, 1, 0], [-1, 0, 0, 1], [0, 1, 1, 0]]
    assert plain.levels[0] == ("Bonn", "Ulm")


@pytest.mark.parametrize("make", [np.asarray, pd.DataFrame, sparse.csr_array, list])
def test_numbers_whatever_holds_them(make):
    given = np.array([[0.0, 1.0], [2.0, 0.0]])
    plain = plain_columns(given.tolist() if make is list else make(given))
    np.testing.assert_array_equal(plain.numbers, given)
    assert plain.codes.shape == (2, 0)


def test_codes_do_not_depend_on_the_order_of_the_rows():
    order = np.array([2, 0, 1])
    one, other = plain_columns(FRAME), plain_columns(FRAME.iloc[order])
    np.testing.assert_array_equal(one.take(order).codes, other.codes)


def test_one_column_and_all_but_some():
    plain = plain_columns(FRAME)
    np.testing.assert_array_equal(plain.column(0), [3, np.nan, 5])
    np.testing.assert_array_equal(plain.column(1), [1, -1, 0])
    np.testing.assert_array_equal(plain.without(np.array([0, 2, 3, 4, 5])), [[1], [np.nan], [0]])


def test_list_with_text_keeps_its_numbers():
    plain = plain_columns([[1, "a"], [2, "b"]])
    assert (plain.number_at.tolist(), plain.level_at.tolist()) == ([0], [1])


@pytest.mark.parametrize(
    ("X", "error", "reason"),
    [
        (["a text", "another"], NotApplicable, "X has no columns: it has 1 dimension$"),
        (np.empty((3, 0)), NotApplicable, "X has no columns"),
        (sparse.csr_array((100_000, 100_000)), TooExpensive, "more than 50000000"),
        (pd.DataFrame(np.full((2, 20_001), "a", dtype=object)), TooExpensive, "not all numbers, more than 20000"),
    ],
)
def test_what_has_no_columns_or_too_many_is_refused(X, error, reason):
    with pytest.raises(error, match=reason):
        plain_columns(X)
