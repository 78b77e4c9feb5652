"""Nearest rows."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from skmitigate._signals import _neighbours
from skmitigate._signals._neighbours import nearest_rows


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
