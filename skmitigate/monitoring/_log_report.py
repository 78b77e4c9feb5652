"""What is in a prediction log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from skmitigate._utils._html_page import HtmlPage
from skmitigate._utils._json import jsonable
from skmitigate.monitoring._performance import Performance
from skmitigate.stories._prediction_log import log_html, log_text


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class LogReport(HtmlPage):
    """What is in a prediction log: rows, labels, errors, and how often the predictions turned out right.

    Parameters
    ----------
    path : str
        The file.
    version : int
        Of its tables.
    n_bytes : int
        Its size.
    first, last : datetime or None
        When the first and the last of the rows were predicted, in UTC; None where there are none.
    n_waiting : int
        Labels whose prediction is not in the log.
    n_purged : int
        Predictions that were deleted, and are counted nowhere else here.
    performance : Performance
        Rows, labels, errors and accuracy.
    pairs : tuple of tuple
        ``(true label, predicted label, count)`` of the errors, the most frequent first.

    See Also
    --------
    PredictionLog.report : Makes one.

    Examples
    --------
    >>> import tempfile
    >>> from skmitigate import PredictionLog
    >>> with tempfile.TemporaryDirectory() as folder, PredictionLog(f"{folder}/predictions.db") as log:
    ...     ids = log.log(None, ["a"] * 50, model="stump")
    ...     added = log.add_labels(ids[:40], ["a"] * 36 + ["b"] * 4)
    ...     report = log.report()
    >>> report
    LogReport(50 rows, 40 labels, 4 errors, 0 labels waiting)
    """

    path: str
    version: int
    n_bytes: int
    first: datetime | None
    last: datetime | None
    n_waiting: int
    n_purged: int
    performance: Performance
    pairs: tuple[tuple[Any, Any, int], ...]

    def __repr__(self) -> str:
        """Return one line: rows, labels, errors, waiting labels."""
        total = self.performance.total
        return (
            f"LogReport({total.n_rows} rows, {total.n_labelled} labels, {total.n_errors} errors, "
            f"{self.n_waiting} labels waiting)"
        )

    def summary(self) -> str:
        """Tell what is in the log.

        Returns
        -------
        str
            A few lines of text.
        """
        return log_text(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only.
        """
        return {
            "path": self.path,
            "version": self.version,
            "n_bytes": self.n_bytes,
            "first": None if self.first is None else self.first.isoformat(),
            "last": None if self.last is None else self.last.isoformat(),
            "n_waiting": self.n_waiting,
            "n_purged": self.n_purged,
            "performance": self.performance.to_dict(),
            "pairs": [{"y_true": true, "y_pred": pred, "n": n} for true, pred, n in jsonable(self.pairs)],
        }

    def _html(self, *, page: bool) -> str:
        return log_html(self.to_dict(), page=page)
