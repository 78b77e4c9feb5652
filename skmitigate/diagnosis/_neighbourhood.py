"""The rows around each row of a table of predictions, found once for all detectors that look there."""

from typing import Any

import numpy as np

from skmitigate._signals._neighbours import NearestRows, nearest_rows
from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._points import encoded_points
from skmitigate._utils._shared_work import shared
from skmitigate.exceptions import NotApplicable, TooExpensive
from skmitigate.predictions._prediction_table import PredictionTable

#: How many rows are looked at around each row.
N_NEIGHBORS = 20
#: With fewer rows than this, the nearest ones are not near.
_FEWEST_ROWS = 100
#: With more rows than this, finding the nearest of even a thousand takes more than some seconds.
_MOST_ROWS = 1_000_000


def neighbourhood(table: PredictionTable, X: Any) -> NearestRows:
    """Return the nearest rows of each row; NotApplicable where there are no rows to compare."""
    _check(table, X)
    return shared(_nearest, X, seed=table.random_state or 0)


def points(table: PredictionTable, X: Any) -> FloatArray:
    """Return the points between which distances were measured; NotApplicable where there are no rows to compare."""
    _check(table, X)
    return shared(_points, X, seed=table.random_state or 0)


def labels_around(table: PredictionTable, X: Any) -> IntArray:
    """Return the true classes of the nearest rows of each row, shape (n_rows, k); NotApplicable as above."""
    return np.asarray(table.y_true[neighbourhood(table, X).index])


def leading_shares(near: IntArray) -> tuple[FloatArray, FloatArray, IntArray, IntArray]:
    """Return the shares of the two most frequent classes among the neighbours of each row, and the two classes."""
    ordered = np.sort(near, axis=1)
    n_rows, k = ordered.shape
    starts = np.ones((n_rows, k), dtype=bool)
    starts[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    position = np.arange(k)
    start = np.maximum.accumulate(np.where(starts, position, 0), axis=1)
    length = position - start + 1  # at the end of a run of equal classes, how long it is
    ends = np.ones((n_rows, k), dtype=bool)
    ends[:, :-1] = starts[:, 1:]
    length = np.where(ends, length, 0)
    rows = np.arange(n_rows)
    first = length.argmax(axis=1)
    share_first = length[rows, first] / k
    length[rows, first] = 0
    second = length.argmax(axis=1)
    share_second = length[rows, second] / k
    return share_first, share_second, ordered[rows, first], ordered[rows, second]


def _check(table: PredictionTable, X: Any) -> None:
    if X is None:
        raise NotApplicable("X was not given, so it is not known which rows are alike")
    if len(table) < _FEWEST_ROWS:
        raise NotApplicable(
            f"{len(table)} rows are too few to look at the nearest {N_NEIGHBORS}: {_FEWEST_ROWS} will do"
        )
    if len(table) > _MOST_ROWS:
        raise TooExpensive(f"the nearest rows are looked for among at most {_MOST_ROWS} rows, got {len(table)}")


def _nearest(X: Any, *, seed: int) -> NearestRows:
    return nearest_rows(shared(_points, X, seed=seed), n_neighbors=N_NEIGHBORS, seed=seed)


def _points(X: Any, *, seed: int) -> FloatArray:
    try:
        return encoded_points(X, seed)
    except ValueError as error:
        raise NotApplicable(f"the rows of X cannot be compared: {error}") from error
