"""Rows that are repeated: which, and whether more of them than columns of few values give by chance."""

import numpy as np
from scipy.stats import binom, poisson

from skmitigate._typing import BoolArray, IntArray
from skmitigate._utils._plain_columns import PlainColumns
from skmitigate._utils._row_hash import Hashes, column_hashes, row_hashes
from skmitigate.exceptions import TooExpensive
from skmitigate.predictions._prediction_table import PredictionTable

#: Rows times columns that are hashed once for each column, in some seconds.
_MOST_CELLS = 20_000_000
#: A column is a fingerprint if at least this share of different rows has values of its own in it.
_FINGERPRINT = 0.5
#: With fewer different rows than this share, columns that determine each other look like copies.
_DIFFERENT = 0.25
#: Columns depend on each other, so rows agree in all of them more often than independence says.
_DEPENDENCE = 10.0


def repeated_p_value(columns: PlainColumns) -> float:
    """Return the p-value of rows being repeated no more than by chance."""
    hashes = row_hashes(columns)
    _, first, counts = np.unique(hashes, return_index=True, return_counts=True)
    n_extra = len(hashes) - len(first)
    if n_extra == 0 or len(columns.names) == 1 or len(first) < _DIFFERENT * len(hashes):
        return 1.0  # of one column, or of few different rows, it cannot be told
    if len(columns) * len(columns.names) > _MOST_CELLS:
        raise TooExpensive(f"X has {len(columns)} x {len(columns.names)} cells, more than {_MOST_CELLS}")
    distinct = columns.take(first)
    cells = column_hashes(distinct)
    n_values = np.array([len(np.unique(cells[:, j])) for j in range(cells.shape[1])])
    best = int(n_values.argmax())
    if n_values[best] >= _FINGERPRINT * len(first):
        return _by_fingerprint(cells, counts, best)
    return _by_neighbours(cells, counts)


def _by_fingerprint(cells: Hashes, counts: IntArray, column: int) -> float:
    """Return the p-value from how often rows agree in a column of many values, and how often in all the others."""
    same = float((counts * (counts - 1.0)).sum() / 2)
    own = _pairs(cells[:, column], counts) - same
    others = _pairs(_sums(cells) - cells[:, column], counts) - same
    n_rows = float(counts.sum())
    chance = (own + 1) * (others + 1) / (n_rows * (n_rows - 1) / 2)
    return float(poisson.sf(counts.sum() - len(counts) - 1, _DEPENDENCE * chance))


def _by_neighbours(cells: Hashes, counts: IntArray) -> float:
    """Return the p-value from rows that differ from another one in a single column.

    Where rows repeat because there are few of them to be had, there are such neighbours; those of copied rows are no
    more frequent than those of others. So a row that is repeated and has no neighbour speaks for copies, one that has a
    neighbour and is not repeated against, and by chance the first are no more than the second.
    """
    totals = _sums(cells)
    near = np.zeros(len(cells), dtype=bool)
    for j in range(cells.shape[1]):
        _, place, size = np.unique(totals - cells[:, j], return_inverse=True, return_counts=True)
        near |= size[place] > 1
    repeated = counts > 1
    speaks, against = int((repeated & ~near).sum()), int((near & ~repeated).sum())
    return float(binom.sf(speaks - 1, speaks + against, 0.5)) if speaks else 1.0


def rows_seen_in_training(table: PredictionTable, codes: IntArray) -> BoolArray:
    """Return which rows have the code of a row that their model was fitted on; codes are those of the table's rows."""
    size = 1 + max(int(part.max(initial=-1)) for split in table.splits for part in split)
    code_at = np.full(max(size, int(table.row.max()) + 1), -1, dtype=np.intp)
    code_at[table.row] = codes
    seen = np.zeros(len(code_at), dtype=bool)
    for train, test in table.splits:
        present = np.zeros(int(codes.max()) + 2, dtype=bool)
        present[code_at[train]] = True
        present[-1] = False  # rows that are not in the table
        seen[test] |= present[code_at[test]]
    return np.asarray(seen[table.row])


def _sums(cells: Hashes) -> Hashes:
    return np.asarray(cells.sum(axis=1, dtype=np.uint64), dtype=np.uint64)


def _pairs(values: Hashes, counts: IntArray) -> float:
    """Return how many pairs of rows have the same value, where each value is that of so many rows."""
    _, place = np.unique(values, return_inverse=True)
    rows = np.bincount(place, weights=counts)
    return float((rows * (rows - 1)).sum() / 2)
