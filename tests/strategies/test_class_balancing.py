"""Balancing in the fit and in the decision."""

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, log_loss
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from skmitigate import ClassBalancing, analyze_errors, cross_val_predictions
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable


@pytest.fixture(scope="module")
def data():
    """Two classes, nine to one, half of the rows for fitting."""
    X, y = make_classification(3000, weights=[0.9], flip_y=0.05, class_sep=0.8, random_state=0)
    return X[:1500], y[:1500], X[1500:], y[1500:]


def test_weights_are_those_that_scikit_learn_calls_balanced(data):
    X, y, X_new, _ = data
    ours = ClassBalancing(LogisticRegression()).fit(X, y)
    theirs = LogisticRegression(class_weight="balanced").fit(X, y)
    np.testing.assert_allclose(ours.predict_proba(X_new), theirs.predict_proba(X_new), atol=1e-4)
    np.testing.assert_allclose(ours.decision_function(X_new), theirs.decision_function(X_new), atol=1e-3)


def test_weights_multiply_those_that_are_given(data):
    X, y, X_new, _ = data
    weight = np.where(np.arange(len(y)) % 2, 1.0, 0.0)
    ours = ClassBalancing(LogisticRegression()).fit(X, y, sample_weight=weight)
    theirs = LogisticRegression(class_weight="balanced").fit(X[1::2], y[1::2])
    np.testing.assert_allclose(ours.predict_proba(X_new), theirs.predict_proba(X_new), atol=1e-3)


def test_model_that_takes_no_weights_gets_rows_instead(data):
    X, y, X_new, y_new = data
    plain, balanced = KNeighborsClassifier().fit(X, y), ClassBalancing(KNeighborsClassifier(), random_state=0).fit(X, y)
    scores = [balanced_accuracy_score(y_new, model.predict(X_new)) for model in (plain, balanced)]
    assert scores[1] > scores[0] + 0.05


@pytest.mark.parametrize(("method", "n_rows"), [("resample", 2), ("undersample", 0)])
def test_rows_are_drawn_until_classes_are_even(data, method, n_rows):
    X, y, *_ = data
    model = ClassBalancing(GaussianNB(), method=method, random_state=0).fit(X, y)
    np.testing.assert_allclose(model.estimator_.class_prior_, 0.5)
    expected = (np.bincount(y).max() if n_rows else np.bincount(y).min()) * np.ones(2)
    np.testing.assert_allclose(model.estimator_.class_count_, expected)


def test_resampled_rows_keep_their_weights(data):
    X, y, *_ = data
    weight = np.where(y == 1, 3.0, 1.0)
    model = ClassBalancing(GaussianNB(), method="resample", random_state=0).fit(X, y, sample_weight=weight)
    assert model.estimator_.class_count_[1] == pytest.approx(3 * model.estimator_.class_count_[0])


def test_prior_divides_by_the_class_frequencies(data):
    X, y, X_new, _ = data
    model = ClassBalancing(LogisticRegression(), method="prior", random_state=0).fit(X, y)
    proba = model.estimator_.predict_proba(X_new) / np.bincount(y)
    np.testing.assert_allclose(model.predict_proba(X_new), proba / proba.sum(axis=1, keepdims=True))


def test_prior_of_a_class_of_one_row_stays_finite():
    X = np.random.default_rng(0).normal(size=(41, 2))
    with pytest.warns(match="fewer rows"):
        model = ClassBalancing(GaussianNB(), method="prior", random_state=0).fit(X, [0] * 20 + [1] * 20 + [2])
    assert np.isfinite(model.decision_).all()


@pytest.mark.parametrize("method", ["weights", "resample", "undersample", "prior", "thresholds"])
def test_balanced_accuracy_rises_on_fresh_rows(data, method):
    X, y, X_new, y_new = data
    plain = LogisticRegression().fit(X, y)
    balanced = ClassBalancing(LogisticRegression(), method=method, random_state=0).fit(X, y)
    gain = balanced_accuracy_score(y_new, balanced.predict(X_new)) - balanced_accuracy_score(
        y_new, plain.predict(X_new)
    )
    assert gain > 0.05


def test_thresholds_leave_the_probabilities_as_they_are(data):
    X, y, X_new, y_new = data
    model = ClassBalancing(LogisticRegression(), method="thresholds", random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.predict_proba(X_new), model.estimator_.predict_proba(X_new))
    prior = ClassBalancing(LogisticRegression(), method="prior", random_state=0).fit(X, y)
    assert log_loss(y_new, model.predict_proba(X_new)) < log_loss(y_new, prior.predict_proba(X_new))


def test_thresholds_are_tuned_for_the_metric_asked_for(data):
    X, y, *_ = data
    shares = [
        ClassBalancing(LogisticRegression(), method="thresholds", scoring=scoring, random_state=0)
        .fit(X, y)
        .predict(X)
        .mean()
        for scoring in ("accuracy", "f1", "recall")
    ]
    assert shares == sorted(shares)
    assert shares[0] < shares[2]


def test_even_classes_are_left_alone():
    X, y = make_classification(400, random_state=0)
    model = ClassBalancing(LogisticRegression(), method="thresholds", random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.decision_, 0.5)


def test_noise_is_not_tuned_to():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(400, 3)), rng.random(400) < 0.3
    model = ClassBalancing(LogisticRegression(), method="thresholds", scoring="accuracy", random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.decision_, 0.5)


def test_decision_methods_offer_no_scores_that_would_contradict_them(data):
    X, y, *_ = data
    model = ClassBalancing(LogisticRegression(), method="prior", random_state=0).fit(X, y)
    assert not hasattr(model, "decision_function")


@pytest.mark.parametrize("method", ["prior", "thresholds"])
def test_decision_methods_need_probabilities(data, method):
    with pytest.raises(ValueError, match="no predict_proba"):
        ClassBalancing(LinearSVC(), method=method).fit(*data[:2])


def table(counts, proba=True):
    truth = np.repeat(np.arange(len(counts)), counts)
    p = np.full((len(truth), len(counts)), 1 / len(counts))
    return PredictionTable.from_predictions(truth, p if proba else truth, classes=np.arange(len(counts)))


def test_what_it_cannot_be_applied_to_is_said():
    with pytest.raises(NotApplicable, match="equally frequent"):
        ClassBalancing().check_applicable(table([20, 20, 21]))
    with pytest.raises(NotApplicable, match="no predict_proba"):
        ClassBalancing(method="prior").check_applicable(table([20, 5], proba=False))
    ClassBalancing().check_applicable(table([20, 5], proba=False))


def test_it_suits_imbalance_only(data):
    X, y, *_ = data
    found = analyze_errors(cross_val_predictions(LogisticRegression(), X, y, random_state=0))
    assert "class imbalance" in ClassBalancing().suits(found)
    assert [candidate.method for candidate in ClassBalancing().candidates(found)] == ["prior", "thresholds", "weights"]
    with pytest.raises(NotApplicable, match="not found"):
        ClassBalancing().suits(analyze_errors(table([20, 20])))
