"""What all strategies share."""

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.utils import get_tags

from skmitigate import ClassBalancing, ConfidenceThresholding, EnsembleLearning, analyze_errors
from skmitigate.diagnosis import Diagnosis
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable
from skmitigate.strategies import FeatureSelection, Strategy

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
    with pytest.raises(NotApplicable, match="it addresses nothing that is diagnosed"):
        ConfidenceThresholding().suits(diagnosis)
    own = Idle()
    assert own.candidates(diagnosis) == [own]
    assert own.costs_fits


def test_why_a_strategy_does_not_suit_tells_three_things_apart():
    looked_for = Diagnosis(
        findings=(),
        n_rows=100,
        n_errors=2,
        alpha=0.05,
        not_found={"class_imbalance": "p = 1"},
        not_applicable={"low_confidence": "the table has no probabilities"},
    )

    class Several(Idle):
        addresses = ("low_confidence", "class_imbalance", "label_noise")

    told = (
        r"low confidence, which could not be looked for \(the table has no probabilities\) and class imbalance, which "
    )
    with pytest.raises(NotApplicable, match=told + r"was not found and label noise, which was not looked for$"):
        Several().suits(looked_for)


def test_models_that_are_not_fitted_again_are_refused_where_the_fit_is_what_changes():
    X, y = load_iris(return_X_y=True)
    frozen = FrozenEstimator(GaussianNB().fit(X, y))
    for strategy in (ClassBalancing(frozen), FeatureSelection(make_pipeline(StandardScaler(), frozen))):
        with pytest.raises(ValueError, match=r"a FrozenEstimator is not fitted again\. Pass the model unfitted"):
            strategy.fit(X, y)
    assert ClassBalancing(frozen, method="prior").fit(X, y).score(X, y) > 0.9
