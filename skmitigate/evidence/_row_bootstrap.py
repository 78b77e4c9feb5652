"""The variance of a difference in any metric, by drawing the rows again."""

import warnings
from collections.abc import Sequence

import numpy as np

from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._metric import Metric
from skmitigate.predictions._prediction_table import PredictionTable


def bootstrap_variance(
    pairs: Sequence[tuple[PredictionTable, PredictionTable]], metric: Metric, *, seed: int, n_draws: int = 500
) -> float | None:
    """Return the variance of the mean difference of pairs of tables over samples of rows or whole groups, if known."""
    # Samples on which the metric is not defined (a class is missing) are left out; it is unknown where they are most.
    rng = np.random.RandomState(seed)
    first = pairs[0][0]
    members = None
    if first.groups is not None:
        _, position = np.unique(first.groups, return_inverse=True)
        members = np.split(np.argsort(position, kind="stable"), np.cumsum(np.bincount(position))[:-1])
    n_units = len(first) if members is None else len(members)
    differences = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of scorers, on samples: each has been said of the whole table
        for _ in range(n_draws):
            drawn = rng.randint(0, n_units, n_units)
            rows = drawn if members is None else np.concatenate([members[i] for i in drawn])
            try:
                gains = [metric.quick_score(b.take(rows)) - metric.quick_score(a.take(rows)) for a, b in pairs]
            except (NotApplicable, ValueError):
                continue
            differences.append(float(np.mean(gains)))
    known = np.array([value for value in differences if np.isfinite(value)])
    return float(known.var(ddof=1)) if len(known) > n_draws / 2 else None
