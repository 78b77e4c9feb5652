"""Nearest rows of tables of any columns."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from skmitigate._signals import _neighbours
from skmitigate._signals._neighbours import encoded_points, nearest_rows


def test_neighbours_of_standard_columns_are_those_of_a_brute_search_and_never_the_row_itself():
    X = np.random.default_rng(0).normal(size=(300, 4))
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    found = nearest_rows(X, n_neighbors=5, seed=0)
    distance, index = NearestNeighbors(n_neighbors=6).fit(X).kneighbors()[0][:, :5], None
    np.testing.assert_allclose(found.distance, distance, atol=1e-3)
    index = NearestNeighbors(n_neighbors=5).fit(X).kneighbors()[1]
    assert np.mean(found.index == index) > 0.99
    assert (found.index != np.arange(300)[:, None]).all()


def test_rows_that_are_copies_are_each_others_neighbours():
    X = np.repeat(np.arange(20.0), 3)[:, None]
    found = nearest_rows(X, n_neighbors=2, seed=0)
    np.testing.assert_array_equal(found.index // 3, np.repeat(np.arange(20), 3)[:, None].repeat(2, axis=1))
    assert (found.index != np.arange(60)[:, None]).all()


def test_large_tables_are_compared_with_some_rows_drawn_by_the_seed(monkeypatch):
    monkeypatch.setattr(_neighbours, "_MOST_PAIRS", 5000)
    monkeypatch.setattr(_neighbours, "_FEWEST_COMPARED", 10)
    X = np.random.default_rng(0).normal(size=(200, 2))
    found = nearest_rows(X, n_neighbors=3, seed=1)
    assert len(np.unique(found.index)) <= 25
    assert (found.index != np.arange(200)[:, None]).all()
    np.testing.assert_array_equal(found.index, nearest_rows(X, n_neighbors=3, seed=1).index)
    assert not np.array_equal(found.index, nearest_rows(X, n_neighbors=3, seed=2).index)


@pytest.mark.parametrize(
    "X",
    [
        pd.DataFrame({"number": [1.0, None] * 100, "town": ["Ulm", None, "Bonn", "Ulm"] * 50, "empty": [None] * 200}),
        np.array([[1, "a"], [2, "b"]] * 100, dtype=object),
        np.zeros((200, 8, 8, 3)),
        sparse.random_array((200, 5000), density=0.01, rng=0, format="csr"),
        np.random.default_rng(0).normal(size=(150, 20_000)),
        sparse.csr_array((200, 300)),
    ],
    ids=["mixed", "objects", "images", "sparse", "wide", "empty sparse"],
)
def test_any_table_becomes_points_of_few_coordinates(X):
    points = encoded_points(X, seed=0)
    assert points.shape[0] == X.shape[0]
    assert points.shape[1] <= 64
    assert np.isfinite(points).all()
    assert nearest_rows(X, n_neighbors=4, seed=0).index.shape == (X.shape[0], 4)


def test_directions_keep_who_is_near():
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(4, 500))
    group = np.arange(200) % 4
    found = nearest_rows(centres[group] + 0.5 * rng.normal(size=(200, 500)), n_neighbors=5, seed=0)
    assert (group[found.index] == group[:, None]).all()


def test_what_is_no_table_is_refused():
    with pytest.raises(ValueError, match="2D"):
        nearest_rows(["some", "texts"] * 50, n_neighbors=5, seed=0)
