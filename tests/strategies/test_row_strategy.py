"""A strategy that changes rows, written by somebody else."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.ensemble import StackingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression, LogisticRegressionCV
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from skmitigate import ClassBalancing, DataAugmentation, ProbabilityCalibration, SelfCorrectingClassifier
from skmitigate.strategies import RowStrategy
from skmitigate.strategies._row_strategy import check_no_folds_inside

X, Y = load_iris(return_X_y=True)


class FirstRows(RowStrategy):
    """Fits on the first rows of each class only."""

    def __init__(self, estimator=None, *, n_rows=5):
        self.estimator = estimator
        self.n_rows = n_rows

    def _change_rows(self, X, y, sample_weight):
        keep = np.concatenate([np.flatnonzero(y == c)[: self.n_rows] for c in np.unique(y)])
        return X[keep], y[keep], None if sample_weight is None else sample_weight[keep]


def test_model_is_fitted_on_the_changed_rows():
    model = FirstRows(GaussianNB()).fit(X, Y)
    assert model.estimator_.class_count_.tolist() == [5.0, 5.0, 5.0]
    assert model.costs_fits
    np.testing.assert_array_equal(model.predict(X), model.estimator_.predict(X))
    np.testing.assert_allclose(np.exp(model.predict_log_proba(X)), model.predict_proba(X))


def test_methods_are_those_of_the_model():
    assert not hasattr(FirstRows(LinearSVC()), "predict_proba")
    assert not hasattr(FirstRows(LinearSVC()), "predict_log_proba")
    assert not hasattr(FirstRows(GaussianNB()), "decision_function")
    model = FirstRows(LogisticRegression(max_iter=1000)).fit(X, Y)
    np.testing.assert_array_equal(model.decision_function(X), model.estimator_.decision_function(X))


def test_before_the_fit_it_says_so():
    with pytest.raises(NotFittedError):
        FirstRows(GaussianNB()).predict(X)


def test_it_can_be_tried_by_the_loop():
    loop = SelfCorrectingClassifier(
        GaussianNB(), strategies=[FirstRows()], min_errors_for_correction=1, racing=False, random_state=0
    )
    trials = loop.fit(X, Y).trials_
    assert trials["candidate"].tolist() == ["first_rows"]
    assert trials["status"].tolist() == ["rejected"]


@pytest.mark.parametrize("outer", [DataAugmentation(), ClassBalancing(method="resample")])
def test_copies_of_rows_are_not_given_to_what_learns_in_folds(outer):
    y = np.minimum(Y, 1)
    inner = make_pipeline(StandardScaler(), FirstRows(ProbabilityCalibration(GaussianNB())))
    with pytest.raises(ValueError, match=r"in which ProbabilityCalibration learns\. Change the order"):
        clone(outer).set_params(estimator=inner).fit(X, y)
    ProbabilityCalibration(clone(outer).set_params(estimator=GaussianNB()), cv=2).fit(X, y)
    ClassBalancing(ProbabilityCalibration(GaussianNB(), cv=2), method="undersample").fit(X, y)


@pytest.mark.parametrize(
    "inner",
    [
        StackingClassifier([("nb", GaussianNB())], LogisticRegression()),
        GridSearchCV(GaussianNB(), {}),
        LogisticRegressionCV(),
    ],
)
def test_copies_of_rows_are_not_given_to_what_splits_them_in_scikit_learn(inner):
    y = np.minimum(Y, 1)
    with pytest.raises(ValueError, match=rf"in which {type(inner).__name__} learns"):
        DataAugmentation(make_pipeline(StandardScaler(), inner)).fit(X, y)


def test_what_is_fitted_already_splits_nothing():
    voter = StackingClassifier([("nb", GaussianNB().fit(X, Y))], LogisticRegression(), cv="prefit")
    check_no_folds_inside(DataAugmentation(voter))
