"""How long blocks of rows in order of time must be to be nearly independent of each other."""

import numpy as np

from skmitigate._typing import FloatArray, IntArray

#: Fewer blocks than this would say too little of how much they differ.
_FEWEST = 10


def in_time_order(splits: tuple[tuple[IntArray, IntArray], ...]) -> bool:
    """Whether every fold trains on rows that stand before all rows that it tests."""
    return bool(splits) and all(len(train) and train.max() < test.min() for train, test in splits)


def block_labels(series: FloatArray) -> IntArray:
    """Cut the columns of `series`, shape (n_series, n_rows), into blocks of equal length, long enough for each line."""
    n_rows = series.shape[1]
    longest = max((block_length(line) for line in series if not np.isnan(line).any()), default=1.0)
    n_blocks = max(min(n_rows, _FEWEST), int(n_rows // np.ceil(longest)))
    return np.asarray(np.arange(n_rows) * n_blocks // n_rows)


def block_length(values: FloatArray) -> float:
    """Return the length of blocks that suits the autocorrelation of a series best, at least 1."""
    # The rule of D. N. Politis and H. White (2004), Automatic block-length selection for the dependent bootstrap, as
    # corrected by A. Patton, D. N. Politis and H. White (2009), for blocks of one length.
    n = len(values)
    deviations = values - values.mean()
    if n < 9 or not deviations.any():
        return 1.0
    run = max(5, int(np.log10(n)))
    most = int(np.ceil(np.sqrt(n))) + run
    covariance = np.array([deviations[lag:] @ deviations[: n - lag] / n for lag in range(min(most, n - 1) + 1)])
    bandwidth = min(2 * _last_correlated_lag(deviations, covariance, run, most), most, len(covariance) - 1)
    lag = np.arange(1, bandwidth + 1)
    # flat up to half the bandwidth, then falling to 0
    window = np.minimum(1.0, 2 * (1 - lag / bandwidth)) * covariance[lag]
    long_run = covariance[0] + 2 * window.sum()
    ratio = (2 * (lag * window).sum()) ** 2 / long_run**2 if long_run else np.inf
    longest = np.ceil(min(3 * np.sqrt(n), n / 3))
    return float(np.clip((1.5 * ratio * n) ** (1 / 3), 1.0, longest))


def _last_correlated_lag(deviations: FloatArray, covariance: FloatArray, run: int, most: int) -> int:
    """Return the lag after which a run of autocorrelations is no larger than chance makes them, at least 1."""
    n = len(deviations)
    lags = np.arange(len(covariance))
    # each lag's own variances: with those of the whole series long lags would look too small
    early = np.cumsum(deviations**2)[::-1][1 : len(lags) + 1]
    late = np.cumsum(deviations[::-1] ** 2)[::-1][1 : len(lags) + 1]
    scale = np.sqrt(early * late)
    small = np.abs(covariance[: len(scale)]) * n < 2 * np.sqrt(np.log10(n) / n) * scale
    for lag in range(len(small) - run + 1):
        if lag + run <= most and small[lag : lag + run].all():
            return max(lag, 1)
    return most
