"""Scorers of our own, in scikit-learn and on tables."""

import pickle

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB

from skmitigate import cross_val_predictions
from skmitigate.metrics import cost_scorer, resolve_metric, risk_at_coverage_scorer

X, Y = load_iris(return_X_y=True)
SCORERS = [cost_scorer([[0, 1, 2], [3, 0, 4], [5, 6, 0]]), risk_at_coverage_scorer(0.7)]


@pytest.mark.parametrize("scorer", SCORERS, ids=repr)
def test_scorer_is_its_metric_on_a_table(scorer):
    table = cross_val_predictions(GaussianNB(), X, Y, random_state=0)
    metric = resolve_metric(scorer)
    by_fold = [metric.score(table.take(table.fold == k)) for k in range(5)]
    np.testing.assert_allclose(cross_val_score(GaussianNB(), X, Y, cv=table.splits, scoring=scorer), by_fold)
    assert metric.name == repr(scorer)
    assert metric.score(table) <= 0


@pytest.mark.parametrize("scorer", SCORERS, ids=repr)
def test_scorer_takes_weights(scorer):
    weight = 1.0 + np.arange(150) % 3
    model = GaussianNB().fit(X, Y)
    repeated = np.repeat(np.arange(150), weight.astype(int))
    assert scorer(model, X, Y, sample_weight=weight) == pytest.approx(scorer(model, X[repeated], Y[repeated]))


@pytest.mark.parametrize("scorer", SCORERS, ids=repr)
def test_scorer_survives_pickling(scorer):
    assert pickle.loads(pickle.dumps(scorer)) == scorer


@pytest.mark.parametrize("coverage", [0.0, 1.5])
def test_coverage_out_of_range_is_refused(coverage):
    with pytest.raises(ValueError, match="above 0 and at most 1, got"):
        risk_at_coverage_scorer(coverage)


@pytest.mark.parametrize("costs", [[[0, 1]], [0, 1], [[0, np.inf], [1, 0]]])
def test_costs_that_are_no_matrix_are_refused(costs):
    with pytest.raises(ValueError, match="one row and one column for each class"):
        cost_scorer(costs)
