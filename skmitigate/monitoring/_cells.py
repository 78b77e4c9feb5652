"""Rows of columns as JSON text, typed, and back."""

import datetime as dt
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from skmitigate._typing import AnyArray
from skmitigate._utils._as_array import as_array

_ENCODER = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":"))
_MOST_COLUMNS = 100_000


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows as text.

    Parameters
    ----------
    names : str
        The names of the columns, as a JSON list.
    kinds : str
        What the columns hold, as a JSON list: integer, real, boolean, text, time, duration, mixed
        or empty.
    rows : list of str
        The cells of each row, as a JSON list.
    """

    names: str
    kinds: str
    rows: list[str]


def write_cells(X: Any) -> Cells:
    """Return rows as text; ValueError where they are no table."""
    if isinstance(X, np.ndarray) and X.ndim == 2 and X.dtype.kind in "iufb" and 0 < X.shape[1] <= _MOST_COLUMNS:
        return _write_numbers(X)
    frame = _as_frame(X)
    names = [str(name) for name in frame.columns]
    if len(set(names)) < len(names):
        raise ValueError("Expected columns with names of their own, got some twice. Rename them.")
    columns, kinds = [], []
    for name in frame.columns:
        kind, values = plain_values(frame[name])
        kinds.append(kind)
        columns.append(values)
    encode = _ENCODER.encode
    rows = [encode(row) for row in zip(*columns, strict=True)] if columns else ["[]"] * len(frame)
    return Cells(encode(names), encode(kinds), rows)


def _write_numbers(X: AnyArray) -> Cells:
    """Return the rows of a matrix of one kind of numbers, without a look at each column."""
    kind = {"f": "real", "b": "boolean"}.get(X.dtype.kind, "integer")
    rows = X.astype(np.float64).tolist() if kind == "real" else X.tolist()
    if kind == "real" and not np.isfinite(X).all():
        rows = [[_real(value) for value in row] for row in rows]
    names = _ENCODER.encode([f"x{j}" for j in range(X.shape[1])])
    return Cells(names, _ENCODER.encode([kind] * X.shape[1]), [_ENCODER.encode(row) for row in rows])


def read_cells(names: list[str], kinds: list[str], rows: Iterable[str]) -> pd.DataFrame:
    """Return rows that were written as text as a table."""
    cells = json.loads(f"[{','.join(rows)}]")
    columns = list(zip(*cells, strict=True)) if cells else [()] * len(names)
    data = {name: _column(kind, list(values)) for name, kind, values in zip(names, kinds, columns, strict=True)}
    return pd.DataFrame(data, index=range(len(cells)))


def _as_frame(X: Any) -> pd.DataFrame:
    if isinstance(X, pd.DataFrame):
        return X
    if sparse.issparse(X):
        X = X.toarray()
    if isinstance(X, list | tuple) and X and isinstance(X[0], dict):
        return pd.DataFrame(list(X))
    X = np.asarray(as_array(X))
    if X.ndim != 2 or X.shape[1] > _MOST_COLUMNS:
        raise ValueError(
            f"Expected X of shape (n_rows, n_columns), at most {_MOST_COLUMNS} columns, got shape {X.shape}. "
            "Reshape it, as in X.reshape(len(X), -1), or leave it out: X=None."
        )
    return pd.DataFrame(X, columns=[f"x{j}" for j in range(X.shape[1])])


def plain_values(column: "pd.Series[Any]") -> tuple[str, list[Any]]:
    """Return what a column holds, and its values as JSON has them; None where one is missing."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        kind, levels = plain_values(pd.Series(column.cat.categories))
        return kind, [None if code < 0 else levels[code] for code in column.cat.codes.tolist()]
    if isinstance(dtype, np.dtype) and dtype.kind in "iub":
        return "boolean" if dtype.kind == "b" else "integer", column.tolist()
    if isinstance(dtype, np.dtype) and dtype.kind == "f":
        values = column.to_numpy(dtype=np.float64)
        finite = bool(np.isfinite(values).all())
        return "real", values.tolist() if finite else [_real(value) for value in values.tolist()]
    if isinstance(dtype, np.dtype) and dtype.kind == "M":
        texts = np.datetime_as_string(column.to_numpy()).tolist()
        return "time", [None if text == "NaT" else text for text in texts] if column.hasnans else texts
    if isinstance(dtype, pd.StringDtype) or pd.api.types.infer_dtype(column, skipna=False) == "string":
        texts = column.tolist()
        return "text", [None if gap else text for gap, text in zip(column.isna(), texts, strict=True)]
    pairs = [_typed(value) for value in column.astype(object)]
    kinds = {kind for kind, _ in pairs if kind is not None}
    if not kinds:
        return "empty", [None] * len(column)
    return merged_kind(kinds), [value for _, value in pairs]


def merged_kind(kinds: set[str]) -> str:
    """Return what a column holds whose parts hold these."""
    kinds = kinds - {"empty"}
    if kinds == {"integer", "real"}:
        return "real"
    return (kinds.pop() if len(kinds) == 1 else "mixed") if kinds else "empty"


def _typed(value: Any) -> tuple[str | None, Any]:
    """Return what one value is, and how JSON has it; nothing for one that is missing."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None, None
    if isinstance(value, bool | np.bool_):
        return "boolean", bool(value)
    if isinstance(value, int | np.integer):
        return "integer", int(value)
    if isinstance(value, float | np.floating | Decimal):
        return (None, None) if math.isnan(value) else ("real", _real(float(value)))
    if isinstance(value, str):
        return "text", str(value)
    if isinstance(value, dt.datetime | np.datetime64):
        return (None, None) if pd.isna(value) else ("time", pd.Timestamp(value).isoformat())
    if isinstance(value, dt.timedelta | np.timedelta64):
        return (None, None) if pd.isna(value) else ("duration", pd.Timedelta(value).isoformat())
    return "text", str(value)


def _real(value: float) -> float | str | None:
    """Return a number as JSON has it, which knows no infinity."""
    if math.isfinite(value):
        return value
    return None if math.isnan(value) else str(value)


def _column(kind: str, values: list[Any]) -> pd.Series:
    gaps = None in values
    if kind == "integer":
        try:
            return pd.Series(values, dtype="Int64" if gaps else np.int64)
        except OverflowError:
            return pd.Series(values, dtype=object)
    if kind in ("real", "empty"):
        return pd.Series([np.nan if value is None else float(value) for value in values], dtype=np.float64)
    if kind == "boolean":
        return pd.Series(values, dtype="boolean" if gaps else np.bool_)
    if kind == "time":
        return pd.Series(_times(values))
    if kind == "duration":
        return pd.to_timedelta(pd.Series(values, dtype=object))
    if kind == "mixed":
        return pd.Series(values, dtype=object)
    try:
        return pd.Series(values)
    except UnicodeEncodeError:  # half of a character, which Arrow does not keep
        return pd.Series(values, dtype=object)


def _times(values: list[Any]) -> pd.Series:
    try:
        return pd.to_datetime(pd.Series(values, dtype=object), format="ISO8601")
    except ValueError:  # some with a time zone, some without
        return pd.to_datetime(pd.Series(values, dtype=object), format="ISO8601", utc=True)
