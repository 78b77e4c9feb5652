"""A table of any make as a matrix of numbers and a matrix of level codes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types
from scipy import sparse

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._as_array import as_array
from skmitigate._utils._column_values import column_floats, level_codes, stored_kind
from skmitigate.exceptions import NotApplicable, TooExpensive

#: Reading a column of text, times or objects takes about a tenth of a millisecond, whatever its length.
_MOST_MIXED_COLUMNS = 20_000
#: Rows times columns of a sparse matrix that is made dense: 400 MB.
_MOST_DENSE_CELLS = 50_000_000


@dataclass(frozen=True, slots=True, eq=False)
class PlainColumns:
    """The columns of a table: `numbers` with NaN where one is missing, `codes` of levels with -1 there.

    ``number_at`` and ``level_at`` say where in the table each of them was, ``levels`` what the codes stand for, in the
    order of their texts, so that it does not depend on the order of the rows.
    """

    names: tuple[str, ...]
    numbers: FloatArray
    number_at: IntArray
    codes: IntArray
    level_at: IntArray
    levels: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.numbers)

    def take(self, rows: IntArray) -> "PlainColumns":
        """Return some of the rows."""
        return PlainColumns(
            self.names, self.numbers[rows], self.number_at, self.codes[rows], self.level_at, self.levels
        )

    def column(self, position: int) -> FloatArray | IntArray:
        """Return the column at a position of the table, as numbers or as codes."""
        found = np.flatnonzero(self.number_at == position)
        if len(found):
            return self.numbers[:, int(found[0])]
        return self.codes[:, int(np.flatnonzero(self.level_at == position)[0])]

    def without(self, positions: IntArray) -> FloatArray:
        """Return a matrix of all columns but those at these positions of the table, codes as numbers."""
        kept_numbers = ~np.isin(self.number_at, positions)
        kept_codes = ~np.isin(self.level_at, positions)
        codes = np.where(self.codes < 0, np.nan, self.codes.astype(np.float64))
        return np.hstack([self.numbers[:, kept_numbers], codes[:, kept_codes]])


def plain_columns(X: Any) -> PlainColumns:
    """Return the columns of a DataFrame, array or sparse matrix; NotApplicable or TooExpensive where that cannot be."""
    if isinstance(X, pd.DataFrame):
        names = tuple(str(name) for name in X.columns)
    else:
        if sparse.issparse(X) and np.prod(X.shape, dtype=np.float64) > _MOST_DENSE_CELLS:
            raise TooExpensive(f"sparse X has {X.shape[0]} x {X.shape[1]} cells, more than {_MOST_DENSE_CELLS}")
        X = X.toarray() if sparse.issparse(X) else X
        X = as_array(X)
        if X.ndim != 2:
            raise NotApplicable(f"X has no columns: it has {X.ndim} dimension{'' if X.ndim == 1 else 's'}")
        names = tuple(f"x{j}" for j in range(X.shape[1]))
    if X.shape[1] == 0:
        raise NotApplicable("X has no columns")
    if _all_numbers(X):
        numbers = np.asarray(X, dtype=np.float64) + 0.0  # -0.0 is 0.0
        nothing = np.empty((len(numbers), 0), dtype=np.intp)
        return PlainColumns(names, numbers, np.arange(len(names)), nothing, np.empty(0, dtype=np.intp), ())
    if X.shape[1] > _MOST_MIXED_COLUMNS:
        raise TooExpensive(f"X has {X.shape[1]} columns that are not all numbers, more than {_MOST_MIXED_COLUMNS}")
    return _mixed(X if isinstance(X, pd.DataFrame) else pd.DataFrame(X), names)


def _mixed(X: pd.DataFrame, names: tuple[str, ...]) -> PlainColumns:
    numbers, number_at, codes, level_at, levels = [], [], [], [], []
    for j in range(X.shape[1]):
        column = X.iloc[:, j].reset_index(drop=True)
        kind = stored_kind(column)
        if kind in ("bool", "level"):
            code, level = level_codes(column)
            codes.append(code)
            levels.append(level)
            level_at.append(j)
        else:
            numbers.append(column_floats(column, kind) + 0.0)
            number_at.append(j)
    return PlainColumns(
        names,
        np.column_stack(numbers) if numbers else np.empty((len(X), 0)),
        np.array(number_at, dtype=np.intp),
        np.column_stack(codes).astype(np.intp) if codes else np.empty((len(X), 0), dtype=np.intp),
        np.array(level_at, dtype=np.intp),
        tuple(levels),
    )


def _all_numbers(X: Any) -> bool:
    """Tell whether every column is one of numbers already; columns of truth values are levels."""
    kinds = X.dtypes if isinstance(X, pd.DataFrame) else [X.dtype]
    return all(
        isinstance(kind, np.dtype) and types.is_numeric_dtype(kind) and not types.is_bool_dtype(kind) for kind in kinds
    )
