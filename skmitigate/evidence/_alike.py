"""How two tables of the same rows are alike: in their folds, and in what they predict."""

import numpy as np

from skmitigate.metrics._metric import Metric
from skmitigate.predictions._prediction_table import PredictionTable


def folds_in_common(*tables: PredictionTable) -> int:
    """Return the number of folds of a repetition; 0 where tables have none, or not the same, or test rows unevenly."""
    first = tables[0]
    once = first.repetitions[0] if first.repetitions else first
    n_tests = sum(len(test) for _, test in first.splits)
    n_folds = len(np.unique(once.fold))
    if n_folds < 2 or n_tests != len(first) * (len(first.repetitions) or 1):
        return 0
    return n_folds if all(_same_folds(first, table) for table in tables[1:]) else 0


def n_changed(a: PredictionTable, b: PredictionTable, metric: Metric) -> int:
    """Return in how many rows, or groups of rows, two tables differ as far as the metric can see."""
    changed = np.zeros(len(a), dtype=bool)
    for one, other in zip(a.repetitions or (a,), b.repetitions or (b,), strict=True):
        changed |= one.y_pred != other.y_pred
        if metric.needs_proba and one.proba is not None and other.proba is not None:
            changed |= (one.proba != other.proba).any(axis=1)
    return int(changed.sum()) if a.groups is None else len(np.unique(a.groups[changed]))


def _same_folds(one: PredictionTable, other: PredictionTable) -> bool:
    if len(one.repetitions) != len(other.repetitions) or len(one.splits) != len(other.splits):
        return False
    return np.array_equal(one.fold, other.fold) and all(
        np.array_equal(a, b) for (_, a), (_, b) in zip(one.splits, other.splits, strict=True)
    )
