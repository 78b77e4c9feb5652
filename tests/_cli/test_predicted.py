"""Predictions in the columns of a file."""

from argparse import Namespace

import numpy as np
import pandas as pd
import pytest

from skmitigate._cli._predicted import asked_row, table_of_columns
from skmitigate.datasets import Dataset


def data(y, **columns):
    return Dataset("d", pd.DataFrame(columns), np.array(y), "")


def test_labels_are_compared_as_texts_and_the_other_columns_are_left():
    table, X = table_of_columns(data(["a", "b", "b"], guess=["a", "c", "b"], n=[1, 2, 3]), "guess", None)
    assert table.classes.tolist() == ["a", "b", "c"]
    assert table.errors.tolist() == [False, True, False]
    assert list(X) == ["n"]


def test_the_row_that_is_told_is_the_one_asked_for_or_the_first_error():
    table, _ = table_of_columns(data(["a", "b", "b"], guess=["a", "c", "a"]), "guess", None)
    assert [asked_row(Namespace(row=row, file="f.csv"), table) for row in (0, None)] == [0, 1]


@pytest.mark.parametrize(
    ("y", "guess"),
    [([0, 1, 1], [0.0, 1.0, 0.0]), (["true", "false", "false"], [True, False, True]), (["0", "1", "1"], [0, 1, 0])],
)
def test_the_same_label_may_be_read_differently(y, guess):
    table, X = table_of_columns(data(y, guess=guess), "guess", None)
    assert table.errors.tolist() == [False, False, True]
    assert X is None


def test_probabilities_are_put_in_the_order_of_the_classes():
    table, X = table_of_columns(data([2, 10], p_2=[0.9, 0.6], p_10=[0.1, 0.4], n=[1, 2]), None, "p_")
    assert table.classes.tolist() == ["10", "2"]
    np.testing.assert_allclose(table.proba, [[0.1, 0.9], [0.4, 0.6]])
    assert table.errors.tolist() == [False, True]
    assert list(X) == ["n"]


def test_predictions_beside_probabilities_are_the_decision():
    table, _ = table_of_columns(data(["a", "b"], p_a=[0.9, 0.6], p_b=[0.1, 0.4], guess=["b", "b"]), "guess", "p_")
    assert table.errors.tolist() == [True, False]
    assert table.proba is not None


@pytest.mark.parametrize(
    ("predicted", "proba", "columns", "message"),
    [
        ("guess", None, {"n": [1, 2]}, "no column 'guess' of predictions. The columns are 'n'"),
        ("guess", None, {"guess": ["a", None]}, "got 1 rows without"),
        (None, "p_", {"n": [1, 2]}, "no column that begins with 'p_'"),
        (None, "p_", {"p_a": [1.0, np.nan], "p_b": [0, 1]}, "probability in every row of the column 'p_a'"),
        (None, "p_", {"p_a": ["x", "y"], "p_b": [0, 1]}, "probability in every row of the column 'p_a'"),
        (None, "p_", {"p_a": [0.5, 0.5], "p_b": [0, 1]}, "sum to 1"),
        (None, "p_", {"p_a": [1.0, 1.0]}, "y_true"),
        ("guess", "p_", {"p_a": [1, 0], "p_b": [0, 1], "guess": ["a", "z"]}, "predicted labels"),
        ("guess", None, {f"c{i}": [1, 2] for i in range(15)}, "and 3 more"),
    ],
)
def test_what_is_no_prediction_is_said(predicted, proba, columns, message):
    with pytest.raises(ValueError, match=message):
        table_of_columns(data(["a", "b"], **columns), predicted, proba)
