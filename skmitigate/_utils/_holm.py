"""Correct p-values for how many tests were made."""

import numpy as np
from numpy.typing import ArrayLike

from skmitigate._typing import FloatArray


def holm(p_values: ArrayLike, n_tests: int | None = None) -> FloatArray:
    """Return p-values adjusted by Holm's step-down method (Holm 1979), in the order given."""
    # n_tests counts also the tests that are not listed: those must have p-values above any that is to be rejected
    p = np.asarray(p_values, dtype=np.float64)
    return weighted_holm(p, np.ones_like(p), len(p) if n_tests is None else n_tests)


def weighted_holm(p_values: ArrayLike, weights: ArrayLike, total_weight: float) -> FloatArray:
    """Return p-values adjusted by Holm's method for tests that have unequal shares of the level, in the order given."""
    # total_weight counts also the tests that are not listed: those must have p-values above the level
    p, weight = np.asarray(p_values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    order = np.argsort(p / weight, kind="stable")
    left = total_weight - np.append(0.0, np.cumsum(weight[order])[:-1]) if len(p) else np.empty(0)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * left / weight[order]))
    return adjusted
