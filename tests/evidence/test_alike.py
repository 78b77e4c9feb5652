"""Folds that two tables have in common, and rows in which they differ."""

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import RepeatedStratifiedKFold, ShuffleSplit, StratifiedKFold, TimeSeriesSplit
from sklearn.naive_bayes import GaussianNB

from skmitigate.evidence._alike import folds_in_common, n_changed
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import PredictionTable, cross_val_predictions

X, Y = load_iris(return_X_y=True)
ORDER = np.random.default_rng(0).permutation(len(X))


def fitted(cv):
    return cross_val_predictions(GaussianNB(), X[ORDER], Y[ORDER], cv=cv, random_state=0)


def folds(seed):
    return StratifiedKFold(3, shuffle=True, random_state=seed)


@pytest.mark.parametrize(
    ("cv", "n_folds"),
    [
        (folds(0), 3),
        (RepeatedStratifiedKFold(n_splits=4, n_repeats=2, random_state=0), 4),
        (TimeSeriesSplit(5), 5),
        (ShuffleSplit(4, test_size=0.5, random_state=0), 0),
    ],
)
def test_folds_count_where_they_test_each_row_equally_often(cv, n_folds):
    assert folds_in_common(fitted(cv), fitted(cv)) == n_folds


def test_folds_count_only_where_both_tables_have_them():
    first, other = fitted(folds(0)), fitted(folds(1))
    repeated = fitted(RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=0))
    given = PredictionTable.from_predictions(Y[ORDER], first.proba)
    assert folds_in_common(first, other) == 0
    assert folds_in_common(first, repeated) == 0
    assert folds_in_common(given, given) == 0


def test_changes_are_those_that_the_metric_sees():
    proba = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.4, 0.6]])
    moved = np.array([[0.9, 0.1], [0.7, 0.3], [0.6, 0.4], [0.45, 0.55]])
    a, b = (PredictionTable.from_predictions([0, 0, 1, 1], p, groups=[1, 1, 2, 2]) for p in (proba, moved))
    assert n_changed(a, b, resolve_metric("accuracy")) == 1
    assert n_changed(a, b, resolve_metric("neg_log_loss")) == 2  # both groups
    alone = [PredictionTable.from_predictions([0, 0, 1, 1], p) for p in (proba, moved)]
    assert n_changed(*alone, resolve_metric("neg_log_loss")) == 3
