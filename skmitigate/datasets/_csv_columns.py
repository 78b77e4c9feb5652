"""Turn the text of a CSV column into numbers, truth values, times or text."""

import re

import numpy as np
import pandas as pd

from skmitigate._typing import AnyArray

#: How a missing value is written.
MISSING = ("", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null", "?", "<NA>", "#N/A")

_TRUTH = {"true": True, "false": False}
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+")
_ID_NAME = re.compile(r"unnamed(_1|: \d+)|index|idx|row|row[ _.-]?(number|no|nr|index)|(.*[ _.-])?id", re.IGNORECASE)
_ID_ENDING = re.compile(r".*[a-z]I[dD]")
_MOSTLY = 0.8


def parse_column(texts: AnyArray, *, decimal_comma: bool) -> pd.Series:
    """Return numbers, truth values, times or text, whichever all of the texts are; None stands for missing.

    Parameters
    ----------
    texts : ndarray of object of shape (n_rows,)
        Text, or None.
    decimal_comma : bool
        Read 1,5 as a number where 1.5 is none.

    Returns
    -------
    Series of shape (n_rows,)
        With gaps as pandas has them for its dtype.
    """
    column = pd.Series(texts, dtype=object)
    present = column.dropna()
    if present.empty:
        return pd.Series(np.full(len(column), np.nan))
    numbers = parse_numbers(column, decimal_comma=decimal_comma)
    if numbers.notna().sum() == len(present):
        return numbers
    lowered = present.str.lower()
    if lowered.isin(list(_TRUTH)).all():
        return pd.Series(column.str.lower().map(_TRUTH).array, dtype="boolean" if len(present) < len(column) else bool)
    if present.map(lambda text: _TIME.fullmatch(text) is not None).all():
        times = pd.to_datetime(column, format="ISO8601", errors="coerce", utc=True).dt.tz_localize(None)
        if times.notna().sum() == len(present):
            return times
    return column.infer_objects()


def parse_numbers(column: pd.Series, *, decimal_comma: bool) -> pd.Series:
    """Return the texts that are numbers, integers as such where all are, NaN for the others."""
    numbers = pd.to_numeric(column, errors="coerce")
    if numbers.notna().sum() < column.notna().sum():
        pattern, drop, point = (_DECIMAL_COMMA, ".", ",") if decimal_comma else (_THOUSANDS, ",", ".")
        plain = [
            text.replace(drop, "").replace(point, ".") if text is not None and pattern.fullmatch(text) else text
            for text in column
        ]
        numbers = pd.to_numeric(pd.Series(plain, dtype=object), errors="coerce")
    return numbers.astype(np.float64) if numbers.dtype == object else numbers


def is_text(column: pd.Series) -> bool:
    """Whether a parsed column stayed text."""
    return bool(pd.api.types.is_string_dtype(column.dtype))


def is_id(column: pd.Series, name: str) -> bool:
    """Whether a parsed column only names its row: other text in each row, or other integers in a column named so."""
    present = column.dropna()
    if is_text(column):
        return len(present) > len(column) / 2 and present.is_unique
    named_so = _ID_NAME.fullmatch(name) is not None or _ID_ENDING.fullmatch(name) is not None
    return named_so and pd.api.types.is_integer_dtype(column.dtype) and column.is_unique


def strangers_among_numbers(column: pd.Series) -> list[str]:
    """Return the texts that keep a column which is mostly numbers from being read as one."""
    if not is_text(column):
        return []
    present = column.dropna()
    other = present[pd.to_numeric(present.astype(object), errors="coerce").isna()]
    mostly_numbers = len(other) < (1 - _MOSTLY) * len(present) and present.nunique() > 20
    return sorted(set(other.tolist())) if mostly_numbers else []
