"""What is told of the columns that a model takes."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.tree import DecisionTreeClassifier

from skmitigate.persistence._input_columns import describe_input

FRAME = pd.DataFrame(
    {
        "age": [1.5, np.nan, 40.0] * 4,
        "n": [1, 2, 3] * 4,
        "yes": [True, False, True] * 4,
        "town": ["Ulm", "Bonn", None] * 4,
        "note": [f"text {i}" for i in range(12)],
        "level": pd.Categorical(["b", "a", None] * 4, categories=["b", "a", "c"]),
        "code": pd.Categorical([3, 1, 3] * 4),
        "day": pd.to_datetime(["2024-01-01", None, "2024-03-01"] * 4),
        "held": pd.Series([1, None, 2.5] * 4, dtype=object),
    }
)


@pytest.fixture(scope="module")
def told():
    described = describe_input(None, FRAME)
    assert described == json.loads(json.dumps(described, allow_nan=False))
    assert described["make"] == "frame"
    return {column["name"]: column for column in described["columns"]}


@pytest.mark.parametrize(
    ("name", "kind", "levels", "ends", "missing"),
    [
        ("age", "number", None, (1.5, 40.0), True),
        ("n", "number", None, (1, 3), False),
        ("yes", "bool", None, (None, None), False),
        ("town", "text", ["Bonn", "Ulm"], (None, None), True),
        ("note", "text", None, (None, None), False),
        ("level", "text", ["b", "a", "c"], (None, None), True),
        ("code", "number", [1, 3], (None, None), False),
        ("day", "time", None, ("2024-01-01 00:00:00", "2024-03-01 00:00:00"), True),
        ("held", "number", None, (1.0, 2.5), True),
    ],
)
def test_columns_of_a_table(told, name, kind, levels, ends, missing):
    column = told[name]
    assert (column["kind"], column["levels"], column["missing"]) == (kind, levels, missing)
    assert (column["low"], column["high"]) == ends


@pytest.mark.parametrize(
    ("X", "make", "n_columns"),
    [
        (np.ones((3, 2)), "array", 2),
        ([[1, 2], [3, 4]], "array", 2),
        (sparse.csr_matrix(np.eye(3)), "sparse", 3),
        (["a b", "c"], "texts", 0),
        (np.zeros((2, 3, 4)), "array", 0),
    ],
)
def test_other_makes(X, make, n_columns):
    described = describe_input(None, X)
    assert (described["make"], len(described["columns"])) == (make, n_columns)


def test_without_rows_there_are_names_only(iris):
    X, y = iris
    named = DecisionTreeClassifier().fit(pd.DataFrame(X, columns=list("abcd")), y)
    for model, names in ((named, ["a", "b", "c", "d"]), (DecisionTreeClassifier().fit(X, y), ["x0", "x1", "x2", "x3"])):
        described = describe_input(model, None)
        assert described["make"] == "unknown"
        assert [(column["name"], column["kind"]) for column in described["columns"]] == [(n, "unknown") for n in names]
