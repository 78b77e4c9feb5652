"""A number for each row that is the same for equal rows and, but for rare accidents, for no others."""

import numpy as np
from numpy.typing import NDArray

from skmitigate._typing import AnyArray
from skmitigate._utils._plain_columns import PlainColumns

_CHUNK = 4_000_000

Hashes = NDArray[np.uint64]


def column_hashes(columns: PlainColumns) -> Hashes:
    """Return a hash of each cell, numbers first; the sum over a row (mod 2**64) is that of the row."""
    missing = np.isnan(columns.numbers)
    bits = np.where(missing, np.nan, columns.numbers).view(np.uint64)
    return _mixed(np.hstack([bits, columns.codes.astype(np.int64).view(np.uint64)]))


def row_hashes(columns: PlainColumns) -> Hashes:
    """Return a hash of each row, shape (n_rows,)."""
    n_rows, step = len(columns), max(1, _CHUNK // max(1, len(columns.names)))
    parts = [column_hashes(columns.take(np.arange(k, min(k + step, n_rows)))) for k in range(0, n_rows, step)]
    return np.concatenate([part.sum(axis=1, dtype=np.uint64) for part in parts])


def _mixed(cells: AnyArray) -> Hashes:
    """Return splitmix64 of each cell, started from another place in each column."""
    with np.errstate(over="ignore"):
        z = cells + np.arange(1, cells.shape[1] + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        for _ in range(2):
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
    return np.asarray(z, dtype=np.uint64)
