"""Metrics of the diagonal and the margins, and their derivatives."""

import numpy as np
import pytest
from generators import random_table
from sklearn.metrics import f1_score, jaccard_score, precision_score

from skmitigate.metrics._marginals import ClassRatio, Kappa, Matthews
from skmitigate.predictions import PredictionTable

F1 = {"numerator": 2.0, "of_truth": 1.0, "of_predicted": 1.0}


def test_precision_has_the_influence_of_a_mean_over_the_predicted():
    """Of the rows predicted positive, a hit adds 1 - precision and a miss -precision, over their share of the rows."""
    table = random_table(3, [0, 1], 50)
    taken = table.y_pred == 1
    score = precision_score(table.y_true, table.y_pred)
    rows = ClassRatio(precision_score, "binary", of_predicted=1.0).rows(table)
    expected = score + taken * ((table.y_true == 1) - score) / taken.mean()
    assert rows == pytest.approx(expected)


@pytest.mark.parametrize("undefined", [0.0, 1.0])
def test_an_empty_class_has_the_value_that_was_asked_for(undefined):
    table = PredictionTable.from_predictions([0, 0, 1], [0, 0, 0])
    formula = ClassRatio(precision_score, "macro", of_predicted=1.0, undefined=undefined)
    assert formula.score(table) == pytest.approx((2 / 3 + undefined) / 2)
    assert formula.rows(table).mean() == pytest.approx((2 / 3 + undefined) / 2)


def test_more_classes_than_are_moved_at_once():
    table = random_table(0, np.arange(300), 700)
    formula = ClassRatio(f1_score, "macro", **F1)
    assert formula.rows(table).mean() == pytest.approx(f1_score(table.y_true, table.y_pred, average="macro"))


def test_two_of_three_classes_are_two_classes():
    table = PredictionTable.from_predictions([0, 1, 1], [0, 1, 0], classes=[0, 1, 2])
    assert ClassRatio(f1_score, "binary", **F1).score(table) == pytest.approx(f1_score([0, 1, 1], [0, 1, 0]))


def test_a_positive_class_that_does_not_occur_is_told():
    table = PredictionTable.from_predictions([0, 2], [0, 2], classes=[0, 1, 2])
    with pytest.raises(ValueError, match=r"one of the classes \[0, 2\], got 1"):
        ClassRatio(jaccard_score, "binary", of_hits=-1.0, of_truth=1.0, of_predicted=1.0).score(table)


@pytest.mark.parametrize(("formula", "expected"), [(Matthews(), 0.0), (Kappa(), np.nan), (Kappa(undefined=0.0), 0.0)])
def test_one_class_has_no_correlation_and_no_agreement_beyond_chance(formula, expected):
    table = PredictionTable.from_predictions([0, 0, 0], [0, 0, 0], classes=[0, 1], sample_weight=[0.1, 0.2, 0.3])
    assert formula.score(table) == pytest.approx(expected, nan_ok=True)


def test_perfect_predictions_have_perfect_agreement():
    table = PredictionTable.from_predictions([0, 1, 2, 2], [0, 1, 2, 2])
    assert Matthews().score(table) == pytest.approx(1.0)
    assert Kappa().score(table) == pytest.approx(1.0)
