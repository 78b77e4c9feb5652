"""Errors among rows of other classes."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from skmitigate import cross_val_predictions
from skmitigate.diagnosis._overlap import Overlap
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def half_mixed(n=1500, seed=0):
    """One half of the square has 30 % of the other class, at random; the other half is pure."""
    rng = np.random.default_rng(seed)
    X = rng.uniform(0, 1, (n, 2))
    return X, (rng.random(n) < np.where(X[:, 0] < 0.5, 0.3, 1)).astype(int)


def detect(X, table):
    return Overlap().detect(table, X, alpha=0.05, random_state=0)


def test_errors_in_a_mixture_are_found_there():
    X, truth = half_mixed()
    table = cross_val_predictions(LogisticRegression(C=1e4), X, truth, random_state=0)
    finding = detect(X, table)
    assert finding.p_raw < 1e-10
    assert (X[finding.rows, 0] < 0.6).all()
    assert finding.share > 0.25
    assert finding.excess > 0.6
    assert finding.evidence["classes"][0] == 1
    assert finding.interval[0] <= finding.estimate <= finding.interval[1]


def test_errors_of_a_model_that_neighbours_could_mend_are_none():
    """A linear model of a checkerboard is wrong in whole fields, where neighbours are right."""
    X = np.random.default_rng(0).uniform(-1, 1, (1500, 2))
    truth = (X[:, 0] * X[:, 1] > 0).astype(int)
    table = cross_val_predictions(LogisticRegression(), X, truth, random_state=0)
    assert table.errors.mean() > 0.3
    with pytest.raises(NotApplicable, match="rows lie among more rows of another class"):
        detect(X, table)


def test_level_is_held_where_errors_are_independent_in_mixed_classes():
    found = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        X, truth = half_mixed(400, seed)
        guess = np.where(rng.random(400) < 0.15, 1 - truth, truth)
        found += detect(X, PredictionTable.from_predictions(truth, guess)) is not None
    assert found <= 60 * 0.05 + 2.5 * np.sqrt(60 * 0.05 * 0.95)


def test_needs_rows_that_are_outnumbered():
    X = np.repeat([[0.0], [9.0]], 100, axis=0) + np.random.default_rng(0).normal(size=(200, 1))
    table = PredictionTable.from_predictions(np.repeat([0, 1], 100), np.arange(200) % 2)
    with pytest.raises(NotApplicable, match="0 of 200 rows lie among more rows of another class"):
        detect(X, table)
