"""Read logged predictions with their labels and inputs."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

import skmitigate.monitoring._sql as sql
from skmitigate._typing import AnyArray, BoolArray, FloatArray, IntArray
from skmitigate._utils._json import jsonable
from skmitigate.monitoring._cells import merged_kind, read_cells
from skmitigate.monitoring._label_value import label_array, read_label
from skmitigate.monitoring._times import HOUR, Window, window_of
from skmitigate.predictions._prediction_table import PredictionTable

if TYPE_CHECKING:
    from sqlite3 import Connection

#: Names of the columns that stand before the inputs.
OWN_COLUMNS = ("prediction_id", "time", "model", "y_true", "y_pred", "error", "confidence")
_PART = 20_000


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LoggedRows:
    """Predictions as they were logged, in order of time, with the labels that have come since.

    Parameters
    ----------
    ids : ndarray of str of shape (n_rows,)
        By which labels are added.
    times : pandas.DatetimeIndex of length n_rows
        When they were made, in UTC.
    models : ndarray of str of shape (n_rows,)
        By which model.
    classes : ndarray of shape (n_classes,)
        The sorted labels that were predicted, given or could have been.
    y_pred : ndarray of int of shape (n_rows,)
        The predicted class, as a position in `classes`.
    y_true : ndarray of int of shape (n_rows,)
        The true class, as a position in `classes`; -1 where there is no label yet.
    confidence : ndarray of shape (n_rows,)
        The probability of the likeliest class, NaN in rows that were logged without probabilities.
    proba : ndarray of shape (n_rows, n_classes) or None
        The probabilities, a column for each of `classes`, NaN in rows that were logged without; None where all were.
    X : pandas.DataFrame or None
        The inputs, one row each, missing where a row has no such column; None where no row has inputs.

    See Also
    --------
    PredictionLog.read : Makes one.

    Examples
    --------
    >>> import tempfile
    >>> from skmitigate import PredictionLog
    >>> with tempfile.TemporaryDirectory() as folder, PredictionLog(f"{folder}/predictions.db") as log:
    ...     ids = log.log([[1.5], [2.5]], ["a", "b"], model="stump")
    ...     added = log.add_labels(ids[:1], ["b"])
    ...     rows = log.read()
    >>> rows
    LoggedRows(2 rows, 2 classes, 1 with a label, 1 error)
    >>> rows.table()
    PredictionTable(1 rows, 2 classes, 1 error, no probabilities)
    >>> rows.X["x0"].tolist()
    [1.5, 2.5]
    """

    ids: AnyArray
    times: pd.DatetimeIndex
    models: AnyArray
    classes: AnyArray
    y_pred: IntArray
    y_true: IntArray
    confidence: FloatArray
    proba: FloatArray | None
    X: pd.DataFrame | None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.ids)

    def __repr__(self) -> str:
        """Return one line: rows, classes, labels, errors."""
        wrong = int((self.labelled & (self.y_true != self.y_pred)).sum())
        return (
            f"LoggedRows({len(self)} rows, {len(self.classes)} classes, {int(self.labelled.sum())} with a label, "
            f"{wrong} error{'s' if wrong != 1 else ''})"
        )

    @property
    def labelled(self) -> BoolArray:
        """Which rows have a label, shape (n_rows,)."""
        return np.asarray(self.y_true >= 0)

    def table(self) -> PredictionTable:
        """Return the rows that have a label as a table that diagnosis, comparison and metrics read.

        Returns
        -------
        PredictionTable
            Its `row` is the row's position here, and in `X`. All rows are in fold 0. It has probabilities where each
            of its rows was logged with them.
        """
        kept = np.flatnonzero(self.labelled)
        complete = self.proba is not None and not np.isnan(self.confidence[kept]).any()
        return PredictionTable(
            classes=self.classes,
            y_true=self.y_true[kept],
            y_pred=self.y_pred[kept],
            proba=self.proba[kept] if self.proba is not None and complete else None,
            fold=np.zeros(len(kept), dtype=np.intp),
            row=kept,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one line per row: id, time, model, label, prediction, confidence, probabilities and inputs.

        Returns
        -------
        pandas.DataFrame
            An input that is called as one of these columns has ``x_`` before its name. Labels are missing (None), and
            so is whether it is an error, where there is no label yet.
        """
        return frame_of(self, [] if self.X is None else [str(name) for name in self.X.columns], self.proba is not None)

    def to_dict(self) -> dict[str, Any]:
        """Return the rows as JSON-safe values.

        Returns
        -------
        dict
            Its `rows` are dicts with the columns of :meth:`to_frame`.
        """
        frame = self.to_frame()
        frame["time"] = [time.isoformat() for time in self.times]
        lines = zip(*(frame[name].astype(object) for name in frame.columns), strict=True)
        rows = [dict(zip(frame.columns, line, strict=True)) for line in lines]
        return {"classes": jsonable(self.classes), "rows": jsonable(rows)}


def frame_of(rows: LoggedRows, inputs: list[str], with_proba: bool) -> pd.DataFrame:
    """Return one line per row with these inputs, whichever the rows have."""
    labels = np.array([*rows.classes.tolist(), None], dtype=object)
    wrong = pd.array(rows.y_true != rows.y_pred, dtype="boolean")
    wrong[~rows.labelled] = pd.NA
    data: dict[str, Any] = {
        "prediction_id": rows.ids,
        "time": rows.times,
        "model": rows.models,
        "y_true": labels[rows.y_true],
        "y_pred": labels[rows.y_pred],
        "error": wrong,
    }
    if with_proba:
        data["confidence"] = rows.confidence
        proba = np.full((len(rows), len(rows.classes)), np.nan) if rows.proba is None else rows.proba
        data |= {f"proba_{name}": proba[:, i] for i, name in enumerate(rows.classes)}
    for name in inputs:
        free = name
        while free in data or free in OWN_COLUMNS:
            free = f"x_{free}"
        if rows.X is not None and name in rows.X:
            data[free] = rows.X[name]
        else:
            data[free] = pd.Series([None] * len(rows), dtype=object)
    return pd.DataFrame(data)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows to read.

    Parameters
    ----------
    window : Window
        When they were made.
    model : int or None
        The number of the model, None for all.
    only : {"labelled", "wrong"} or None, default=None
        Those that have a label, or another one than was predicted; None for all.
    prediction_id : str or None, default=None
        The id of the only one.
    """

    window: Window
    model: int | None
    only: str | None = None
    prediction_id: str | None = None

    def where(self, *, hours: bool = False) -> tuple[str, list[int | str]]:
        """Return the condition and its values; with `hours`, on counts of whole hours."""
        parts: list[str] = []
        values: list[int | str] = []
        ends = (sql.SINCE_HOUR, sql.UNTIL_HOUR) if hours else (sql.SINCE, sql.UNTIL)
        for part, end in zip(ends, (self.window.since, self.window.until), strict=True):
            if end is not None:
                parts.append(part)
                values.append(end // HOUR if hours else end)
        if self.model is not None:
            parts.append(sql.OF_MODEL)
            values.append(self.model)
        if self.prediction_id is not None:
            parts.append(sql.OF_ID)
            values.append(self.prediction_id)
        if self.only is not None:
            parts.append({"labelled": sql.IS_LABELLED, "wrong": sql.IS_WRONG}[self.only])
        return (f" WHERE {' AND '.join(parts)}" if parts else ""), values


def selection_of(
    connection: "Connection", since: Any, until: Any, model: str | None, only: str | None = None
) -> Selection:
    """Return which rows a user asks for; ValueError where there is no such model."""
    window = window_of(since, until)
    if model is None:
        return Selection(window, None, only)
    row = connection.execute(sql.MODEL_ID, (str(model),)).fetchone()
    if row is None:
        known = [name for _, name in connection.execute(sql.MODELS)]
        raise ValueError(f"Expected a model that is in the log, one of {known[:12]}, got {model!r}.")
    return Selection(window, row[0], only)


def read_rows(
    connection: "Connection", selection: Selection, *, inputs: bool = True, newest: int | None = None
) -> LoggedRows:
    """Return the selected rows, oldest first; with `newest`, so many of the latest, newest first."""
    where, values = selection.where()
    query = f"{sql.ROWS if inputs else sql.ROWS_WITHOUT_FEATURES}{where}"
    query += sql.OLDEST_FIRST if newest is None else sql.NEWEST_FIRST + sql.LIMIT
    found = connection.execute(query, values if newest is None else [*values, newest]).fetchall()
    return _Names.read(connection).rows(found, _classes_in(connection, selection))


def read_parts(connection: "Connection", selection: Selection) -> Iterator[LoggedRows]:
    """Yield the selected rows a part at a time, oldest first, all with the same classes; at least one part."""
    where, values = selection.where()
    names, classes = _Names.read(connection), _classes_in(connection, selection)
    cursor = connection.execute(f"{sql.ROWS}{where}{sql.OLDEST_FIRST}", values)
    part = cursor.fetchmany(_PART)
    while True:
        yield names.rows(part, classes)
        if not (part := cursor.fetchmany(_PART)):
            return


def any_proba(connection: "Connection", selection: Selection) -> bool:
    """Return whether any of the selected rows has probabilities."""
    where, values = selection.where()
    return bool(connection.execute(f"{sql.ANY_PROBA}{where}", values).fetchone()[0])


def columns_in(connection: "Connection", selection: Selection) -> dict[str, str]:
    """Return the inputs that the selected rows have, in order, and what they hold."""
    where, values = selection.where()
    sets = _Names.read(connection).columns
    found: dict[str, set[str]] = defaultdict(set)
    for (number,) in connection.execute(f"{sql.USED_COLUMN_SETS}{where}", values):
        for name, kind in zip(*sets.get(number, ([], [])), strict=True):
            found[name].add(kind)
    return {name: merged_kind(kinds) for name, kinds in found.items()}


def _classes_in(connection: "Connection", selection: Selection) -> set[int]:
    """Return the numbers of the labels that the selected rows were predicted, given, or could have been."""
    where, values = selection.where()
    sets = dict(connection.execute(sql.CLASS_SETS))
    found: set[int] = set()
    for (number,) in connection.execute(f"{sql.USED_CLASS_SETS}{where}", values):
        found |= set(json.loads(sets.get(number, "[]")))
    for query in (sql.USED_PREDICTED, sql.USED_TRUE):
        found |= {label for (label,) in connection.execute(f"{query}{where}", values) if label is not None}
    return found


@dataclass(frozen=True, slots=True)
class _Names:
    """What the numbers in the rows stand for."""

    models: dict[int, str]
    labels: dict[int, Any]
    class_sets: dict[int, list[int]]
    columns: dict[int, tuple[list[str], list[str]]]

    @classmethod
    def read(cls, connection: "Connection") -> "_Names":
        return cls(
            models=dict(connection.execute(sql.MODELS)),
            labels={number: read_label(kind, text) for number, kind, text in connection.execute(sql.LABELS)},
            class_sets={number: json.loads(labels) for number, labels in connection.execute(sql.CLASS_SETS)},
            columns={
                n: (json.loads(names), json.loads(kinds)) for n, names, kinds in connection.execute(sql.COLUMN_SETS)
            },
        )

    def rows(self, found: list[tuple[Any, ...]], used: set[int]) -> LoggedRows:
        """Return the rows of a query, with the classes of the labels in use."""
        lists = zip(*found, strict=True) if found else [()] * 11
        _, ids, times, models, y_pred, y_true, confidence, sets, proba, columns, cells = lists
        labels = {number: self.labels[number] for number in used}
        classes, codes = np.unique(label_array(list(labels.values())), return_inverse=True)
        position = dict(zip(labels, codes.tolist(), strict=True))
        return LoggedRows(
            ids=np.array(ids, dtype=object),
            times=pd.to_datetime(np.array(times, dtype=np.int64), unit="us", utc=True),
            models=np.array([self.models[number] for number in models], dtype=object),
            classes=classes,
            y_pred=np.array([position[number] for number in y_pred], dtype=np.intp),
            y_true=np.array([-1 if number is None else position[number] for number in y_true], dtype=np.intp),
            confidence=np.array(confidence, dtype=np.float64),
            proba=self._proba(sets, proba, position, len(classes)),
            X=self._inputs(columns, cells),
        )

    def _proba(
        self, sets: tuple[int | None, ...], texts: tuple[str | None, ...], position: dict[int, int], n_classes: int
    ) -> FloatArray | None:
        """Return the probabilities, the columns of each row put where its classes are."""
        numbers = np.array([-1 if number is None else number for number in sets], dtype=np.int64)
        if (numbers < 0).all():
            return None
        matrix = np.where(numbers[:, np.newaxis] < 0, np.nan, np.zeros((len(sets), n_classes)))
        for number in np.unique(numbers[numbers >= 0]).tolist():
            rows = np.flatnonzero(numbers == number)
            values = np.array(json.loads(f"[{','.join(str(texts[row]) for row in rows)}]"), dtype=np.float64)
            columns = np.array([position[label] for label in self.class_sets[number]], dtype=np.intp)
            matrix[np.ix_(rows, columns)] = values
        return matrix

    def _inputs(self, sets: tuple[int | None, ...], cells: tuple[str | None, ...]) -> pd.DataFrame | None:
        """Return the inputs; None where no row has any."""
        alike: dict[tuple[str, ...], set[int]] = defaultdict(set)  # sets that differ in what their columns hold only
        for number in set(sets):
            if number is not None:
                alike[tuple(self.columns[number][0])].add(number)
        frames = []
        for names, numbers in alike.items():
            rows = [i for i, number in enumerate(sets) if number in numbers]
            kinds = [merged_kind(set(held)) for held in zip(*(self.columns[n][1] for n in numbers), strict=True)]
            frame = read_cells(list(names), kinds, [str(cells[row]) for row in rows])
            if len(rows) < len(sets):  # there will be gaps, which whole numbers and booleans of numpy do not know
                wider = {"i": "Int64", "b": "boolean"}
                frame = frame.astype({name: wider[kind] for name in frame if (kind := frame[name].dtype.kind) in wider})
            frames.append(frame.set_axis(rows, axis=0))
        if not frames:
            return None
        return (frames[0] if len(frames) == 1 else pd.concat(frames)).reindex(range(len(sets)))
