"""The rows around each row of a table of predictions, found once for all detectors that look there."""

from typing import Any

from skmitigate._signals._neighbours import NearestRows, nearest_rows
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
    if X is None:
        raise NotApplicable("X was not given, so it is not known which rows are alike")
    if len(table) < _FEWEST_ROWS:
        raise NotApplicable(
            f"{len(table)} rows are too few to look at the nearest {N_NEIGHBORS}: {_FEWEST_ROWS} will do"
        )
    if len(table) > _MOST_ROWS:
        raise TooExpensive(f"the nearest rows are looked for among at most {_MOST_ROWS} rows, got {len(table)}")
    return shared(_found, X, seed=table.random_state or 0)


def _found(X: Any, *, seed: int) -> NearestRows:
    try:
        points = encoded_points(X, seed)
    except ValueError as error:
        raise NotApplicable(f"the rows of X cannot be compared: {error}") from error
    return nearest_rows(points, n_neighbors=N_NEIGHBORS, seed=seed)
