"""The rows of X that a table of predictions is about."""

from typing import Any

import numpy as np
from sklearn.utils import _safe_indexing

from skmitigate._sklearn import _num_samples
from skmitigate.predictions._prediction_table import PredictionTable


def rows_of_table(X: Any, table: PredictionTable) -> Any:
    """Return the rows of X that the table is about, in its order, or raise ValueError where X cannot be theirs."""
    check_rows(X, table)
    if np.array_equal(table.row, np.arange(_num_samples(X))):
        return X
    return _safe_indexing(X, table.row)


def check_rows(X: Any, table: PredictionTable) -> None:
    """Raise ValueError where X cannot be what the table was made from."""
    n_given = _num_samples(X)
    parts = [table.row, *(part for split in table.splits for part in split)]
    n_known = 1 + max(int(part.max()) for part in parts if len(part))
    n_whole = len(np.unique(table.row)) + table.n_untested  # fewer than known where only some rows were taken
    if n_given < n_known or (n_whole >= n_known and n_given != n_whole):
        raise ValueError(
            f"Expected X to have the {max(n_whole, n_known)} rows that the table of predictions was made from, "
            f"got {n_given} rows. Pass all rows that were predicted, in the same order."
        )
