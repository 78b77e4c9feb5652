"""What one column tells of the labels, and all others."""

import numpy as np
import pytest

from skmitigate._utils._plain_columns import plain_columns
from skmitigate.diagnosis._single_columns import columns_worth_a_rule, model_errors, rule_errors

RNG = np.random.default_rng(0)
Y = RNG.integers(3, size=600)
HALVES = (np.arange(300), np.arange(300, 600))


@pytest.mark.parametrize("kind", ["number", "steps", "level"])
def test_rule_on_a_column_that_gives_the_answer(kind):
    """A number for each class, the middle of three steps, or a level."""
    values = {
        "number": Y + RNG.uniform(-0.4, 0.4, 600),
        "steps": np.array([1.0, -1.0, 0.0])[Y] + RNG.uniform(-0.4, 0.4, 600),
        "level": Y.astype(np.intp) * 2 - 1,
    }[kind]
    assert rule_errors(values, Y, HALVES) == 0


def test_rule_is_judged_on_rows_that_it_has_not_seen():
    assert rule_errors(np.arange(600, dtype=np.intp), Y, HALVES) > 300
    assert rule_errors(RNG.normal(size=600), Y, HALVES) > 300
    assert rule_errors(np.full(600, np.nan), Y, HALVES) > 300


def test_columns_that_cannot_have_a_good_rule_are_not_tried():
    X = np.column_stack([RNG.normal(size=600), Y + RNG.uniform(-0.4, 0.4, 600), np.full(600, np.nan), Y])
    assert columns_worth_a_rule(plain_columns(X), Y, 0.03).tolist() == [1, 3]
    texts = np.array(["a", "b", "c"], dtype=object)[np.column_stack([Y, RNG.permutation(Y)])]
    assert columns_worth_a_rule(plain_columns(texts), Y, 0.03).tolist() == [0]


def test_model_errors():
    X = np.column_stack([Y, np.full(600, np.inf)])
    assert model_errors(X, Y, HALVES, 0) == 0
    assert model_errors(np.empty((600, 0)), Y, HALVES, 0) > 300
