"""Points made of tables of any columns."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.neighbors import NearestNeighbors

from skmitigate._utils._points import encoded_points


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


def test_directions_keep_who_is_near():
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(4, 500))
    group = np.arange(200) % 4
    points = encoded_points(centres[group] + 0.5 * rng.normal(size=(200, 500)), seed=0)
    index = NearestNeighbors(n_neighbors=5).fit(points).kneighbors()[1]
    assert (group[index] == group[:, None]).all()


def test_what_is_no_table_is_refused():
    with pytest.raises(ValueError, match="2D"):
        encoded_points(["some", "texts"] * 50, seed=0)
