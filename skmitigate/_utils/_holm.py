"""Correct p-values for how many tests were made."""

import numpy as np
from numpy.typing import ArrayLike

from skmitigate._typing import FloatArray


def holm(p_values: ArrayLike, n_tests: int | None = None) -> FloatArray:
    """Return p-values adjusted by Holm's step-down method (Holm 1979), in the order given."""
    # n_tests counts also the tests that are not listed: those must have p-values above any that is to be rejected
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    left = (len(p) if n_tests is None else n_tests) - np.arange(len(p))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * left))
    return adjusted
