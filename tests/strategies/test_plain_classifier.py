"""Classifiers that nothing is known of."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.naive_bayes import GaussianNB

from skmitigate.strategies._plain_classifier import PlainClassifier, as_estimator


class Constant:
    """Always the same answer, and nothing returned by fit."""

    def __init__(self):
        self.label = None

    def fit(self, _X, y):
        self.label = y[0]

    def predict(self, X):
        return [self.label] * len(X)


def test_what_can_be_cloned_is_left_alone():
    model = GaussianNB()
    assert as_estimator(model) is model


def test_every_fit_is_one_of_a_copy():
    own = Constant()
    model = clone(as_estimator(own))
    with pytest.raises(NotFittedError):
        model.predict([[0]])
    assert model.fit([[0], [1]], np.array(["b", "a"])).predict([[5]]).tolist() == ["b"]
    assert model.classes_.tolist() == ["a", "b"]
    assert own.label is None
    assert not hasattr(model, "predict_proba")


def test_probabilities_are_offered_where_there_are_some():
    X = np.array([[0.0], [1.0], [0.1], [1.1]])
    model = PlainClassifier(GaussianNB()).fit(X, [0, 1, 0, 1], sample_weight=[1, 2, 3, 4])
    np.testing.assert_array_equal(model.predict_proba(X), model.estimator_.predict_proba(X))
