"""Which rows a change puts right, which it breaks, and whose rows they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from skmitigate._typing import IntArray
from skmitigate._utils._json import jsonable
from skmitigate.evidence._group_changes import check_same_rows
from skmitigate.evidence._group_flips import GroupFlips, group_flips
from skmitigate.evidence._row_groups import RowGroups
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
    groups : tuple of GroupFlips, default=()
        The same for the rows of each class, and of other groups where they were given.
    change : float, default=0.0
        By how much the share of errors rose.
    interval : tuple of float or None, default=None
        Of the change; it knows of the variance between fitted models where there are folds.
    level : float, default=0.95
        Of the intervals.

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
    groups: tuple[GroupFlips, ...] = ()
    change: float = 0.0
    interval: tuple[float, float] | None = None
    level: float = 0.95

    def __repr__(self) -> str:
        """Return one line with the counts."""
        counts = f"{len(self.fixed)} fixed, {len(self.broken)} broken, {len(self.still_wrong)} still wrong"
        return f"Flips({counts}, of {self.n_rows} rows)"

    def to_dict(self) -> dict[str, Any]:
        """Return the ledger as JSON-safe values.

        Returns
        -------
        dict
            Counts, row positions, the p-value, the change with its interval, and a list of the groups.
        """
        return {
            "n_fixed": len(self.fixed),
            "n_broken": len(self.broken),
            "n_still_wrong": len(self.still_wrong),
            "n_rows": self.n_rows,
            "p_value": self.p_value,
            "change": self.change,
            "interval": jsonable(self.interval),
            "level": self.level,
            "fixed": jsonable(self.fixed),
            "broken": jsonable(self.broken),
            "still_wrong": jsonable(self.still_wrong),
            "groups": [line.to_dict() for line in self.groups],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one line per group.

        Returns
        -------
        pandas.DataFrame
            Classes first, then other groups in the order in which they were given.
        """
        return pd.DataFrame([line.to_dict() for line in self.groups])


def flips(
    before: PredictionTable, after: PredictionTable, groups: Sequence[RowGroups] = (), *, level: float = 0.95
) -> Flips:
    """Compare two tables of the same rows.

    Parameters
    ----------
    before : PredictionTable
        The predictions of the original model.
    after : PredictionTable
        Those of the changed one.
    groups : sequence of RowGroups, default=()
        Further groups of the tables' rows that get lines of their own, beside the classes.
    level : float, default=0.95
        Of the intervals; the verdicts of groups follow it.

    Returns
    -------
    Flips
        The ledger.

    Raises
    ------
    ValueError
        If tables or groups are of different rows.

    Examples
    --------
    >>> from skmitigate.evidence import flips
    >>> from skmitigate.predictions import PredictionTable
    >>> table = PredictionTable.from_predictions(["a", "b"], ["a", "a"])
    >>> flips(table, table).p_value
    1.0
    """
    by_class = RowGroups.from_classes(before)
    check_same_rows(before, [after], by_class)
    wrong_before, wrong_after = before.errors, after.errors
    fixed = before.row[wrong_before & ~wrong_after]
    broken = before.row[~wrong_before & wrong_after]
    changed = len(fixed) + len(broken)
    (whole,) = group_flips(
        before, after, [RowGroups("table", ("all rows",), np.zeros(len(before), dtype=np.intp))], level=level
    )
    return Flips(
        fixed=fixed,
        broken=broken,
        still_wrong=before.row[wrong_before & wrong_after],
        n_rows=len(before),
        p_value=float(binomtest(len(fixed), changed, 0.5).pvalue) if changed else 1.0,
        groups=group_flips(before, after, [by_class, *groups], level=level),
        change=0.0 if whole.change is None else whole.change,
        interval=whole.interval,
        level=float(level),
    )
