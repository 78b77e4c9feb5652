"""Describe the columns that a model takes, so that a form or a web API can ask for them."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from skmitigate._typing import Estimator
from skmitigate._utils._json import jsonable

#: More levels than this are text, not a list to choose from.
_MOST_LEVELS = 100


def describe_input(model: Estimator, X: Any) -> dict[str, Any]:
    """Return the make of the rows that a model takes, and each of their columns.

    Parameters
    ----------
    model : classifier
        Fitted.
    X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features), or None
        Rows as the model takes them.

    Returns
    -------
    dict
        ``make`` ("frame", "array", "sparse", "texts", "unknown") and ``columns``, each with ``name``, ``kind``
        ("number", "bool", "time", "text", "unknown"), ``dtype``, ``levels`` (of a category or a short list of texts),
        ``low`` and ``high`` of numbers, and whether values are ``missing``.
    """
    if X is None:
        return {"make": "unknown", "columns": _unseen(model)}
    if isinstance(X, pd.DataFrame):
        return {"make": "frame", "columns": [_describe(str(name), X.iloc[:, j]) for j, name in enumerate(X.columns)]}
    if sparse.issparse(X):
        low, high = float(X.min()), float(X.max())
        one = {"kind": "number", "dtype": str(X.dtype), "levels": None, "low": low, "high": high, "missing": False}
        return {"make": "sparse", "columns": [{"name": f"x{j}", **one} for j in range(X.shape[1])]}
    array = np.asarray(X)
    if array.ndim != 2:
        return {"make": "texts" if array.ndim == 1 else "array", "columns": []}
    return {"make": "array", "columns": [_describe(f"x{j}", pd.Series(array[:, j])) for j in range(array.shape[1])]}


def _unseen(model: Estimator) -> list[dict[str, Any]]:
    names = getattr(model, "feature_names_in_", None)
    if names is None:
        names = [f"x{j}" for j in range(int(getattr(model, "n_features_in_", 0)))]
    nothing = {"kind": "unknown", "dtype": None, "levels": None, "low": None, "high": None, "missing": None}
    return [{"name": str(name), **nothing} for name in names]


def _describe(name: str, column: pd.Series) -> dict[str, Any]:
    if column.dtype == object:
        column = column.infer_objects()
    kind, known = _kind(column), column.dropna()
    levels = None
    if isinstance(column.dtype, pd.CategoricalDtype):
        levels = jsonable(column.dtype.categories.to_numpy())
    elif kind == "text":
        found = known.astype(str).unique()
        levels = sorted(found) if len(found) <= min(_MOST_LEVELS, max(1, len(known) // 2)) else None
    ends: list[Any] = [None, None]
    if kind in ("number", "time") and levels is None and len(known):
        ends = [jsonable(value) if kind == "number" else str(value) for value in (known.min(), known.max())]
    return {
        "name": name,
        "kind": kind,
        "dtype": str(column.dtype),
        "levels": levels,
        "low": ends[0],
        "high": ends[1],
        "missing": bool(column.isna().any()),
    }


def _kind(column: pd.Series) -> str:
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.dtype.categories.to_series()
    types = pd.api.types
    if types.is_bool_dtype(column):
        return "bool"
    if types.is_numeric_dtype(column):
        return "number"
    if types.is_datetime64_any_dtype(column) or types.is_timedelta64_dtype(column):
        return "time"
    return "text"
