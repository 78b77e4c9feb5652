"""How much a share of rows may have changed, from paired counts."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm

from skmitigate._typing import FloatArray


def score_interval(
    n_up: ArrayLike, n_down: ArrayLike, n_rows: ArrayLike, *, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return the ends of the score interval of (n_up - n_down) / n_rows (Tango 1998), NaN where there are no rows."""
    # It says something where nothing changed, too. Counts of rows that are not independent, divided by how much more
    # their net change varies, are no whole numbers.
    up, down, n = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (n_up, n_down, n_rows)))
    z = norm.ppf(0.5 + level / 2)
    return _bound(up, down, n, z), _bound(up, down, n, -z)


def _bound(up: FloatArray, down: FloatArray, n: FloatArray, z: float) -> FloatArray:
    """Return the difference from which the counts are z standard errors away, by bisection."""
    low, high = np.full(n.shape, -1.0), np.full(n.shape, 1.0)
    for _ in range(60):
        middle = (low + high) / 2
        # the share that went down, most likely for this difference
        b = (2 * n - up + down) * middle - up - down
        root = np.sqrt(np.maximum(b**2 + 8 * n * down * middle * (1 - middle), 0.0))
        share = np.divide(root - b, 4 * n, out=np.zeros(n.shape), where=n > 0)
        error = np.sqrt(np.maximum(n * (2 * share + middle * (1 - middle)), 0.0))
        away = up - down - n * middle - z * error
        above = away > 0 if z > 0 else away >= 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(n > 0, (low + high) / 2, np.nan)
