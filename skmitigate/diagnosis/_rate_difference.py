"""Interval for the difference of two shares."""

import numpy as np

from skmitigate.metrics._wilson import wilson_interval


def rate_difference_interval(k_one: int, n_one: int, k_two: int, n_two: int, alpha: float) -> tuple[float, float]:
    """Return the interval of k_one / n_one - k_two / n_two: Newcombe's hybrid of two score intervals (1998)."""
    one, two = k_one / n_one, k_two / n_two
    low_one, high_one = wilson_interval(k_one, n_one, 1 - alpha)
    low_two, high_two = wilson_interval(k_two, n_two, 1 - alpha)
    low = one - two - np.hypot(one - low_one, high_two - two)
    high = one - two + np.hypot(high_one - one, two - low_two)
    return float(low), float(high)
