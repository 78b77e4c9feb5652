"""What all strategies share."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import SVC
from sklearn.utils import get_tags

from skmitigate import ClassBalancing, ConfidenceThresholding, EnsembleLearning, analyze_errors
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable
from skmitigate.strategies import Strategy

X, Y = np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) % 2


@pytest.mark.parametrize(
    ("estimator", "error", "message"),
    [
        (None, ValueError, r"wraps a classifier: expected estimator to be one, got None"),
        (GaussianNB, TypeError, "add parentheses"),
        (Ridge(), ValueError, "corrects classifiers, got Ridge"),
        (KMeans(), ValueError, "corrects classifiers, got KMeans"),
        (SVC(kernel="precomputed"), ValueError, "precomputed"),
        ("forest", ValueError, "must be"),
    ],
    ids=["none", "class", "regressor", "clusterer", "kernel", "text"],
)
def test_what_is_no_classifier_is_refused(estimator, error, message):
    with pytest.raises(error, match=message):
        ClassBalancing(estimator).fit(X, Y)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (np.zeros(30), "at least 2 classes"),
        (np.eye(30)[:, :3], "one label per row"),
        (np.linspace(0, 1, 30), "continuous"),
        (None, "requires y"),
        (Y[:10], "inconsistent numbers of samples"),
    ],
    ids=["one class", "multilabel", "continuous", "none", "length"],
)
def test_what_is_no_label_is_refused(y, message):
    with pytest.raises(ValueError, match=message):
        EnsembleLearning(GaussianNB()).fit(X, y)


def test_unknown_fit_parameters_are_refused():
    with pytest.raises(TypeError, match=r"unexpected arguments \['weights'\]"):
        ClassBalancing(GaussianNB()).fit(X, Y, weights=Y)


def test_tags_follow_the_wrapped_model():
    assert get_tags(ClassBalancing(LogisticRegression())).input_tags.sparse
    assert not get_tags(ClassBalancing(GaussianNB())).input_tags.sparse
    assert not get_tags(ClassBalancing()).input_tags.sparse


def test_decisions_cost_no_fits():
    assert not ClassBalancing(method="prior").costs_fits
    assert ClassBalancing(method="weights").costs_fits
    assert EnsembleLearning().costs_fits


class Idle(Strategy):
    """Does nothing at all."""

    def _fit(self, X, y, sample_weight, groups):
        """Nothing."""


def test_strategy_that_addresses_nothing_suits_nothing():
    diagnosis = analyze_errors(PredictionTable.from_predictions([0, 1], [0, 1]))
    with pytest.raises(NotApplicable, match="nothing that is diagnosed"):
        Idle().suits(diagnosis)
    with pytest.raises(NotApplicable, match="which was not found"):
        ConfidenceThresholding().suits(diagnosis)
    own = Idle()
    assert own.candidates(diagnosis) == [own]
    assert own.costs_fits
