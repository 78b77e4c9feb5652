"""Predictions as codes of classes, whatever they were handed in as."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._signals._confidence import confidence
from skmitigate._typing import AnyArray, FloatArray, IntArray
from skmitigate._utils._labels import encode
from skmitigate.predictions._prediction_table import PredictionTable, check_proba


@dataclass(frozen=True, slots=True, eq=False)
class Predicted:
    """The classes predicted, with probabilities and truth where there are any."""

    classes: AnyArray
    y_pred: IntArray
    proba: FloatArray | None
    y_true: IntArray | None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.y_pred)

    @property
    def confidence(self) -> FloatArray | None:
        """The probability of the likeliest class."""
        return None if self.proba is None else confidence(self.proba)

    @property
    def decided(self) -> FloatArray | None:
        """The probability of the class that was predicted, which a decision may have set apart from the likeliest."""
        return None if self.proba is None else np.asarray(self.proba[np.arange(len(self)), self.y_pred])


def as_predicted(predictions: Any, *, classes: Any = None) -> Predicted:
    """Return predictions; `classes` are those of a reference, or what the columns of probabilities stand for."""
    if isinstance(predictions, PredictionTable):
        table = predictions
        if classes is not None and not np.array_equal(np.asarray(classes), table.classes):
            raise ValueError(
                f"Expected predictions of the classes {_few(classes)}, as in the reference, got a table of "
                f"{_few(table.classes)}. Give both the same `classes`."
            )
        return Predicted(table.classes, table.y_pred, table.proba, table.y_true)
    if classes is not None:
        _check_classes(classes)
    given = np.asarray(predictions)
    if given.ndim not in (1, 2) or len(given) == 0:
        raise ValueError(
            "Expected predictions as a PredictionTable, as probabilities of shape (n_rows, n_classes) or as labels of "
            f"shape (n_rows,), at least one row, got {type(predictions).__name__} of shape {given.shape}."
        )
    if given.ndim == 1:
        if pd.isna(given).any():
            raise ValueError(
                f"Expected a label in each row, got {int(pd.isna(given).sum())} of {len(given)} missing. Drop those "
                "rows. (Probabilities have the shape (n_rows, n_classes), also with two classes.)"
            )
        names = _sorted_labels(given) if classes is None else np.asarray(classes)
        return Predicted(names, encode(given, names, what="predicted labels"), None, None)
    names = np.arange(given.shape[1]) if classes is None else np.asarray(classes)
    try:
        proba = check_proba(given, len(names))
    except (TypeError, ValueError) as error:
        if isinstance(error, TypeError) or "could not convert" in str(error):
            raise ValueError(f"Expected probabilities as numbers, got an array of {given.dtype}.") from error
        raise
    return Predicted(names, np.argmax(proba, axis=1), proba, None)


def _check_classes(classes: Any) -> None:
    names = np.asarray(classes)
    if names.ndim != 1 or len(names) == 0 or not np.array_equal(_sorted_labels(names), names):
        raise ValueError(f"Expected classes as sorted, distinct labels, got {classes!r}. Sort them and the columns.")


def _sorted_labels(labels: AnyArray) -> AnyArray:
    try:
        return np.unique(labels)
    except TypeError as error:
        raise ValueError("Expected labels that are all text or all numbers, got both. Convert them.") from error


def _few(classes: Any) -> str:
    shown = np.asarray(classes).tolist()
    return f"[{', '.join(map(repr, shown[:10]))}{', ...' if len(shown) > 10 else ''}]"
