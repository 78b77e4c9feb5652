"""What cannot be explained is told apart, with what was expected."""

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from skmitigate import explain_prediction

rng = np.random.RandomState(0)
PLANTED = pd.DataFrame(rng.normal(size=(400, 5)), columns=["most", "least", "against", "idle", "more"])
TRUTH = np.where(PLANTED @ [3.0, 0.5, -2.0, 0.0, 1.0] > 0, "yes", "no")
ROW = pd.Series({"most": 1.0, "least": 1.0, "against": 1.0, "idle": 1.0, "more": 1.0})
FITTED = LogisticRegression().fit(PLANTED, TRUTH)


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        ({"estimator": LogisticRegression()}, NotFittedError, "not fitted"),
        ({"estimator": LinearRegression().fit(PLANTED, TRUTH == "yes")}, TypeError, "no classes_"),
        ({"estimator": LogisticRegression}, TypeError, "a fitted classifier"),
        ({"estimator": None}, TypeError, "a fitted classifier"),
        ({"background": PLANTED[:0]}, ValueError, "at least one row"),
        ({"background": PLANTED.drop(columns="idle")}, ValueError, "'idle' missing"),
        ({"x": PLANTED[:2]}, ValueError, "got 2"),
        ({"method": "magic"}, ValueError, "auto, linear, tree"),
        ({"method": "tree"}, ValueError, "does not apply"),
        ({"y_true": "perhaps"}, ValueError, "'no', 'yes'; got 'perhaps'"),
        ({"y_true": ["yes", "no"]}, ValueError, "one of the classes"),
        ({"budget": -1}, ValueError, "above 0"),
        ({"budget": float("nan")}, ValueError, "above 0"),
        ({"budget": True}, ValueError, "above 0"),
        ({"y_true": pd.NA}, ValueError, "one of the classes"),
        ({"contrast": np.array([True, False])}, ValueError, "True, False or None"),
        ({"contrast": "often"}, ValueError, "True, False or None"),
        ({"y_background": TRUTH[:3]}, ValueError, "400 rows"),
        ({"y_background": ["maybe"] * 400}, ValueError, "got none of them, but such as 'maybe'"),
    ],
    ids=range(19),
)
def test_nonsense_is_told_apart(wrong, error, message):
    given = {"estimator": FITTED, "x": ROW, "background": PLANTED} | wrong
    with pytest.raises(error, match=message):
        explain_prediction(**given)


def test_several_outputs_are_refused():
    model = DecisionTreeClassifier().fit(PLANTED, np.column_stack([TRUTH, TRUTH]))
    with pytest.raises(ValueError, match="2 outputs"):
        explain_prediction(model, ROW, PLANTED)


def test_many_classes_are_not_all_listed():
    labels = np.arange(400) % 20
    with pytest.raises(ValueError, match="and 10 more; got 99"):
        explain_prediction(GaussianNB().fit(PLANTED, labels), ROW, PLANTED, y_true=99)


def test_labels_of_the_background_that_the_model_never_saw_are_nobodys():
    labels = TRUTH.astype(object)
    labels[:200] = "new"
    found = explain_prediction(FITTED, ROW, PLANTED, y_true="no", y_background=labels, method="neighbours")
    assert found.neighbours.twin.position >= 200


def test_probabilities_that_are_none_are_told_apart():
    class Broken:
        classes_ = np.array(["no", "yes"])

        def predict(self, X):
            return np.array(["no"] * len(X))

        def predict_proba(self, X):
            return np.full((len(X), 2), np.nan)

    with pytest.raises(ValueError, match="Expected a finite probability"):
        explain_prediction(Broken(), 0, PLANTED)
