"""One fit: it sees its training rows only, has the seed that it is given, and tells what it warned of."""

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import ExtraTreeClassifier

from skmitigate.predictions._fold_fits import Rows, fit_fold, fit_on_all_rows

RNG = np.random.default_rng(0)
Y = RNG.integers(0, 3, 60)
ROWS = Rows(RNG.normal(size=(60, 2)) + Y[:, None], Y)
SPLIT = (np.arange(40), np.arange(40, 60))
CLASSES = np.arange(3)


def fit(estimator, rows=ROWS, *, seed=0, **settings):
    return fit_fold(rows, estimator=estimator, split=SPLIT, classes=CLASSES, seed=seed, **settings)


def test_test_rows_are_predicted_by_a_model_of_the_training_rows():
    result = fit(GaussianNB())
    model = GaussianNB().fit(ROWS.X[:40], Y[:40])
    np.testing.assert_array_equal(result.codes, model.predict(ROWS.X[40:]))
    np.testing.assert_array_equal(result.proba, model.predict_proba(ROWS.X[40:]))
    assert result.seconds > 0
    assert result.warnings == ()


def test_seed_replaces_that_of_the_model():
    one, again, other = (fit(ExtraTreeClassifier(random_state=s), seed=t) for s, t in ((0, 5), (1, 5), (0, 6)))
    np.testing.assert_array_equal(one.proba, again.proba)
    assert not np.array_equal(one.proba, other.proba)


def test_rows_of_no_weight_do_not_count():
    weights = np.where(np.arange(60) < 20, 0.0, 1.0)
    result = fit(GaussianNB(), Rows(ROWS.X, Y, weights))
    model = GaussianNB().fit(ROWS.X[:40], Y[:40], sample_weight=weights[:40])
    np.testing.assert_array_equal(result.proba, model.predict_proba(ROWS.X[40:]))


def test_warnings_are_told_and_not_issued():
    [(category, message)] = fit(LogisticRegression(max_iter=1)).warnings
    assert category is ConvergenceWarning
    assert "failed to converge" in message
    _, told = fit_on_all_rows(ROWS, model=LogisticRegression(max_iter=1), seed=0)
    assert told[0][0] is ConvergenceWarning


def test_error_is_handed_back_where_asked():
    assert isinstance(fit(GaussianNB(priors=[1.0]), catch=ValueError), ValueError)
    with pytest.raises(ValueError, match="Number of priors"):
        fit(GaussianNB(priors=[1.0]), catch=KeyError)


def test_fit_on_all_rows_keeps_the_seeds_that_are_set():
    model, _ = fit_on_all_rows(ROWS, model=ExtraTreeClassifier(random_state=3), seed=0)
    assert model.random_state == 3
    model, _ = fit_on_all_rows(ROWS, model=ExtraTreeClassifier(), seed=0)
    assert model.random_state is not None
