"""Scores squeezed into probabilities."""

import numpy as np
import pytest
from scipy.special import expit, softmax
from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, LinearSVC

from skmitigate.strategies._scores_as_proba import ScoresAsProba

X, Y = load_iris(return_X_y=True)


def test_two_classes_by_the_logistic_function():
    model = ScoresAsProba(LinearSVC()).fit(X[:100], Y[:100])
    np.testing.assert_allclose(model.predict_proba(X[:100])[:, 1], expit(model.estimator_.decision_function(X[:100])))


def test_more_classes_by_softmax():
    model = ScoresAsProba(LinearSVC()).fit(X, Y)
    np.testing.assert_allclose(model.predict_proba(X), softmax(model.estimator_.decision_function(X), axis=1))
    np.testing.assert_array_equal(model.predict(X), model.estimator_.predict(X))


def test_weights_reach_the_fit_and_the_model_given_stays_unfitted():
    inner = LogisticRegression()
    weight = (Y != 2).astype(float)
    model = ScoresAsProba(inner).fit(X, Y, sample_weight=weight)
    assert (model.predict(X) != 2).all()
    assert not hasattr(inner, "coef_")
    with pytest.raises(NotFittedError):
        ScoresAsProba(inner).predict(X)


def test_scores_of_pairs_of_classes_are_refused():
    with pytest.raises(ValueError, match=r"each pair of classes\. Pass 'ovr'"):
        ScoresAsProba(make_pipeline(SVC(decision_function_shape="ovo"))).fit(X, Y)
    assert ScoresAsProba(SVC(decision_function_shape="ovo")).fit(X[:100], Y[:100]).predict_proba(X).shape == (150, 2)


class WithoutClasses(LinearSVC):
    """A classifier with scores that does not tell its classes."""

    def fit(self, X, y):
        super().fit(X, y)
        self.known_ = self.__dict__.pop("classes_")
        return self

    def decision_function(self, X):
        return X @ self.coef_.T + self.intercept_


def test_classes_are_those_of_y_where_the_model_tells_none():
    model = ScoresAsProba(WithoutClasses()).fit(X, Y)
    np.testing.assert_array_equal(model.classes_, [0, 1, 2])
    assert model.predict_proba(X).shape == (150, 3)
