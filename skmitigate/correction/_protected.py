"""Which group each row belongs to, by the columns that must not become worse off."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import issparse

from skmitigate._typing import AnyArray, FloatArray

#: A column of numbers with more values than this is cut into thirds.
_MOST_VALUES = 10


def protected_groups(X: Any, column: Any) -> AnyArray:
    """Return the group of each row of X by one column, as text of shape (n_rows,)."""
    values = pd.Series(_column(X, column))
    known = values.dropna()
    if pd.api.types.is_numeric_dtype(values) and known.nunique() > _MOST_VALUES:
        groups = _thirds(values.to_numpy(dtype=np.float64), known.to_numpy(dtype=np.float64))
    else:
        groups = np.array([str(value) for value in values], dtype=object)
    groups[values.isna().to_numpy()] = "missing"
    return groups


def _thirds(values: FloatArray, known: FloatArray) -> AnyArray:
    """Cut numbers into thirds, or into as many parts as equal values leave, two at least."""
    second_largest = np.unique(known)[-2]
    edges = np.unique(np.minimum(np.quantile(known, [1 / 3, 2 / 3]), second_largest))
    ends = [-np.inf, *edges, np.inf]
    names = np.array([f"({low:g}, {high:g}]" for low, high in pairwise(ends)], dtype=object)
    return names[np.searchsorted(edges, values)]


def _column(X: Any, column: Any) -> Any:
    """Return one column of X, or raise ValueError saying which there are."""
    if isinstance(X, pd.DataFrame):
        there = f"the columns of X, {list(X.columns)}, by name"
        if np.isscalar(column) and column in X.columns:
            return X[column].to_numpy()
    else:
        X = X if issparse(X) else np.asarray(X)
        n_columns = X.shape[1] if X.ndim == 2 else 0
        there = f"the columns of X by position, 0 to {n_columns - 1}" if n_columns else "columns, and X has none"
        if isinstance(column, int | np.integer) and 0 <= column < n_columns:
            return X.tocsc()[:, [column]].toarray().ravel() if issparse(X) else X[:, column]
    raise ValueError(f"Expected protect to list {there}; got {column!r}.")
