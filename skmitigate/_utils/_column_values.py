"""How a column is stored, and its values as floats or as levels."""

from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from skmitigate._typing import AnyArray, FloatArray, IntArray

_DAY = pd.Timedelta(days=1)
_EPOCH = pd.Timestamp(0, tz="UTC")
_INFERRED = {
    "integer": "number",
    "floating": "number",
    "mixed-integer-float": "number",
    "decimal": "number",
    "boolean": "bool",
    "datetime64": "time",
    "datetime": "time",
    "date": "time",
    "timedelta64": "duration",
    "timedelta": "duration",
}


def stored_kind(column: pd.Series) -> str:
    """Return how a column is encoded: as number, bool, time, duration or level."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return "level"
    if types.is_object_dtype(dtype):
        return _INFERRED.get(types.infer_dtype(column, skipna=True), "level")
    if types.is_bool_dtype(dtype):
        return "bool"
    if types.is_complex_dtype(dtype):
        raise ValueError(f"Complex data not supported: expected real numbers, got column {column.name!r} of {dtype}.")
    if types.is_numeric_dtype(dtype):
        return "number"
    if dtype.kind == "M" or isinstance(dtype, pd.PeriodDtype):
        return "time"
    return "duration" if dtype.kind == "m" else "level"


def column_floats(column: pd.Series, kind: str) -> FloatArray:
    """Return a column as floats, times in days; NaN where a value is missing or is not of that kind."""
    if isinstance(column.dtype, pd.PeriodDtype):
        column = column.dt.to_timestamp()
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if kind == "time":
        column = (pd.to_datetime(column, errors="coerce", utc=True) - _EPOCH) / _DAY
    elif kind == "duration":
        column = pd.to_timedelta(column, errors="coerce") / _DAY
    elif not types.is_numeric_dtype(column.dtype):
        column = pd.to_numeric(column, errors="coerce")
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isinf(values).any():
        raise ValueError(
            "Input X contains infinity: expected finite or missing values, got an infinite one in column "
            f"{column.name!r}. Replace it by a large number or by NaN."
        )
    return values


def level_texts(column: pd.Series) -> AnyArray:
    """Return a column's values as text, None where one is missing; 1, 1.0 and "1" are the same level."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        texts = np.array([*(_text(level) for level in column.cat.categories), None], dtype=object)
        return texts[column.cat.codes.to_numpy()]
    gaps = column.isna().to_numpy(dtype=bool)
    values = column.astype(object).to_numpy()
    return np.array([None if gap else _text(value) for value, gap in zip(values, gaps, strict=True)], dtype=object)


def level_codes(column: pd.Series) -> tuple[IntArray, tuple[str, ...]]:
    """Return codes and levels; values of the same text are of one level."""
    place, values = pd.factorize(column)  # so that few values need to become text
    code, levels = pd.factorize(pd.Series(level_texts(pd.Series(values)), dtype=object), sort=True)
    return np.append(code, -1)[place].astype(np.intp), tuple(map(str, levels))


def _text(value: Any) -> str:
    whole = isinstance(value, float | np.floating) and float(value).is_integer()
    return str(int(value)) if whole else str(value)
