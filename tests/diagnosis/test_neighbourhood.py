"""The rows around each row of a table of predictions."""

import numpy as np
import pytest

from skmitigate._utils._shared_work import shared_work
from skmitigate.diagnosis import _neighbourhood
from skmitigate.diagnosis._neighbourhood import N_NEIGHBORS, leading_shares, neighbourhood
from skmitigate.exceptions import NotApplicable, TooExpensive
from skmitigate.predictions._prediction_table import PredictionTable


def table(n):
    return PredictionTable.from_predictions([0, 1] * (n // 2), [0, 1] * (n // 2))


def test_is_found_once_for_all_detectors_of_a_call():
    X = np.random.default_rng(0).normal(size=(120, 3))
    with shared_work():
        near = neighbourhood(table(120), X)
        assert neighbourhood(table(120), X) is near
    assert near.index.shape == (120, N_NEIGHBORS)


def test_says_why_it_cannot_be_found(monkeypatch):
    with pytest.raises(NotApplicable, match="not given"):
        neighbourhood(table(200), None)
    with pytest.raises(NotApplicable, match="20 rows are too few"):
        neighbourhood(table(20), np.zeros((20, 1)))
    with pytest.raises(NotApplicable, match="cannot be compared"):
        neighbourhood(table(200), ["text"] * 200)
    monkeypatch.setattr(_neighbourhood, "_MOST_ROWS", 150)
    with pytest.raises(TooExpensive, match="at most 150 rows, got 200"):
        neighbourhood(table(200), np.zeros((200, 1)))


def test_leading_shares_count_the_two_most_frequent_classes():
    near = np.array([[3, 3, 3, 1], [0, 1, 0, 1], [2, 2, 2, 2], [0, 1, 2, 3]])
    first, second, leading, next_one = leading_shares(near)
    np.testing.assert_allclose(first, [0.75, 0.5, 1, 0.25])
    np.testing.assert_allclose(second, [0.25, 0.5, 0, 0.25])
    assert leading[0] == 3
    assert next_one[0] == 1
    assert {leading[1], next_one[1]} == {0, 1}
    assert leading[2] == 2
    assert leading[3] != next_one[3]
