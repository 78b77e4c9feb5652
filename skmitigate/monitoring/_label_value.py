"""A class label as the log keeps it: what it is, and how it is written."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._typing import AnyArray

_MOST_CHARACTERS = 1000
_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class LabelValue:
    """A label; two are the same for a model where they are written alike: 1, 1.0, True and "1" are one label.

    Parameters
    ----------
    kind : {"integer", "real", "boolean", "text"}
        What it is.
    whole : int or None
        Its value, of an integer or a boolean.
    text : str
        How it is written.
    """

    kind: str
    whole: int | None
    text: str


def label_value(label: Any, *, what: str) -> LabelValue:
    """Return a label as it is kept; ValueError or TypeError where it cannot be one."""
    if isinstance(label, bool | np.bool_):
        return LabelValue("boolean", int(label), str(int(label)))  # True and 1 are equal in every array, too
    if isinstance(label, int | np.integer):
        if not -_LARGEST <= int(label) < _LARGEST:
            raise ValueError(f"Expected {what} of at most 64 bits, got {label}. Log it as text: str({label}).")
        return LabelValue("integer", int(label), str(int(label)))
    if isinstance(label, float | np.floating):
        number = float(label)
        if not math.isfinite(number):
            raise ValueError(f"Expected {what} to be labels, got {label}. Leave out the rows that have none.")
        if number.is_integer() and abs(number) < _LARGEST:
            return LabelValue("integer", int(number), str(int(number)))
        return LabelValue("real", None, repr(number))
    if isinstance(label, str):
        return LabelValue("text", None, checked_text(str(label), what=what))
    raise TypeError(
        f"Expected {what} to be whole numbers, numbers, texts or booleans, got {label!r} of {type(label).__name__}. "
        "Convert it, as in str(label)."
    )


def read_label(kind: str, text: str) -> Any:
    """Return the label that is written so."""
    if kind == "integer":
        return int(text)
    if kind == "real":
        return float(text)
    return text == "1" if kind == "boolean" else text


def checked_text(text: str, *, what: str) -> str:
    """Return a text that every database keeps; ValueError says what is wrong with another."""
    if "\x00" in text or (not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)):
        raise ValueError(f"Expected {what} to be text, got {text!r}, which no database keeps. Write it in another way.")
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(f"Expected {what} of at most {_MOST_CHARACTERS} characters, got {len(text)}: {text[:40]!r}...")
    return text


def coded_labels(labels: Any, *, what: str, missing: bool = False) -> tuple[list[LabelValue], list[int]]:
    """Return the distinct labels of a column and, for each row, the position of its own; -1 for one that is missing."""
    if isinstance(labels, str | bytes) or not hasattr(labels, "__iter__"):
        raise TypeError(f"Expected {what} to be a list of labels, got {labels!r}. Put one label into brackets.")
    column = labels if hasattr(labels, "ndim") else np.asarray(list(labels), dtype=object)
    if column.ndim != 1:
        raise ValueError(f"Expected {what} of shape (n_rows,), got shape {column.shape}. Pass one label for each row.")
    codes, distinct = pd.factorize(pd.Series(column), use_na_sentinel=True)
    if not missing and (codes < 0).any():
        raise ValueError(f"Expected {what} in every row, got {int((codes < 0).sum())} rows without. Leave them out.")
    return [label_value(label, what=what) for label in distinct], codes.tolist()


def label_array(labels: list[Any]) -> AnyArray:
    """Return labels as an array that sorts; all as texts where texts stand beside numbers."""
    if not labels:
        return np.empty(0, dtype=np.int64)
    texts = sum(isinstance(label, str) for label in labels)
    return np.asarray(labels if texts in (0, len(labels)) else [str(label) for label in labels])
