"""Read the row that is to be explained, and the background, however they are given."""

from collections.abc import Mapping, Sequence
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types
from scipy import sparse

from skmitigate._typing import AnyArray, Estimator
from skmitigate._utils._as_array import as_array
from skmitigate.explanation._mixed_rows import MixedRows, mixed_rows

_SHOWN = 5


def read_rows(estimator: Estimator, x: Any, background: Any) -> tuple[MixedRows, int | None]:
    """Return the row beside the background, and its position there if it was given by that."""
    table = _background(estimator, background)
    names = _names(table, background)
    position = None
    if isinstance(x, Integral) and not isinstance(x, bool | np.bool_):
        position = _position(int(x), len(table))
        row = table.iloc[[position]] if isinstance(table, pd.DataFrame) else table[[position]]
    elif isinstance(table, pd.DataFrame):
        row = _row_of_frame(x, table)
    else:
        row = _row_of_array(x, names, table.dtype)
    return mixed_rows(row, table, names), position


def _background(estimator: Estimator, background: Any) -> Any:
    """Return the background as a frame or array with the columns that the model was fitted on."""
    if sparse.issparse(background):
        background = background.toarray()
    table = background if isinstance(background, pd.DataFrame) else _matrix(background)
    if len(table) == 0:
        raise ValueError("Expected a background of at least one row, got none. Pass rows such as those of the fit.")
    expected = getattr(estimator, "n_features_in_", None)
    fitted = getattr(estimator, "feature_names_in_", None)
    if isinstance(table, pd.DataFrame) and fitted is not None:
        return _in_order(table, list(fitted), "background")
    if expected is not None and table.shape[1] != expected:
        raise ValueError(
            f"Expected a background with the {expected} columns that the model was fitted on, got {table.shape[1]}."
        )
    if (
        fitted is not None and len(fitted) == table.shape[1]
    ):  # scikit-learn warns at every call where names are missing that it has seen
        return pd.DataFrame(table, columns=list(fitted)).infer_objects()
    if isinstance(table, pd.DataFrame) and expected is not None and _is_all_numbers(table):
        return table.to_numpy()  # and where there are names that it has not seen
    return table


def _matrix(background: Any) -> AnyArray:
    """Return an array of two dimensions; numbers beside text stay numbers."""
    table = np.asarray(as_array(background))
    if table.ndim != 2:
        raise ValueError(
            f"Expected a background of shape (n_rows, n_columns), got {table.ndim} dimension"
            f"{'' if table.ndim == 1 else 's'}. Pass rows such as those of the fit."
        )
    return table


def _is_all_numbers(table: pd.DataFrame) -> bool:
    return all(isinstance(name, str) for name in table.columns) and all(
        isinstance(kind, np.dtype) and kind.kind in "fiub" for kind in table.dtypes
    )


def _names(table: Any, background: Any) -> list[str]:
    for named in (table, background):
        if isinstance(named, pd.DataFrame):
            return [str(name) for name in named.columns]
    return [f"x{j}" for j in range(table.shape[1])]


def _position(position: int, n_rows: int) -> int:
    if not -n_rows <= position < n_rows:
        raise ValueError(
            f"Expected x to be a row, or the position of one in the background (0 to {n_rows - 1}), got {position}."
        )
    return position % n_rows


def _in_order(table: pd.DataFrame, wanted: list[Any], what: str) -> pd.DataFrame:
    """Return the columns in the order that is wanted; ValueError where they are not the same ones."""
    given = list(table.columns)
    if given == wanted:
        return table
    missing = [name for name in wanted if name not in given]
    extra = [name for name in given if name not in wanted]
    if missing or extra or len(given) != len(wanted):
        raise ValueError(
            f"Expected {what} with the columns that the model was fitted on; {_listed(missing)} missing, "
            f"{_listed(extra)} not known to it. Pass the same columns."
        )
    return table[wanted]


def _listed(names: Sequence[Any]) -> str:
    if not names:
        return "none"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(repr(str(name)) for name in names[:_SHOWN]) + more


def _row_of_frame(x: Any, table: pd.DataFrame) -> pd.DataFrame:
    """Return the row as a frame with the columns of the table."""
    columns = list(table.columns)
    if isinstance(x, pd.DataFrame):
        _check_one(len(x))
        return _in_order(x, columns, "x").reset_index(drop=True)
    if isinstance(x, Mapping):
        x = pd.Series(dict(x), dtype=object)
    if isinstance(x, pd.Series) and not _is_counted(x, table):
        frame = pd.DataFrame({j: [value] for j, value in enumerate(x)}, dtype=object)
        frame.columns = x.index
        values = _in_order(frame, columns, "x").iloc[0].tolist()
    else:
        values = _cells_of(x, len(columns))
    cells = {j: [_as_in(value, table.iloc[:, j])] for j, value in enumerate(values)}
    row = pd.DataFrame({j: pd.Series(cell, dtype=object) for j, cell in cells.items()})
    row.columns = table.columns
    return row


def _is_counted(x: pd.Series, table: pd.DataFrame) -> bool:
    """Whether a Series has no names, only positions."""
    return isinstance(x.index, pd.RangeIndex) and not isinstance(table.columns, pd.RangeIndex)


def _as_in(value: Any, column: pd.Series) -> Any:
    """Return a value as a number where the column holds numbers; ValueError where it is none."""
    if not types.is_numeric_dtype(column.dtype) or types.is_bool_dtype(column.dtype) or value is None:
        return value
    try:
        if isinstance(value, np.complexfloating):
            raise TypeError("float() would only warn")
        return value if isinstance(value, int | float | np.number) or pd.isna(value) else float(value)
    except (TypeError, ValueError):
        raise ValueError(
            f"Expected a number in the column {str(column.name)!r} of x, as in the background, got {value!r}."
        ) from None


def _row_of_array(x: Any, names: list[str], kind: Any) -> AnyArray:
    """Return the row as an array; a Series or a frame with other names is read by position, as the background was."""
    if isinstance(x, Mapping):
        x = _in_order(pd.DataFrame({str(name): [value] for name, value in x.items()}), names, "x")
    if isinstance(x, pd.Series | pd.DataFrame):
        frame = x if isinstance(x, pd.DataFrame) else x.to_frame().T
        frame = frame.set_axis([str(name) for name in frame.columns], axis=1)
        named = sorted(frame.columns) == sorted(names) and len(set(names)) == len(names)
        x = (frame[names] if named else frame).infer_objects().to_numpy()
    cells = np.asarray(_cells_of(x, len(names), keep=True))
    if kind.kind in "fiub" and cells.dtype.kind not in "fiub":
        column = pd.Series(dtype=np.float64)
        cells = np.array(
            [_as_in(cell, column.rename(name)) for cell, name in zip(cells, names, strict=True)], dtype=float
        )
    return cells.reshape(1, -1)


def _cells_of(x: Any, n_columns: int, *, keep: bool = False) -> Any:
    """Return the cells of one row given as a list or an array of one or two dimensions."""
    if sparse.issparse(x):
        x = x.toarray()
    if isinstance(x, str | bytes) or np.ndim(x) == 0:
        raise TypeError(
            f"Expected x to be one row (an array, a Series, a dict, a frame of one row, or its position in the "
            f"background), got {type(x).__name__}."
        )
    array = x if isinstance(x, np.ndarray) else np.asarray(x, dtype=None if keep and _plain(x) else object)
    if array.ndim == 2:
        _check_one(len(array))
        array = array[0]
    if array.ndim != 1:
        raise ValueError(f"Expected x to be one row, got {array.ndim} dimensions.")
    if len(array) != n_columns:
        raise ValueError(f"Expected x to have {n_columns} values, one for each column, got {len(array)}.")
    return array if keep else array.tolist()


def _plain(x: Any) -> bool:
    return np.asarray(x).dtype.kind in "fiub"


def _check_one(n_rows: int) -> None:
    if n_rows != 1:
        raise ValueError(f"Expected x to be one row, got {n_rows}. Explain several rows one after the other.")
