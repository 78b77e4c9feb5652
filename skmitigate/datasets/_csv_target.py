"""Read the labels of a CSV file, and refuse a target that is not one of classes."""

import numpy as np
import pandas as pd

from skmitigate._typing import AnyArray
from skmitigate.datasets._csv_columns import parse_numbers

_FEW_VALUES = 20
_FEWEST_ROWS = 10


def parse_target(texts: AnyArray, *, name: str, where: str, decimal_comma: bool) -> AnyArray:
    """Return whole numbers as integers, anything else as text; ValueError where none are classes.

    Parameters
    ----------
    texts : ndarray of object of shape (n_rows,)
        The labels as text, none missing.
    name : str
        The column's name.
    where : str
        What to call the file.
    decimal_comma : bool
        Read 1,5 as a number.

    Returns
    -------
    ndarray of shape (n_rows,)
        The labels.
    """
    column = pd.Series(texts, dtype=object)
    numbers = parse_numbers(column, decimal_comma=decimal_comma)
    is_number = bool(np.isfinite(numbers.to_numpy(dtype=np.float64)).all())
    whole = is_number and bool((numbers % 1 == 0).all())
    counts = (numbers if is_number else column).value_counts()
    what = f"{where}: the target column {name!r}"
    if len(counts) == 1:
        raise ValueError(f"{what} has one class only ({counts.index[0]}). Expected at least 2 classes to tell apart.")
    if len(column) < _FEWEST_ROWS:
        raise ValueError(f"{where}: expected at least {_FEWEST_ROWS} rows with a label, got {len(column)}. Add rows.")
    if is_number and _looks_continuous(counts, whole=whole):
        raise ValueError(
            f"{what} looks continuous: it has {len(counts)} different numbers in {len(column)} rows. Only "
            "classifiers can be corrected: choose a column of classes, or group the numbers into ranges first."
        )
    if not is_number and len(counts) > max(2, len(column) / 2):
        raise ValueError(
            f"{what} has {len(counts)} different texts in {len(column)} rows, too many to be classes. "
            "Choose a column with few different values."
        )
    if whole and numbers.abs().max() < 2**53:
        return np.asarray(numbers.to_numpy(dtype=np.int64))
    return np.asarray((numbers if is_number else column).to_numpy().astype(str))


def _looks_continuous(counts: "pd.Series[int]", *, whole: bool) -> bool:
    """Whether numbers are too many, and too rarely the same, to be names of classes."""
    n_values = len(counts)
    mostly_once_or_twice = bool((counts <= 2).mean() > 0.5)
    if n_values <= _FEW_VALUES:
        return n_values > 5 and mostly_once_or_twice and bool(counts.mean() < 3)
    values = counts.index.to_numpy(dtype=np.float64)
    are_codes = whole and values.max() - values.min() == n_values - 1
    return not whole or mostly_once_or_twice or (not are_codes and counts.median() < 5)
