"""What any scorer says, and its rows by blocks of alike rows."""

import warnings

import numpy as np
import pytest
from generators import random_table
from sklearn import metrics
from sklearn.metrics import make_scorer

from skmitigate.metrics import resolve_metric
from skmitigate.metrics._scored import Scored, alike_rows


def f1_without_weights(y_true, y_pred):
    return metrics.f1_score(y_true, y_pred, average="macro")


def log_loss_without_weights(y_true, y_proba):
    return metrics.log_loss(y_true, y_proba)


def test_a_metric_of_labels_is_exact_by_its_cells():
    scorer = make_scorer(metrics.f1_score, average="macro", pos_label=None)
    table = random_table(0, [0, 1, 2], 400, weighted=True, zeros=True)
    rows = Scored(scorer, takes_weights=True, labels_only=True).rows(table)
    assert rows == pytest.approx(resolve_metric("f1_macro").rows(table), abs=1e-3)


def test_a_metric_of_probabilities_with_weights_is_close_by_its_blocks():
    scorer = make_scorer(metrics.d2_log_loss_score, response_method="predict_proba")
    table = random_table(0, [0, 1, 2], 800, weighted=True)
    rows = Scored(scorer, takes_weights=True, labels_only=False).rows(table)
    expected = resolve_metric("d2_log_loss_score").rows(table)
    assert rows.mean() == pytest.approx(expected.mean())
    assert rows.std() == pytest.approx(expected.std(), rel=0.05)
    assert np.corrcoef(rows, expected)[0, 1] > 0.95


def test_a_metric_without_weights_is_close_by_repeating_its_rows():
    table = random_table(0, [0, 1, 2], 600)
    scorer = make_scorer(f1_without_weights)
    rows = Scored(scorer, takes_weights=False, labels_only=True).rows(table)
    expected = resolve_metric("f1_macro").rows(table)
    assert rows.mean() == pytest.approx(expected.mean())
    assert rows.std() == pytest.approx(expected.std(), rel=0.05)
    assert np.corrcoef(rows, expected)[0, 1] > 0.98


def test_a_mean_is_exact_by_repeating_its_rows_where_each_is_a_block():
    table = random_table(0, [0, 1, 2], 100)
    scorer = make_scorer(log_loss_without_weights, response_method="predict_proba", greater_is_better=False)
    rows = Scored(scorer, takes_weights=False, labels_only=False, sign=-1).rows(table)
    assert rows == pytest.approx(-resolve_metric("neg_log_loss").rows(table), abs=1e-9)


def test_the_scorers_warnings_are_issued_once():
    table = random_table(0, [0, 1], 60)
    hits = table.take(~table.errors)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        resolve_metric("positive_likelihood_ratio").rows(hits)
    assert len(caught) == 1


def test_alike_rows_share_truth_and_hit_and_neighbouring_probabilities():
    table = random_table(0, [0, 1, 2], 3000)
    block = alike_rows(table)
    own = table.proba[np.arange(3000), table.y_true]
    cells = {(b, t, e) for b, t, e in zip(block, table.y_true, table.errors, strict=True)}
    assert len(cells) == block.max() + 1 <= 128 + 2 * 3
    assert np.bincount(block).max() <= np.ceil(3000 / 128)
    within = sum(own[block == b].var() * (block == b).sum() for b in range(block.max() + 1))
    assert within < 0.01 * own.var() * 3000


def test_alike_rows_of_a_small_table_are_single():
    assert len(set(alike_rows(random_table(0, [0, 1], 100)))) == 100


def test_an_attribute_that_a_scorer_lacks_is_no_matter_of_probabilities():
    scorer = Scored(lambda model, *_: model.coef_, takes_weights=False, labels_only=False)
    with pytest.raises(AttributeError, match="coef_"):
        scorer.score(random_table(0, [0, 1], 30))


def test_an_error_of_scikit_learns_function_is_said_with_what_to_do():
    scorer = make_scorer(metrics.roc_auc_score, response_method="predict_proba", multi_class="ovr")
    table = random_table(0, [0, 1, 2], 30)
    with pytest.raises(ValueError, match=r"roc_auc_score does not fit this table: .* Use|use '"):
        Scored(scorer, takes_weights=True, labels_only=False).score(table.take(table.y_true != 2))


def test_an_error_of_the_users_function_is_shown_as_it_is():
    def refuses(y_true, y_pred):
        raise ValueError(f"no {len(y_true)} of {len(y_pred)}")

    with pytest.raises(ValueError, match=r"^no 30 of 30$"):
        Scored(make_scorer(refuses), takes_weights=False, labels_only=True).score(random_table(0, [0, 1], 30))
