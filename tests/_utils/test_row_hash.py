"""A number for each row."""

import numpy as np
import pandas as pd

from skmitigate._utils._plain_columns import plain_columns
from skmitigate._utils._row_hash import column_hashes, row_hashes


def test_equal_rows_and_only_these_have_equal_hashes():
    X = pd.DataFrame({"a": [1.0, 1.0, np.nan, np.nan, 0.0, -0.0, 2.0], "b": ["x", "x", None, None, "x", "x", "x"]})
    hashes = row_hashes(plain_columns(X))
    assert [hashes[i] == hashes[i + 1] for i in (0, 2, 4)] == [True] * 3
    assert len(np.unique(hashes)) == 4


def test_columns_are_not_exchangeable():
    one, other = row_hashes(plain_columns(np.array([[1.0, 2.0], [2.0, 1.0]])))
    assert one != other


def test_many_different_rows_have_different_hashes():
    X = np.stack(np.meshgrid(np.arange(400.0), np.arange(400.0)), axis=-1).reshape(-1, 2)
    assert len(np.unique(row_hashes(plain_columns(X)))) == len(X)


def test_hash_of_a_row_is_the_sum_of_those_of_its_cells():
    plain = plain_columns(np.random.default_rng(0).normal(size=(50, 4)))
    np.testing.assert_array_equal(column_hashes(plain).sum(axis=1, dtype=np.uint64), row_hashes(plain))
