"""Counts of true and predicted classes are scikit-learn's."""

import numpy as np
import pytest
from generators import tables
from hypothesis import given, settings
from sklearn.metrics import confusion_matrix, recall_score

from skmitigate.metrics import confusion, per_class_recall
from skmitigate.metrics._confusion import count
from skmitigate.predictions import PredictionTable


@settings(deadline=None)
@given(table=tables())
def test_confusion_is_scikit_learns(table):
    expected = confusion_matrix(
        table.y_true, table.y_pred, labels=range(table.n_classes), sample_weight=table.sample_weight
    )
    assert confusion(table) == pytest.approx(expected)


@settings(deadline=None)
@given(table=tables())
def test_per_class_recall_is_scikit_learns(table):
    expected = recall_score(
        table.y_true, table.y_pred, labels=range(table.n_classes), average=None, sample_weight=table.sample_weight
    )
    assert per_class_recall(table) == pytest.approx(expected)


def test_recall_of_a_class_without_rows_is_nan():
    table = PredictionTable.from_predictions(
        [0, 0, 2], [0, 1, 2], classes=[0, 1, 2, 3], sample_weight=np.array([1.0, 3.0, 0.0])
    )
    assert per_class_recall(table) == pytest.approx([0.25, np.nan, np.nan, np.nan], nan_ok=True)


@settings(deadline=None)
@given(table=tables())
def test_counts_are_the_diagonal_and_the_margins(table):
    counts, cells = count(table), confusion(table)
    assert counts.hits == pytest.approx(np.diag(cells))
    assert counts.truth == pytest.approx(cells.sum(axis=1))
    assert counts.predicted == pytest.approx(cells.sum(axis=0))


def test_a_class_whose_rows_weigh_nothing_is_present():
    table = PredictionTable.from_predictions(["a", "b"], ["a", "b"], classes=["a", "b", "c"], sample_weight=[1.0, 0.0])
    assert count(table).present.tolist() == [True, True, False]
