"""How often logged predictions turned out right, by hour, by day and by model."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import skmitigate.monitoring._sql as sql
from skmitigate._utils._json import jsonable
from skmitigate.metrics._wilson import wilson_interval
from skmitigate.monitoring._label_value import read_label
from skmitigate.monitoring._read_rows import Selection
from skmitigate.monitoring._times import HOUR, Window, as_datetime

if TYPE_CHECKING:
    from sqlite3 import Connection

#: Hours in what predictions can be grouped by.
STEPS = {"hour": 1, "day": 24}
Counts = list[tuple[int, int, int, int, int]]


@dataclass(frozen=True, slots=True)
class PerformanceLine:
    """How often the predictions of an hour, a day or a model turned out right.

    Parameters
    ----------
    model : str or None
        Whose they are; None for those of all models.
    start : datetime or None
        When the hour or the day begins, in UTC; None where they are not split by time.
    n_rows : int
        Predictions.
    n_labelled : int
        Those that have a label.
    n_errors : int
        Those whose label is another than was predicted.
    accuracy : float or None
        The share of right ones among those that have a label; None where none has.
    interval : tuple of float or None
        Wilson's for the accuracy, for this line alone, as if those that have a label were drawn by chance.

    Examples
    --------
    >>> from skmitigate.monitoring import PerformanceLine
    >>> PerformanceLine(None, None, n_rows=9, n_labelled=4, n_errors=1, accuracy=0.75, interval=(0.3, 0.95)).to_dict()
    {'model': None, 'start': None, 'n_rows': 9, 'n_labelled': 4, 'n_errors': 1, 'accuracy': 0.75,
     'interval': [0.3, 0.95]}
    """

    model: str | None
    start: datetime | None
    n_rows: int
    n_labelled: int
    n_errors: int
    accuracy: float | None
    interval: tuple[float, float] | None

    def to_dict(self) -> dict[str, Any]:
        """Return the line as JSON-safe values.

        Returns
        -------
        dict
            Times are ISO texts.
        """
        told = {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}
        return {**told, "start": None if self.start is None else self.start.isoformat()}


@dataclass(frozen=True, slots=True, repr=False)
class Performance:
    """How often logged predictions turned out right, in lines and in all.

    Parameters
    ----------
    by : tuple of {"hour", "day", "model"}
        What the lines are.
    lines : tuple of PerformanceLine
        One for each hour, day or model that has predictions, in order.
    total : PerformanceLine
        All of them together.
    confusion : tuple of tuple
        ``(true label, predicted label, count)`` for all pairs that occur, over all lines.
    alpha : float
        One minus the level of the intervals.

    See Also
    --------
    PredictionLog.performance : Makes one.

    Examples
    --------
    >>> import tempfile
    >>> from skmitigate import PredictionLog
    >>> with tempfile.TemporaryDirectory() as folder, PredictionLog(f"{folder}/predictions.db") as log:
    ...     ids = log.log(None, ["a"] * 50, model="stump", timestamp="2026-03-01T12:30")
    ...     added = log.add_labels(ids[:40], ["a"] * 36 + ["b"] * 4)
    ...     performance = log.performance(by="hour")
    >>> performance
    Performance(accuracy 0.900 [0.769, 0.960], 4 errors in 40 labels of 50 rows; 1 line by hour)
    >>> performance.confusion
    (('a', 'a', 36), ('b', 'a', 4))
    """

    by: tuple[str, ...]
    lines: tuple[PerformanceLine, ...]
    total: PerformanceLine
    confusion: tuple[tuple[Any, Any, int], ...]
    alpha: float

    def __repr__(self) -> str:
        """Return one line: accuracy, interval, errors, labels, rows."""
        total = self.total
        score = "accuracy not known"
        if total.accuracy is not None and total.interval is not None:
            score = f"accuracy {total.accuracy:.3f} [{total.interval[0]:.3f}, {total.interval[1]:.3f}]"
        split = f"; {len(self.lines)} line{'s' * (len(self.lines) != 1)} by {' and '.join(self.by)}" if self.by else ""
        return (
            f"Performance({score}, {total.n_errors} errors in {total.n_labelled} labels of {total.n_rows} rows{split})"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the performance as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only.
        """
        return {
            "by": list(self.by),
            "alpha": self.alpha,
            "total": self.total.to_dict(),
            "lines": [line.to_dict() for line in self.lines],
            "confusion": [{"y_true": true, "y_pred": pred, "n": n} for true, pred, n in jsonable(self.confusion)],
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one line per hour, day or model; one in all where they are not split.

        Returns
        -------
        pandas.DataFrame
            Model, start, counts, accuracy and both ends of its interval.
        """
        return pd.DataFrame(
            {
                "model": [line.model for line in self._lines],
                "start": pd.Series([line.start for line in self._lines], dtype="datetime64[us, UTC]"),
                "n_rows": [line.n_rows for line in self._lines],
                "n_labelled": [line.n_labelled for line in self._lines],
                "n_errors": [line.n_errors for line in self._lines],
                "accuracy": pd.Series([line.accuracy for line in self._lines], dtype=np.float64),
                "interval_low": pd.Series([(line.interval or (None,))[0] for line in self._lines], dtype=np.float64),
                "interval_high": pd.Series([(line.interval or (None,))[-1] for line in self._lines], dtype=np.float64),
            }
        )

    @property
    def _lines(self) -> tuple[PerformanceLine, ...]:
        return self.lines if self.by else (self.total,)


def checked_by(by: Any) -> tuple[str, ...]:
    """Return what to split by; ValueError where it is not known or two stretches of time are asked for."""
    names = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    if set(names) - {"hour", "day", "model"} or len(set(names)) < len(names) or {"hour", "day"} <= set(names):
        raise ValueError(f"Expected by to be 'hour', 'day', 'model', or 'model' with one of the two, got {by!r}.")
    return names


def read_counts(connection: "Connection", selection: Selection, *, purged: bool = False) -> Counts:
    """Return counts by hour, model, predicted and true label: of whole hours from the roll-up, else from the rows."""
    if selection.window.whole_hours:
        where, values = selection.where(hours=True)
        counts = connection.execute(f"{sql.HOUR_COUNTS}{where}", values).fetchall()
        return counts + (connection.execute(f"{sql.PURGED_COUNTS}{where}", values).fetchall() if purged else [])
    if purged:
        raise ValueError(
            "Expected since and until at full hours with purged=True: of purged rows, whole hours are kept."
        )
    where, values = selection.where()
    return connection.execute(f"{sql.ROW_COUNTS}{where}{sql.ROW_COUNTS_GROUPS}", values).fetchall()


def n_purged(connection: "Connection", selection: Selection) -> int:
    """Return how many predictions of a model, or of all, were deleted."""
    where, values = Selection(Window(None, None), selection.model).where()
    return int(connection.execute(f"{sql.PURGED}{where}", values).fetchone()[0])


def error_pairs(told: Performance) -> tuple[tuple[Any, Any, int], ...]:
    """Return the pairs of classes that were confused, the most frequent first."""
    wrong = [pair for pair in told.confusion if pair[0] != pair[1]]
    return tuple(sorted(wrong, key=lambda pair: -pair[2]))


def performance_of(connection: "Connection", counts: Counts, *, by: tuple[str, ...], alpha: float) -> Performance:
    """Return the performance that counts say."""
    models = dict(connection.execute(sql.MODELS))
    labels = {number: read_label(kind, text) for number, kind, text in connection.execute(sql.LABELS)}
    step = next((STEPS[name] for name in by if name in STEPS), None)
    parts: dict[tuple[int, str], Counts] = defaultdict(list)
    for row in counts:
        parts[0 if step is None else row[0] // step, models[row[1]] if "model" in by else ""].append(row)
    lines = [
        _line(part, model or None, None if step is None else as_datetime(hour * step * HOUR), alpha)
        for (hour, model), part in sorted(parts.items())
    ]
    pairs: dict[tuple[Any, Any], int] = defaultdict(int)
    for _, _, y_pred, y_true, n in counts:
        if y_true:
            pairs[labels[y_true], labels[y_pred]] += n
    return Performance(
        by=by,
        lines=tuple(lines) if by else (),
        total=_line(counts, None, None, alpha),
        confusion=tuple((*pair, n) for pair, n in sorted(pairs.items(), key=lambda item: str(item[0]))),
        alpha=alpha,
    )


def _line(
    counts: Sequence[tuple[int, ...]], model: str | None, start: datetime | None, alpha: float
) -> PerformanceLine:
    n_rows = sum(row[4] for row in counts)
    n_labelled = sum(row[4] for row in counts if row[3])
    n_errors = sum(row[4] for row in counts if row[3] and row[2] != row[3])
    accuracy, interval = None, None
    if n_labelled:
        accuracy = 1 - n_errors / n_labelled
        interval = wilson_interval(n_labelled - n_errors, n_labelled, 1 - alpha)
    return PerformanceLine(model, start, n_rows, n_labelled, n_errors, accuracy, interval)
