"""Differences between candidates and the current model, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skmitigate._typing import AnyArray, FloatArray, IntArray
from skmitigate.metrics._metric import Metric
from skmitigate.metrics._row_scores import log_score
from skmitigate.predictions._prediction_table import PredictionTable


@dataclass(frozen=True, slots=True, eq=False)
class PairedRows:
    """What the referee reads: each candidate's rows less those of the current model.

    Parameters
    ----------
    metric : ndarray of shape (n_candidates, n_rows)
        Differences of the metric's rows; their mean is the difference of the scores.
    log_score : ndarray of shape (n_candidates, n_rows) or None
        Differences of the clipped log scores, weighted as the metric weighs the rows; rows of NaN for a candidate
        without probabilities. None where the test is on the metric alone.
    fold : ndarray of int of shape (n_rows,)
        Which fitted model predicted the row.

    See Also
    --------
    paired_rows : Makes one from tables.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.evidence import PairedRows
    >>> PairedRows(np.zeros((2, 10)), None, np.arange(10) % 5).n_candidates
    2
    """

    metric: FloatArray
    log_score: FloatArray | None
    fold: IntArray

    @property
    def n_candidates(self) -> int:
        """How many candidates there are."""
        return len(self.metric)


def paired_rows(
    current: PredictionTable,
    candidates: Sequence[PredictionTable],
    metric: Metric,
    *,
    evidence: str = "proper_score",
) -> PairedRows:
    """Subtract the current model's rows from those of each candidate.

    Rows of one group, where the tables have groups, are added up to one: they are not independent.

    Parameters
    ----------
    current : PredictionTable
        The table of the current model.
    candidates : sequence of PredictionTable
        Tables of the same rows in the same order.
    metric : Metric
        What is to be raised.
    evidence : {"proper_score", "metric"}, default="proper_score"
        Whether the log score may speak for a candidate beside the metric.

    Returns
    -------
    PairedRows
        The differences.

    Raises
    ------
    ValueError
        If a table has other rows.

    Examples
    --------
    >>> from skmitigate.evidence import paired_rows
    >>> from skmitigate.metrics import resolve_metric
    >>> from skmitigate.predictions import PredictionTable
    >>> before = PredictionTable.from_predictions([0, 1, 1], [0, 0, 1])
    >>> after = PredictionTable.from_predictions([0, 1, 1], [0, 1, 1])
    >>> paired_rows(before, [after], resolve_metric("accuracy")).metric
    array([[0., 1., 0.]])
    """
    for table in candidates:
        if not np.array_equal(table.row, current.row) or not np.array_equal(table.y_true, current.y_true):
            raise ValueError(
                f"Expected tables of the same {len(current)} rows, got one of {len(table)} rows or with other truth. "
                "Cross-fit both on the same folds: cross_val_predictions(..., cv=table)."
            )
    base = metric.rows(current)
    difference = np.stack([metric.rows(table) - base for table in candidates])
    gain: FloatArray | None = None
    if evidence == "proper_score" and not metric.proper and current.proba is not None:
        base, weight = log_score(current), metric.row_weights(current)
        nothing = np.full(len(current), np.nan)
        gain = np.stack(
            [nothing if table.proba is None else weight * (log_score(table) - base) for table in candidates]
        )
    if current.groups is None:
        return PairedRows(difference, gain, current.fold)
    return _by_group(difference, gain, current.fold, current.groups)


def _by_group(difference: FloatArray, gain: FloatArray | None, fold: IntArray, groups: AnyArray) -> PairedRows:
    """Add up the rows of each group, scaled so that the mean over groups is the mean over rows."""
    _, first, position = np.unique(groups, return_index=True, return_inverse=True)
    scale = len(first) / len(groups)

    def summed(rows: FloatArray) -> FloatArray:
        return np.stack([scale * np.bincount(position, weights=row) for row in rows])

    return PairedRows(summed(difference), None if gain is None else summed(gain), fold[first])
