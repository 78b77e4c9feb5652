"""Which rows a change puts right, and which it breaks."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binomtest

from skmitigate._typing import IntArray
from skmitigate._utils._json import jsonable
from skmitigate.predictions._prediction_table import PredictionTable


@dataclass(frozen=True, slots=True, eq=False)
class Flips:
    """The ledger of a change: rows put right, broken, and wrong before and after.

    Parameters
    ----------
    fixed : ndarray of int of shape (n_fixed,)
        Positions in X of rows that were wrong and are right.
    broken : ndarray of int of shape (n_broken,)
        Positions in X of rows that were right and are wrong.
    still_wrong : ndarray of int of shape (n_still_wrong,)
        Positions in X of rows that are wrong before and after.
    n_rows : int
        How many rows were compared.
    p_value : float
        Exact McNemar test, two-sided, of as many rows fixed as broken. It knows nothing of how the change was chosen.

    See Also
    --------
    flips : Makes one from two tables.

    Examples
    --------
    >>> from skmitigate.evidence import flips
    >>> from skmitigate.predictions import PredictionTable
    >>> before = PredictionTable.from_predictions([0, 1, 1, 0], [0, 0, 0, 0])
    >>> after = PredictionTable.from_predictions([0, 1, 1, 0], [0, 1, 0, 1])
    >>> flips(before, after)
    Flips(1 fixed, 1 broken, 1 still wrong, of 4 rows)
    """

    fixed: IntArray
    broken: IntArray
    still_wrong: IntArray
    n_rows: int
    p_value: float

    def __repr__(self) -> str:
        """Return one line with the counts."""
        counts = f"{len(self.fixed)} fixed, {len(self.broken)} broken, {len(self.still_wrong)} still wrong"
        return f"Flips({counts}, of {self.n_rows} rows)"

    def to_dict(self) -> dict[str, Any]:
        """Return the ledger as JSON-safe values.

        Returns
        -------
        dict
            Counts, row positions and the p-value.
        """
        return {
            "n_fixed": len(self.fixed),
            "n_broken": len(self.broken),
            "n_still_wrong": len(self.still_wrong),
            "n_rows": self.n_rows,
            "p_value": self.p_value,
            "fixed": jsonable(self.fixed),
            "broken": jsonable(self.broken),
            "still_wrong": jsonable(self.still_wrong),
        }


def flips(before: PredictionTable, after: PredictionTable) -> Flips:
    """Compare two tables of the same rows.

    Parameters
    ----------
    before : PredictionTable
        The predictions of the original model.
    after : PredictionTable
        Those of the changed one.

    Returns
    -------
    Flips
        The ledger.

    Raises
    ------
    ValueError
        If the tables are of different rows.

    Examples
    --------
    >>> from skmitigate.evidence import flips
    >>> from skmitigate.predictions import PredictionTable
    >>> table = PredictionTable.from_predictions(["a", "b"], ["a", "a"])
    >>> flips(table, table).p_value
    1.0
    """
    if not np.array_equal(before.row, after.row) or not np.array_equal(before.y_true, after.y_true):
        raise ValueError(f"Expected tables of the same rows, got {len(before)} and {len(after)} rows or other truth.")
    wrong_before, wrong_after = before.errors, after.errors
    fixed = before.row[wrong_before & ~wrong_after]
    broken = before.row[~wrong_before & wrong_after]
    changed = len(fixed) + len(broken)
    return Flips(
        fixed=fixed,
        broken=broken,
        still_wrong=before.row[wrong_before & wrong_after],
        n_rows=len(before),
        p_value=float(binomtest(len(fixed), changed, 0.5).pvalue) if changed else 1.0,
    )
