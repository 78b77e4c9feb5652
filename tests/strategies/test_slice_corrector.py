"""The share of a second model in the answers for a slice."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC

from skmitigate.predictions import CrossFitter
from skmitigate.strategies._slice_corrector import SliceCorrector, best_share, learn_corrector

RNG = np.random.default_rng(0)
X = RNG.normal(size=(600, 3))
WHERE = X[:, 0] > 0.8
Y = (np.where(WHERE, -1, 1) * X[:, 1] + 0.5 * RNG.normal(size=600) > 0).astype(int)


@pytest.fixture(scope="module")
def fitter():
    return CrossFitter(X, Y, cv=4, random_state=0)


def test_second_model_is_learned_where_the_slice_is_another_world(fitter):
    table = fitter.table(LogisticRegression())
    learned = learn_corrector(LogisticRegression(), fitter, table, WHERE)
    assert isinstance(learned, SliceCorrector)
    assert learned.share > 0.5
    np.testing.assert_array_equal(learned.table.proba[~WHERE], table.proba[~WHERE])
    np.testing.assert_array_equal(learned.table.y_pred[~WHERE], table.y_pred[~WHERE])
    assert learned.table.errors[WHERE].mean() < table.errors[WHERE].mean() - 0.2
    reference = LogisticRegression().fit(X[WHERE], Y[WHERE])
    np.testing.assert_allclose(learned.fitted.predict_proba(X), reference.predict_proba(X))


def test_nothing_is_changed_where_the_slice_is_like_the_rest(fitter):
    y = (X[:, 1] + 0.5 * RNG.normal(size=600) > 0).astype(int)
    fitter = CrossFitter(X, y, cv=4, random_state=0)
    told = learn_corrector(LogisticRegression(), fitter, fitter.table(LogisticRegression()), WHERE)
    assert told == f"a second model gains no more than a standard error of log loss on its {WHERE.sum()} rows"


@pytest.mark.parametrize(
    ("mask", "told"),
    [
        (np.zeros(600, dtype=bool), "no row is in it"),
        ((Y == 1) & WHERE, "are all of one class"),
        (np.isin(np.arange(600), [np.argmax(Y == 0), np.argmax(Y == 1)]), "its 2 rows are too few to learn from"),
    ],
)
def test_slices_that_cannot_be_learned_are_left_alone(fitter, mask, told):
    assert told in learn_corrector(GaussianNB(), fitter, fitter.table(LogisticRegression()), mask)


def test_second_model_without_probabilities_is_left_out(fitter):
    told = learn_corrector(LinearSVC(), fitter, fitter.table(LogisticRegression()), WHERE)
    assert told == "LinearSVC has no predict_proba"


def test_weights_of_0_leave_one_class():
    weights = np.where(WHERE & (Y == 1), 0.0, 1.0)
    fitter = CrossFitter(X, Y, cv=4, sample_weight=weights, random_state=0)
    told = learn_corrector(GaussianNB(), fitter, fitter.table(LogisticRegression()), WHERE)
    assert "rows with a weight are all of one class" in told


def test_share_is_that_of_the_least_log_loss():
    truth = RNG.integers(0, 2, 4000)
    noisy = np.clip(0.5 + 0.3 * (truth - 0.5) + 0.2 * RNG.normal(size=(2, 4000)), 0.01, 0.99)
    first, second = (np.column_stack([1 - p, p]) for p in noisy)
    weights = RNG.uniform(0.5, 2, 4000)
    share = best_share(first, second, truth, weights)
    losses = [
        -np.average(np.log(((1 - s) * first + s * second)[np.arange(4000), truth]), weights=weights)
        for s in np.linspace(0, 1, 21)
    ]
    assert share == pytest.approx(np.linspace(0, 1, 21)[np.argmin(losses)])
    assert 0.3 < share < 0.7
    assert best_share(first, first, truth, weights) == 0.0
