"""Labels and their codes."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import column_or_1d

from skmitigate._sklearn import _check_y
from skmitigate._typing import AnyArray, FloatArray, IntArray

_MOST_SHOWN = 10  # labels in an error's message


def check_labels(y: Any, *, estimator: Any = None) -> AnyArray:
    """Return ``y`` as one column of class labels, or raise ValueError saying what a classifier needs."""
    if y is None:
        name = type(estimator).__name__ if estimator is not None else "This function"
        raise ValueError(
            f"{name} requires y to be passed, but the target y is None. Pass one class label per row of X."
        )
    _check_each_label(y)
    kind = type_of_target(y, input_name="y")
    if kind.startswith("multilabel") or kind == "multiclass-multioutput":
        raise ValueError(
            f"skmitigate corrects classifiers with one label per row, got a {kind} target. "
            "Unknown label type: fit one classifier per label column instead."
        )
    y = _check_y(column_or_1d(y, warn=True), estimator=estimator)
    check_classification_targets(y)
    return np.asarray(y)


def _check_each_label(y: Any) -> None:
    """Raise ValueError where labels are missing, TypeError where text is among other labels; other kinds pass."""
    column = pd.Series(list(y), dtype=object) if isinstance(y, list | tuple) else y
    if getattr(column, "ndim", None) != 1 or not hasattr(column, "dtype"):
        return
    missing = int(np.sum(pd.isna(column)))
    if missing:
        raise ValueError(
            f"Input y contains NaN or None: {missing} of {len(column)} labels are missing. Drop those rows, or give "
            "what is missing a label of its own."
        )
    if column.dtype == object:
        n_texts = sum(isinstance(label, str) for label in column)
        if 0 < n_texts < len(column):
            raise TypeError(
                f"Expected labels that are all text or all numbers, got {n_texts} texts among {len(column)} labels. "
                "Convert them, as in [str(label) for label in y]."
            )


def check_classes_weighed(y: AnyArray, sample_weight: FloatArray | None) -> None:
    """Raise ValueError where there is only one class to tell apart, or only one that weighs anything."""
    for labels, where in (
        (y, ""),
        (y if sample_weight is None else y[sample_weight > 0], " with a sample_weight above 0"),
    ):
        classes = np.unique(labels)
        if len(classes) < 2:
            raise ValueError(
                f"Expected at least 2 classes in y{where}, got {len(classes)} class ({classes.tolist()!r}). There is "
                "nothing to tell apart: check that the right column was passed as y."
            )


def encode(labels: Any, classes: AnyArray, *, what: str = "labels") -> IntArray:
    """Return the position of each label in the sorted ``classes``; ValueError names labels that are not there."""
    labels = np.asarray(labels)
    try:
        codes = np.searchsorted(classes, labels)
    except TypeError:  # text beside numbers, or None
        codes = np.zeros(labels.shape)
    positions: IntArray = np.clip(codes, 0, len(classes) - 1).astype(np.intp)
    strangers = np.asarray(classes[positions] != labels)
    if strangers.any():
        shown = sorted({repr(label) for label in labels[strangers].tolist()})
        raise ValueError(
            f"Expected {what} to be among the classes {_first(map(repr, classes.tolist()))}, got also {_first(shown)}."
        )
    return positions


def _first(names: Iterable[str]) -> str:
    """Return a few names in brackets."""
    shown = list(names)
    return f"[{', '.join(shown[:_MOST_SHOWN])}{', ...' if len(shown) > _MOST_SHOWN else ''}]"
