"""The rate of errors in a slice that is looked at because there were many, corrected for that."""

import numpy as np
from scipy.optimize import brentq
from scipy.stats import binom

_LOWEST, _HIGHEST = 1e-6, 1 - 1e-9


def _log_tail(k: int, n_rows: int, rate: float) -> float:
    """Return the log of P(K >= k), far out by the sum of the geometric series that bounds it."""
    if k <= 0:
        return 0.0
    tail = float(binom.sf(k - 1, n_rows, rate))
    if tail > 1e-200 or k > n_rows:
        return float(np.log(tail)) if tail > 0 else -np.inf
    ratio = (n_rows - k) * rate / ((k + 1) * (1 - rate))
    return float(binom.logpmf(k, n_rows, rate) - np.log1p(-ratio))


def chosen_rate(n_errors: int, n_rows: int, fewest: int, at_least: float) -> float:
    """Return an estimate of a binomial rate that is seen from `fewest` errors on only."""
    # The plain share is then too high. The conditional estimate, which makes the expected count given at least `fewest`
    # equal to the count, is too low; Zhong and Prentice (2008) propose the mean of the two as a compromise.
    plain = n_errors / n_rows
    if fewest <= 0 or at_least >= plain:
        return plain

    def excess(rate: float) -> float:
        # the mean of a binomial cut off below is n p P(K' >= k - 1) / P(K >= k), where K' has one row less
        ratio = _log_tail(fewest - 1, n_rows - 1, rate) - _log_tail(fewest, n_rows, rate)
        return float(n_rows * rate * np.exp(ratio) - n_errors)

    low, high = max(at_least, plain / 20), min(plain, _HIGHEST)
    conditional = low if excess(low) >= 0 else float(brentq(excess, low, high)) if excess(high) > 0 else plain
    return (plain + conditional) / 2


def chosen_interval(n_errors: int, n_rows: int, fewest: int, alpha: float) -> tuple[float, float]:
    """Return the exact interval (Clopper and Pearson 1934) for a binomial rate that is seen from `fewest` errors on."""
    # The ends are the rates at which, given at least `fewest`, as many or more (as few or fewer) have half of `alpha`.

    def at_least(rate: float) -> float:
        return float(np.exp(_log_tail(n_errors, n_rows, rate) - _log_tail(fewest, n_rows, rate))) - alpha / 2

    def at_most(rate: float) -> float:
        more = np.exp(_log_tail(n_errors + 1, n_rows, rate) - _log_tail(fewest, n_rows, rate))
        return float(1 - more) - alpha / 2

    lowest = max(_LOWEST, n_errors / n_rows / 20)
    low = 0.0 if n_errors <= fewest or at_least(lowest) >= 0 else brentq(at_least, lowest, _HIGHEST)
    high = 1.0 if n_errors >= n_rows or at_most(_HIGHEST) >= 0 else brentq(at_most, lowest, _HIGHEST)
    return float(low), float(high)
