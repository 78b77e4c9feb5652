"""The log of predictions, to which labels may come late."""

import os
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd

import skmitigate.monitoring._sql as sql
from skmitigate._typing import AnyArray
from skmitigate.exceptions import PredictionLogError, PredictionLogWarning
from skmitigate.monitoring._batch import checked_ids, make_batch
from skmitigate.monitoring._database import checked_path, prepare, reading
from skmitigate.monitoring._export import exporting, kinds_of
from skmitigate.monitoring._fork_gate import watch_forks
from skmitigate.monitoring._label_value import LabelValue, coded_labels
from skmitigate.monitoring._log_report import LogReport
from skmitigate.monitoring._logged_errors import LoggedErrors
from skmitigate.monitoring._performance import (
    Performance,
    checked_by,
    error_pairs,
    n_purged,
    performance_of,
    read_counts,
)
from skmitigate.monitoring._purge import purge_rows
from skmitigate.monitoring._read_rows import (
    LoggedRows,
    any_proba,
    columns_in,
    frame_of,
    read_parts,
    read_rows,
    selection_of,
)
from skmitigate.monitoring._registry import Registry, known_classes
from skmitigate.monitoring._settings import check_settings, checked_count, checked_level
from skmitigate.monitoring._times import as_datetime, moment_of
from skmitigate.monitoring._write_rows import LabelsAdded, write_labels, write_predictions
from skmitigate.monitoring._writer import Accounts, Job, Writer
from skmitigate.predictions._prediction_table import PredictionTable

if TYPE_CHECKING:
    from sqlite3 import Connection


class PredictionLog:
    """Keep predictions in a file, let labels come late, and tell how the model does.

    Parameters
    ----------
    path : str or path-like
        The file, which is made where it is not there; its folder must be.
    durability : {"commit", "async"}, default="commit"
        When :meth:`log` returns. ``"commit"``: when the rows are on the disk, where they outlive the process and a loss
        of power. ``"async"``: when they are queued; a process that is killed loses what it has queued, a loss of power
        also what was written in the seconds before.
    max_queued : int, default=20000
        How many rows may wait to be written.
    when_full : {"wait", "drop"}, default="wait"
        What :meth:`log` does where more would wait: wait for room, up to `timeout`, or drop its rows at once. Dropped
        rows are counted, and told in a warning.
    timeout : float, default=30.0
        How many seconds to wait for other processes that write, and for room in the queue.
    read_only : bool, default=False
        Whether to leave the file as it is, whatever happens.

    Attributes
    ----------
    path : pathlib.Path
        The file.
    accounts : Accounts
        What became of the rows that this process logged: accepted = written + repeated + dropped + queued.

    Raises
    ------
    PredictionLogError
        If the file cannot be made, read or written, is damaged, is no prediction log, or is one of a newer version.

    See Also
    --------
    skmitigate.MonitoringMixin : Log what a classifier predicts, as it predicts.

    Notes
    -----
    The file is an SQLite database. Threads and processes may share it: each process has one thread that writes, which
    puts what waits into one transaction, and readers see whole batches. A process that is forked opens the file anew. A
    log may be pickled, which takes its path and settings along.

    In the same transaction as the rows, counts by hour, model, label and prediction are kept, from which
    :meth:`performance` and :meth:`errors` read whole hours; so all totals agree.

    Labels are the same for a model where they are written alike: 1, 1.0, True and "1" are. Of several labels for one
    prediction the last one counts; all are kept.

    Examples
    --------
    >>> import tempfile
    >>> from skmitigate import PredictionLog
    >>> folder = tempfile.TemporaryDirectory()
    >>> log = PredictionLog(f"{folder.name}/predictions.db")
    >>> ids = log.log([[5.1, 3.5], [6.2, 2.9]], [0, 1], [[0.9, 0.1], [0.3, 0.7]], model="forest")
    >>> log.add_labels(ids, [0, 0]).to_dict()
    {'n_labelled': 2, 'n_changed': 0, 'n_repeated': 0, 'n_waiting': 0, 'n_missing': 0}
    >>> log.window()
    PredictionTable(2 rows, 2 classes, 1 error)
    >>> log.errors()
    LoggedErrors(1 errors in 2 labels of 2 rows; most often 0 taken for 1, 1 time)
    >>> log.close()
    >>> folder.cleanup()
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        durability: str = "commit",
        max_queued: int = 20_000,
        when_full: str = "wait",
        timeout: float = 30.0,
        read_only: bool = False,
    ) -> None:

        check_settings(durability, max_queued, when_full, timeout)
        self.path = checked_path(path)
        self._durable = durability == "commit"
        self._max_queued, self._wait, self._timeout = max_queued, when_full == "wait", float(timeout)
        self._read_only = bool(read_only)
        self._lock = threading.Lock()
        self._writer: Writer | None = None
        self._closed = False
        self._classes: dict[tuple[str, int], list[LabelValue]] = {}
        prepare(self.path, timeout=self._timeout, read_only=self._read_only)
        watch_forks(self)

    def log(
        self,
        X: Any,
        y_pred: Any = None,
        proba: Any = None,
        *,
        model: str = "model",
        ids: Any = None,
        timestamp: Any = None,
        classes: Sequence[Any] | None = None,
    ) -> AnyArray:
        """Log predictions, and return the ids by which labels are added.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features) or None
            The inputs, as the user has them: numbers, texts, booleans, times, with gaps. They are copied. None keeps
            none.
        y_pred : array-like of shape (n_rows,), default=None
            The predicted labels. None takes the likeliest class.
        proba : array-like of shape (n_rows, n_classes), default=None
            The predicted probabilities.
        model : str, default="model"
            By whom; for a model with versions, write the version behind it.
        ids : array-like of str or int of shape (n_rows,), default=None
            An id for each row, to be used when labels come, or when logging is tried again: a row whose id is in the
            log already is left out and counted as repeated. None makes new ones.
        timestamp : datetime, str or array-like of these, default=None
            When it was predicted, for all or for each row; UTC unless it says otherwise. None is now.
        classes : sequence of shape (n_classes,), default=None
            What the columns of `proba` stand for. None takes the classes the model was logged with before, or those of
            `y_pred` where all of them occur, or 0, 1, 2, ... where that fits; else they have to be told.

        Returns
        -------
        ndarray of str of shape (n_rows,)
            The ids.

        Raises
        ------
        ValueError, TypeError
            If the rows do not make sense; then none is logged.
        PredictionLogError
            If they could not be written (with ``durability="commit"``); then none of them is in the log.
        """
        writer = self._writing()
        known = self._classes_of(model, np.shape(proba)) if classes is None and proba is not None else None
        batch = make_batch(X, y_pred, proba, model=model, ids=ids, timestamp=timestamp, classes=classes, known=known)
        if classes is not None:
            self._classes.pop((model, len(classes)), None)  # there may be several now
        if not len(batch):
            return np.empty(0, dtype=object)
        job = Job(
            lambda connection, registry: write_predictions(connection, registry, batch),
            rows=len(batch),
            awaited=self._durable,
        )
        queued = writer.put(job, wait=self._wait)
        if not queued and self._wait and self._durable:
            raise PredictionLogError(
                f"{self.path}: there was no room in the queue for {self._timeout:g} s; {len(batch)} rows were dropped."
            )
        if not queued:
            message = f"{self.path}: the queue is full; {len(batch)} rows were dropped."
            warnings.warn(message, PredictionLogWarning, stacklevel=2)
        elif self._durable:
            job.done.wait()
            if job.error is not None:
                raise PredictionLogError(str(job.error)) from job.error
        self._tell(writer)
        return np.array(batch.ids, dtype=object)

    def add_labels(self, ids: Any, y: Any) -> LabelsAdded:
        """Add true labels, for predictions that are in the log or come later; return when they are on the disk.

        Adding the same again changes nothing. Of several labels for one prediction the last one counts.

        Parameters
        ----------
        ids : array-like of str or int of shape (n_labels,)
            The ids that :meth:`log` returned or was given.
        y : array-like of shape (n_labels,)
            The true labels; missing ones (None, NaN) change nothing and are counted.

        Returns
        -------
        LabelsAdded
            How many predictions got a label, got another one, had it before, or are not in the log yet.

        Raises
        ------
        ValueError, TypeError
            If the ids or labels are none, or there is not one label for each id; then none is added.
        PredictionLogError
            If they could not be written; then none of them is in the log.
        """
        names = checked_ids(ids, repeated=True)
        distinct, codes = coded_labels(y, what="y", missing=True)
        if len(codes) != len(names):
            raise ValueError(f"Expected one label for each of {len(names)} ids, got {len(codes)}.")
        labels = [None if code < 0 else distinct[code] for code in codes]
        added: LabelsAdded = self._done(lambda connection, registry: write_labels(connection, registry, names, labels))
        return added

    def read(
        self,
        *,
        since: Any = None,
        until: Any = None,
        model: str | None = None,
        labelled: bool = False,
        inputs: bool = True,
        newest: int | None = None,
        prediction_id: str | None = None,
    ) -> LoggedRows:
        """Return logged predictions with their labels and inputs.

        Parameters
        ----------
        since, until : datetime, str, timedelta or None, default=None
            Predictions made at or after, and before; UTC unless it says otherwise. A timedelta is so long ago.
        model : str, default=None
            Of this model only.
        labelled : bool, default=False
            Whether to leave out predictions that have no label yet.
        inputs : bool, default=True
            Whether to read what was predicted from, too.
        newest : int, default=None
            At most so many, the newest first. None reads all, the oldest first.
        prediction_id : str, default=None
            The one with this id only, if it is there.

        Returns
        -------
        LoggedRows
            The rows; also what is not labelled, for drift.
        """
        most = None if newest is None else checked_count(newest, what="newest")
        with self._reading() as connection:
            selection = selection_of(connection, since, until, model, "labelled" if labelled else None)
            if prediction_id is not None:
                selection = replace(selection, prediction_id=str(prediction_id))
            return read_rows(connection, selection, inputs=inputs, newest=most)

    def window(self, *, since: Any = None, until: Any = None, model: str | None = None) -> PredictionTable:
        """Return the predictions that have a label as the table that diagnosis, comparison and metrics read.

        Parameters
        ----------
        since, until : datetime, str, timedelta or None, default=None
            As of :meth:`read`.
        model : str, default=None
            Of this model only.

        Returns
        -------
        PredictionTable
            Its `row` is the row's position in :meth:`frame` with the same arguments, as long as no label has come
            between the two; for both at once, take ``rows = log.read(labelled=True)``, ``rows.table()`` and ``rows.X``.
        """
        return self.read(since=since, until=until, model=model, labelled=True, inputs=False).table()

    def frame(
        self, *, since: Any = None, until: Any = None, model: str | None = None, labelled: bool = True
    ) -> pd.DataFrame:
        """Return what was predicted from.

        Parameters
        ----------
        since, until : datetime, str, timedelta or None, default=None
            As of :meth:`read`.
        model : str, default=None
            Of this model only.
        labelled : bool, default=True
            Whether to leave out predictions that have no label yet, as :meth:`window` does.

        Returns
        -------
        pandas.DataFrame
            The inputs, one row for each prediction, oldest first; it has no columns where none were logged.
        """
        rows = self.read(since=since, until=until, model=model, labelled=labelled)
        return pd.DataFrame(index=range(len(rows))) if rows.X is None else rows.X

    def errors(
        self, *, since: Any = None, until: Any = None, model: str | None = None, limit: int = 100, alpha: float = 0.05
    ) -> LoggedErrors:
        """Return the predictions that turned out wrong: how many, between which classes, and the latest of them.

        Parameters
        ----------
        since, until : datetime, str, timedelta or None, default=None
            As of :meth:`read`.
        model : str, default=None
            Of this model only.
        limit : int, default=100
            How many of the errors to return with their inputs, the newest first; all are counted.
        alpha : float, default=0.05
            One minus the level of the interval.

        Returns
        -------
        LoggedErrors
            Counts, pairs of classes, and rows.
        """
        with self._reading() as connection:
            selection = selection_of(connection, since, until, model, "wrong")
            counts = read_counts(connection, selection_of(connection, since, until, model))
            told = performance_of(connection, counts, by=(), alpha=checked_level(alpha))
            latest = read_rows(connection, selection, newest=checked_count(limit, what="limit"))
        return LoggedErrors(total=told.total, pairs=error_pairs(told), latest=latest)

    def performance(
        self,
        *,
        by: str | Sequence[str] | None = None,
        since: Any = None,
        until: Any = None,
        model: str | None = None,
        purged: bool = False,
        alpha: float = 0.05,
    ) -> Performance:
        """Return how often the predictions turned out right, with intervals and counts.

        Parameters
        ----------
        by : {"hour", "day", "model"} or a sequence of them, default=None
            What to split by; hours and days are those of UTC.
        since, until : datetime, str, timedelta or None, default=None
            As of :meth:`read`. Whole hours are read from counts, others from the rows.
        model : str, default=None
            Of this model only.
        purged : bool, default=False
            Whether to count predictions that were purged, too.
        alpha : float, default=0.05
            One minus the level of the intervals.

        Returns
        -------
        Performance
            Lines, their total and the confusion of classes. The accuracy is that of rows that have a label: of all
            predictions, if labels come for a random part of them.
        """
        split = checked_by(by)
        with self._reading() as connection:
            counts = read_counts(connection, selection_of(connection, since, until, model), purged=purged)
            return performance_of(connection, counts, by=split, alpha=checked_level(alpha))

    def report(
        self,
        *,
        by: str | Sequence[str] | None = "day",
        since: Any = None,
        until: Any = None,
        model: str | None = None,
        alpha: float = 0.05,
    ) -> LogReport:
        """Return what is in the log, as text, as a dictionary and as a page.

        Parameters
        ----------
        by : {"hour", "day", "model"} or a sequence of them, default="day"
            As of :meth:`performance`.
        since, until : datetime, str, timedelta or None, default=None
            As of :meth:`read`.
        model : str, default=None
            Of this model only.
        alpha : float, default=0.05
            One minus the level of the intervals.

        Returns
        -------
        LogReport
            With ``summary()``, ``to_dict()`` and ``to_html(path)``.
        """
        split = checked_by(by)
        with self._reading() as connection:
            selection = selection_of(connection, since, until, model)
            told = performance_of(connection, read_counts(connection, selection), by=split, alpha=checked_level(alpha))
            where, values = selection.where()
            first, last = connection.execute(f"{sql.SPAN}{where}", values).fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            return LogReport(
                path=str(self.path),
                version=version,
                n_bytes=self.path.stat().st_size,
                first=None if first is None else as_datetime(first),
                last=None if last is None else as_datetime(last),
                n_waiting=connection.execute(sql.WAITING).fetchone()[0],
                n_purged=n_purged(connection, selection),
                performance=told,
                pairs=error_pairs(told),
            )

    def models(self) -> list[str]:
        """Return the names of the models that have predictions or had some.

        Returns
        -------
        list of str
            Sorted.
        """
        with self._reading() as connection:
            return [name for _, name in connection.execute(sql.MODELS)]

    def export(
        self,
        path: str | os.PathLike[str],
        *,
        since: Any = None,
        until: Any = None,
        model: str | None = None,
        labelled: bool = False,
    ) -> int:
        """Write predictions to a file, with labels, probabilities and inputs, one line each.

        Parameters
        ----------
        path : str or path-like
            A file that ends in ``.csv``, ``.jsonl`` (JSON lines) or ``.parquet`` (which needs the extra ``parquet``).
            It is written in full or not at all.
        since, until : datetime, str, timedelta or None, default=None
            As of :meth:`read`.
        model : str, default=None
            Of this model only.
        labelled : bool, default=False
            Whether to leave out predictions that have no label yet.

        Returns
        -------
        int
            How many predictions were written.
        """
        n_rows = 0
        with self._reading() as connection, exporting(Path(path)) as add:
            selection = selection_of(connection, since, until, model, "labelled" if labelled else None)
            inputs = columns_in(connection, selection)
            with_proba = any_proba(connection, selection)
            for rows in read_parts(connection, selection):
                add(frame_of(rows, list(inputs), with_proba), kinds_of(rows, inputs))
                n_rows += len(rows)
        return n_rows

    def purge(self, *, before: Any, model: str | None = None) -> int:
        """Delete old predictions with their inputs, labels and histories; how many they were, by hour, is kept.

        Parameters
        ----------
        before : datetime, str or timedelta
            Predictions made before are deleted; a timedelta is so long ago. So are labels that were given before for
            predictions that never came, unless a model is named.
        model : str, default=None
            Of this model only.

        Returns
        -------
        int
            How many predictions were deleted. The file does not shrink; its room is used again.
        """
        if before is None:
            raise ValueError(
                "Expected before to be a time or a timedelta, got None. Name when to keep predictions from."
            )
        moment_of(before, what="before")
        with self._reading() as connection:
            selection = selection_of(connection, None, before, model)

        def write(connection: "Connection", registry: Registry) -> int:
            del registry  # nothing gets a number
            return purge_rows(connection, selection, waiting=model is None)

        deleted: int = self._done(write)
        return deleted

    @property
    def accounts(self) -> Accounts:
        """What became of the rows that this process logged: accepted = written + repeated + dropped + queued."""
        return Accounts() if self._writer is None else self._writer.accounts

    def flush(self) -> None:
        """Wait until what was queued before is written.

        Raises
        ------
        PredictionLogError
            If that takes longer than the timeout.
        """
        if self._writer is not None:
            if not self._writer.flush():
                raise PredictionLogError(f"{self.path}: not everything was written within {self._timeout:g} s.")
            self._tell(self._writer)

    def close(self) -> None:
        """Write what is queued, and end the thread that writes; reading goes on working."""
        with self._lock:
            self._closed = True
            writer = self._writer
        if writer is not None:
            writer.close()
            self._tell(writer)

    def __enter__(self) -> Self:
        """Return the log, which is closed at the end of the block."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Close the log."""
        self.close()

    def __repr__(self) -> str:
        """Return the path."""
        return f"PredictionLog({str(self.path)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what opens the log again: its path and its settings."""
        settings = {
            "durability": "commit" if self._durable else "async",
            "max_queued": self._max_queued,
            "when_full": "wait" if self._wait else "drop",
            "timeout": self._timeout,
            "read_only": self._read_only,
        }
        return _opened, (str(self.path), settings)

    def _writing(self) -> Writer:
        """Return the writer, which is made when it is needed first."""
        with self._lock:
            if self._read_only:
                raise PredictionLogError(f"{self.path}: opened with read_only=True. Open it without to write.")
            if self._closed:
                raise PredictionLogError(f"{self.path}: this log is closed. Open it again to write.")
            if self._writer is None:
                from multiprocessing.util import Finalize

                self._writer = Writer(
                    self.path, timeout=self._timeout, durable=self._durable, max_queued=self._max_queued
                )
                # also where a process of multiprocessing ends, which knows no atexit
                Finalize(self, self._writer.close, exitpriority=10)
            return self._writer

    def _classes_of(self, model: str, shape: tuple[int, ...]) -> list[LabelValue] | None:
        """Return the classes that a model was logged with before; None where it was not, or with several."""
        key = (model, shape[-1] if shape else 0)
        if key not in self._classes:
            with reading(self.path, timeout=self._timeout, read_only=False) as connection:
                found = known_classes(connection, *key)
            if found is None:
                return None
            self._classes[key] = found
        return self._classes[key]

    def _done(self, write: Any) -> Any:
        """Have something written, wait until it is, and return what it was."""
        job = Job(write)
        self._writing().put(job, wait=True)
        job.done.wait()
        if job.error is not None:
            raise PredictionLogError(str(job.error)) from job.error
        return job.result

    @contextmanager
    def _reading(self) -> Iterator["Connection"]:
        """Yield a connection that sees what this process has logged so far."""
        if self._writer is not None:
            self._writer.flush()
        with reading(self.path, timeout=self._timeout, read_only=self._read_only) as connection:
            yield connection

    def _tell(self, writer: Writer) -> None:
        while writer.untold:
            warnings.warn(writer.untold.pop(0), PredictionLogWarning, stacklevel=3)

    def _after_fork(self) -> Writer | None:
        """Begin anew in a forked child, and return the parent's writer, which must be left alone."""
        parents = self._writer
        self._lock, self._writer = threading.Lock(), None
        return parents


def _opened(path: str, settings: dict[str, Any]) -> PredictionLog:
    return PredictionLog(path, **settings)
