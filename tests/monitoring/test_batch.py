"""Rows as they are checked before they are logged."""

import numpy as np
import pytest

from skmitigate.monitoring._batch import checked_ids, make_batch
from skmitigate.monitoring._label_value import label_value

PROBA = np.array([[0.8, 0.2], [0.3, 0.7]])


def batch(X=None, y_pred=None, proba=None, **changed):
    settings = {"model": "m", "ids": None, "timestamp": None, "classes": None, "known": None}
    return make_batch(X, y_pred, proba, **(settings | changed))


def texts(labels):
    return [label.text for label in labels]


def test_ids_are_made_that_differ_and_sort_by_time():
    made = [*batch(y_pred=[0] * 500).ids, *batch(y_pred=[0] * 500).ids]
    assert len(set(made)) == 1000
    assert {len(one) for one in made} == {32}


def test_given_ids_are_texts():
    assert checked_ids(np.array([1, 2])) == ["1", "2"]
    assert checked_ids(["a", "a"], repeated=True) == ["a", "a"]
    for ids in ("ab", 3, [None], [1.5], [True], [""], [b"a"]):
        with pytest.raises(TypeError, match="Expected ids"):
            checked_ids(ids)
    with pytest.raises(ValueError, match="some twice"):
        checked_ids(["a", "a"])
    with pytest.raises(ValueError, match="each of 3 rows"):
        checked_ids(["a", "b"], 3)


@pytest.mark.parametrize(
    ("y_pred", "classes", "known", "expected"),
    [
        (None, None, None, ["0", "1"]),
        ([0, 1], None, None, ["0", "1"]),
        ([0, 0], None, None, None),
        (["b", "c"], None, None, ["b", "c"]),
        ([10, 9], None, None, None),  # the likeliest class would not be the predicted one
        ([9, 10], None, None, ["9", "10"]),
        ([9, 10], [9, 10], None, ["9", "10"]),
        (["b", "b"], None, ["b", "c"], ["b", "c"]),
    ],
)
def test_classes_are_told_or_follow_from_the_predictions(y_pred, classes, known, expected):
    known = known and [label_value(label, what="classes") for label in known]
    if expected is None:
        with pytest.raises(ValueError, match=r"classes=model\.classes_"):
            batch(y_pred=y_pred, proba=PROBA)
    else:
        assert texts(batch(y_pred=y_pred, proba=PROBA, classes=classes, known=known).classes) == expected


def test_prediction_is_the_likeliest_class_where_none_is_given():
    made = batch(proba=PROBA, classes=["no", "yes"])
    assert [made.labels[code].text for code in made.codes] == ["no", "yes"]
    assert made.confidence == [0.8, 0.7]
    assert made.proba == ["[0.8,0.2]", "[0.3,0.7]"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "got neither"),
        ({"y_pred": [0, 1], "X": [[1.0]]}, "X 1, y_pred 2"),
        ({"y_pred": [0], "proba": PROBA}, "y_pred 1, proba 2"),
        ({"y_pred": [0, None]}, "1 rows without"),
        ({"y_pred": ["c", "a"], "proba": PROBA, "classes": ["a", "b"]}, r"got also \['c'\]"),
        ({"proba": PROBA, "classes": ["a", "b", "c"]}, "2 different classes"),
        ({"proba": PROBA, "classes": ["1", 1]}, "2 different classes"),
        ({"proba": PROBA * 2}, "sum to 1"),
        ({"proba": [[1.0], [1.0]]}, "two classes or more"),
        ({"proba": PROBA * np.nan}, "finite"),
        ({"y_pred": [0], "model": "a\x00"}, "no database keeps"),
    ],
)
def test_what_does_not_make_sense_is_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        batch(**settings)


@pytest.mark.parametrize("model", [None, "", 3])
def test_model_is_a_name(model):
    with pytest.raises(TypeError, match="name of the model"):
        batch(y_pred=[0], model=model)
