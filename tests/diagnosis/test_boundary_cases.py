"""Errors where two classes meet."""

import numpy as np
import pytest

from skmitigate.diagnosis._boundary_cases import BoundaryCases
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def planted(n_classes, n=1500, seed=0, rate=0.45, proba=False):
    """Classes in sectors around a centre, and errors near the borders for the class on the other side."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    angle = (np.arctan2(X[:, 1], X[:, 0]) / (2 * np.pi) % 1) * n_classes
    truth = np.minimum(angle.astype(int), n_classes - 1)
    near = np.minimum(angle % 1, 1 - angle % 1) < 0.06
    other = (truth + np.where(angle % 1 < 0.5, -1, 1)) % n_classes
    wrong = rng.random(n) < np.where(near, rate, 0.04)
    guess = np.where(wrong, np.where(near, other, (truth + rng.integers(1, n_classes, n)) % n_classes), truth)
    given = guess
    if proba:
        lead = np.where(near, 0.5, 0.9) - 0.01 * rng.random(n)
        given = np.zeros((n, n_classes))
        given[np.arange(n), np.where(guess == truth, other, truth)] = 1 - lead
        given[np.arange(n), guess] = lead + 0.03
        given /= given.sum(axis=1, keepdims=True)
    return X, PredictionTable.from_predictions(truth, given, classes=np.arange(n_classes)), near & wrong


def detect(X, table):
    return BoundaryCases().detect(table, X, alpha=0.05, random_state=0)


@pytest.mark.parametrize("proba", [False, True])
@pytest.mark.parametrize("n_classes", [2, 3, 6])
def test_planted_errors_at_the_borders_are_found(n_classes, proba):
    X, table, planted_errors = planted(n_classes, proba=proba)
    finding = detect(X, table)
    assert finding.p_raw < 1e-4
    assert np.isin(np.flatnonzero(planted_errors), finding.rows).mean() > 0.6
    assert planted_errors[finding.rows].mean() > 0.6
    assert finding.excess > 0.6


def test_pairs_that_meet_are_told_most_frequent_first():
    X, table, _ = planted(6)
    evidence = detect(X, table).evidence
    assert all((b - a) % 6 in (1, 5) for a, b in evidence["pairs"][:6])
    assert evidence["pair_counts"] == sorted(evidence["pair_counts"], reverse=True)


@pytest.mark.parametrize("proba", [False, True])
def test_level_is_held_where_errors_are_as_frequent_everywhere(proba):
    found = [detect(*planted(3, n=400, seed=seed, rate=0.04, proba=proba)[:2]) is not None for seed in range(60)]
    assert sum(found) <= 60 * 0.05 + 2.5 * np.sqrt(60 * 0.05 * 0.95)


def test_needs_a_boundary():
    X, table, _ = planted(3)
    with pytest.raises(NotApplicable, match="not given"):
        detect(None, table)
    alone = PredictionTable.from_predictions(np.zeros(1500, dtype=int), table.y_pred, classes=[0, 1, 2])
    with pytest.raises(NotApplicable, match="0 of 1500 rows are where two classes meet"):
        detect(X, alone)
