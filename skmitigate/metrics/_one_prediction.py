"""What a table of predictions says about one of its rows, and about others like it."""

from typing import Any

import numpy as np

from skmitigate._signals._confidence import confidence
from skmitigate._typing import BoolArray
from skmitigate._utils._json import jsonable
from skmitigate.metrics._unusual_columns import unusual_columns
from skmitigate.metrics._wilson import wilson_interval
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.predictions._table_rows import check_rows

#: With fewer rows, how often something happens is not known.
FEWEST_ROWS = 10
_LEVEL = 0.95


def one_prediction(table: PredictionTable, row: int, X: Any = None) -> dict[str, Any]:
    """Return what is known of a row of X, JSON-safe: its classes, how sure the model was, what others came to."""
    i = _position(table, row)
    true, taken = int(table.y_true[i]), int(table.y_pred[i])
    wrong = true != taken
    others = np.arange(len(table)) != i
    if X is not None:
        check_rows(X, table)
    return {
        "row": int(row),
        "position": i,
        "y_true": jsonable(table.classes[true]),
        "y_pred": jsonable(table.classes[taken]),
        "true_code": true,
        "pred_code": taken,
        "wrong": wrong,
        "n_rows": len(table),
        "n_errors": int(table.errors.sum()),
        "level": _LEVEL,
        "model": None if table.proba is None else _sureness(table, i, others),
        "of_true": _share(others & (table.y_true == true), table.y_pred == taken if wrong else table.errors),
        "of_pred": _share(others & (table.y_pred == taken), table.errors),
        "columns": None if X is None else unusual_columns(table, i, X),
    }


def _position(table: PredictionTable, row: int) -> int:
    """Return where in the table a row of X is."""
    whole = isinstance(row, int | np.integer) and not isinstance(row, bool)
    found = np.flatnonzero(table.row == row) if whole else np.array([], dtype=np.intp)
    if not len(found):
        first, last = (int(end) for end in (table.row.min(), table.row.max())) if len(table) else (0, 0)
        gaps = "" if last - first + 1 == len(table) else ", of which not all are there"
        raise ValueError(
            f"Expected row to be the position in X of a row of the table, from {first} to {last}{gaps}; got {row!r}. "
            "np.flatnonzero(table.errors) has those of the errors, where all rows of X are in the table."
        )
    return int(found[0])


def _share(among: BoolArray, which: BoolArray) -> dict[str, Any]:
    """Return how many rows there are, in how many of them something is so, and the share with its interval."""
    n, k = int(np.count_nonzero(among)), int(np.count_nonzero(among & which))
    if n < FEWEST_ROWS:
        return {"n": n, "k": k, "rate": None, "interval": None}
    return {"n": n, "k": k, "rate": k / n, "interval": list(wilson_interval(k, n, _LEVEL))}


def _sureness(table: PredictionTable, i: int, others: BoolArray) -> dict[str, Any]:
    """Return how sure the model was, and how often it errs where it is at least, or at most, as sure."""
    proba = np.asarray(table.proba)
    sure = confidence(proba)
    upper = bool(sure[i] >= np.median(sure))
    alike = others & (sure >= sure[i] if upper else sure <= sure[i])
    likeliest = int(proba[i].argmax())
    return {
        "proba_true": float(proba[i, table.y_true[i]]),
        "proba_pred": float(proba[i, table.y_pred[i]]),
        "confidence": float(sure[i]),
        "likeliest": jsonable(table.classes[likeliest]),
        "follows": bool(proba[i, table.y_pred[i]] >= sure[i]),
        "side": "at least" if upper else "at most",
        **_share(alike, table.errors),
    }
