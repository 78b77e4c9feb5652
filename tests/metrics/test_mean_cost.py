"""Mean costs on tables."""

import numpy as np
import pytest
from generators import random_table

from skmitigate.metrics._mean_cost import MeanCost


def test_rows_cost_what_the_matrix_says():
    table = random_table(0, ["a", "b"], 30, weighted=True)
    costs = np.array([[0.0, 1.0], [5.0, -1.0]])
    expected = costs[table.y_true, table.y_pred]
    formula = MeanCost(tuple(map(tuple, costs)))
    assert formula.score(table) == pytest.approx(np.average(expected, weights=table.sample_weight))
    assert formula.rows(table).mean() == pytest.approx(formula.score(table))


def test_matrix_must_fit_the_classes():
    with pytest.raises(ValueError, match=r"shape \(3, 3\), in the order of the classes"):
        MeanCost(((0.0, 1.0), (1.0, 0.0))).score(random_table(0, ["a", "b", "c"], 30))
