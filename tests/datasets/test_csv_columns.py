"""The text of a column becomes what all its values are."""

import numpy as np
import pandas as pd
import pytest

from skmitigate.datasets._csv_columns import is_id, is_text, parse_column, strangers_among_numbers


def parsed(*texts, decimal_comma=False):
    """Return the column that these texts make."""
    return parse_column(np.array(texts, dtype=object), decimal_comma=decimal_comma)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1", "-2"], [1, -2]),
        (["1.5", "1e3", ".5"], [1.5, 1000, 0.5]),
        (["1", None], [1, np.nan]),
        (["1,234", "12"], [1234, 12]),
        (["1,234,567.5", None], [1234567.5, np.nan]),
        ([None, None], [np.nan, np.nan]),
    ],
)
def test_numbers(texts, expected):
    column = parsed(*texts)
    assert pd.api.types.is_numeric_dtype(column.dtype)
    np.testing.assert_array_equal(column.to_numpy(dtype=float), expected)


def test_decimal_commas_on_demand():
    assert parsed("1,5", "2", "1.000,5", decimal_comma=True).tolist() == [1.5, 2, 1000.5]
    assert is_text(parsed("1,5", "2"))


def test_integers_stay_integers():
    assert parsed("1", "2").dtype == np.int64


def test_integers_beyond_64_bits_become_floats():
    assert parsed("123456789012345678901234567890", "1").dtype == np.float64


def test_truth_values():
    assert parsed("True", "FALSE").dtype == bool
    assert parsed("true", "false").tolist() == [True, False]
    gappy = parsed("true", None)
    assert gappy.dtype == "boolean"
    assert gappy[1] is pd.NA


def test_iso_times():
    days = parsed("2024-01-31", None, "2024-02-01")
    assert days.dtype.kind == "M"
    assert days[0] == pd.Timestamp("2024-01-31")
    moments = parsed("2024-01-31 10:00", "2024-01-31T12:30:15.5+02:00")
    assert moments.tolist() == [pd.Timestamp("2024-01-31 10:00"), pd.Timestamp("2024-01-31 10:30:15.5")]


@pytest.mark.parametrize("text", ["2024-13-45", "31.01.2024", "2024"])
def test_what_only_looks_like_a_time_does_not_stop_the_load(text):
    assert len(parsed(text, text)) == 2
    assert parsed(text).dtype.kind != "M"


def test_text_stays_text_with_its_gaps():
    column = parsed("u", None, "1")
    assert is_text(column)
    assert column[0] == "u"
    assert column.isna().tolist() == [False, True, False]


def test_different_text_in_each_row_is_an_id():
    assert is_id(parsed("u", "v", "w"), "name")
    assert is_id(parsed("u", "v", None), "name")
    assert not is_id(parsed("u", "v", "u"), "name")
    assert not is_id(parsed("u", None, None), "note")


@pytest.mark.parametrize(
    "name", ["id", "ID", "PassengerId", "customer_id", "index", "unnamed_1", "Unnamed: 0", "row number", "Id"]
)
def test_different_integers_in_a_column_named_so_are_an_id(name):
    assert is_id(parsed("3", "1", "2"), name)
    assert not is_id(parsed("3", "1", "3"), name)
    assert not is_id(parsed("3.5", "1", "2"), name)


@pytest.mark.parametrize("name", ["age", "acid", "paid", "humid", "grid", "rowing", "x"])
def test_different_integers_in_another_column_are_kept(name):
    assert not is_id(parsed("3", "1", "2"), name)


def test_few_texts_among_many_numbers_are_named():
    texts = [*map(str, range(100)), "unknown", "n.a."]
    assert strangers_among_numbers(parsed(*texts)) == ["n.a.", "unknown"]


def test_codes_with_few_numbers_or_few_values_are_no_numbers_gone_wrong():
    assert strangers_among_numbers(parsed("1", "2", "A")) == []
    assert strangers_among_numbers(parsed(*map(str, range(50)), *["x"] * 50)) == []
    assert strangers_among_numbers(parsed("1", "2")) == []
