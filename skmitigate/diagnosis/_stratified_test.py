"""Test whether errors are more frequent in a region, among rows of the same true class."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate.diagnosis._strata import more_errors_p_values, stratum_counts
from skmitigate.metrics._wilson import wilson_interval

#: With a larger variance than this the number of errors is as good as normal.
_SURELY_NORMAL = 2000.0


def stratified_p_value(errors: BoolArray, region: BoolArray, strata: IntArray) -> float:
    """Return the p-value of so many errors in the region, errors being spread evenly over the rows of each stratum."""
    # A sum of independent hypergeometric numbers (Mantel and Haenszel 1959; exact as in Mehta, Patel and Gray 1985).
    found = int(np.count_nonzero(errors & region))
    counts = np.array(list(stratum_counts(region, strata, errors)), dtype=np.float64).reshape(-1, 3)
    n_rows, n_errors, n_inside = counts.T
    mean = n_errors * n_inside / n_rows
    variance = mean * (1 - n_errors / n_rows) * (n_rows - n_inside) / np.maximum(n_rows - 1, 1)
    if variance.sum() > _SURELY_NORMAL:
        return float(norm.sf((found - 0.5 - mean.sum()) / np.sqrt(variance.sum())))
    return float(more_errors_p_values(region, strata, errors)[found])


@dataclass(frozen=True, slots=True)
class RegionRate:
    """The error rate of a region, beside what the classes of its rows would give at their rates elsewhere."""

    n_rows: int
    n_errors: int
    expected: float
    estimate: float
    interval: tuple[float, float]
    rates: dict[str, float]


def rate_of_region(errors: BoolArray, region: BoolArray, strata: IntArray, alpha: float) -> RegionRate:
    """Return the rate of a region that has rows and leaves some."""
    n_rows, n_errors = int(region.sum()), int((region & errors).sum())
    expected = expected_errors(errors, region, strata, ~region)
    estimate, interval = rate_above(n_errors, n_rows, expected, alpha)
    elsewhere = (int(errors.sum()) - n_errors) / (len(errors) - n_rows)
    rates = {"error_rate": n_errors / n_rows, "error_rate_elsewhere": elsewhere}
    return RegionRate(n_rows, n_errors, expected, estimate, interval, rates)


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
    low, high = wilson_interval(n_errors, n_rows, 1 - alpha)
    usual = expected / n_rows
    return n_errors / n_rows - usual, (low - usual, high - usual)
