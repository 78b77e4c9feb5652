"""Labels of every type that a classifier meets, and clear words about those that it cannot take."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.exceptions import DataConversionWarning
from sklearn.naive_bayes import GaussianNB

from skmitigate._utils._labels import check_classes_weighed, check_labels, encode


@pytest.mark.parametrize(
    "y",
    [
        [0, 1, 1],
        ["a", "b", "b"],
        [True, False, False],
        np.array([-1, 0, 1], dtype=np.int8),
        np.array(["a", "b", "b"], dtype=object),
        [1.0, 2.0, 2.0],
        pd.Series(["a", "b", "b"]),
        pd.Series(["a", "b", "b"], dtype="category"),
        pd.Series([1, 2, 2], dtype="Int64"),
        pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-02"]),
        ("a", np.str_("b"), "b"),
    ],
    ids=str,
)
def test_labels_stay_what_they_are(y):
    checked = check_labels(y)
    assert isinstance(checked, np.ndarray)
    assert list(checked) == list(y)


def test_a_column_is_flattened_with_a_warning():
    with pytest.warns(DataConversionWarning):
        np.testing.assert_array_equal(check_labels([[1], [2]]), [1, 2])


@pytest.mark.parametrize(
    ("y", "error", "message"),
    [
        (None, ValueError, "requires y to be passed"),
        ([[1, 0], [0, 1]], ValueError, "one label per row, got a multilabel-indicator target"),
        ([[1, 2], [3, 4]], ValueError, "one label per row, got a multiclass-multioutput target"),
        ([0.5, 1.25, 3.1], ValueError, "Unknown label type: continuous"),
        (["a", None, "b"], ValueError, "1 of 3 labels are missing. Drop those rows"),
        (["a", float("nan")], ValueError, "1 of 2 labels are missing"),
        ([1.0, np.nan, np.nan], ValueError, "2 of 3 labels are missing"),
        (pd.Series([1, None], dtype="Int64"), ValueError, "1 of 2 labels are missing"),
        (pd.Series(["a", None], dtype="category"), ValueError, "1 of 2 labels are missing"),
        (["a", 1, 1], TypeError, "got 1 texts among 3 labels. Convert them"),
        (np.array([True, "a"], dtype=object), TypeError, "got 1 texts among 2 labels"),
        ("abc", ValueError, "array-like"),
        (3, ValueError, "array-like"),
    ],
    ids=str,
)
def test_what_is_no_column_of_labels_is_refused(y, error, message):
    with pytest.raises(error, match=message):
        check_labels(y)


def test_missing_y_names_who_asks_for_it():
    with pytest.raises(ValueError, match=r"^GaussianNB requires y"):
        check_labels(None, estimator=GaussianNB())
    with pytest.raises(ValueError, match=r"^This function requires y"):
        check_labels(None)


def test_two_classes_that_weigh_something_are_needed():
    y = np.array(["a", "b", "a"])
    check_classes_weighed(y, None)
    check_classes_weighed(y, np.array([1.0, 0.5, 0.0]))
    with pytest.raises(ValueError, match=r"at least 2 classes in y, got 1 class \(\['a'\]\)"):
        check_classes_weighed(y[[0, 2]], None)
    with pytest.raises(ValueError, match=r"with a sample_weight above 0, got 1 class \(\['a'\]\)"):
        check_classes_weighed(y, np.array([1.0, 0.0, 1.0]))


@given(
    st.lists(st.text(max_size=3), min_size=1)
    | st.lists(st.integers(-5, 5), min_size=1)
    | st.lists(st.booleans(), min_size=1)
)
def test_codes_lead_back_to_the_labels(labels):
    labels = np.array(labels, dtype=object if isinstance(labels[0], str) else None)
    classes = np.unique(labels)
    np.testing.assert_array_equal(classes[encode(labels, classes)], labels)


@pytest.mark.parametrize(
    ("labels", "classes", "stranger"),
    [
        (["a", "c"], ["a", "b"], r"\['c'\]"),
        ([0, 3], [1, 2], r"\[0, 3\]"),
        ([1, 2], ["a", "b"], r"\[1, 2\]"),
        (["a"], [1, 2], r"\['a'\]"),
        ([np.nan], [1.0, 2.0], r"\[nan\]"),
        ([None], ["a", "b"], r"\[None\]"),
        (np.array(["a", 1], dtype=object), np.array(["a", "b"], dtype=object), r"\[1\]"),
        (np.array(["a", None], dtype=object), np.array(["a", "b"], dtype=object), r"\[None\]"),
        ([2], [False, True], r"\[2\]"),
    ],
    ids=str,
)
def test_unknown_labels_are_named(labels, classes, stranger):
    with pytest.raises(ValueError, match=f"Expected predictions to be among the classes .*, got also {stranger}"):
        encode(labels, np.asarray(classes), what="predictions")


def test_a_long_list_of_labels_is_cut_short():
    with pytest.raises(ValueError, match=r"classes \[0, .*8, 9, \.\.\.\], got also \[100, .*\.\.\.\]\.$") as caught:
        encode(np.arange(100, 200), np.arange(50))
    assert len(str(caught.value)) < 200


def test_no_labels_have_no_codes():
    assert encode(np.array([], dtype=int), np.array([1, 2])).shape == (0,)
