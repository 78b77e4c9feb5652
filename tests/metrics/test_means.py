"""Metrics that are means give each row's part of the mean."""

import numpy as np
import pytest
from generators import random_table
from sklearn.metrics import top_k_accuracy_score

from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._means import BrierLoss, ClassRecall, Hits, LogLoss, TopK
from skmitigate.predictions import PredictionTable


def test_hits_and_misses_add_up_to_one():
    table = random_table(0, [0, 1, 2], 40, weighted=True)
    assert Hits().score(table) + Hits(wrong=True).score(table) == pytest.approx(1.0)
    assert Hits(wrong=True).values(table).tolist() == table.errors.tolist()


def test_log_loss_of_an_impossible_truth_is_finite():
    table = PredictionTable.from_predictions([0, 1], [[1.0, 0.0], [1.0, 0.0]])
    assert LogLoss().values(table) == pytest.approx([0.0, -np.log(np.finfo(float).eps)])


def test_log_loss_and_brier_need_no_row_of_every_class():
    """scikit-learn raises here, for its functions do not know the classes."""
    table = random_table(0, [0, 1, 2], 40)
    table = table.take(table.y_true != 2)
    own = table.proba[np.arange(len(table)), table.y_true]
    assert LogLoss().score(table) == pytest.approx(-np.log(own).mean())
    assert BrierLoss().score(table) == pytest.approx(((table.proba - np.eye(3)[table.y_true]) ** 2).sum(axis=1).mean())


@pytest.mark.parametrize(("scale_by_half", "expected"), [("auto", 0.25), (True, 0.25), (False, 0.5)])
def test_brier_of_two_classes_is_halved_unless_told(scale_by_half, expected):
    table = PredictionTable.from_predictions([0], [[0.5, 0.5]], classes=[0, 1])
    assert BrierLoss(scale_by_half).score(table) == expected


@pytest.mark.parametrize("k", [1, 2, 3])
def test_top_k_breaks_ties_as_scikit_learn_does(k):
    rng = np.random.default_rng(0)
    counts = rng.multinomial(4, np.full(4, 0.25), 200)  # quarters, so that nearly every row has a tie
    table = PredictionTable.from_predictions(rng.integers(0, 4, 200), counts / 4, classes=range(4))
    assert TopK(k).score(table) == top_k_accuracy_score(table.y_true, table.proba, k=k, labels=range(4))


def test_top_k_of_all_classes_is_one():
    assert TopK(2).score(random_table(0, [0, 1], 30)) == 1.0
    assert TopK(3).score(random_table(0, [0, 1, 2], 30)) == 1.0


@pytest.mark.parametrize("formula", [LogLoss(), BrierLoss(), TopK()])
def test_a_table_without_probabilities_is_not_applicable(formula):
    with pytest.raises(NotApplicable, match="needs probabilities"):
        formula.score(PredictionTable.from_predictions([0, 1], [0, 1]))


def test_classes_that_are_only_predicted_count_in_macro_recall_alone():
    table = PredictionTable.from_predictions([0, 0, 1], [0, 2, 1], classes=[0, 1, 2])
    assert ClassRecall().score(table) == pytest.approx(0.75)
    assert ClassRecall(of_predicted=True).score(table) == pytest.approx(0.5)
    assert ClassRecall(of_predicted=True).rows(table).mean() == pytest.approx(0.5)


def test_adjusted_recall_of_guessing_one_class_is_zero():
    table = PredictionTable.from_predictions([0, 0, 1], [0, 0, 0])
    assert ClassRecall(adjusted=True).score(table) == pytest.approx(0.0)
    assert ClassRecall(adjusted=True).rows(table).mean() == pytest.approx(0.0)


def test_adjusted_recall_of_one_class_is_not_defined():
    table = PredictionTable.from_predictions([0, 0], [0, 0], classes=[0, 1])
    assert np.isnan(ClassRecall(adjusted=True).score(table))
    assert np.isnan(ClassRecall(adjusted=True).rows(table)).all()
