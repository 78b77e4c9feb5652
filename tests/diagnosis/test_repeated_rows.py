"""Repeated rows: by chance or copied, and seen in training or not."""

from dataclasses import replace

import numpy as np
import pytest

from skmitigate._utils._plain_columns import plain_columns
from skmitigate.diagnosis._repeated_rows import repeated_p_value, rows_seen_in_training
from skmitigate.exceptions import TooExpensive
from skmitigate.predictions._prediction_table import PredictionTable


def with_copies(X, share=0.03):
    n = round(share * len(X))
    X[-n:] = X[:n]
    return X


def p_value(X):
    return repeated_p_value(plain_columns(X))


def discrete(seed, n, n_columns, n_levels, alike=0.0):
    """Columns of few values; with `alike` they follow a common one, as in descriptions of species."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(n_levels, size=n)
    own = rng.integers(n_levels, size=(n, n_columns))
    return np.where(rng.random((n, n_columns)) < alike, kind[:, None], own).astype(float)


@pytest.mark.parametrize("n", [300, 2000])
def test_copies_of_rows_of_numbers_are_found(n):
    assert p_value(with_copies(np.random.default_rng(0).normal(size=(n, 5)))) < 1e-6


def test_copies_of_rows_with_one_number_among_short_columns_are_found():
    X = discrete(0, 2000, 7, 3)
    X[:, 0] = np.random.default_rng(1).normal(size=2000).round(4)
    assert p_value(with_copies(X.copy())) < 1e-6
    assert p_value(X) > 0.05


def test_copies_of_rows_of_many_short_columns_are_found():
    assert p_value(with_copies(discrete(0, 2000, 25, 4))) < 1e-6


@pytest.mark.parametrize(
    ("n_columns", "n_levels", "alike"), [(3, 2, 0), (1, 5, 0), (5, 4, 0), (12, 2, 0), (8, 5, 0.5), (20, 4, 0.9)]
)
def test_columns_of_few_values_repeat_by_nature(n_columns, n_levels, alike):
    """50 tables of 1000 rows, at most 5 % + 2.5 standard errors."""
    found = sum(p_value(discrete(seed, 1000, n_columns, n_levels, alike)) <= 0.05 for seed in range(50))
    assert found <= 50 * 0.05 + 2.5 * np.sqrt(50 * 0.05 * 0.95)


def test_rounded_numbers_repeat_by_nature():
    """20 tables of two columns of 40 and 300 values, and of one column."""
    for seed in range(20):
        X = np.random.default_rng(seed).normal(size=(1000, 2)).round(2)
        X[:, 0] = X[:, 0].round(1)
        assert p_value(X) > 0.01
        assert p_value(X[:, 1:]) > 0.01
        assert p_value(np.column_stack([X[:, 1].round(1), X[:, 0] > 0])) > 0.01


@pytest.mark.parametrize("n_levels", [1, 2, 30])
def test_columns_that_determine_each_other_repeat_by_nature(n_levels):
    level = np.random.default_rng(0).integers(n_levels, size=500).astype(float)
    assert p_value(np.column_stack([level, level + 1, np.full(500, np.nan)])) > 0.05


def test_nothing_is_repeated():
    assert p_value(np.arange(20.0)[:, None]) == 1
    assert p_value(np.zeros((2, 1))) > 0.05


def test_too_many_cells():
    X = np.zeros((200, 100_001))
    X[:, 0] = np.arange(200) // 2
    with pytest.raises(TooExpensive, match="more than 20000000"):
        p_value(X)


def test_seen_in_training_means_the_model_of_the_row_was():
    splits = ((np.array([2, 3, 4, 5]), np.array([0, 1])), (np.array([0, 1, 4, 5]), np.array([2, 3])))
    table = PredictionTable.from_predictions([0] * 4, [0] * 4)
    table = replace(table, fold=np.array([0, 0, 1, 1]), splits=splits)
    codes = np.array([7, 7, 8, 9])
    assert rows_seen_in_training(table, codes).tolist() == [False] * 4
    codes = np.array([7, 8, 7, 9])
    assert rows_seen_in_training(table, codes).tolist() == [True, False, True, False]
    assert rows_seen_in_training(table.take(np.array([2, 1, 0])), codes[[2, 1, 0]]).tolist() == [True, False, True]
