"""Estimate how many errors no strategy can remove."""

from typing import Any

import numpy as np
from scipy.stats import beta, norm

from skmitigate.diagnosis._error_floor import ErrorFloor
from skmitigate.diagnosis._neighbourhood import labels_around, leading_shares
from skmitigate.diagnosis._simple_classifiers import simple_answers
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable

_POWER = 0.8
#: Rows that change for each point of accuracy gained, where two become right for one that becomes wrong.
_CHANGED_PER_GAINED = 3.0


def error_floor(table: PredictionTable, X: Any, *, alpha: float) -> ErrorFloor:
    """Return the floor by the model's errors and, where the rows can be compared, those of simple classifiers."""
    seen = {"the model": (int(table.errors.sum()), len(table))}
    try:
        leading = leading_shares(labels_around(table, X))[2]
        seen["nearest neighbours"] = (int(np.count_nonzero(leading != table.y_true)), len(table))
        rows, answers = simple_answers(table, X)
        seen |= {
            name: (int(np.count_nonzero(codes != table.y_true[rows])), len(rows)) for name, codes in answers.items()
        }
    except NotApplicable:
        pass
    names, counts = list(seen), np.array(list(seen.values()), dtype=np.float64)
    rates = counts[:, 0] / counts[:, 1]
    best = int(np.argmin(rates))
    level = alpha / 2 / len(seen)
    upper = np.where(counts[:, 0] < counts[:, 1], beta.isf(level, counts[:, 0] + 1, counts[:, 1] - counts[:, 0]), 1.0)
    lower = beta.ppf(level, counts[best, 0], counts[best, 1] - counts[best, 0] + 1) if counts[best, 0] else 0.0
    n_classes = len(np.unique(table.y_true))
    z = float(norm.isf(alpha / 2) + norm.isf(1 - _POWER))
    return ErrorFloor(
        estimate=float(rates[best]),
        interval=(_cover_hart(float(lower), n_classes), float(np.nanmin(upper))),
        method=f"lowest error rate of {len(seen)} classifier{'s' if len(seen) > 1 else ''}: {names[best]}",
        error_rates={name: float(rate) for name, rate in zip(names, rates, strict=True)},
        smallest_gain=min(_CHANGED_PER_GAINED * z**2 / len(table), 1.0),
        n_rows=len(table),
    )


def _cover_hart(nearest_rate: float, n_classes: int) -> float:
    """Return the lowest error rate that is possible where the nearest of infinitely many neighbours errs so often."""
    if n_classes < 2:
        return 0.0
    most = (n_classes - 1) / n_classes
    return most * (1 - float(np.sqrt(max(1 - nearest_rate / most, 0.0))))
