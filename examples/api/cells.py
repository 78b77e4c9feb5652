"""Turn the cells of a column into what the model was fitted on, or note which of them does not fit."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from examples.api.faults import Faults
from examples.api.problems import shown

#: The largest number that trees can hold, which compute in single precision.
LARGEST = float(np.finfo(np.float32).max)
_LONGEST_TEXT = 10_000
_NUMBER = f"a number between -{LARGEST:.3g} and {LARGEST:.3g}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table that a model was fitted on.

    Parameters
    ----------
    name : str
        Its name; x0, x1, ... where it had none.
    kind : {"number", "bool", "time", "duration", "text", "level", "unknown"}
        What its cells are.
    dtype : str or None, default=None
        The type that the cells had in the table.
    levels : tuple, default=()
        Those of a categorical column.
    """

    name: str
    kind: str
    dtype: str | None = None
    levels: tuple[Any, ...] = ()


def read_cells(values: Sequence[Any], column: Column, faults: Faults) -> Any:
    """Return the cells of a column in the type that they had in the table; faults are noted."""
    before = len(faults.found)
    read = _READERS[column.kind](values, column, faults)
    return read if len(faults.found) > before else typed(read, column)


def read_numbers(values: Sequence[Any], column: Column, faults: Faults) -> NDArray[np.float64]:
    """Return numbers, NaN where one is missing; faults are noted."""
    out = np.full(len(values), np.nan)
    for i, value in enumerate(values):
        number = math.nan if value is None else _number(value)
        if number is None:
            faults.cell(i, column.name, f"expected {_NUMBER}, or null")
        else:
            out[i] = number
    return out


def typed(cells: pd.Series, column: Column) -> Any:
    """Return cells in the type that the model was fitted on, as far as gaps leave it to them."""
    dtype = column.dtype
    if column.kind == "level":
        return pd.Series(pd.Categorical(cells, categories=list(column.levels)))
    if dtype is None:
        return cells.infer_objects()
    if cells.isna().any() and (dtype == "bool" or dtype.startswith(("int", "uint"))):
        return cells.astype("boolean") if dtype == "bool" else cells
    if dtype.startswith(("int", "uint", "Int", "UInt")) and not (cells.dropna() % 1 == 0).all():
        return cells
    return cells.astype(pd.api.types.pandas_dtype(dtype))


def is_cell(value: Any) -> bool:
    """Whether a value can stand in a table of unknown columns: a finite number, text, true, false or None."""
    return value is None or isinstance(value, bool) or _number(value) is not None or is_text(value)


def is_text(value: Any) -> bool:
    """Whether a value is text that UTF-8 holds, and not too long."""
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        return False
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _number(value: Any) -> float | None:
    """Return a float that every model can hold; None where the value is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if -LARGEST <= value <= LARGEST else None


def _truths(values: Sequence[Any], column: Column, faults: Faults) -> Any:
    for i, value in enumerate(values):
        if value is not None and not isinstance(value, bool):
            faults.cell(i, column.name, "expected true, false or null")
    return pd.Series(values, dtype=object)


def _texts(values: Sequence[Any], column: Column, faults: Faults) -> Any:
    for i, value in enumerate(values):
        if value is not None and not is_text(value):
            faults.cell(i, column.name, f"expected text of at most {_LONGEST_TEXT} characters, or null")
    return pd.Series(values, dtype=object)


def _times(values: Sequence[Any], column: Column, faults: Faults) -> Any:
    texts = pd.Series([value if isinstance(value, str) else None for value in values], dtype=object)
    times = pd.to_datetime(texts, format="ISO8601", errors="coerce", utc=True)
    for i, value in enumerate(values):
        if value is not None and pd.isna(times[i]):
            faults.cell(i, column.name, "expected a date or time as in ISO 8601, or null")
    zoned = column.dtype is not None and "," in column.dtype
    return times if zoned else times.dt.tz_localize(None)


def _durations(values: Sequence[Any], column: Column, faults: Faults) -> Any:
    texts = pd.Series([value if is_text(value) else None for value in values], dtype=object)
    durations = pd.to_timedelta(texts, errors="coerce")
    for i, value in enumerate(values):
        if value is not None and pd.isna(durations[i]):
            faults.cell(i, column.name, "expected a duration, such as '2 days 03:00:00', or null")
    return durations


def _levels(values: Sequence[Any], column: Column, faults: Faults) -> Any:
    known = {(type(level) is bool, level) for level in column.levels}
    for i, value in enumerate(values):
        if isinstance(value, list | dict) or (value is not None and (type(value) is bool, value) not in known):
            faults.cell(i, column.name, f"expected one of {shown(column.levels)}, or null")
    return pd.Series(values, dtype=object)


def _unknowns(values: Sequence[Any], column: Column, faults: Faults) -> Any:
    for i, value in enumerate(values):
        if not is_cell(value):
            faults.cell(i, column.name, "expected a finite number, text, true, false or null")
    return pd.Series(values, dtype=object)


_READERS: dict[str, Callable[[Sequence[Any], Column, Faults], Any]] = {
    "number": lambda *given: pd.Series(read_numbers(*given)),
    "bool": _truths,
    "time": _times,
    "duration": _durations,
    "text": _texts,
    "level": _levels,
    "unknown": _unknowns,
}
