"""What a change does to each of some groups of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from skmitigate._typing import FloatArray
from skmitigate._utils._holm import holm
from skmitigate._utils._json import jsonable
from skmitigate.evidence._group_changes import GroupChanges, group_changes, share_between_fits
from skmitigate.evidence._row_groups import RowGroups
from skmitigate.evidence._score_interval import score_interval
from skmitigate.predictions._prediction_table import PredictionTable


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFlips:
    """One line of the ledger: what a change does to the rows of one group.

    Parameters
    ----------
    kind : {"class", "column", "slice"}
        What made the group.
    group : str
        Which rows, as ``"class spam"``, ``"sex = f"`` or ``"age < 30"``.
    n_rows : int
        How many rows the group has.
    n_fixed : int
        Rows that were wrong and are right.
    n_broken : int
        Rows that were right and are wrong.
    n_still_wrong : int
        Rows that are wrong before and after.
    change : float or None
        By how much the share of errors in the group rose; None for a group without rows.
    interval : tuple of float or None
        Of the change, for this group alone, at `level`.
    largest_rise : float or None
        The largest rise of the share of errors that the rows do not exclude: a one-sided bound at `level`, at least 0.
        That a group is not shown to be worse says little where this is large.
    p_value : float
        Two-sided exact McNemar test of as many rows fixed as broken, corrected for all lines of the ledger (Holm).
    level : float, default=0.95
        Of the interval and the bound; a change is called one where the p-value is at most 1 - `level`.

    See Also
    --------
    Flips : Has the lines.

    Examples
    --------
    >>> from skmitigate.evidence import flips
    >>> from skmitigate.predictions import PredictionTable
    >>> before = PredictionTable.from_predictions([0, 1, 1, 0], [0, 0, 0, 0])
    >>> after = PredictionTable.from_predictions([0, 1, 1, 0], [0, 1, 0, 1])
    >>> flips(before, after).groups[1]
    GroupFlips(class 1: 1 fixed, 0 broken, 1 still wrong, of 2 rows)
    """

    kind: str
    group: str
    n_rows: int
    n_fixed: int
    n_broken: int
    n_still_wrong: int
    change: float | None
    interval: tuple[float, float] | None
    largest_rise: float | None
    p_value: float
    level: float = 0.95

    @property
    def verdict(self) -> str:
        """Whether the group is shown to be ``"better"`` or ``"worse"`` by test and interval, or ``"not resolved"``."""
        # The interval also knows of the variance between fitted models, the test of how many groups there are.
        if self.interval is None or self.p_value > 1 - self.level:
            return "not resolved"
        low, high = self.interval
        return "worse" if low > 0 else "better" if high < 0 else "not resolved"

    def __repr__(self) -> str:
        """Return one line with the counts."""
        counts = f"{self.n_fixed} fixed, {self.n_broken} broken, {self.n_still_wrong} still wrong"
        return f"GroupFlips({self.group}: {counts}, of {self.n_rows} rows)"

    def to_dict(self) -> dict[str, Any]:
        """Return the line as JSON-safe values.

        Returns
        -------
        dict
            The fields and the verdict.
        """
        return {**{name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}, "verdict": self.verdict}


def group_flips(
    before: PredictionTable, after: PredictionTable, groups: Sequence[RowGroups], *, level: float = 0.95
) -> tuple[GroupFlips, ...]:
    """Return a line for each group, with p-values corrected for all of them."""
    counted = [group_changes(before, [after], each) for each in groups]
    if not counted:
        return ()
    share = share_between_fits(counted)
    p_values = np.hstack([2 * np.minimum(each.p_worse[0], each.p_better[0]) for each in counted])
    adjusted = iter(holm(np.minimum(p_values, 1.0)))
    lines = []
    for each, division in zip(counted, groups, strict=True):
        still = division.code[before.errors & after.errors]
        n_still = np.bincount(still[still >= 0], minlength=len(division))
        bounds = _bounds(each, share, level)
        for i, name in enumerate(division.names):
            n_rows, n_fixed, n_broken = int(each.n_rows[i]), int(each.n_fixed[0, i]), int(each.n_broken[0, i])
            low, high, most = (float(end[i]) for end in bounds)
            lines.append(
                GroupFlips(
                    kind=division.kind,
                    group=name,
                    n_rows=n_rows,
                    n_fixed=n_fixed,
                    n_broken=n_broken,
                    n_still_wrong=int(n_still[i]),
                    change=(n_broken - n_fixed) / n_rows if n_rows else None,
                    interval=(low, high) if n_rows else None,
                    largest_rise=max(0.0, most) if n_rows else None,
                    p_value=float(next(adjusted)),
                    level=level,
                )
            )
    return tuple(lines)


def _bounds(changes: GroupChanges, share: float, level: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the ends of each group's interval, and its one-sided upper bound."""
    effect = changes.cluster_effect[0] * changes.fit_effect(share)
    counts = (changes.n_broken[0] / effect, changes.n_fixed[0] / effect, changes.n_rows / effect)
    return (*score_interval(*counts, level=level), score_interval(*counts, level=max(2 * level - 1, 0.0))[1])
