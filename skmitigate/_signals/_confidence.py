"""How sure a row of predicted probabilities is."""

import numpy as np

from skmitigate._typing import FloatArray


def confidence(proba: FloatArray) -> FloatArray:
    """Probability of the likeliest class, shape (n,)."""
    return np.asarray(proba.max(axis=1))


def margin(proba: FloatArray) -> FloatArray:
    """Probability of the likeliest class less that of the next one, shape (n,)."""
    top = np.partition(proba, proba.shape[1] - 2, axis=1)[:, -2:]
    return np.asarray(top[:, 1] - top[:, 0])
