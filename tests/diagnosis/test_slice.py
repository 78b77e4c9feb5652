"""Slices: which rows are in one, whatever holds them."""

import json
import pickle

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from skmitigate.diagnosis._slice import Condition, Slice

FRAME = pd.DataFrame(
    {
        "age": [20.0, 30.0, np.nan, 50.0],
        "town": ["Ulm", None, "Bonn", "Ulm"],
        "level": pd.Categorical(["low", "high", None, "low"]),
        "grade": pd.Categorical([1, 2, 3, 4]),
        "flag": [True, False, True, False],
        "day": pd.to_datetime(["2020-01-01", "2021-01-01", None, "2022-06-01"]),
        "my column": [1, 2, 3, 4],
    },
    index=[9, 9, 7, 5],
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("age < 30", [0]),
        ("age <= 30", [0, 1]),
        ("age > 20", [1, 3]),
        ("age != 20", [1, 3]),
        ("20 < age <= 50", [1, 3]),
        ("age is missing", [2]),
        ("age is not missing", [0, 1, 3]),
        ("town == 'Ulm'", [0, 3]),
        ("town != 'Ulm'", [2]),
        ("town in ['Bonn', 'Trier']", [2]),
        ("town not in ['Bonn']", [0, 3]),
        ("level == 'low' and age > 20", [3]),
        ("level not in ['low']", [1]),
        ("grade >= 3", [2, 3]),
        ("flag == True", [0, 2]),
        ("day < '2021-06-01'", [0, 1]),
        ("`my column` in [2, 4]", [1, 3]),
        ("town < 'C'", [2]),
    ],
)
def test_rows_of_a_frame(text, rows):
    assert np.flatnonzero(Slice.parse(text).mask(FRAME)).tolist() == rows


@pytest.mark.parametrize("container", [np.asarray, sparse.csr_array, sparse.csc_matrix, pd.DataFrame, list])
def test_columns_without_names_go_by_position(container):
    X = np.array([[0.0, 1.0], [2.0, 0.0], [3.0, 4.0]])
    given = X.tolist() if container is list else container(X)
    for text in ("x0 >= 2 and x1 < 3", "`x0` >= 2 and `x1` < 3"):
        assert Slice.parse(text).mask(given).tolist() == [False, True, False]
    assert Condition(0, ">=", 2).mask(given).tolist() == [False, True, True]


def test_text_is_read_back_as_the_same_slice():
    one = Slice((Condition("my column", "in", [1, 2]), Condition("in", "is missing"), Condition("a", "==", "it's")))
    assert str(one) == r"`my column` in [1, 2] and `in` is missing and a == 'it\'s'"
    assert Slice.parse(str(one)) == one
    assert str(Condition(3, "<", np.float64(1.5))) == "x3 < 1.5"


def test_slices_are_data():
    one = Slice.parse("age < 30 and town in ['Ulm']")
    assert pickle.loads(pickle.dumps(one)) == one
    assert len({one, Slice.parse(str(one))}) == 1
    assert json.loads(json.dumps(one.to_dict())) == {
        "text": "age < 30 and town in ['Ulm']",
        "conditions": [
            {"column": "age", "operator": "<", "value": 30},
            {"column": "town", "operator": "in", "value": ["Ulm"]},
        ],
    }


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Condition("a", "~", 1), "Expected an operator among"),
        (lambda: Condition("a", "in", "Ulm"), "Expected a list of values after 'in'"),
        (lambda: Condition("a", "<"), "For missing values say 'is missing'"),
        (lambda: Condition("a", "<", [1, 2]), "for several values 'in'"),
        (lambda: Slice(()), "Expected one Condition or more"),
        (lambda: Slice(("age < 3",)), "Slice.parse makes them of text"),
    ],
)
def test_what_is_no_condition_is_refused(make, told):
    with pytest.raises(ValueError, match=told):
        make()


@pytest.mark.parametrize(
    ("text", "X", "told"),
    [
        ("height < 3", FRAME, r"Expected a slice on columns of X \(age, town.*got column 'height'"),
        ("x7 < 3", np.zeros((2, 2)), r"columns of X \(x0, x1\), got column 'x7'"),
        ("town < 3", FRAME, "Compare numbers with numbers and text with text"),
        ("x0 < 3", ["some text", "more"], "expected X of two dimensions, got 1"),
        ("a < 3", pd.DataFrame([[1, 2]], columns=["a", "a"]), "Expected one column 'a', got 2"),
    ],
)
def test_rows_that_do_not_suit_are_refused(text, X, told):
    with pytest.raises(ValueError, match=told):
        Slice.parse(text).mask(X)
