"""In which columns a row is unlike the rows of its class, and like those of the class that it was taken for."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.utils import _safe_indexing

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate._utils._json import jsonable
from skmitigate._utils._plain_columns import PlainColumns, plain_columns
from skmitigate.exceptions import NotApplicable, TooExpensive
from skmitigate.predictions._prediction_table import PredictionTable

#: Of a number that is unusual, at most this share of the rows has one as low, or as high; of a level twice as many.
TAIL = 0.05
#: With fewer rows, a share of one in twenty is less than a row.
FEWEST_IN_TAIL = 20
_NUMBERS = (int, float, np.integer, np.floating)
#: How many columns are told.
_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Rows:
    """The columns of the row in question, of those of its class and of those of the other one that are right."""

    row: FloatArray
    own: FloatArray
    other: FloatArray


def unusual_columns(table: PredictionTable, i: int, X: Any) -> dict[str, Any]:
    """Return in how many columns the row at a position of the table is unusual, and those most like the other class."""
    right = ~table.errors & (np.arange(len(table)) != i)
    own, other = (np.flatnonzero(right & (table.y_true == code)) for code in (table.y_true[i], table.y_pred[i]))
    told: dict[str, Any] = {"n_right": len(own), "n_right_pred": len(other), "tail": TAIL, "reason": None, "shown": []}
    if len(own) < FEWEST_IN_TAIL:
        return {**told, "reason": "few"}
    try:
        plain = plain_columns(_safe_indexing(X, table.row[np.concatenate([[i], own, other])]))
    except (NotApplicable, TooExpensive, TypeError, ValueError):  # whatever it is, it is no table of columns
        return {**told, "reason": "no columns"}
    ends = (1, 1 + len(own))
    numbers = _Rows(plain.numbers[0], plain.numbers[1 : ends[1]], plain.numbers[ends[1] :])
    codes = plain.codes.astype(np.float64)
    codes[codes < 0] = np.nan
    levels = _Rows(codes[0], codes[1 : ends[1]], codes[ends[1] :])
    scored = [] if table.y_true[i] == table.y_pred[i] else _scored(plain, numbers, levels)
    shown = [line for _, line in sorted(scored, key=lambda each: -each[0])[:_MOST_SHOWN]]
    raw = _raw_row(X, int(table.row[i]))
    counted = np.array([isinstance(raw[at], _NUMBERS) for at in plain.number_at], dtype=bool)
    return {**told, **_how_many(numbers, counted), "shown": [_with_value(line, plain, raw) for line in shown]}


def _how_many(rows: _Rows, counted: BoolArray) -> dict[str, Any]:
    """Return in how many of the columns that count the row is in a tail, and in how many one more row would be."""
    n_valid = (~np.isnan(rows.own)).sum(axis=0)
    tested = counted & ~np.isnan(rows.row) & (n_valid >= FEWEST_IN_TAIL)
    unusual = tested & (_tails(rows.row, rows.own) <= TAIL * n_valid)
    # one more row among n is as likely to be at each of n + 1 places
    expected = 2 * (np.floor(TAIL * n_valid) + 1) / (n_valid + 1)
    return {
        "n_numeric": int(tested.sum()),
        "n_unusual": int(unusual.sum()),
        "expected_unusual": float(np.minimum(expected, 1.0)[tested].sum()),
    }


def _tails(row: FloatArray, rows: FloatArray) -> IntArray:
    """Return for each column how many rows are at least as far out, on the side on which there are fewer."""
    return np.asarray(np.minimum((rows >= row).sum(axis=0), (rows <= row).sum(axis=0)))


def _scored(plain: PlainColumns, numbers: _Rows, levels: _Rows) -> list[tuple[float, dict[str, Any]]]:
    """Return the columns that are rather like those of the other class, with how much so."""
    if len(numbers.other) < FEWEST_IN_TAIL:
        return []
    lines = [_number(numbers, j, int(at)) for j, at in enumerate(plain.number_at)]
    lines += [_level(levels, j, int(at)) for j, at in enumerate(plain.level_at)]
    return [each for each in lines if each[0] > 0]


def _number(rows: _Rows, j: int, at: int) -> tuple[float, dict[str, Any]]:
    """Return a column of numbers, with how much rather it is like those of the other class."""
    x, own, other = rows.row[j], rows.own[:, j], rows.other[:, j]
    if np.isnan(x):
        return _level(rows, j, at)
    n_own, n_other = (int((~np.isnan(values)).sum()) for values in (own, other))
    k_own, k_other = (int(np.minimum((values >= x).sum(), (values <= x).sum())) for values in (own, other))
    high = bool((own >= x).sum() <= (own <= x).sum())
    beyond = [int(((values < x) if high else (values > x)).sum()) for values in (own, other)]
    unusual = min(n_own, n_other) >= FEWEST_IN_TAIL and k_own <= TAIL * n_own
    line = {"at": at, "side": "higher" if high else "lower", "beyond": beyond}
    return _rather(k_own, n_own, k_other, n_other) if unusual else 0.0, line


def _level(rows: _Rows, j: int, at: int) -> tuple[float, dict[str, Any]]:
    """Return a column of levels, or one whose value is missing, with how much rather it is like those of the other."""
    x, both = rows.row[j], (rows.own[:, j], rows.other[:, j])
    missing = bool(np.isnan(x))
    k_own, k_other = (int((np.isnan(values) if missing else values == x).sum()) for values in both)
    unusual = k_own <= 2 * TAIL * len(rows.own)
    line = {"at": at, "side": "missing" if missing else "level", "beyond": [k_own, k_other]}
    return _rather(k_own, len(rows.own), k_other, len(rows.other)) if unusual else 0.0, line


def _rather(k_own: int, n_own: int, k_other: int, n_other: int) -> float:
    """Return how much more usual a value is among the other rows, on a logarithmic scale; 0 for as usual."""
    return float(np.log((k_other + 1) / (n_other + 2)) - np.log((k_own + 1) / (n_own + 2)))


def _raw_row(X: Any, row: int) -> list[Any]:
    """Return the values of a row as they are in the table."""
    taken = _safe_indexing(X, [row])
    if sparse.issparse(taken):
        return list(taken.toarray()[0])
    return [taken.iat[0, j] for j in range(taken.shape[1])] if isinstance(taken, pd.DataFrame) else list(taken[0])


def _with_value(line: dict[str, Any], plain: PlainColumns, raw: list[Any]) -> dict[str, Any]:
    """Add the name of the column and the row's value: a number, or text for levels and times."""
    at = line["at"]
    number = np.flatnonzero(plain.number_at == at)
    value: Any
    if len(number):
        value = float(plain.numbers[0, int(number[0])])
        if not isinstance(raw[at], _NUMBERS):  # a time is told as it is written
            value = str(raw[at])
    else:
        place = int(np.flatnonzero(plain.level_at == at)[0])
        code = int(plain.codes[0, place])
        value = None if code < 0 else plain.levels[place][code]
    return {**line, "column": plain.names[at], "value": jsonable(value)}
