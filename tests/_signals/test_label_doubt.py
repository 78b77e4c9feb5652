"""Confident learning on arrays, against cleanlab on random tables and on public data, and on planted noise."""

import warnings

import numpy as np
import pytest
from cleanlab import count, rank
from cleanlab.filter import find_label_issues
from generators import tables
from hypothesis import given, settings
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from skmitigate import cross_val_predictions
from skmitigate._signals._label_doubt import (
    FILTERS,
    calibrated_joint,
    confident_joint,
    confident_thresholds,
    estimated_joint,
    find_issues,
    label_ratio,
    noise_matrix,
    noise_p_value,
    normalized_margin,
    pooled_confidence,
    self_confidence,
)
from skmitigate._utils._tabular import TabularEncoder

PUBLIC = ["mushroom", "car", "pendigits", "banknote", "segment"]


def assert_equal_to_cleanlab(codes, proba):
    np.testing.assert_allclose(confident_thresholds(codes, proba), count.get_confident_thresholds(codes, proba))
    for calibrate in (False, True):
        expected = count.compute_confident_joint(codes, proba, calibrate=calibrate)
        np.testing.assert_array_equal(confident_joint(codes, proba, calibrate=calibrate), expected)
    np.testing.assert_allclose(estimated_joint(codes, proba), count.estimate_joint(codes, proba))
    for filter_by in FILTERS:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="May not flag all label issues", category=UserWarning)
            expected = find_label_issues(codes, proba, filter_by=filter_by, n_jobs=1)
        np.testing.assert_array_equal(find_issues(codes, proba, filter_by=filter_by), expected)
    for ours, method in ((self_confidence, "self_confidence"), (normalized_margin, "normalized_margin")):
        expected = rank.get_label_quality_scores(codes, proba, method=method)
        np.testing.assert_allclose(ours(codes, proba), expected, atol=1e-15)
        order = rank.order_label_issues(np.full(len(codes), True), codes, proba, rank_by=method)
        np.testing.assert_array_equal(np.argsort(ours(codes, proba)), order)


@given(tables())
@settings(max_examples=60, deadline=None)
def test_random_tables_with_ties_give_what_cleanlab_gives(table):
    assert_equal_to_cleanlab(table.y_true, table.proba)


@pytest.mark.parametrize("name", PUBLIC)
def test_public_data_give_what_cleanlab_gives(name, public_data):
    X, y, _ = public_data(name)
    rows = np.random.default_rng(0).permutation(len(y))[:1000]
    y = np.unique(y.to_numpy()[rows], return_inverse=True)[1]
    wrong = np.random.default_rng(1).random(len(y)) < 0.15
    y = np.where(wrong, (y + 1) % (y.max() + 1), y)
    model = make_pipeline(TabularEncoder(), LogisticRegression(max_iter=1000))
    table = cross_val_predictions(model, X.iloc[rows], y, cv=3, random_state=0)
    assert find_issues(table.y_true, table.proba).mean() > 0.05
    assert_equal_to_cleanlab(table.y_true, table.proba)


def planted(n_rows=600, noise=0.2, sureness=4.0, seed=0):
    """Codes of three classes, of which some are wrong, and probabilities that know the true ones."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, n_rows)
    logits = rng.normal(size=(n_rows, 3)) + sureness * np.eye(3)[truth]
    wrong = rng.random(n_rows) < noise
    return np.where(wrong, (truth + 1) % 3, truth), np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True), wrong


def test_planted_wrong_labels_are_found_and_counted():
    codes, proba, wrong = planted()
    found = find_issues(codes, proba)
    assert found[wrong].mean() > 0.95
    assert found[~wrong].mean() < 0.03
    joint = estimated_joint(codes, proba)
    assert joint.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(noise_matrix(joint).sum(axis=0), 1.0)
    # Each true class is called the next one in a fifth of its rows.
    expected = 0.8 * np.eye(3) + 0.2 * np.eye(3)[[2, 0, 1]]
    np.testing.assert_allclose(noise_matrix(joint), expected, atol=0.05)


def test_class_without_rows_is_carried_along():
    proba = np.array([[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.6, 0.3, 0.1], [0.2, 0.7, 0.1]])
    codes = np.array([0, 1, 0, 1])
    assert confident_thresholds(codes, proba)[2] == 2.0
    np.testing.assert_array_equal(confident_joint(codes, proba), [[2, 0, 0], [0, 2, 0], [0, 0, 0]])
    np.testing.assert_array_equal(noise_matrix(confident_joint(codes, proba)), np.eye(3))


def test_calibrated_joint_keeps_the_frequencies_of_the_labels():
    joint = calibrated_joint(np.array([[3, 1, 1], [0, 2, 2], [1, 0, 6]]), np.array([17, 11, 30]))
    np.testing.assert_array_equal(joint.sum(axis=1), [17, 11, 30])
    assert joint.dtype == np.intp


@pytest.mark.parametrize("filter_by", FILTERS)
def test_one_row_of_each_class_is_left(filter_by):
    codes, proba = np.array([0, 0, 0, 1, 1, 2]), np.full((6, 3), 0.05)
    proba[:, 1] = 0.9
    left = ~find_issues(codes, proba, filter_by=filter_by)
    assert set(codes[left]) == {0, 1, 2}


def test_ratio_is_1_for_predicted_labels_and_for_the_best_row_of_each_class():
    proba = np.array([[0.8, 0.2], [0.4, 0.6], [0.9, 0.1], [0.7, 0.3]])
    np.testing.assert_allclose(label_ratio(np.array([0, 0, 1, 1]), proba), [1.0, 0.4 / 0.6, 1 / 9, 1.0])


def test_wrong_labels_show_among_the_surest_rows_and_overlap_does_not():
    codes, proba, _ = planted(noise=0.1)
    assert noise_p_value(codes, proba, tolerated=0.02) < 0.01
    rng = np.random.default_rng(0)
    x = rng.normal(scale=3.0, size=600)
    proba = np.stack([1 / (1 + np.exp(x)), 1 / (1 + np.exp(-x))], axis=1)
    codes = (rng.random(600) < proba[:, 1]).astype(int)  # calibrated, with a fifth of the rows on the wrong side
    assert np.mean(proba.argmax(axis=1) != codes) > 0.15
    assert noise_p_value(codes, proba, tolerated=0.02) > 0.05


def test_model_that_knows_nothing_shows_no_noise():
    rng = np.random.default_rng(0)
    assert noise_p_value(rng.integers(0, 2, 500), rng.dirichlet(np.ones(2), 500), tolerated=0.0) > 0.5


def test_tolerated_share_counts_where_it_is_more_than_half_of_all():
    codes, proba, _ = planted(noise=0.1)
    assert noise_p_value(codes, proba, tolerated=0.2) > 0.5


def test_no_disagreement_at_all_has_p_1():
    codes, proba, _ = planted(noise=0.0, sureness=20.0)
    assert noise_p_value(codes, proba, tolerated=0.0) == 1.0


def test_pooled_confidence_is_the_probability_where_neighbours_say_nothing():
    proba = np.array([[0.7, 0.3], [0.2, 0.8]])
    codes = np.array([0, 0])
    np.testing.assert_allclose(pooled_confidence(codes, proba, n_classes=2), [0.7, 0.2])
    np.testing.assert_allclose(pooled_confidence(codes, None, n_classes=2), 0.5)


def test_pooled_confidence_multiplies_votes_and_sums_to_one_over_the_classes():
    rng = np.random.default_rng(0)
    proba, near = rng.dirichlet(np.ones(4), 30), rng.integers(0, 4, (30, 7))
    pooled = np.column_stack([pooled_confidence(np.full(30, c), proba, near, n_classes=4) for c in range(4)])
    votes = np.stack([np.sum(near == c, axis=1) for c in range(4)], axis=1) + 0.5
    np.testing.assert_allclose(pooled, proba * votes / (proba * votes).sum(axis=1, keepdims=True))
    alike = np.column_stack([pooled_confidence(np.full(30, c), None, near, n_classes=4) for c in range(4)])
    np.testing.assert_allclose(alike, votes / votes.sum(axis=1, keepdims=True))
