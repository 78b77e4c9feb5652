"""In which columns a row is unlike its class."""

import numpy as np
import pytest
from scipy import sparse

from skmitigate.metrics._unusual_columns import unusual_columns
from skmitigate.predictions import PredictionTable

N = 1000


def table(wrong):
    truth = np.arange(N) % 2
    return PredictionTable.from_predictions(truth, np.where(np.isin(np.arange(N), wrong), 1 - truth, truth))


def test_as_many_columns_are_unusual_by_chance_as_is_said():
    """A row like all others: the number of unusual columns, over many rows, is that expected."""
    X = np.random.default_rng(0).normal(size=(N, 40))
    told = [unusual_columns(table([i]), i, X) for i in range(200)]
    counted = np.mean([each["n_unusual"] for each in told])
    expected = told[0]["expected_unusual"]
    assert expected == pytest.approx(40 * 2 * (24 + 1) / 500)
    assert abs(counted - expected) < 4 * np.sqrt(expected / 200)


def test_constant_columns_are_not_unusual():
    told = unusual_columns(table([3]), 3, np.ones((N, 5)))
    assert (told["n_numeric"], told["n_unusual"], told["shown"]) == (5, 0, [])


def test_row_that_is_right_has_counts_and_no_columns_of_another_class():
    X = np.random.default_rng(0).normal(size=(N, 5))
    X[4] = 99
    told = unusual_columns(table([]), 4, X)
    assert (told["n_unusual"], told["shown"]) == (5, [])


def test_at_most_three_columns_are_shown_the_most_telling_first():
    X = np.random.default_rng(0).normal(size=(N, 6)) + 20 * (np.arange(N) % 2)[:, None]
    X[5, :5] = 0
    X[5, 0] = 3
    told = unusual_columns(table([5]), 5, X)
    assert len(told["shown"]) == 3
    assert "x0" not in [line["column"] for line in told["shown"]]
    assert all(line["beyond"][0] == 499 for line in told["shown"])


@pytest.mark.parametrize("X", [["text"] * N, np.zeros((N, 2, 2)), np.zeros((N, 0))])
def test_what_has_no_columns_is_said_to_have_none(X):
    assert unusual_columns(table([5]), 5, X)["reason"] == "no columns"


def test_sparse_rows_and_lists_have_columns():
    X = np.eye(2)[np.arange(N) % 2]
    X[5] = X[4]
    for rows in (X.tolist(), sparse.csr_array(X)):
        told = unusual_columns(table([5]), 5, rows)
        assert [line["side"] for line in told["shown"]] == ["higher", "lower"]


def test_few_rows_are_said_to_be_few():
    few = PredictionTable.from_predictions([0, 1] * 15, [1, 1] + [0, 1] * 14)
    assert unusual_columns(few, 0, np.zeros((30, 1)))["reason"] == "few"
