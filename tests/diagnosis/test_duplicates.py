"""Rows that their model was fitted on."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.neighbors import KNeighborsClassifier

from skmitigate.diagnosis._duplicates import Duplicates
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._cross_val import cross_val_predictions
from skmitigate.predictions._prediction_table import PredictionTable


def data(n_copies=60, n=400, seed=0):
    """Labels that have nothing to do with the columns; the last rows are copies of the first."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(n, 3)), rng.integers(2, size=n)
    X[n - n_copies :], y[n - n_copies :] = X[:n_copies], y[:n_copies]
    return X, y


def detect(X, y, given=None, **settings):
    table = cross_val_predictions(KNeighborsClassifier(1), X, y, random_state=0, **settings)
    return Duplicates().detect(table, X if given is None else given, alpha=0.05, random_state=0)


def test_copies_are_counted_and_what_they_do_to_the_accuracy():
    finding = detect(*data())
    seen = finding.evidence
    assert (seen["n_groups"], seen["n_conflicting"], seen["accuracy_of_copied"]) == (60, 0, 1.0)
    assert seen["accuracy_of_others"] < 0.65
    assert seen["accuracy_difference_interval"][0] > 0.2
    assert 80 <= seen["n_copied"] <= 120
    assert finding.interval[0] < finding.estimate == seen["n_copied"] / 400 < finding.interval[1]
    assert (finding.n_errors, finding.severity) == (0, "medium")


def test_copies_with_another_label_are_errors_of_this_kind():
    X, y = data()
    y[-30:] = 1 - y[-30:]
    finding = detect(X, y)
    assert finding.evidence["n_conflicting"] == 30
    assert finding.n_errors > 30


def test_copies_in_one_fold_are_no_finding():
    X, y = data()
    groups = np.append(np.arange(340), np.arange(60))
    assert detect(X, y, groups=groups, cv=StratifiedGroupKFold(5)) is None


@pytest.mark.parametrize("make", [pd.DataFrame, sparse.csr_array])
def test_containers(make):
    X, y = data()
    assert detect(X, y, make(X)).evidence == detect(X, y).evidence


def test_few_copies_are_no_finding():
    assert detect(*data(n_copies=1)) is None


@pytest.mark.parametrize("values", [2, 3])
def test_short_columns_are_no_finding(values):
    rng = np.random.default_rng(0)
    assert detect(rng.integers(values, size=(400, 3)).astype(float), rng.integers(2, size=400)) is None


def test_all_rows_copied():
    X, y = data(n_copies=200)
    finding = detect(X, y, cv=[(np.arange(200), np.arange(200, 400)), (np.arange(200, 400), np.arange(200))])
    assert (finding.estimate, finding.evidence["accuracy_of_others"]) == (1.0, None)


def test_not_applicable():
    table = PredictionTable.from_predictions([0, 1], [0, 1])
    with pytest.raises(NotApplicable, match="there is no X"):
        Duplicates().detect(table, None, alpha=0.05, random_state=0)
    with pytest.raises(NotApplicable, match="the table has no folds"):
        Duplicates().detect(table, np.zeros((2, 1)), alpha=0.05, random_state=0)
