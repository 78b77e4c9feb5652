"""Columns of a table one by one, read as numbers or as levels whatever they are stored as."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._as_array import as_array
from skmitigate._utils._column_values import column_floats, level_codes, stored_kind

NUMERIC_KINDS = ("number", "time", "duration")
KINDS = (*NUMERIC_KINDS, "bool", "level")


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """A table of which columns are read one by one; `named` tells whether their names were given."""

    names: tuple[str, ...]
    n_rows: int
    named: bool
    _table: Any

    @classmethod
    def of(cls, X: Any, *, what: str) -> "Columns":
        """Take a DataFrame, an array, a sparse matrix or a list of rows; ValueError where it has not two dimensions."""
        if isinstance(X, pd.DataFrame):
            return cls(tuple(str(name) for name in X.columns), len(X), True, X)
        if sparse.issparse(X):
            return cls(_numbered(X.shape[1]), X.shape[0], False, sparse.csc_array(X))
        if isinstance(X, np.ma.MaskedArray):
            values = np.array(X.data, dtype=np.float64 if X.dtype.kind in "fiu" else object)
            values[np.ma.getmaskarray(X)] = np.nan
            X = values
        try:
            array = np.asarray(as_array(X))
        except ValueError as error:  # rows of different lengths
            raise ValueError(
                f"Expected {what} as a table of rows and columns, got rows of different lengths."
            ) from error
        if array.ndim != 2:
            raise ValueError(
                f"Expected {what} as a table of two dimensions, rows and columns, got {type(X).__name__} with "
                f"{array.ndim}. Pass a DataFrame or an array of shape (n_rows, n_columns)."
            )
        return cls(_numbered(array.shape[1]), len(array), False, array)

    def kind(self, j: int) -> str:
        """Return how a column is stored: "number", "time", "duration", "bool" or "level"."""
        return "number" if self._plain else stored_kind(self._series(j))

    def numbers(self, j: int, kind: str) -> tuple[FloatArray, int]:
        """Return a column as numbers, NaN where one is missing, and how many values are none of that kind."""
        if not self._plain:
            return _as_numbers(self._series(j), kind)
        column = self._table[:, [j]].toarray()[:, 0] if sparse.issparse(self._table) else self._table[:, j]
        values = np.asarray(column, dtype=np.float64)
        if kind == "number":
            return values, 0
        return np.full(len(values), np.nan), int((~np.isnan(values)).sum())

    def levels(self, j: int) -> tuple[IntArray, tuple[str, ...]]:
        """Return a column as codes, -1 where one is missing, and the texts of its levels."""
        column = pd.Series(self.numbers(j, "number")[0]) if self._plain else self._series(j)
        try:
            return level_codes(column)
        except TypeError:  # lists, dicts: what cannot be counted is counted by its text
            return level_codes(column.map(str, na_action="ignore"))

    @property
    def _plain(self) -> bool:
        return sparse.issparse(self._table) or (isinstance(self._table, np.ndarray) and self._table.dtype.kind in "fiu")

    def _series(self, j: int) -> pd.Series:
        if isinstance(self._table, pd.DataFrame):
            return self._table.iloc[:, j]
        return pd.Series(self._table[:, j])


def _as_numbers(column: pd.Series, kind: str) -> tuple[FloatArray, int]:
    if kind == "number" and isinstance(column.dtype, np.dtype) and column.dtype.kind in "fiu":
        return column.to_numpy(dtype=np.float64), 0
    stored = stored_kind(column)
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if kind == "number" and stored in ("number", "bool", "level"):
        values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    elif kind == stored:
        values = column_floats(column, kind)
    elif kind == "time" and stored == "level":
        values = column_floats(pd.to_datetime(column, errors="coerce", utc=True, format="ISO8601"), "time")
    elif kind == "duration" and stored == "level":
        values = column_floats(pd.to_timedelta(column, errors="coerce"), "duration")
    else:
        values = np.full(len(column), np.nan)
    return values, int((np.isnan(values) & ~column.isna().to_numpy(dtype=bool)).sum())


def _numbered(n_columns: int) -> tuple[str, ...]:
    return tuple(f"x{j}" for j in range(n_columns))
