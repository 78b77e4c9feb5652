"""Abstaining where the model is not sure."""

import numpy as np
import pytest
from generators import random_table
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate import ConfidenceThresholding, cross_val_predictions
from skmitigate.exceptions import NotApplicable, SkmitigateWarning
from skmitigate.strategies._confidence_thresholding import risk_coverage


@pytest.fixture(scope="module")
def data():
    """Digits, of which naive Bayes gets some wrong."""
    X, y = load_digits(return_X_y=True)
    return X[:900], y[:900], X[900:], y[900:]


def test_risk_and_coverage_by_hand():
    table = random_table(0, [0, 1, 2], 50, weighted=True)
    values, coverage, risk = risk_coverage(table)
    confidence = table.proba.max(axis=1)
    for value, share, wrong in zip(values, coverage, risk, strict=True):
        rows = confidence >= value
        assert share == pytest.approx(table.weights[rows].sum() / table.weights.sum())
        assert wrong == pytest.approx(np.average(table.errors[rows], weights=table.weights[rows]))


def test_coverage_is_the_least_that_is_asked_for(data):
    X, y, X_new, _ = data
    model = ConfidenceThresholding(GaussianNB(), target_coverage=0.7, random_state=0).fit(X, y)
    assert 0.7 <= model.coverage_ < 0.72
    assert model.accepts(X_new).mean() == pytest.approx(0.7, abs=0.06)


def test_risk_is_kept_to_and_coverage_as_large_as_it_can_be(data):
    X, y, X_new, y_new = data
    model = ConfidenceThresholding(RandomForestClassifier(30), target_risk=0.01, random_state=0).fit(X, y)
    assert model.risk_ <= 0.01
    values, coverage, risk = risk_coverage(cross_val_predictions(model.estimator, X, y, random_state=0))
    assert model.coverage_ == pytest.approx(coverage[risk <= 0.01].max())
    accepted = model.accepts(X_new)
    assert (model.predict(X_new) != y_new)[accepted].mean() < (model.predict(X_new) != y_new).mean()
    assert model.threshold_ in values


def test_without_any_target_the_risk_is_five_percent(data):
    X, y, *_ = data
    models = [ConfidenceThresholding(GaussianNB(), target_risk=r, random_state=0).fit(X, y) for r in (None, 0.05)]
    assert models[0].threshold_ == models[1].threshold_


def test_threshold_is_taken_as_it_is_and_ties_are_answered_together(data):
    X, y, *_ = data
    tree = DecisionTreeClassifier(max_depth=3, random_state=0)
    confidence = tree.fit(X, y).predict_proba(X).max(axis=1)
    model = ConfidenceThresholding(tree, threshold=float(np.median(confidence))).fit(X, y)
    np.testing.assert_array_equal(model.accepts(X), confidence >= np.median(confidence))


def test_answers_agree_with_each_other(data):
    X, y, X_new, _ = data
    model = ConfidenceThresholding(GaussianNB(), target_coverage=0.5, random_state=0).fit(X, y)
    labels, accepted = model.predict_or_abstain(X_new), model.accepts(X_new)
    np.testing.assert_array_equal(labels.mask, ~accepted)
    np.testing.assert_array_equal(labels.data[accepted], model.predict(X_new)[accepted])
    np.testing.assert_array_equal(model.decide(X_new), np.where(accepted, model.predict(X_new), -1))
    np.testing.assert_array_equal(model.predict(X_new), model.estimator_.predict(X_new))


def test_risk_that_cannot_be_met_answers_nothing_and_says_so():
    rng = np.random.default_rng(0)
    with pytest.warns(SkmitigateWarning, match="nothing is answered"):
        model = ConfidenceThresholding(GaussianNB(), target_risk=0.0, random_state=0).fit(
            np.round(rng.normal(size=(100, 1))), rng.integers(0, 2, 100)
        )
    assert (model.threshold_, model.coverage_) == (np.inf, 0.0)
    assert np.isnan(model.risk_)


def test_two_targets_are_refused(data):
    with pytest.raises(ValueError, match="one of threshold"):
        ConfidenceThresholding(GaussianNB(), threshold=0.5, target_risk=0.1).fit(*data[:2])


def test_model_without_probabilities_is_refused(data):
    with pytest.raises(ValueError, match="no predict_proba"):
        ConfidenceThresholding(LinearSVC()).fit(*data[:2])


def test_loop_has_nothing_to_judge_in_it():
    with pytest.raises(NotApplicable, match="which rows are answered"):
        ConfidenceThresholding().check_applicable(random_table(0, [0, 1], 20))
