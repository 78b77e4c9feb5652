"""The exact test of paired changes that are as likely to go one way as the other."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binom

from skmitigate._typing import FloatArray, IntArray


def sign_flip_p_value(changes: ArrayLike) -> float:
    """Return the chance that whole numbers with random signs add up to as much as they do, or more."""
    # For changes of one row each this is the exact one-sided McNemar test; for the changes of clusters it keeps the
    # rows of one together (Pesarin and Salmaso 2010, Permutation Tests for Complex Data).
    values = np.asarray(changes, dtype=np.intp)
    sizes = np.abs(values[values != 0])
    if not len(sizes):
        return 1.0
    if sizes.max() == 1:
        return float(binom.sf((values > 0).sum() - 1, len(sizes), 0.5))
    total = int(values.sum())
    if total > 0:
        return max(_upper_tail(sizes, total), 0.5 ** len(sizes))
    return 1.0 - _upper_tail(sizes, 1 - total)


def smallest_p_value(n_changes: ArrayLike) -> FloatArray:
    """Return the p-value that so many changes have when all go one way."""
    return np.asarray(0.5 ** np.asarray(n_changes, dtype=np.float64))


def _upper_tail(sizes: IntArray, total: int) -> float:
    """Return the chance that the sizes with random signs add up to `total` or more, for a total above 0."""
    # The product of the cosines is the characteristic function of the sum; its transform is the distribution.
    reach = int(sizes.sum())
    if total > reach:
        return 0.0
    angle = 2 * np.pi * np.arange(2 * reach + 1) / (2 * reach + 1)
    product = np.ones(len(angle))
    for size, count in zip(*np.unique(sizes, return_counts=True), strict=True):
        product *= np.cos(size * angle) ** count
    density = np.fft.ifft(product).real
    return float(np.clip(density[total : reach + 1].sum(), 0.0, 1.0))
