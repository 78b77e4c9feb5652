"""Turn a table of any columns into points of few coordinates, between which distances mean something."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.utils import _safe_indexing
from sklearn.utils.extmath import randomized_svd

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._tabular import TabularEncoder

#: Of wider tables as many columns are read, evenly spaced; more encoded columns are projected on so many directions.
_MOST_COLUMNS, _DIRECTIONS = 1000, 64
#: Rows from which the directions are learned.
_ROWS_FOR_DIRECTIONS = 3000


def encoded_points(X: Any, seed: int) -> FloatArray:
    """Return rows as points, shape (n_rows, at most 64); ValueError where X is no table."""
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
