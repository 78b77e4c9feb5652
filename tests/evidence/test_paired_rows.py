"""Differences row by row."""

from dataclasses import replace

import numpy as np
import pytest
from generators import random_table
from sklearn.metrics import cohen_kappa_score, fbeta_score, make_scorer

from skmitigate.evidence import judge, paired_rows
from skmitigate.evidence._paired_rows import enough_in_each_class, influence_of
from skmitigate.metrics import cost_scorer, log_score, resolve_metric, risk_at_coverage_scorer
from skmitigate.predictions import PredictionTable
from skmitigate.predictions._fold_tables import merged


@pytest.fixture
def pair():
    """Two tables of the same rows."""
    before = random_table(0, ["a", "b", "c"], 60, weighted=True)
    other = np.roll(before.proba, 1, axis=1)
    return before, replace(before, proba=other, y_pred=np.argmax(other, axis=1))


@pytest.mark.parametrize("scoring", ["accuracy", "balanced_accuracy", "f1_macro"])
def test_means_are_the_differences_of_the_scores(pair, scoring):
    metric = resolve_metric(scoring)
    rows = paired_rows(pair[0], [pair[1], pair[0]], metric)
    assert rows.metric.mean(axis=1) == pytest.approx([metric.score(pair[1]) - metric.score(pair[0]), 0.0])


def test_log_scores_are_weighted_as_the_metric_weighs_the_rows(pair):
    metric = resolve_metric("balanced_accuracy")
    rows = paired_rows(pair[0], [pair[1]], metric)
    expected = metric.row_weights(pair[0]) * (log_score(pair[1]) - log_score(pair[0]))
    np.testing.assert_allclose(rows.log_score[0], expected)


def test_by_influence_the_rows_of_a_class_sum_up_to_what_the_mean_has(pair):
    metric = resolve_metric("balanced_accuracy")
    plain, found = (paired_rows(pair[0], [pair[1]], metric, influence=by) for by in (False, True))
    for one, other in ((plain.metric, found.metric), (plain.log_score, found.log_score)):
        assert other.mean() == pytest.approx(one.mean())
        np.testing.assert_allclose(np.bincount(pair[0].y_true, weights=other[0] - other.mean()), 0.0, atol=1e-9)


def test_influence_takes_the_place_of_rows_where_classes_are_large_enough_and_units_the_same(pair):
    metric = resolve_metric("balanced_accuracy")
    rows = paired_rows(pair[0], [pair[1]], metric)
    found = influence_of(rows, pair[0], [pair[1]], metric, evidence="proper_score")
    expected = paired_rows(pair[0], [pair[1]], metric, influence=True)
    np.testing.assert_array_equal(found.log_score, expected.log_score)
    blocks = replace(rows, metric=rows.metric[:, :12])
    assert influence_of(blocks, pair[0], [pair[1]], metric, evidence="proper_score") is None
    few = [table.take(np.flatnonzero(table.y_true > 0)[:40]) for table in pair]
    assert not enough_in_each_class(few[0])
    assert influence_of(paired_rows(few[0], few[1:], metric), few[0], few[1:], metric, evidence="metric") is None


def test_candidate_without_probabilities_has_rows_of_nan(pair):
    rows = paired_rows(pair[0], [replace(pair[1], proba=None)], resolve_metric("accuracy"))
    assert np.isnan(rows.log_score).all()


@pytest.mark.parametrize("scoring", ["neg_log_loss", "neg_brier_score"])
def test_loss_of_probabilities_needs_no_second_kind_of_evidence(pair, scoring):
    assert paired_rows(pair[0], [pair[1]], resolve_metric(scoring)).log_score is None


def test_evidence_may_be_the_metric_alone(pair):
    assert paired_rows(pair[0], [pair[1]], resolve_metric("accuracy"), evidence="metric").log_score is None


def test_model_without_probabilities_is_compared_on_the_metric(pair):
    before = replace(pair[0], proba=None)
    assert paired_rows(before, [pair[1]], resolve_metric("accuracy")).log_score is None


def test_rows_of_a_group_are_added_up(pair):
    groups = np.arange(60) // 3
    before, after = (replace(table, groups=groups) for table in pair)
    plain = paired_rows(*[pair[0], [pair[1]]], resolve_metric("accuracy"))
    grouped = paired_rows(before, [after], resolve_metric("accuracy"))
    assert grouped.metric.shape == (1, 20)
    np.testing.assert_allclose(grouped.metric[0], plain.metric[0].reshape(20, 3).mean(axis=1))
    np.testing.assert_allclose(grouped.log_score.mean(), plain.log_score.mean())
    assert grouped.n_candidates == 1


def test_other_rows_are_refused(pair):
    with pytest.raises(ValueError, match="same 60 rows"):
        paired_rows(pair[0], [pair[1].take(np.arange(50))], resolve_metric("accuracy"))


def test_log_scores_of_a_group_are_added_up_by_hand():
    truth, groups = np.array([0, 1, 1, 0]), np.array(["g", "h", "h", "h"])
    before = PredictionTable.from_predictions(truth, [[0.5, 0.5]] * 4, groups=groups)
    after = PredictionTable.from_predictions(truth, [[0.8, 0.2], [0.2, 0.8], [0.6, 0.4], [0.5, 0.5]], groups=groups)
    rows = paired_rows(before, [after], resolve_metric("accuracy"))
    gains = np.log([0.8 / 0.5, 0.8 / 0.5, 0.4 / 0.5, 1.0])
    np.testing.assert_allclose(rows.log_score, [[0.5 * gains[0], 0.5 * gains[1:].sum()]])
    np.testing.assert_allclose(rows.metric, [[0.0, 0.5 * 1.0]])  # of h, the second row is put right
    assert rows.fold.tolist() == [0, 0]


def test_folds_of_the_groups_are_those_of_their_rows(pair):
    groups, fold = np.repeat([3, 1, 2], 20), np.repeat([0, 1, 2], 20)
    before, after = (replace(table, groups=groups, fold=fold) for table in pair)
    assert paired_rows(before, [after], resolve_metric("accuracy")).fold.tolist() == [1, 2, 0]


def test_other_truth_is_refused(pair):
    wrong = replace(pair[1], y_true=(pair[1].y_true + 1) % 3)
    with pytest.raises(ValueError, match=r"or with other truth\. Cross-fit both on the same folds"):
        paired_rows(pair[0], [wrong], resolve_metric("accuracy"))


def test_repeated_folds_give_the_mean_of_the_repetitions_differences(pair):
    """Not the difference of the averaged predictions, which would be an ensemble's."""
    before, after = (
        merged([table, replace(table, proba=table.proba[::-1], y_pred=table.y_pred[::-1])]) for table in pair
    )
    metric = resolve_metric("accuracy")
    rows = paired_rows(before, [after], metric)
    single = [paired_rows(b, [a], metric) for b, a in zip(before.repetitions, after.repetitions, strict=True)]
    np.testing.assert_allclose(rows.metric, np.mean([part.metric for part in single], axis=0))
    np.testing.assert_allclose(rows.log_score, np.mean([part.log_score for part in single], axis=0))
    assert len(rows.repetitions) == 2
    np.testing.assert_allclose(rows.repetitions[1].metric, single[1].metric)
    assert rows.metric.mean() == pytest.approx(metric.mean_score(after) - metric.mean_score(before))


def test_repeated_folds_of_groups_are_added_up_in_each_repetition(pair):
    groups = np.arange(60) // 3
    before, after = (merged([replace(table, groups=groups)] * 2) for table in pair)
    rows = paired_rows(before, [after], resolve_metric("accuracy"))
    assert [part.metric.shape for part in (rows, *rows.repetitions)] == [(1, 20)] * 3


def test_other_number_of_repetitions_is_refused(pair):
    with pytest.raises(ValueError, match="0 and 2 repetitions"):
        paired_rows(pair[0], [merged([pair[1]] * 2)], resolve_metric("accuracy"))


def test_rows_in_order_of_time_are_added_up_in_blocks(pair):
    """Differences that come in runs of twenty: fewer than sixty units, each of as many neighbouring rows."""
    splits = tuple((np.arange(k), np.arange(k, k + 20)) for k in (20, 40))
    before = replace(pair[0], proba=None, splits=splits, sample_weight=None)
    after = replace(before, y_pred=np.where(np.arange(60) % 40 < 20, before.y_true, (before.y_true + 1) % 3))
    rows = paired_rows(before, [after], resolve_metric("accuracy"))
    plain = paired_rows(replace(before, splits=()), [replace(after, splits=())], resolve_metric("accuracy"))
    assert 10 <= rows.metric.shape[1] < 30
    assert rows.metric.mean() == pytest.approx(plain.metric.mean())
    assert rows.size.mean() == pytest.approx(1.0)
    assert plain.size is None


def most_sure(estimator, X, y):
    """A user's own scorer: how sure the answers are, less the errors."""
    return float(estimator.predict_proba(X).max(axis=1).mean() - (estimator.predict(X) != y).mean())


SCORERS = [
    *("accuracy", "balanced_accuracy", "f1", "f1_macro", "f1_micro", "f1_weighted", "precision", "precision_macro"),
    *("precision_micro", "precision_weighted", "recall", "recall_macro", "recall_micro", "recall_weighted"),
    *("roc_auc", "roc_auc_ovr", "roc_auc_ovr_weighted", "roc_auc_ovo", "roc_auc_ovo_weighted", "average_precision"),
    *("matthews_corrcoef", "neg_log_loss", "neg_brier_score", "top_k_accuracy"),
    make_scorer(cohen_kappa_score),
    make_scorer(fbeta_score, beta=2, average="macro"),
    cost_scorer([[0, 1], [4, 0]]),
    risk_at_coverage_scorer(0.8),
    most_sure,
]
OF_MORE_CLASSES = ["balanced_accuracy", "f1_macro", "f1_weighted", "roc_auc_ovr", "roc_auc_ovo", "top_k_accuracy"]


@pytest.mark.parametrize(
    ("scoring", "n_classes"),
    [*((scoring, 2) for scoring in SCORERS), *((name, 3) for name in OF_MORE_CLASSES)],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_any_scorer_is_judged_by_rows_whose_variance_is_the_bootstraps(scoring, n_classes):
    before, better = (random_table(3, np.arange(n_classes), 400, skill=skill) for skill in (1.0, 1.4))
    mixed = 0.5 * (before.proba + better.proba)
    after = replace(better, proba=mixed, y_pred=np.argmax(mixed, axis=1))
    metric = resolve_metric(scoring)
    rows = paired_rows(before, [after], metric, evidence="metric")
    ruling = judge(rows, n_draws=500, random_state=0)
    assert ruling.difference[0] == pytest.approx(metric.score(after) - metric.score(before), abs=1e-9)
    rng = np.random.default_rng(0)
    picks = [rng.integers(0, 400, 400) for _ in range(60)]
    draws = [metric.score(after.take(pick)) - metric.score(before.take(pick)) for pick in picks]
    # the deviation of 60 draws has a standard error of 9 %
    assert rows.metric[0].std() / np.sqrt(400) == pytest.approx(np.std(draws), rel=0.3)
