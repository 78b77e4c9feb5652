"""Interval for the difference of two shares."""

import numpy as np
from scipy.stats import binomtest


def rate_difference_interval(k_one: int, n_one: int, k_two: int, n_two: int, alpha: float) -> tuple[float, float]:
    """Return the interval of k_one / n_one - k_two / n_two: Newcombe's hybrid of two score intervals (1998)."""
    one, two = k_one / n_one, k_two / n_two
    of_one = binomtest(k_one, n_one).proportion_ci(1 - alpha, method="wilson")
    of_two = binomtest(k_two, n_two).proportion_ci(1 - alpha, method="wilson")
    low = one - two - np.hypot(one - of_one.low, of_two.high - two)
    high = one - two + np.hypot(of_one.high - one, two - of_two.low)
    return float(low), float(high)
