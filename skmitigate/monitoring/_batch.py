"""Check rows that are to be logged, and turn them into what is written."""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from skmitigate._typing import FloatArray
from skmitigate.monitoring._cells import Cells, write_cells
from skmitigate.monitoring._label_value import LabelValue, checked_text, coded_labels, label_value, read_label
from skmitigate.monitoring._times import column_of_microseconds
from skmitigate.predictions._prediction_table import check_proba


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one call, ready to be written.

    Parameters
    ----------
    model : str
        The name of the model.
    ids : list of str
        One for each row, all different.
    own_ids : bool
        Whether the ids were given, and may be in the log already.
    times : list of int
        Microseconds since 1970.
    labels : list of LabelValue
        The distinct predicted labels.
    codes : list of int
        The position of each row's predicted label in `labels`.
    classes : list of LabelValue or None
        What the columns of the probabilities stand for.
    proba : list of str or None
        Each row's probabilities, as a JSON list.
    confidence : list of float or None
        The probability of the likeliest class.
    cells : Cells or None
        The inputs.
    """

    model: str
    ids: list[str]
    own_ids: bool
    times: list[int]
    labels: list[LabelValue]
    codes: list[int]
    classes: list[LabelValue] | None
    proba: list[str] | None
    confidence: list[float] | None
    cells: Cells | None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.ids)


def make_batch(
    X: Any,
    y_pred: Any,
    proba: Any,
    *,
    model: str,
    ids: Any,
    timestamp: Any,
    classes: Sequence[Any] | None,
    known: list[LabelValue] | None = None,
) -> Batch:
    """Return the rows of a call, checked; ValueError or TypeError say what is wrong."""
    if not isinstance(model, str) or not model:
        raise TypeError(f"Expected model to be the name of the model, got {model!r}. Give a text such as 'forest-3'.")
    cells = None if X is None else write_cells(X)
    checked = None if proba is None else check_proba(proba, _width(proba))
    if checked is None and y_pred is None:
        raise ValueError("Expected y_pred, proba or both, got neither. Pass what the model predicted.")
    names = None if checked is None else _class_labels(classes, known, checked, y_pred)
    if y_pred is None:
        assert names is not None
        assert checked is not None
        labels, codes = names, checked.argmax(axis=1).tolist()
    else:
        labels, codes = coded_labels(y_pred, what="y_pred")
    n_rows = len(codes)
    lengths = {"X": cells and len(cells.rows), "y_pred": n_rows, "proba": None if checked is None else len(checked)}
    if len({length for length in lengths.values() if length is not None}) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items() if length is not None)
        raise ValueError(f"Expected as many rows in each, got {told}.")
    _check_known(labels, names)
    return Batch(
        model=checked_text(model, what="model"),
        ids=_new_ids(n_rows) if ids is None else checked_ids(ids, n_rows),
        own_ids=ids is not None,
        times=column_of_microseconds(timestamp, n_rows),
        labels=labels,
        codes=codes,
        classes=names,
        proba=None if checked is None else _as_text(checked),
        confidence=None if checked is None else checked.max(axis=1).tolist(),
        cells=cells,
    )


def checked_ids(ids: Any, n_rows: int | None = None, *, repeated: bool = False) -> list[str]:
    """Return ids as texts; ValueError or TypeError where they are no ids, too few, or some of them twice."""
    if isinstance(ids, str | bytes) or not hasattr(ids, "__iter__"):
        raise TypeError(f"Expected ids to be a list, got {ids!r}. Put one id into brackets.")
    found = [_checked_id(one) for one in (ids.tolist() if hasattr(ids, "tolist") else ids)]
    if n_rows is not None and len(found) != n_rows:
        raise ValueError(f"Expected one id for each of {n_rows} rows, got {len(found)}.")
    if not repeated and len(set(found)) < len(found):
        raise ValueError("Expected ids that are all different, got some twice. Log a row once.")
    return found


def _checked_id(one: Any) -> str:
    if isinstance(one, str) and one:
        return checked_text(str(one), what="an id")
    if isinstance(one, int | np.integer) and not isinstance(one, bool):
        return str(int(one))
    raise TypeError(f"Expected ids that are texts or whole numbers, got {one!r}. Convert it, as in str(id).")


def _new_ids(n_rows: int) -> list[str]:
    """Return ids that nobody has: milliseconds, so that neighbours in time are neighbours in the index, and chance."""
    start = f"{time.time_ns() // 1_000_000:012x}"
    chance = os.urandom(10 * n_rows).hex()
    return [start + chance[20 * i : 20 * i + 20] for i in range(n_rows)]


def _width(proba: Any) -> int:
    shape = np.shape(proba)
    if len(shape) != 2 or shape[1] < 2:
        raise ValueError(f"Expected proba of shape (n_rows, n_classes), two classes or more, got shape {shape}.")
    return int(shape[1])


def _class_labels(
    classes: Sequence[Any] | None, known: list[LabelValue] | None, proba: FloatArray, y_pred: Any
) -> list[LabelValue]:
    """Return what the columns of probabilities stand for; ValueError where that has to be told."""
    n_classes = proba.shape[1]
    if classes is None and known is not None:
        return known
    if classes is None:
        guessed = _guessed_classes(proba, y_pred)
        if guessed is None:
            raise ValueError(
                f"Expected classes, the label of each of the {n_classes} columns of proba, got None, and they do not "
                "follow from y_pred. Pass them, as in log(..., classes=model.classes_), once for a model."
            )
        return guessed
    labels = [label_value(label, what="classes") for label in np.asarray(classes).tolist()]
    if len({label.text for label in labels}) != n_classes or len(labels) != n_classes:
        raise ValueError(
            f"Expected {n_classes} different classes, one for each column of proba, got {[x.text for x in labels]}."
        )
    return labels


def _guessed_classes(proba: FloatArray, y_pred: Any) -> list[LabelValue] | None:
    """Return the labels that the columns must stand for, None where that is not plain.

    They are the predicted labels in order where all of them occur, or else 0, 1, 2, ...; and the likeliest class has to
    be the predicted one in most rows.
    """
    n_classes = proba.shape[1]
    counting = [LabelValue("integer", i, str(i)) for i in range(n_classes)]
    if y_pred is None:
        return counting
    labels, codes = coded_labels(y_pred, what="y_pred")
    if len(codes) != len(proba):
        return counting  # which is told in its place
    one_kind = len({label.kind == "text" for label in labels}) == 1
    names = sorted(labels, key=_order) if len(labels) == n_classes and one_kind else counting
    positions = {label.text: i for i, label in enumerate(names)}
    guess = np.array([positions.get(labels[code].text, -1) for code in codes])
    fits = (guess >= 0).all() and np.mean(guess == proba.argmax(axis=1)) > 0.5
    return names if fits or not len(codes) else None


def _order(label: LabelValue) -> Any:
    value = read_label(label.kind, label.text)
    return value if isinstance(value, str) else float(value)


def _check_known(labels: list[LabelValue], classes: list[LabelValue] | None) -> None:
    if classes is None:
        return
    strangers = {label.text for label in labels} - {label.text for label in classes}
    if strangers:
        raise ValueError(
            f"Expected y_pred to be among the classes {[label.text for label in classes][:10]}, got also "
            f"{sorted(strangers)[:10]}."
        )


def _as_text(proba: FloatArray) -> list[str]:
    return [f"[{','.join(map(repr, row))}]" for row in proba.tolist()]
