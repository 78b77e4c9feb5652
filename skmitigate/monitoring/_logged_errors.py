"""The logged predictions that turned out wrong."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from skmitigate._utils._json import jsonable
from skmitigate.monitoring._performance import PerformanceLine
from skmitigate.monitoring._read_rows import LoggedRows


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LoggedErrors:
    """The errors among logged predictions: how many, between which classes, and the latest of them.

    Parameters
    ----------
    total : PerformanceLine
        Counts of rows, labels and errors, with the accuracy and its interval.
    pairs : tuple of tuple
        ``(true label, predicted label, count)``, the most frequent first; the counts sum to the errors.
    latest : LoggedRows
        The latest errors, the newest first.

    See Also
    --------
    PredictionLog.errors : Makes one.

    Examples
    --------
    >>> import tempfile
    >>> from skmitigate import PredictionLog
    >>> with tempfile.TemporaryDirectory() as folder, PredictionLog(f"{folder}/predictions.db") as log:
    ...     ids = log.log([[1.5], [2.5], [3.5]], ["a", "b", "a"], model="stump")
    ...     added = log.add_labels(ids, ["b", "b", "b"])
    ...     errors = log.errors()
    >>> errors
    LoggedErrors(2 errors in 3 labels of 3 rows; most often b taken for a, 2 times)
    >>> errors.to_frame()["x0"].tolist()
    [3.5, 1.5]
    """

    total: PerformanceLine
    pairs: tuple[tuple[Any, Any, int], ...]
    latest: LoggedRows

    def __len__(self) -> int:
        """Return the number of errors, whether they are among the latest or not."""
        return self.total.n_errors

    def __repr__(self) -> str:
        """Return one line: errors, labels, rows, the most frequent pair."""
        total, most = self.total, ""
        if self.pairs:
            true, pred, n = self.pairs[0]
            most = f"; most often {true} taken for {pred}, {n} time{'s' if n != 1 else ''}"
        return f"LoggedErrors({total.n_errors} errors in {total.n_labelled} labels of {total.n_rows} rows{most})"

    def to_frame(self) -> pd.DataFrame:
        """Return one line for each of the latest errors.

        Returns
        -------
        pandas.DataFrame
            As of :meth:`LoggedRows.to_frame`, the newest first.
        """
        return self.latest.to_frame()

    def to_dict(self) -> dict[str, Any]:
        """Return the errors as JSON-safe values.

        Returns
        -------
        dict
            Counts, pairs and the latest errors.
        """
        pairs = [{"y_true": true, "y_pred": pred, "n": n} for true, pred, n in jsonable(self.pairs)]
        return {"total": self.total.to_dict(), "pairs": pairs, "latest": self.latest.to_dict()["rows"]}
