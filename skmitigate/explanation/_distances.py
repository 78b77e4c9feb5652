"""How far rows of mixed columns are from one row, column by column."""

import numpy as np

from skmitigate._typing import FloatArray
from skmitigate.explanation._mixed_rows import MixedRows

#: Numbers that differ by so many standard deviations of the background count as two levels that differ.
_SPREADS = 2.0


def cell_distances(mixed: MixedRows) -> FloatArray:
    """Return the distance of each background cell from the row's, 0 to 1, of shape (n_background, n_columns)."""
    # Of levels 1 where they differ; of numbers their difference in units of two standard deviations, at most 1; 1 where
    # only one of the two is missing (after Gower 1971, with a spread in place of the range).
    rows, own = mixed.cells[:-1], mixed.cells[-1]
    gaps = np.abs(rows - own)
    known = ~np.isnan(rows)
    counts = np.maximum(known.sum(axis=0), 1)
    means = np.where(known, rows, 0.0).sum(axis=0) / counts
    spread = np.sqrt((np.where(known, rows - means, 0.0) ** 2).sum(axis=0) / counts)
    scale = np.where(mixed.is_level | (spread == 0), 1.0, _SPREADS * spread)
    far = np.where(mixed.is_level | (spread == 0), (gaps > 0).astype(np.float64), np.minimum(gaps / scale, 1.0))
    one_missing = np.isnan(rows) != np.isnan(own)
    return np.where(one_missing, 1.0, np.nan_to_num(far, nan=0.0))
