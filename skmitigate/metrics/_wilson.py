"""Wilson's interval of a share."""

import numpy as np
from scipy.stats import norm

from skmitigate._typing import FloatArray


def wilson_band(share: FloatArray, n_rows: FloatArray, confidence: float) -> tuple[FloatArray, FloatArray]:
    """Return Wilson's interval for shares of so many rows, which need not be whole."""
    z2 = float(norm.ppf((1 + confidence) / 2)) ** 2
    middle = (share + z2 / (2 * n_rows)) / (1 + z2 / n_rows)
    half = np.sqrt(z2 * (share * (1 - share) / n_rows + z2 / (4 * n_rows**2))) / (1 + z2 / n_rows)
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)


def wilson_interval(k: float, n_rows: float, confidence: float) -> tuple[float, float]:
    """Return Wilson's interval for `k` of `n_rows` rows."""
    low, high = wilson_band(np.array([k / n_rows]), np.array([float(n_rows)]), confidence)
    return float(low[0]), float(high[0])
