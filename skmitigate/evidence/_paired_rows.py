"""Differences between candidates and the current model, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skmitigate._typing import AnyArray, FloatArray, IntArray
from skmitigate.evidence._blocks import block_labels, in_time_order
from skmitigate.metrics._metric import Metric
from skmitigate.metrics._row_scores import log_score
from skmitigate.predictions._prediction_table import PredictionTable

#: With fewer rows in a class the spread within the classes is not relied on.
_FEWEST_OF_CLASS = 10


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
    size : ndarray of shape (n_rows,) or None, default=None
        Where a row stands for a group or a block of rows: how many it has, on average 1.
    repetitions : tuple of PairedRows, default=()
        Where the folds were repeated, the differences within each repetition, of which these are the mean.

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
    size: FloatArray | None = None
    repetitions: tuple["PairedRows", ...] = ()

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
    influence: bool = False,
) -> PairedRows:
    """Subtract the current model's rows from those of each candidate.

    Rows of one group, where the tables have groups, are added up to one: they are not independent. So are the rows of
    consecutive blocks where every fold was trained on earlier rows than it tests; the blocks are as long as the
    autocorrelation of the differences asks for (Politis and White 2004). Where the folds were repeated, a row's
    difference is the mean over the repetitions.

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
    influence : bool, default=False
        Whether the rows are those of :meth:`~skmitigate.metrics.Metric.influence`, whose spread is that of the score
        over samples, and not what each row contributes. The means are the same.

    Returns
    -------
    PairedRows
        The differences.

    Raises
    ------
    ValueError
        If a table has other rows or repetitions.

    References
    ----------
    D. N. Politis and H. White (2004), Automatic block-length selection for the dependent bootstrap, Econometric
    Reviews 23; corrected by A. Patton, D. N. Politis and H. White (2009), Econometric Reviews 28.

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
        _check_alike(current, table)
    repeated = [
        _differences(
            *[(table.repetitions or (table,))[i] for table in (current, *candidates)],
            metric=metric,
            evidence=evidence,
            influence=influence,
        )
        for i in range(len(current.repetitions) or 1)
    ]
    rows = repeated[0] if len(repeated) == 1 else _mean_of(repeated)
    if current.groups is not None:
        return _summed(rows, current.groups)
    if in_time_order(current.splits):
        series = rows.metric if rows.log_score is None else np.concatenate([rows.metric, rows.log_score])
        return _summed(rows, block_labels(series))
    return rows


def influence_of(
    rows: PairedRows, current: PredictionTable, candidates: Sequence[PredictionTable], metric: Metric, *, evidence: str
) -> PairedRows | None:
    """Return the same differences by influence; None where a class is too small for that, or blocks would differ."""
    if not enough_in_each_class(current):
        return None
    found = paired_rows(current, candidates, metric, evidence=evidence, influence=True)
    return found if found.metric.shape == rows.metric.shape else None


def enough_in_each_class(table: PredictionTable) -> bool:
    """Whether the spread within each class can be relied on."""
    # Rows centred within their class say nothing of how far the recall of a class of few rows may be off.
    return int(np.bincount(table.y_true, minlength=table.n_classes).min()) >= _FEWEST_OF_CLASS


def _check_alike(current: PredictionTable, table: PredictionTable) -> None:
    """Refuse tables that cannot be subtracted from each other row by row."""
    if not np.array_equal(table.row, current.row) or not np.array_equal(table.y_true, current.y_true):
        raise ValueError(
            f"Expected tables of the same {len(current)} rows, got one of {len(table)} rows or with other truth. "
            "Cross-fit both on the same folds: cross_val_predictions(..., cv=table)."
        )
    if len(table.repetitions) != len(current.repetitions):
        raise ValueError(
            f"Expected tables of the same folds, got {len(current.repetitions)} and {len(table.repetitions)} "
            "repetitions. Cross-fit both on the same folds: cross_val_predictions(..., cv=table)."
        )


def _differences(
    current: PredictionTable, *candidates: PredictionTable, metric: Metric, evidence: str, influence: bool
) -> PairedRows:
    """Subtract the rows of one repetition."""
    contribution = metric.influence if influence else metric.rows
    base = contribution(current)
    difference = np.stack([contribution(table) - base for table in candidates])
    if evidence != "proper_score" or metric.proper or current.proba is None:
        return PairedRows(difference, None, current.fold)
    base, nothing = log_score(current), np.full(len(current), np.nan)
    gain = [
        nothing if table.proba is None else metric.weigh(current, log_score(table) - base, influence=influence)
        for table in candidates
    ]
    return PairedRows(difference, np.stack(gain), current.fold)


def _mean_of(repeated: Sequence[PairedRows]) -> PairedRows:
    """Average the differences over the repetitions; the metric of averaged predictions would be an ensemble's."""
    gains = [rows.log_score for rows in repeated if rows.log_score is not None]
    return PairedRows(
        np.mean([rows.metric for rows in repeated], axis=0),
        np.mean(gains, axis=0) if gains else None,
        repeated[0].fold,
        repetitions=tuple(repeated),
    )


def _summed(rows: PairedRows, labels: AnyArray) -> PairedRows:
    """Add up the rows of each group, scaled so that the mean over groups is the mean over rows."""
    _, first, position, counts = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    scale = len(first) / len(labels)

    def summed(values: FloatArray) -> FloatArray:
        return np.stack([scale * np.bincount(position, weights=line) for line in values])

    return PairedRows(
        summed(rows.metric),
        None if rows.log_score is None else summed(rows.log_score),
        rows.fold[first],
        size=np.asarray(scale * counts, dtype=np.float64),
        repetitions=tuple(_summed(part, labels) for part in rows.repetitions),
    )
