"""Tail of a weighted sum of independent trials, each with a probability of its own."""

import math

import numpy as np
from scipy.special import expit
from scipy.stats import norm

from skmitigate._typing import FloatArray

_MOST_STEPS = 100
#: Nearer to the mean than this many standard deviations, the formula divides by almost 0, and the tail is about .5.
_MIDDLE = 1e-3


def weighted_tail(total: float, weights: FloatArray, chances: FloatArray) -> float:
    """Return about P(sum of the weights of the successes >= `total`), by a saddlepoint (Lugannani and Rice 1980)."""
    # a normal approximation is wrong by orders of magnitude where chances are small and tails far; this one is right to
    # a few per cent there, and takes the sum to be continuous
    centred = total - float(weights @ chances)
    spread = math.sqrt(float(weights**2 @ (chances * (1 - chances))))
    if spread == 0 or abs(centred) < _MIDDLE * spread:
        return 0.5
    if total >= weights[weights > 0].sum() or total <= weights[weights < 0].sum():
        return _edge(total, weights, chances)
    log_odds = np.log(chances) - np.log1p(-chances)
    t = _saddlepoint(total, weights, log_odds, centred / spread**2)
    tilted = expit(log_odds + t * weights)
    # log(1 - q + q exp(t w)), without overflow
    growth = float(np.sum(np.logaddexp(np.log1p(-chances), np.log(chances) + t * weights)))
    w = math.copysign(math.sqrt(max(2 * (t * total - growth), 0.0)), t)
    u = t * math.sqrt(float(weights**2 @ (tilted * (1 - tilted))))
    if u == 0 or w == 0:
        return float(norm.sf(centred / spread))
    return float(np.clip(norm.sf(w) + norm.pdf(w) * (1 / u - 1 / w), 0.0, 1.0))


def _edge(total: float, weights: FloatArray, chances: FloatArray) -> float:
    """Return the tail at the largest or the smallest sum that there can be."""
    if total <= weights[weights < 0].sum():
        return 1.0
    ends = np.where(weights > 0, np.log(chances), np.where(weights < 0, np.log1p(-chances), 0.0))
    return float(np.exp(ends.sum()))


def _saddlepoint(total: float, weights: FloatArray, log_odds: FloatArray, start: float) -> float:
    """Return the tilt under which the sum has the mean `total`; Newton's steps, kept between what is known of it."""
    low, high = (0.0, math.inf) if start > 0 else (-math.inf, 0.0)
    t = start
    for _ in range(_MOST_STEPS):
        tilted = expit(log_odds + t * weights)
        miss = float(weights @ tilted) - total
        if miss > 0:
            high = t
        else:
            low = t
        slope = float(weights**2 @ (tilted * (1 - tilted)))
        step = t - miss / slope if slope > 0 else math.nan
        if not low < step < high:  # also where it is not a number
            step = 2 * t if math.isinf(low) or math.isinf(high) else (low + high) / 2
        if abs(step - t) <= 1e-10 * max(abs(t), 1e-10):
            return step
        t = step
    return t
