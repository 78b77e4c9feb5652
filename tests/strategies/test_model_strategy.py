"""A strategy that fits the model otherwise, written by somebody else."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from skmitigate._utils._fitting import fit_weighted
from skmitigate.strategies import ModelStrategy

X, Y = load_iris(return_X_y=True)


class Scaled(ModelStrategy):
    """Puts a scaler in front."""

    def __init__(self, estimator=None):
        self.estimator = estimator

    def _fit(self, X, y, sample_weight, groups):
        del groups
        self.estimator_ = fit_weighted(make_pipeline(StandardScaler(), clone(self.estimator)), X, y, sample_weight)


def test_it_answers_as_what_it_fitted():
    model = Scaled(LogisticRegression()).fit(X, Y)
    reference = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y)
    for method in ("predict", "predict_proba", "predict_log_proba", "decision_function"):
        np.testing.assert_allclose(getattr(model, method)(X), getattr(reference, method)(X))


def test_methods_are_those_of_the_model():
    assert not hasattr(Scaled(LinearSVC()), "predict_proba")
    assert hasattr(Scaled(LinearSVC()), "decision_function")


def test_before_the_fit_it_says_so():
    with pytest.raises(NotFittedError):
        Scaled(LogisticRegression()).predict(X)
