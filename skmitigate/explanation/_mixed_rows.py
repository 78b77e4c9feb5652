"""One row beside the rows of a background, and rows that take some columns from the one and some from the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate._utils._plain_columns import plain_columns

#: A table with so many cells is made and asked about at a time: 16 MB.
_CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class MixedRows:
    """The background with the row below it, as a table of the kind that the model takes.

    `cells` are the same values as numbers, NaN where one is missing; where `is_level`, a number stands for a level.
    """

    names: tuple[str, ...]
    table: Any
    cells: FloatArray
    is_level: BoolArray

    @property
    def n_background(self) -> int:
        """How many rows the background has; the row itself is at this position."""
        return len(self.cells) - 1

    @property
    def n_columns(self) -> int:
        """How many columns there are."""
        return len(self.names)

    @property
    def row(self) -> Any:
        """The row, as a table of one row."""
        return _rows_of(self.table, np.array([self.n_background]))

    @property
    def background(self) -> Any:
        """The background."""
        return _rows_of(self.table, np.arange(self.n_background))

    @property
    def values(self) -> tuple[Any, ...]:
        """The values of the row."""
        return self.values_at(self.n_background)

    @property
    def rows_at_once(self) -> int:
        """How many rows are made at a time."""
        return max(1, _CELLS_AT_ONCE // self.n_columns)

    def same(self) -> BoolArray:
        """Tell for each cell of the background, shape (n, d), whether the row has the same; missing ones are alike."""
        rows, own = self.cells[:-1], self.cells[-1]
        return np.asarray((rows == own) | (np.isnan(rows) & np.isnan(own)))

    def values_at(self, position: int) -> tuple[Any, ...]:
        """Return the values of a row of the background, or of the row itself."""
        if isinstance(self.table, pd.DataFrame):
            cells = [self.table.iloc[position, j] for j in range(self.n_columns)]
            return tuple(cell.item() if isinstance(cell, np.generic) else cell for cell in cells)
        return tuple(self.table[position].tolist())

    def sample(self, rows: IntArray) -> "MixedRows":
        """Return the same row beside some rows of the background."""
        kept = np.append(rows, self.n_background)
        return MixedRows(self.names, _rows_of(self.table, kept), self.cells[kept], self.is_level)

    def take(self, places: IntArray) -> Any:
        """Return a table in which each cell is that of its column in the row at `places`, of shape (m, d)."""
        if not isinstance(self.table, pd.DataFrame):
            return self.table[places, np.arange(self.n_columns)]
        columns = {j: self.table.iloc[:, j].array.take(places[:, j]) for j in range(self.n_columns)}
        made = pd.DataFrame(columns, index=pd.RangeIndex(len(places)), copy=False)
        made.columns = self.table.columns
        return made

    def mix(self, own: BoolArray, rows: IntArray) -> Any:
        """Return rows of the background, at `rows`, with the row's own values where `own`, of shape (m, d)."""
        return self.take(np.where(own, self.n_background, rows[:, None]))


def mixed_rows(row: Any, background: Any, names: Sequence[str]) -> MixedRows:
    """Put a row, a table of one row with the columns of the background, below the background."""
    if isinstance(background, pd.DataFrame):
        columns = {j: _joined(background.iloc[:, j], row.iloc[:, j]) for j in range(background.shape[1])}
        table: Any = pd.DataFrame(columns)
        table.columns = background.columns
    else:
        table = np.concatenate([background, row])
    plain = plain_columns(table)
    cells = np.empty((len(table), len(names)))
    cells[:, plain.number_at] = plain.numbers
    cells[:, plain.level_at] = np.where(plain.codes < 0, np.nan, plain.codes)
    is_level = np.isin(np.arange(len(names)), plain.level_at)
    return MixedRows(tuple(names), table, cells, is_level)


def _joined(column: pd.Series, value: pd.Series) -> pd.Series:
    """Return a column with one more value, categories of both sides kept."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        new = [level for level in value.dropna().unique() if level not in column.cat.categories]
        column = column.cat.add_categories(new) if new else column
        value = value.astype(column.dtype)
    elif types.is_object_dtype(column.dtype) or column.dtype != value.dtype:
        joined = pd.concat([column.astype(object), value.astype(object)], ignore_index=True)
        return _narrowed(joined, column)
    return pd.concat([column, value], ignore_index=True)


def _narrowed(joined: pd.Series, column: pd.Series) -> pd.Series:
    """Return values as what the column held, where they can be that; whole numbers with a gap become floats."""
    if types.is_object_dtype(column.dtype):
        return joined
    if types.is_bool_dtype(column.dtype) or not types.is_numeric_dtype(column.dtype):
        try:
            return joined.astype(column.dtype)
        except (TypeError, ValueError):
            return joined
    numbers = pd.Series(pd.to_numeric(joined), dtype=np.float64)
    whole = types.is_integer_dtype(column.dtype) and bool((numbers == np.floor(numbers)).all())
    return numbers.astype(column.dtype) if whole else numbers


def _rows_of(table: Any, rows: IntArray) -> Any:
    if isinstance(table, pd.DataFrame):
        return table.iloc[rows].reset_index(drop=True)
    return table[rows]
