"""Costs of decisions."""

import numpy as np
import pandas as pd
import pytest

from skmitigate.strategies._costs import cost_array, costs_of, expected_costs, row_costs

CLASSES = np.array(["a", "b", "c"])
COSTS = np.array([[0.0, 1.0, 5.0], [2.0, -1.0, 3.0], [9.0, 4.0, 0.5]])


def test_labels_say_which_cost_is_whose():
    order = [2, 0, 1]
    frame = pd.DataFrame(COSTS, index=CLASSES, columns=CLASSES).iloc[order, ::-1]
    np.testing.assert_array_equal(cost_array(frame, CLASSES), COSTS)
    nested = {CLASSES[i]: {CLASSES[j]: COSTS[i, j] for j in (1, 2, 0)} for i in order}
    np.testing.assert_array_equal(cost_array(nested, CLASSES), COSTS)
    np.testing.assert_array_equal(cost_array(COSTS.tolist(), CLASSES), COSTS)


@pytest.mark.parametrize(
    ("costs", "message"),
    [
        (COSTS[:2], r"shape \(3, 3\), the true class in the rows"),
        (COSTS[0], "shape"),
        (np.where(COSTS == 5, np.nan, COSTS), "finite"),
        (np.where(COSTS == 5, np.inf, COSTS), "Use a large number instead"),
        ({"a": {"a": 0, "b": 1}, "b": {"a": 1, "b": 0}}, "rows of cost_matrix to be the classes"),
        (pd.DataFrame(COSTS, index=CLASSES, columns=list("abd")), "columns of cost_matrix to be the classes"),
        ({"a": {"a": 0, "b": 1}, "b": {"b": 0, "c": 2}, "c": {"a": 3}}, "finite"),
    ],
)
def test_nonsense_is_refused(costs, message):
    with pytest.raises(ValueError, match=message):
        cost_array(costs, CLASSES)


def test_expected_costs_are_sums_over_the_true_class():
    rng = np.random.default_rng(0)
    proba = rng.dirichlet(np.ones(3), 20)
    each = rng.uniform(-1, 5, (20, 3, 3))
    for costs in (COSTS[None], each):
        expected = [
            [sum(p[true] * costs[i % len(costs), true, made] for true in range(3)) for made in range(3)]
            for i, p in enumerate(proba)
        ]
        np.testing.assert_allclose(expected_costs(proba, costs), expected)


def test_rows_have_a_factor_or_a_matrix_of_their_own():
    np.testing.assert_array_equal(row_costs(None, 4, COSTS), COSTS[None])
    np.testing.assert_array_equal(row_costs([1, 0, 2, 0.5], 4, COSTS)[2], 2 * COSTS)
    own = np.arange(36.0).reshape(4, 3, 3)
    np.testing.assert_array_equal(row_costs(own, 4, COSTS), own)


@pytest.mark.parametrize(
    ("given", "message"),
    [([1, 2], r"shape \(4,\)"), (np.ones((4, 3)), "a cost matrix for each row"), ([1, 1, 1, np.nan], "finite")],
)
def test_costs_of_rows_of_another_shape_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        row_costs(given, 4, COSTS)


def test_factors_below_zero_are_refused():
    with pytest.raises(ValueError, match="not negative"):
        row_costs([1, 1, -1, 1], 4, COSTS)


def test_what_is_paid_depends_on_truth_and_decision():
    paid = costs_of(np.array([2, -1, 0]), np.array([0, 1, 2]), COSTS[None], 0.7)
    assert paid.tolist() == [5.0, 0.7, 9.0]
    own = np.stack([COSTS, 2 * COSTS])
    assert costs_of(np.array([2, 0]), np.array([0, 2]), own, None).tolist() == [5.0, 18.0]
