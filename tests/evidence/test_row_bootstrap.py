"""Influence of rows and samples of rows agree on how sure a difference is, or samples are drawn."""

import warnings

import numpy as np
import pytest
from generators import random_table
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics
from sklearn.metrics import make_scorer

from skmitigate.evidence import compare
from skmitigate.evidence._row_bootstrap import bootstrap_variance
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import PredictionTable


def cost(y_true, y_pred, sample_weight=None):
    return float(np.average(np.array([[0.0, 1.0], [5.0, 0.0]])[y_true, y_pred], weights=sample_weight))


def square_of_accuracy(estimator, X, y):
    return float(np.mean(estimator.predict(X) == y) ** 2)


def lift(estimator, X, y):
    likely = np.argsort(-estimator.predict_proba(X)[:, 1], kind="stable")[: len(y) // 10]
    return float(np.mean(np.asarray(y)[likely]))


METRICS = {
    "accuracy": "accuracy",
    "balanced": "balanced_accuracy",
    "f1": "f1",
    "macro f1": "f1_macro",
    "auc": "roc_auc",
    "mcc": "matthews_corrcoef",
    "kappa": make_scorer(metrics.cohen_kappa_score),
    "average precision": "average_precision",
    "top-k": make_scorer(metrics.top_k_accuracy_score, response_method=("decision_function", "predict_proba"), k=1),
    "log loss": "neg_log_loss",
    "brier": "neg_brier_score",
    "cost": make_scorer(cost, greater_is_better=False),
    "callable": square_of_accuracy,
}


def pair(seed, n, weighted=False):
    """Two tables of the same rows, the second from better probabilities."""
    a = random_table(seed, [0, 1], n, weighted=weighted, skill=1.0)
    noise = np.random.default_rng(seed).uniform(0, 0.5, n)
    own = np.eye(2)[a.y_true]
    proba = a.proba * (1 - noise[:, None]) + own * noise[:, None] * 0.6 + 0.2 * noise[:, None]
    return a, PredictionTable.from_predictions(a.y_true, proba, classes=[0, 1], sample_weight=a.sample_weight)


@pytest.mark.parametrize("name", METRICS)
@settings(max_examples=3, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1), weighted=st.booleans())
def test_spread_of_rows_is_that_over_samples_of_rows(name, seed, weighted):
    """Within the error of 120 samples, four of its standard deviations, and what a linear approximation costs."""
    a, b = pair(seed, 250, weighted)
    metric = resolve_metric(METRICS[name])
    influence = (metric.influence(b) - metric.influence(a)).std(ddof=1) / np.sqrt(len(a))
    drawn = np.sqrt(bootstrap_variance([(a, b)], metric, seed=0, n_draws=120))
    assert influence == pytest.approx(drawn, rel=0.3 if metric.rows_suffice(a) else 0.5)


@pytest.mark.parametrize(
    ("scoring", "n_rare", "how"),
    [
        ("roc_auc", 100, "rows"),
        ("roc_auc", 8, "bootstrap"),
        ("average_precision", 8, "bootstrap"),
        ("f1", 8, "rows"),
        ("neg_log_loss", 8, "rows"),
        (lift, 100, "bootstrap"),
        (METRICS["cost"], 8, "rows"),
    ],
)
def test_rows_are_drawn_where_their_influence_says_too_little(scoring, n_rare, how):
    rng = np.random.default_rng(0)
    truth = (np.arange(400) < n_rare).astype(int)
    a, b = (
        PredictionTable.from_predictions(truth, np.stack([1 - p, p], axis=1))
        for p in (np.clip(0.3 * truth + rng.uniform(0, 0.7, 400), 0, 1) for _ in range(2))
    )
    found = compare(a, b, scoring=scoring, random_state=0)
    assert found.variance == how
    assert found.interval[0] < found.difference < found.interval[1]


def test_class_that_is_found_much_more_often_is_no_surer_or_less_sure_than_samples_say():
    """The number of rows of a rare class comes with the sample: what each row contributes would vary too much."""
    truth = (np.arange(500) < 30).astype(int)
    rng = np.random.default_rng(0)
    guess = [
        np.where(rng.random(500) < right[truth], truth, 1 - truth) for right in np.array([[0.99, 0.2], [0.8, 0.8]])
    ]
    a, b = (PredictionTable.from_predictions(truth, each) for each in guess)
    metric = resolve_metric("balanced_accuracy")
    drawn = np.sqrt(bootstrap_variance([(a, b)], metric, seed=0))
    influence, plain = ((rows(b) - rows(a)).std(ddof=1) / np.sqrt(500) for rows in (metric.influence, metric.rows))
    assert influence == pytest.approx(drawn, rel=0.1)
    assert plain > 1.15 * drawn


def test_groups_are_drawn_whole():
    """Each row ten times over, in groups, is as unsure as the rows are once."""
    a, b = pair(1, 60)
    ten = np.repeat(np.arange(60), 10)
    many = [PredictionTable.from_predictions(t.y_true[ten], t.proba[ten], classes=[0, 1], groups=ten) for t in (a, b)]
    metric = resolve_metric("average_precision")
    once, grouped = (bootstrap_variance([tuple(p)], metric, seed=0, n_draws=200) for p in ((a, b), many))
    assert grouped == pytest.approx(once, rel=0.4)


def test_nothing_is_known_where_most_samples_lack_a_class():
    truth = np.array([1] + [0] * 29)
    tables = [
        PredictionTable.from_predictions(truth, np.stack([1 - p, p], axis=1))
        for p in np.random.default_rng(0).random((2, 30))
    ]
    rare = [t.take(np.arange(30)) for t in tables]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert bootstrap_variance([tuple(rare)], resolve_metric("roc_auc"), seed=3, n_draws=50) is not None
        only = [PredictionTable.from_predictions(np.zeros(5, dtype=int), t.proba[:5], classes=[0, 1]) for t in tables]
        assert bootstrap_variance([tuple(only)], resolve_metric("roc_auc"), seed=0, n_draws=10) is None
