"""Decisions learned from tables of cross-fitted predictions."""

import warnings
from typing import ClassVar

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import TimeSeriesSplit
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from skmitigate import ClassBalancing, EnsembleLearning, ProbabilityCalibration, cross_val_predictions
from skmitigate.predictions import CrossFitter
from skmitigate.strategies import DecisionStrategy

X, Y = load_iris(return_X_y=True)
X = X[:, :2]


class CommonestLabel(DecisionStrategy):
    """Predicts for every predicted class the commonest true one, and records which rows it learned from."""

    learned: ClassVar[list[list[int]]] = []

    def __init__(self, estimator=None, *, cv=5, n_jobs=None, random_state=None):
        self.estimator = estimator
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    def _learn(self, tables):
        table = tables["model"]
        self.learned.append(table.row.tolist())
        counts = np.zeros((table.n_classes, table.n_classes))
        np.add.at(counts, (table.y_pred, table.y_true), 1)
        return counts.argmax(axis=1)

    def _apply(self, decision, answers):
        return decision[answers["model"].y_pred], answers["model"].proba


def test_decision_for_a_fold_is_learned_from_the_other_folds():
    fitter = CrossFitter(X, Y, random_state=0)
    CommonestLabel.learned.clear()
    fitter.table(CommonestLabel(GaussianNB()))
    assert [sorted(rows) for rows in CommonestLabel.learned] == [sorted(train) for train, _ in fitter.splits]


@pytest.mark.parametrize(
    "strategy",
    [
        CommonestLabel(GaussianNB()),
        ProbabilityCalibration(GaussianNB(), method="isotonic"),
        EnsembleLearning(DecisionTreeClassifier(random_state=0), members=[GaussianNB()]),
        ClassBalancing(EnsembleLearning(DecisionTreeClassifier(), members=[GaussianNB()]), method="prior"),
    ],
    ids=["own", "calibration", "ensemble", "nested"],
)
def test_table_costs_the_fits_of_the_models_and_is_the_same_again(strategy):
    fitter = CrossFitter(X, Y, random_state=0)
    n_models = len(fitter.leaves(strategy))
    assert fitter.n_fits_needed(strategy) == 5 * n_models
    table = fitter.table(strategy)
    assert fitter.n_fits == 5 * n_models
    fitter.table(strategy)
    assert fitter.n_fits == 5 * n_models
    again = cross_val_predictions(strategy, X, Y, cv=table)
    np.testing.assert_array_equal(again.y_pred, table.y_pred)
    np.testing.assert_array_equal(again.proba, table.proba)


def test_alone_it_refits_the_model_on_all_rows():
    model = CommonestLabel(GaussianNB(), random_state=0).fit(X, Y)
    np.testing.assert_array_equal(model.estimator_.theta_, GaussianNB().fit(X, Y).theta_)
    assert model.estimator_ is model.members_["model"]
    assert not model.costs_fits
    CommonestLabel.learned.clear()
    model.fit(X, Y)
    assert [sorted(rows) for rows in CommonestLabel.learned] == [list(range(150))]


def test_where_nothing_can_be_learned_the_model_answers():
    table = cross_val_predictions(GaussianNB(), X[::-1], Y[::-1], cv=TimeSeriesSplit(4), random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        composed = cross_val_predictions(CommonestLabel(GaussianNB()), X[::-1], Y[::-1], cv=table)
    first = table.fold == 0
    np.testing.assert_array_equal(composed.y_pred[first], table.y_pred[first])
    assert len(composed) == len(table)


def test_before_the_fit_it_says_so():
    with pytest.raises(NotFittedError):
        CommonestLabel(GaussianNB()).predict(X)


def test_groups_are_kept_together_when_it_learns():
    groups = np.arange(150) // 5
    model = ProbabilityCalibration(GaussianNB(), random_state=0).fit(X, Y, groups=groups)
    assert model.predict_proba(X).shape == (150, 3)
    with pytest.raises(ValueError, match="groups"):
        ProbabilityCalibration(GaussianNB()).fit(X, Y, groups=np.zeros(150))
