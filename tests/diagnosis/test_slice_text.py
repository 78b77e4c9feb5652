"""Conditions in text: what is read, what is refused, and that what is written is read back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skmitigate.diagnosis._slice_text import parse_conditions, write_value


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("age < 30", [("age", "<", 30)]),
        ("age<=30.5", [("age", "<=", 30.5)]),
        ("30 > age", [("age", "<", 30)]),
        ("18 <= age < 30", [("age", ">=", 18), ("age", "<", 30)]),
        ("sex == 'F' and x3 != -1e-3", [("sex", "==", "F"), ("x3", "!=", -0.001)]),
        ("`my column` in [\"a\", 'b', 3]", [("my column", "in", ("a", "b", 3))]),
        ("town not in ['Ulm']", [("town", "not in", ("Ulm",))]),
        ("town is missing and age is not missing", [("town", "is missing", None), ("age", "is not missing", None)]),
        ("flag == True", [("flag", "==", True)]),
        (r"name == 'O\'Neil'", [("name", "==", "O'Neil")]),
        ("größe > -inf", [("größe", ">", -np.inf)]),
    ],
)
def test_reads(text, conditions):
    assert parse_conditions(text) == conditions


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Expected the name of a column"),
        ("age <", "Expected a number or a text in quotes"),
        ("age 3", "Expected 'in' or 'not' or 'is', got '3'"),
        ("age = 3", "Cannot read '= 3'"),
        ("age < 3 or town == 'Ulm'", "Expected 'and', got 'or'"),
        ("age < 3 and", "Expected the name of a column"),
        ("town in []", "Expected a number or a text in quotes, got ']'"),
        ("town in 'Ulm'", r"Expected \[, got"),
        ("3 < age is missing", "Expected 'and', got 'is'"),
        ("__import__('os')", r"Cannot read .\('os'\)"),
        ("town == Ulm", "Expected a number or a text in quotes, got 'Ulm'"),
        (None, "Expected a slice as text"),
    ],
)
def test_refuses(text, told):
    with pytest.raises(ValueError, match=told):
        parse_conditions(text)


@given(st.one_of(st.text(), st.integers(), st.booleans(), st.floats(allow_nan=False)))
def test_what_is_written_is_read_back(value):
    assert parse_conditions(f"a == {write_value(value)}") == [("a", "==", value)]
    assert parse_conditions(f"a in {write_value((value, value))}") == [("a", "in", (value, value))]


def test_numbers_of_numpy_are_written_as_numbers():
    assert write_value((np.float64(0.5), np.int64(3), np.str_("a"), np.bool_(True))) == "[0.5, 3, 'a', True]"
