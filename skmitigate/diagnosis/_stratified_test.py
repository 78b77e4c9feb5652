"""Test whether errors are more frequent in a region, among rows of the same true class."""

import numpy as np
from scipy.stats import binomtest, hypergeom, norm

from skmitigate._typing import BoolArray, FloatArray, IntArray

#: With a larger variance than this the number of errors is as good as normal.
_SURELY_NORMAL = 2000.0


def stratified_p_value(errors: BoolArray, region: BoolArray, strata: IntArray) -> float:
    """Return the p-value of so many errors in the region, errors being spread evenly over the rows of each stratum."""
    # A sum of independent hypergeometric numbers (Mantel and Haenszel 1959; exact as in Mehta, Patel and Gray 1985).
    n_rows, n_errors, n_inside, found = _counts(errors, region, strata)
    mean = n_errors * n_inside / n_rows
    variance = mean * (1 - n_errors / n_rows) * (n_rows - n_inside) / np.maximum(n_rows - 1, 1)
    if variance.sum() > _SURELY_NORMAL:
        return float(norm.sf((found - 0.5 - mean.sum()) / np.sqrt(variance.sum())))
    free = variance > 0
    chances = np.ones(1)
    for n, k, m in zip(n_rows[free], n_errors[free], n_inside[free], strict=True):
        low, high = max(0, k + m - n), min(k, m)
        chances = np.convolve(chances, hypergeom.pmf(np.arange(low, high + 1), n, k, m))
    least = np.maximum(n_errors + n_inside - n_rows, 0)[free].sum() + mean[~free].sum()
    place = max(round(float(found - least)), 0)
    return float(min(chances[place:].sum(), 1.0))


def expected_errors(errors: BoolArray, region: BoolArray, strata: IntArray, elsewhere: BoolArray) -> float:
    """Return how many errors the region would have at the rates of the strata `elsewhere`."""
    n_strata = int(strata.max()) + 1
    n_there = np.bincount(strata[elsewhere], minlength=n_strata)
    n_wrong = np.bincount(strata[elsewhere & errors], minlength=n_strata)
    overall = n_wrong.sum() / max(n_there.sum(), 1)
    # a stratum with few rows elsewhere leans on the others, as if it had ten more rows with their rate
    rates: FloatArray = (n_wrong + 10 * overall) / (n_there + 10)
    return float(rates[strata[region]].sum())


def rate_above(n_errors: int, n_rows: int, expected: float, alpha: float) -> tuple[float, tuple[float, float]]:
    """Return an error rate less the expected one, with Wilson's score interval of the former, shifted."""
    low, high = binomtest(n_errors, n_rows).proportion_ci(1 - alpha, method="wilson")
    usual = expected / n_rows
    return n_errors / n_rows - usual, (float(low) - usual, float(high) - usual)


def _counts(errors: BoolArray, region: BoolArray, strata: IntArray) -> tuple[IntArray, IntArray, IntArray, int]:
    present = np.unique(strata, return_inverse=True)[1]
    n_rows = np.bincount(present)
    n_errors = np.bincount(present[errors], minlength=len(n_rows))
    n_inside = np.bincount(present[region], minlength=len(n_rows))
    return n_rows, n_errors, n_inside, int(np.count_nonzero(errors & region))
