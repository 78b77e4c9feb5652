"""The table of predictions: made from any model's output, cut, told, written."""

import json
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest
from generators import tables
from hypothesis import given
from sklearn.naive_bayes import GaussianNB

from skmitigate.predictions._cross_val import cross_val_predictions
from skmitigate.predictions._prediction_table import PredictionTable

TRUTH = ["a", "b", "b", "c"]
PROBA = [[0.8, 0.1, 0.1], [0.5, 0.5, 0.0], [0.0, 1.0, 0.0], [0.2, 0.2, 0.6]]


def make(**changes):
    return PredictionTable.from_predictions(TRUTH, PROBA, **changes)


def test_probabilities_give_the_likeliest_class_the_first_of_equals():
    table = make()
    assert table.classes.tolist() == ["a", "b", "c"]
    assert table.y_true.tolist() == [0, 1, 1, 2]
    assert table.y_pred.tolist() == [0, 0, 1, 2]
    assert table.errors.tolist() == [False, True, False, False]
    assert table.fold.tolist() == [0] * 4
    assert table.row.tolist() == [0, 1, 2, 3]
    assert (len(table), table.n_classes) == (4, 3)
    assert table.weights.tolist() == [1.0] * 4


def test_labels_give_a_table_without_probabilities():
    table = PredictionTable.from_predictions([2, 1, 1], np.array([1, 1, 3]))
    assert table.classes.tolist() == [1, 2, 3]
    assert table.proba is None
    assert table.errors.tolist() == [True, False, True]


def test_classes_may_be_named_that_do_not_occur():
    table = PredictionTable.from_predictions(["a"], [[0.2, 0.8]], classes=["a", "z"])
    assert table.y_pred.tolist() == [1]


def test_weights_and_groups_are_kept():
    table = make(sample_weight=[1, 2, 3, 4], groups=["g", "g", "h", "h"])
    assert table.weights.tolist() == [1.0, 2.0, 3.0, 4.0]
    assert table.weights.dtype == np.float64
    assert table.groups.tolist() == ["g", "g", "h", "h"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], []), "at least one row"),
        ((["a"], ["a", "b"]), r"got \(1,\) and \(2,\)"),
        (([["a"]], ["a"]), r"got \(1, 1\) and \(1,\)"),
        ((["a"], [[[1.0]]]), r"got \(1,\) and \(1, 1, 1\)"),
        ((["a", "b"], [[0.5, 0.5, 0], [1, 0, 0]]), r"2 columns, one per class, got shape \(2, 3\)"),
        ((["a", "b"], [[0.5, 0.4], [1, 0]]), "sum to 1, got rows that are off by up to 0.1"),
        ((["a", "b"], [[1.5, -0.5], [1, 0]]), "finite and not negative"),
        ((["a", "b"], [[np.nan, 0.5], [1, 0]]), "finite and not negative"),
    ],
)
def test_what_makes_no_table_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        PredictionTable.from_predictions(*arguments)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"classes": ["b", "a", "c"]}, "sorted, distinct classes, got .* Sort them and the columns"),
        ({"classes": ["a", "a", "c"]}, "sorted, distinct classes"),
        ({"classes": ["a", "b", "d"]}, r"y_true to be among the classes .* got also \['c'\]"),
        ({"sample_weight": [1.0]}, r"sample_weight of shape \(4,\), got \(1,\)"),
        ({"groups": [[1, 2, 3, 4]]}, r"groups of shape \(4,\), got \(1, 4\)"),
    ],
)
def test_details_that_do_not_fit_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        make(**changes)


def test_it_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        make().y_pred = None


@pytest.mark.parametrize("rows", [np.array([False, True, False, True]), np.array([1, 3])], ids=["mask", "positions"])
def test_some_rows_are_a_table_too(rows):
    taken = make(sample_weight=[1, 2, 3, 4], groups=[5, 6, 7, 8]).take(rows)
    assert taken.row.tolist() == [1, 3]
    assert taken.y_true.tolist() == [1, 2]
    assert taken.proba.tolist() == [PROBA[1], PROBA[3]]
    assert taken.weights.tolist() == [2.0, 4.0]
    assert taken.groups.tolist() == [6, 8]
    assert taken.classes.tolist() == ["a", "b", "c"]
    bare = PredictionTable.from_predictions(TRUTH, TRUTH).take(rows)
    assert (bare.proba, bare.sample_weight, bare.groups) == (None, None, None)


def test_frame_has_a_line_for_each_row():
    frame = make(sample_weight=[1, 2, 3, 4], groups=[5, 6, 7, 8]).take(np.array([3, 1])).to_frame()
    expected = pd.DataFrame(
        {
            "y_true": ["c", "b"],
            "y_pred": ["c", "a"],
            "error": [False, True],
            "fold": [0, 0],
            "confidence": [0.6, 0.5],
            "proba_a": [0.2, 0.5],
            "proba_b": [0.2, 0.5],
            "proba_c": [0.6, 0.0],
            "sample_weight": [4.0, 2.0],
            "group": [8, 6],
        },
        index=pd.Index([3, 1], name="row"),
    )
    pd.testing.assert_frame_equal(frame, expected, check_dtype=False)
    assert list(PredictionTable.from_predictions(TRUTH, TRUTH).to_frame()) == ["y_true", "y_pred", "error", "fold"]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        (make(), "PredictionTable(4 rows, 3 classes, 1 error)"),
        (
            PredictionTable.from_predictions(TRUTH, ["a"] * 4),
            "PredictionTable(4 rows, 3 classes, 3 errors, no probabilities)",
        ),
    ],
)
def test_repr_is_one_line(table, text):
    assert repr(table) == text


@given(tables())
def test_dict_is_strict_json(table):
    told = table.to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["y_true"] == table.y_true.tolist()
    np.testing.assert_array_equal(told["proba"], table.proba)


@given(tables())
def test_probabilities_are_handed_through_unchanged(table):
    again = PredictionTable.from_predictions(table.classes[table.y_true], table.proba, classes=table.classes)
    np.testing.assert_array_equal(again.proba, table.proba)
    np.testing.assert_array_equal(again.y_pred, np.argmax(table.proba, axis=1))


def test_table_of_a_cross_fit_is_json_too():
    X = np.arange(24.0).reshape(12, 2)
    table = cross_val_predictions(GaussianNB(), X, ["u", "v"] * 6, cv=3, random_state=0)
    assert json.loads(json.dumps(table.to_dict(), allow_nan=False))["fold"] == table.fold.tolist()


def test_further_classes_have_no_rows_and_no_probability():
    table = PredictionTable.from_predictions([2, 5], [[0.7, 0.3], [0.6, 0.4]], classes=[2, 5])
    wider = table.with_classes([1, 2, 3, 5])
    assert wider.proba.tolist() == [[0, 0.7, 0, 0.3], [0, 0.6, 0, 0.4]]
    assert wider.to_frame()[["y_true", "y_pred"]].equals(table.to_frame()[["y_true", "y_pred"]])
    repeated = replace(table, proba=None, repetitions=(table, table)).with_classes([1, 2, 5])
    assert repeated.proba is None
    assert [part.n_classes for part in repeated.repetitions] == [3, 3]


@pytest.mark.parametrize(
    ("classes", "message"), [([5, 2], "sorted, distinct"), ([2, 2, 5], "sorted"), ([2, 3], "the table's classes")]
)
def test_further_classes_are_sorted_and_have_all_of_the_table(classes, message):
    with pytest.raises(ValueError, match=message):
        PredictionTable.from_predictions([2, 5], [2, 5]).with_classes(classes)
