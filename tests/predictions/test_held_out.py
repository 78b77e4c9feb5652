"""Tables of classifiers that are fitted already."""

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_wine
from sklearn.exceptions import NotFittedError
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC

from skmitigate.predictions import PredictionTable, held_out_predictions

X, Y = load_wine(return_X_y=True)
HALF = np.arange(len(Y)) % 2 == 0


def test_table_is_that_of_the_models_own_answers():
    model = GaussianNB().fit(X[HALF], Y[HALF])
    table = held_out_predictions(model, X[~HALF], Y[~HALF])
    other = PredictionTable.from_predictions(Y[~HALF], model.predict_proba(X[~HALF]), classes=model.classes_)
    assert table.to_dict() == other.to_dict()


def test_decision_is_that_of_predict_and_not_of_the_probabilities():
    class Cautious(GaussianNB):
        def predict(self, X):
            return np.full(len(X), 2)

    assert (held_out_predictions(Cautious().fit(X, Y), X, Y).y_pred == 2).all()


def test_without_probabilities_there_are_none():
    table = held_out_predictions(LinearSVC().fit(X / X.max(axis=0), Y), X, Y)
    assert table.proba is None


def test_labels_that_the_model_never_saw_are_errors_of_probability_0():
    model = GaussianNB().fit(X[Y > 0], Y[Y > 0])
    table = held_out_predictions(model, X, Y)
    assert table.classes.tolist() == [0, 1, 2]
    assert table.errors[Y == 0].all()
    assert (table.proba[:, 0] == 0).all()


def test_weights_and_groups_are_kept():
    table = held_out_predictions(GaussianNB().fit(X, Y), X, Y, sample_weight=Y + 1, groups=pd.Series(Y))
    assert table.weights.tolist() == (Y + 1).tolist()
    assert table.groups.tolist() == Y.tolist()


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (Y.astype(str), "Expected labels like the classes that the model was fitted on, \\[0, 1, 2\\]"),
        (Y[:5], "inconsistent numbers of samples"),
        (None, "requires y"),
        (np.where(Y == 0, np.nan, Y), "missing"),
        (np.array([]), "inconsistent numbers of samples"),
    ],
)
def test_what_does_not_fit_together_is_said(y, message):
    with pytest.raises(ValueError, match=message):
        held_out_predictions(GaussianNB().fit(X, Y), X, y)


def test_the_model_has_to_be_fitted():
    with pytest.raises(NotFittedError):
        held_out_predictions(GaussianNB(), X, Y)
