"""Labels that contradict the model and the rows around."""

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.tree import DecisionTreeClassifier

from skmitigate import cross_val_predictions
from skmitigate.diagnosis._label_noise import LabelNoise
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable

MODELS = {"linear": LogisticRegression(), "forest": RandomForestClassifier(25, max_depth=8)}


def blobs(n_classes, n=1500, spread=1.0, seed=0):
    """Classes around corners of a cube, which overlap the more the larger the spread."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, n_classes, n)
    corners = 2.0 * ((np.arange(n_classes)[:, None] >> np.arange(4)) % 2)
    return corners[codes] + spread * rng.normal(size=(n, 4)), codes


def flipped(codes, rate, n_classes, seed=1):
    rng = np.random.default_rng(seed)
    wrong = rng.random(len(codes)) < rate
    return np.where(wrong, (codes + rng.integers(1, n_classes, len(codes))) % n_classes, codes), wrong


def detect(X, codes, model="linear", alpha=0.05):
    table = cross_val_predictions(MODELS[model], X, codes, random_state=0)
    return LabelNoise().detect(table, X, alpha=alpha, random_state=0), table


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("n_classes", [2, 3, 10])
def test_a_tenth_of_wrong_labels_is_found_with_its_rate_and_most_of_its_rows(model, n_classes):
    X, codes = blobs(n_classes, spread=0.6)
    labels, wrong = flipped(codes, 0.1, n_classes)
    finding, table = detect(X, labels, model)
    assert finding.p_raw < 0.001
    assert finding.interval[0] <= 0.1 <= finding.interval[1]
    assert np.isin(np.flatnonzero(wrong & table.errors), finding.rows).mean() > 0.6
    assert wrong[finding.rows].mean() > 0.6
    assert finding.excess > 0.5


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(("n_classes", "spread"), [(2, 1.0), (2, 2.0), (2, 4.0), (3, 1.0), (10, 0.6), (10, 2.0)])
def test_classes_that_overlap_are_not_called_noise(model, n_classes, spread):
    finding, table = detect(*blobs(n_classes, spread=spread), model, alpha=0.005)  # as corrected for ten detectors
    assert table.errors.mean() > 0.05
    assert finding is None


LINES = ("012", "345", "678", "036", "147", "258", "048", "246")


def ended_games(board=(0,) * 9, player=1):
    """Return all boards of noughts and crosses at the end of a game."""
    won = any(abs(sum(board[int(place)] for place in line)) == 3 for line in LINES)
    if won or 0 not in board:
        return {board}
    free = (place for place in range(9) if not board[place])
    return set().union(*(ended_games((*board[:i], player, *board[i + 1 :]), -player) for i in free))


def test_rule_that_the_model_cannot_draw_is_not_called_noise():
    """Every label is right by the rules of the game, and a forest knows: only the shallow tree does not."""
    boards = np.array(sorted(ended_games()))
    crosses = [any(board[[int(place) for place in line]].sum() == 3 for line in LINES) for board in boards]
    order = np.random.default_rng(3).permutation(len(boards))
    X, codes = pd.DataFrame(np.array(["o", "b", "x"])[boards[order] + 1]), np.array(crosses, dtype=int)[order]
    model = make_pipeline(OneHotEncoder(), DecisionTreeClassifier(max_depth=6))
    table = cross_val_predictions(model, X, codes, cv=3, random_state=3)
    assert (len(X), table.errors.mean() > 0.05) == (958, True)
    assert LabelNoise().detect(table, X, alpha=0.05, random_state=0) is None


def test_model_that_is_wrong_where_neighbours_are_right_is_not_called_noise():
    """A linear model of a checkerboard: the labels are right, and neighbours say so."""
    X = np.random.default_rng(0).uniform(-1, 1, (1500, 2))
    finding, table = detect(X, (X[:, 0] * X[:, 1] > 0).astype(int))
    assert table.errors.mean() > 0.3
    assert finding is None


@pytest.mark.parametrize("proba", [True, False])
@pytest.mark.parametrize("n_classes", [2, 10])
def test_level_is_held_where_errors_are_independent(n_classes, proba):
    found = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        X, codes = blobs(n_classes, n=400, seed=seed)
        wrong = rng.random(400) < 0.15
        guess = np.where(wrong, (codes + rng.integers(1, n_classes, 400)) % n_classes, codes)
        given = guess
        if proba:
            given = np.full((400, n_classes), 0.15 / (n_classes - 1))
            given[np.arange(400), guess] = 0.85
        table = PredictionTable.from_predictions(codes, given, classes=np.arange(n_classes))
        found += LabelNoise().detect(table, X, alpha=0.05, random_state=0) is not None
    assert found <= 40 * 0.05 + 2.5 * np.sqrt(40 * 0.05 * 0.95)


def test_rates_are_told_by_class_most_noise_first():
    X, codes = blobs(3, n=2400, spread=0.5)
    labels = np.where(codes == 1, flipped(codes, 0.25, 3)[0], flipped(codes, 0.08, 3)[0])
    evidence = detect(X, labels)[0].evidence
    assert evidence["classes"][0] == 1
    assert evidence["intervals"][0][0] <= 0.25 <= evidence["intervals"][0][1]
    assert max(evidence["noise_rates"][1:]) < 0.15


def test_suspects_are_errors_most_suspect_first_with_the_label_that_is_suggested():
    X, codes = blobs(3, spread=0.5)
    labels, wrong = flipped(codes, 0.1, 3)
    finding, table = detect(X, labels)
    suspects = finding.evidence["suspects"]
    np.testing.assert_array_equal(np.sort(suspects), finding.rows)
    np.testing.assert_array_equal(table.y_pred[suspects], finding.evidence["suggested"])
    assert wrong[suspects[:20]].all()
    ranked = LabelNoise().rank(table, X)
    np.testing.assert_array_equal(np.sort(ranked), np.arange(len(table)))
    assert wrong[ranked[:50]].mean() > 0.95
    assert wrong[LabelNoise().rank(table)[:50]].mean() > 0.9


def test_needs_rows_errors_and_classes():
    X, codes = blobs(2)
    guess = np.where(np.arange(1500) % 5 == 0, 1 - codes, codes)
    cases = {
        "not given": (codes, guess, None),
        "no errors": (codes, codes, X),
        "every row is wrong": (codes, 1 - codes, X),
        "same label": (np.zeros(1500, dtype=int), guess, X),
    }
    for reason, (truth, predicted, rows) in cases.items():
        table = PredictionTable.from_predictions(truth, predicted)
        with pytest.raises(NotApplicable, match=reason):
            LabelNoise().detect(table, rows, alpha=0.05, random_state=0)
    with pytest.raises(NotApplicable, match="no probabilities"):
        LabelNoise().rank(PredictionTable.from_predictions(codes, guess))


def test_ten_thousand_classes_are_answered():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 10_000, 500)
    table = PredictionTable.from_predictions(truth, np.where(np.arange(500) % 2 == 0, truth, 0), classes=range(10_000))
    finding = LabelNoise().detect(table, rng.normal(size=(500, 3)), alpha=0.05, random_state=0)
    assert finding is None
