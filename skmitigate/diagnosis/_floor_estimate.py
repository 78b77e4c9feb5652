"""Estimate how many errors no strategy can remove."""

from typing import Any

import numpy as np
from scipy.stats import beta, norm
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.model_selection import KFold
from sklearn.naive_bayes import GaussianNB

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._seeds import derived_seed
from skmitigate.diagnosis._error_floor import ErrorFloor
from skmitigate.diagnosis._neighbourhood import labels_around, leading_shares, points
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable

_MOST_ROWS, _FOLDS = 3000, 3
#: Of more classes than this, there are too few rows of each to fit anything on.
_MOST_CLASSES = 100
_POWER = 0.8
#: Rows that change for each point of accuracy gained, where two become right for one that becomes wrong.
_CHANGED_PER_GAINED = 3.0
_SIMPLE = {
    "naive Bayes": GaussianNB(var_smoothing=1e-6),
    "linear discriminant analysis": LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto"),
    "random trees": ExtraTreesClassifier(20, min_samples_leaf=2),
}


def error_floor(table: PredictionTable, X: Any, *, alpha: float) -> ErrorFloor:
    """Return the floor by the model's errors and, where the rows can be compared, those of simple classifiers."""
    seen = {"the model": (int(table.errors.sum()), len(table))}
    try:
        leading = leading_shares(labels_around(table, X))[2]
        seen["nearest neighbours"] = (int(np.count_nonzero(leading != table.y_true)), len(table))
        seen |= _simple_errors(points(table, X), table.y_true, table.random_state or 0)
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


def _simple_errors(coordinates: FloatArray, codes: IntArray, seed: int) -> dict[str, tuple[int, int]]:
    """Return errors and rows of simple classifiers, cross-fitted on some of the rows."""
    rng = np.random.default_rng(derived_seed(seed, "error floor"))
    rows = rng.permutation(len(codes))[:_MOST_ROWS]
    coordinates, codes = coordinates[rows].astype(np.float64), codes[rows]
    counts = np.bincount(codes)
    n_present, largest = int(np.count_nonzero(counts)), int(counts.max())
    if not 2 <= n_present <= _MOST_CLASSES or len(codes) - largest < 2 * _FOLDS:
        return {}
    wrong = dict.fromkeys(_SIMPLE, 0)
    for fit, test in KFold(_FOLDS).split(coordinates):
        if len(np.unique(codes[fit])) < 2:
            return {}
        for name, simple in _SIMPLE.items():
            model = clone(simple)
            if "random_state" in model.get_params():
                model.set_params(random_state=int(rng.integers(2**31 - 1)))
            wrong[name] += int(
                np.count_nonzero(model.fit(coordinates[fit], codes[fit]).predict(coordinates[test]) != codes[test])
            )
    return {name: (n, len(codes)) for name, n in wrong.items()}
