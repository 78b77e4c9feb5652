"""Class multipliers: predict the class whose probability times its multiplier is largest."""

from collections.abc import Callable

import numpy as np

from skmitigate._typing import FloatArray, IntArray

_GRID = 32  # multipliers looked at for one class in one pass: finer ones differ by a few rows only
_LARGEST = 300.0  # of the logarithm of a multiplier: naive Bayes is this sure, and more would be infinite
_PASSES = 2  # the second pass moves few classes, a third hardly any


def decide(proba: FloatArray, multipliers: FloatArray) -> IntArray:
    """Return the class codes of shape (n,)."""
    return np.asarray(np.argmax(proba * multipliers, axis=1), dtype=np.intp)


def tune_multipliers(proba: FloatArray, priors: FloatArray, score: Callable[[IntArray], float]) -> FloatArray:
    """Return multipliers of shape (n_classes,) that raise the score of the codes, by coordinate ascent."""
    # From two starts: no correction at all and the full one for the class frequencies. Ties stay where they are.
    starts = [np.ones(len(priors)), 1.0 / np.maximum(priors, priors[priors > 0].min())]
    results = [_ascend(proba, start, score) for start in starts]
    best = max(range(len(results)), key=lambda i: results[i][1])
    multipliers = results[best][0]
    return np.asarray(multipliers / multipliers.sum())


def _ascend(proba: FloatArray, start: FloatArray, score: Callable[[IntArray], float]) -> tuple[FloatArray, float]:
    multipliers = start.copy()
    best = score(decide(proba, multipliers))
    for _ in range(_PASSES):
        before = best
        for c in range(len(multipliers)):
            for value in _useful_values(proba, multipliers, c):
                trial = multipliers.copy()
                trial[c] = value
                reached = score(decide(proba, trial))
                if reached > best + 1e-12:
                    best, multipliers = reached, trial
        if best == before:
            break
    return multipliers, best


def _useful_values(proba: FloatArray, multipliers: FloatArray, c: int) -> FloatArray:
    """Return multipliers of class `c` between which the decision of some rows changes."""
    others = np.delete(proba * multipliers, c, axis=1).max(axis=1)
    own = proba[:, c]
    usable = (own > 0) & (others > 0)
    if not usable.any():
        return np.empty(0)
    turning = np.unique(np.log(others[usable]) - np.log(own[usable]))
    if len(turning) > _GRID:
        turning = np.quantile(turning, np.linspace(0, 1, _GRID))
    return np.asarray(np.exp(np.clip((turning[1:] + turning[:-1]) / 2, -_LARGEST, _LARGEST)))
