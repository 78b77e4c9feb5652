"""Greedy selection of members."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_digits, make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate import EnsembleLearning, analyze_errors, cross_val_predictions
from skmitigate.exceptions import CandidateFailedWarning, NotApplicable
from skmitigate.predictions import PredictionTable
from skmitigate.strategies._ensemble_learning import greedy_weights


@pytest.fixture(scope="module")
def data():
    """Digits, half of them for fitting."""
    X, y = load_digits(return_X_y=True)
    return X[:600], y[:600], X[600:1200], y[600:1200]


@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 12))
@settings(max_examples=50, deadline=None)
def test_selection_is_that_of_caruana(seed, n_members, n_rounds):
    rng = np.random.default_rng(seed)
    true, weight = rng.random((n_members, 30)), rng.random(30)
    chosen, history = [], []
    for _ in range(n_rounds):
        scores = [
            np.sum(weight * np.log(np.maximum(np.mean(true[[*chosen, m]], axis=0), 1e-3))) for m in range(n_members)
        ]
        chosen.append(int(np.argmax(scores)))
        history.append(max(scores))
    kept = chosen[: int(np.argmax(history)) + 1]
    np.testing.assert_allclose(
        greedy_weights(true, weight, n_rounds), np.bincount(kept, minlength=n_members) / len(kept)
    )


def test_better_member_gets_the_weight_and_errors_fall(data):
    X, y, X_new, y_new = data
    members = [KNeighborsClassifier(3), DecisionTreeClassifier(max_depth=2)]
    model = EnsembleLearning(GaussianNB(), members=members, random_state=0).fit(X, y)
    assert max(model.weights_, key=model.weights_.get) == "KNeighborsClassifier #1"
    assert sum(model.weights_.values()) == pytest.approx(1.0)
    assert set(model.members_) == set(model.weights_)
    assert np.mean(model.predict(X_new) != y_new) < 0.5 * np.mean(GaussianNB().fit(X, y).predict(X_new) != y_new)


def test_answer_is_the_weighted_mean(data):
    X, y, X_new, _ = data
    model = EnsembleLearning(LogisticRegression(max_iter=2000), members=[KNeighborsClassifier(3)], random_state=0).fit(
        X, y
    )
    assert len(model.weights_) == 2
    mean = sum(weight * model.members_[name].predict_proba(X_new) for name, weight in model.weights_.items())
    np.testing.assert_allclose(model.predict_proba(X_new), mean)
    np.testing.assert_array_equal(model.predict(X_new), model.classes_[mean.argmax(axis=1)])


def test_models_without_probabilities_vote():
    X, y = make_classification(400, n_classes=3, n_informative=4, random_state=0)
    model = EnsembleLearning(LinearSVC(), members=[NearestCentroidOfLabels(), GaussianNB()], random_state=0).fit(X, y)
    proba = model.predict_proba(X)
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)
    assert set(model.decision_.hit_rates) <= {"model", "NearestCentroidOfLabels #1"}
    alone = EnsembleLearning(LinearSVC(), members=[], random_state=0).fit(X, y)
    assert alone.weights_ == {"model": 1.0}
    np.testing.assert_array_equal(alone.predict(X), alone.estimator_.predict(X))


class NearestCentroidOfLabels(NearestCentroid):
    """Predicts labels and nothing else."""

    predict_proba = property()


class Fails(ClassifierMixin, BaseEstimator):
    """Cannot be fitted."""

    def fit(self, _X, _y):
        raise RuntimeError("no such luck")

    def predict(self, X):
        """Never come to."""

    def predict_proba(self, X):
        """Never come to."""


def test_member_that_fails_is_left_out_and_the_model_is_not(data):
    X, y, *_ = data
    with pytest.warns(CandidateFailedWarning, match="no such luck"):
        model = EnsembleLearning(GaussianNB(), members=[Fails()], random_state=0).fit(X, y)
    assert model.weights_ == {"model": 1.0}
    with pytest.raises(RuntimeError, match="no such luck"):
        EnsembleLearning(Fails(), members=[GaussianNB()]).fit(X, y)


@pytest.mark.parametrize("members", [[3], ["forest"], [GaussianNB]])
def test_members_must_be_classifiers(data, members):
    with pytest.raises((ValueError, TypeError), match="classifier"):
        EnsembleLearning(GaussianNB(), members=members).fit(*data[:2])


def test_library_takes_mixed_columns_with_gaps():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"x": rng.normal(size=120), "town": rng.choice(["Ulm", "Bonn", None], 120)})
    X.loc[::7, "x"] = np.nan
    y = np.where(X["town"] == "Ulm", "yes", "no")
    model = EnsembleLearning(PluggedIn(), members="library", cv=3, random_state=0).fit(X, y)
    assert np.mean(model.predict(X) == y) > 0.95
    assert "model" not in model.weights_
    assert not hasattr(model, "estimator_")


class PluggedIn(ClassifierMixin, BaseEstimator):
    """A classifier of somebody else's, which takes anything and always says the first class."""

    def fit(self, _X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.repeat(self.classes_[:1], len(X))


def test_with_weights_only_members_that_take_them_are_asked(data):
    X, y, *_ = data
    weight = np.ones(len(y))
    model = EnsembleLearning(DecisionTreeClassifier(max_depth=5), members="library", cv=2, random_state=0)
    model.fit(X[:200], y[:200], sample_weight=weight[:200])
    assert "neighbours" not in model.weights_


def test_what_it_suits():
    nothing = analyze_errors(PredictionTable.from_predictions([0, 1], np.array([[0.9, 0.1], [0.2, 0.8]])))
    labels = analyze_errors(PredictionTable.from_predictions([0, 1] * 20, [0, 0] * 20))
    X, y = make_classification(600, flip_y=0.1, weights=[0.85], random_state=0)
    found = analyze_errors(cross_val_predictions(LogisticRegression(), X, y, random_state=0))
    with pytest.raises(NotApplicable, match="not found"):
        EnsembleLearning().suits(nothing)
    assert "could not be looked for" in EnsembleLearning().suits(labels)
    assert "found" in EnsembleLearning().suits(found)
    assert len(EnsembleLearning().candidates(nothing)) == 2
    assert found.has("class_imbalance")
    assert len(EnsembleLearning().candidates(found)) == 3
