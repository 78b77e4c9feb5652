"""Row-wise proper scores are those of the textbook."""

import numpy as np
import pytest
from generators import random_table
from sklearn.metrics import brier_score_loss, log_loss

from skmitigate.exceptions import NotApplicable
from skmitigate.metrics import brier_score, log_score
from skmitigate.predictions import PredictionTable


def test_log_score_is_scikit_learns_where_nothing_is_clipped():
    table = random_table(0, ["a", "b", "c"], 80)
    assert log_score(table, clip=1e-12).mean() == pytest.approx(-log_loss(table.y_true, table.proba))


def test_log_score_is_clipped_from_below_only():
    table = PredictionTable.from_predictions([0, 0, 1], [[1.0, 0.0], [0.999, 0.001], [1.0, 0.0]])
    assert log_score(table) == pytest.approx([0.0, np.log(0.999), np.log(1e-3)])
    assert log_score(table, clip=0.1)[2] == pytest.approx(np.log(0.1))


@pytest.mark.parametrize("clip", [0, -0.1, 1.1, np.nan])
def test_log_score_refuses_a_clip_that_is_no_probability(clip):
    with pytest.raises(ValueError, match="Expected clip above 0 and at most 1"):
        log_score(random_table(0, [0, 1], 30), clip=clip)


@pytest.mark.parametrize("n_classes", [2, 4])
def test_brier_score_is_scikit_learns(n_classes):
    table = random_table(0, np.arange(n_classes), 80)
    expected = brier_score_loss(table.y_true, table.proba, scale_by_half=False, labels=table.classes)
    assert brier_score(table).mean() == pytest.approx(-expected)


def test_brier_score_leaves_the_table_as_it_was():
    table = random_table(0, [0, 1], 30)
    before = table.proba.copy()
    brier_score(table)
    assert (table.proba == before).all()


@pytest.mark.parametrize("score", [log_score, brier_score])
def test_a_table_without_probabilities_is_not_applicable(score):
    with pytest.raises(NotApplicable, match="needs probabilities"):
        score(PredictionTable.from_predictions([0, 1], [0, 1]))
