"""Exact tail of the number of successes when each trial has a probability of its own."""

import numpy as np
from scipy import fft

from skmitigate._typing import FloatArray

#: Convolution by FFT is exact up to rounding, which is absolute and grows to about this for a million trials: smaller
#: tails are not told apart and are given as this.
_RESOLUTION = 1e-12


def poisson_binomial_tail(count: int, chances: FloatArray) -> float:
    """Return P(successes >= `count`) for independent trials with these `chances`."""
    # The distributions of neighbouring trials are convolved pairwise, all pairs of a level at once: n log(n)^2 steps
    # (Biscarri, Zhao and Brunner 2018), and exact where a normal approximation is not: few rows, or a few expected
    # successes among very many trials.
    if count <= 0:
        return 1.0
    if count > len(chances):
        return 0.0
    size = 1 << (len(chances) - 1).bit_length()
    padded = np.zeros(size)
    padded[: len(chances)] = chances
    blocks = np.column_stack([1 - padded, padded])
    while len(blocks) > 1:
        width = 2 * blocks.shape[1] - 1
        fast = fft.next_fast_len(width, real=True)
        spectra = fft.rfft(blocks, fast, axis=1)
        blocks = fft.irfft(spectra[::2] * spectra[1::2], fast, axis=1)[:, :width]
    tail = float(np.clip(blocks[0], 0, None)[count:].sum())
    return min(max(tail, _RESOLUTION), 1.0)
