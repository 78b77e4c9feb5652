"""Fitting on synthetic rows as well, and correcting what they do to the probabilities."""

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, log_loss
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC

from skmitigate import DataAugmentation, analyze_errors, cross_val_predictions
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable


@pytest.fixture(scope="module")
def data():
    """Two classes, nine to one, half of the rows for fitting."""
    X, y = make_classification(3000, weights=[0.9], flip_y=0.05, class_sep=0.8, random_state=0)
    return X[:1500], y[:1500], X[1500:], y[1500:]


def test_classes_are_even_in_the_fit(data):
    X, y, *_ = data
    model = DataAugmentation(GaussianNB(), random_state=0).fit(X, y)
    np.testing.assert_allclose(model.estimator_.class_prior_, 0.5)
    assert model.n_synthetic_ == np.bincount(y).max() - np.bincount(y).min()


def test_restored_probabilities_come_true_and_others_do_not(data):
    X, y, X_new, y_new = data
    restored, shifted = (
        DataAugmentation(LogisticRegression(), restore_prior=restore, random_state=0).fit(X, y)
        for restore in (True, False)
    )
    assert restored.predict_proba(X_new)[:, 1].mean() == pytest.approx(y_new.mean(), abs=0.03)
    assert shifted.predict_proba(X_new)[:, 1].mean() > 2 * y_new.mean()
    losses = [
        log_loss(y_new, model.predict_proba(X_new)) for model in (LogisticRegression().fit(X, y), restored, shifted)
    ]
    assert losses[1] < 1.1 * losses[0]
    assert losses[2] > 1.2 * losses[0]


def test_balanced_accuracy_rises_where_the_prior_is_not_restored(data):
    X, y, X_new, y_new = data
    plain, shifted = (
        LogisticRegression().fit(X, y),
        DataAugmentation(LogisticRegression(), restore_prior=False).fit(X, y),
    )
    scores = [balanced_accuracy_score(y_new, model.predict(X_new)) for model in (plain, shifted)]
    assert scores[1] > scores[0] + 0.05


def test_synthetic_rows_weigh_as_much_as_their_class_does(data):
    X, y, *_ = data
    weight = np.where(y == 1, 2.0, 1.0)
    model = DataAugmentation(GaussianNB(), random_state=0).fit(X, y, sample_weight=weight)
    assert model.estimator_.class_count_[1] == pytest.approx(2 * model.estimator_.class_count_[0])


def test_restoring_offers_no_scores_that_would_contradict_it(data):
    X, y, X_new, _ = data
    assert not hasattr(DataAugmentation(LogisticRegression()).fit(X, y), "decision_function")
    model = DataAugmentation(LinearSVC(), random_state=0).fit(X, y)
    np.testing.assert_array_equal(model.predict(X_new), (model.decision_function(X_new) > 0).astype(int))


def test_even_classes_get_no_rows():
    X, y = np.arange(20.0).reshape(10, 2), np.arange(10) % 2
    assert DataAugmentation(GaussianNB()).fit(X, y).n_synthetic_ == 0
    table = PredictionTable.from_predictions(y, y)
    with pytest.raises(NotApplicable, match="equally frequent"):
        DataAugmentation().check_applicable(table)


def test_unrestored_variant_is_a_candidate_where_imbalance_was_found(data):
    X, y, *_ = data
    table = cross_val_predictions(LogisticRegression(), X, y, random_state=0)
    DataAugmentation().check_applicable(table)
    found, nothing = analyze_errors(table), analyze_errors(PredictionTable.from_predictions(y, y))
    assert [c.restore_prior for c in DataAugmentation().candidates(found)] == [True, False]
    assert [c.restore_prior for c in DataAugmentation().candidates(nothing)] == [True]
