"""Which rows lie nearest to each row of a table of any columns."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.neighbors import NearestNeighbors
from sklearn.utils import _safe_indexing
from sklearn.utils.extmath import randomized_svd

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._tabular import TabularEncoder

#: A row is compared with all others up to this many pairs of rows, and with fewer of them beyond: about two seconds.
_MOST_PAIRS = 100_000_000
#: At least as many rows are drawn to compare with.
_FEWEST_COMPARED = 1000
#: Of wider tables as many columns are read, evenly spaced; more encoded columns are projected on so many directions.
_MOST_COLUMNS, _DIRECTIONS = 1000, 64
#: Rows from which the directions are learned.
_ROWS_FOR_DIRECTIONS = 3000


@dataclass(frozen=True, slots=True)
class NearestRows:
    """For each row, the positions of the nearest other rows and their distances, shapes (n, k), nearest first."""

    index: IntArray
    distance: FloatArray


def nearest_rows(X: Any, *, n_neighbors: int, seed: int) -> NearestRows:
    """Find the nearest other rows in the encoded columns; ValueError where X is no table."""
    points = encoded_points(X, seed)
    n_rows = len(points)
    n_compared = min(n_rows, max(_FEWEST_COMPARED, _MOST_PAIRS // n_rows))
    compared = np.arange(n_rows)
    if n_compared < n_rows:
        compared = np.sort(np.random.default_rng(seed).choice(n_rows, n_compared, replace=False))
    k = min(n_neighbors, n_compared - 1)
    found = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(points[compared])
    distance, place = found.kneighbors(points)
    index = compared[place]
    # the row itself is left out, and the farthest one where the row is not among those that it is compared with
    itself = index == np.arange(n_rows)[:, None]
    itself[~itself.any(axis=1), -1] = True
    return NearestRows(index[~itself].reshape(n_rows, k), distance[~itself].reshape(n_rows, k).astype(np.float64))


def encoded_points(X: Any, seed: int) -> FloatArray:
    """Return rows as points of few coordinates in which distances mean something, shape (n, at most 64 or so)."""
    if not sparse.issparse(X) and not isinstance(X, pd.DataFrame):
        X = np.asarray(X)
        X = X.reshape(len(X), -1) if X.ndim > 2 else X
    if not sparse.issparse(X) and getattr(X, "ndim", 2) == 2 and X.shape[1] > _MOST_COLUMNS:
        columns = np.unique(np.linspace(0, X.shape[1] - 1, _MOST_COLUMNS).astype(np.intp))
        X = X.iloc[:, columns] if isinstance(X, pd.DataFrame) else X[:, columns]
    points = TabularEncoder(scale="auto").fit_transform(X)
    if sparse.issparse(points) and points.shape[1] <= _DIRECTIONS:
        points = points.toarray()
    if points.shape[1] > _DIRECTIONS:
        drawn = np.sort(np.random.default_rng(seed).permutation(points.shape[0])[:_ROWS_FOR_DIRECTIONS])
        points = _projected(points, drawn, seed)
    return np.asarray(points, dtype=np.float32)


def _projected(points: Any, drawn: IntArray, seed: int) -> FloatArray:
    if sparse.issparse(points):  # texts: how often a word comes says more beside the others than as a number
        norms = sparse.linalg.norm(points, axis=1)
        points = sparse.diags_array(1 / np.where(norms > 0, norms, 1.0)) @ points
    n_directions = min(_DIRECTIONS, len(drawn))
    directions = randomized_svd(_safe_indexing(points, drawn), n_directions, n_iter=2, random_state=seed)[2]
    return np.asarray(points @ directions.T)
