"""Predictions in any form."""

import numpy as np
import pytest

from skmitigate.monitoring._predicted import as_predicted
from skmitigate.predictions._prediction_table import PredictionTable


def test_tables_probabilities_and_labels_give_codes():
    table = PredictionTable.from_predictions(["a", "b"], [[0.9, 0.1], [0.7, 0.3]])
    from_table = as_predicted(table)
    assert (from_table.y_pred.tolist(), from_table.y_true.tolist()) == ([0, 0], [0, 1])
    assert from_table.decided.tolist() == from_table.confidence.tolist() == [0.9, 0.7]
    assert as_predicted(table.proba, classes=("a", "b")).y_true is None
    labels = as_predicted(["b", "a"])
    assert (labels.y_pred.tolist(), labels.classes.tolist(), labels.confidence) == ([1, 0], ["a", "b"], None)


@pytest.mark.parametrize(
    ("given", "classes", "reason"),
    [
        (PredictionTable.from_predictions([0], [1]), ["a"], "in the reference, got a table of"),
        (np.zeros((2, 2, 2)), None, "at least one row"),
        ([], None, "at least one row"),
        ([0, None], None, "1 of 2 missing"),
        (["a", 1.5, ()], None, "shape|text or all numbers|dtype"),
        ([[0.2, 0.2]], None, "sum to 1"),
        ([["x", "y"]], None, "probabilities as numbers"),
        (["c"], ["a", "b"], "among the classes"),
        (["a"], ["b", "a"], "sorted, distinct"),
        ([[0.5, 0.5]], [0, 0], "sorted, distinct"),
        (["a"], "ab", "sorted, distinct"),
    ],
    ids=str,
)
def test_nonsense_is_refused(given, classes, reason):
    with pytest.raises(ValueError, match=reason):
        as_predicted(given, classes=classes)
