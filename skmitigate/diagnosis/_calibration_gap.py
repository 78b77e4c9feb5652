"""How far the probability of the predicted class is from how often it is right: tests and sizes."""

from typing import Any

import numpy as np
from scipy.special import expit
from scipy.stats import binom, norm

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate._utils._holm import holm
from skmitigate.diagnosis._rank_sum import rank_sum_p_value
from skmitigate.diagnosis._weighted_tail import weighted_tail
from skmitigate.metrics._wilson import wilson_interval

_N_BINS = 10
_N_DRAWS = 200
_MOST_STEPS = 50
#: Slopes beyond this mean that errors and right rows are all but separated, and the curve has no finite one.
_STEEPEST = 50.0


def gap_p_value(sure: FloatArray, errors: BoolArray) -> float:
    """Return the two-sided p-value of the mean of `sure` being the share of right rows."""
    # a sum of trials with different chances varies less than one of trials that share their mean (Hoeffding 1956), so
    # this is conservative where probabilities are calibrated, and exact where they are so on average only
    n, wrong, chance = len(sure), int(errors.sum()), float(np.mean(1 - sure))
    return float(min(1.0, 2 * min(binom.cdf(wrong, n, chance), binom.sf(wrong - 1, n, chance))))


def slope_p_value(sure: FloatArray, errors: BoolArray) -> float:
    """Return the p-value of the slope of the recalibration line being 1, or the probabilities telling nothing."""
    # the larger of two p-values: of a test that is right where probabilities are calibrated (Cox's score test), and of
    # one that is right where errors have nothing to do with them
    log_odds = np.log(sure) - np.log1p(-sure)
    spread = sure * (1 - sure)
    weights = log_odds - float(spread @ log_odds) / float(spread.sum())
    if np.ptp(sure) == 0 or not errors.any() or errors.all():
        return 1.0
    total = float(weights @ ~errors)
    tail = weighted_tail(total, weights, sure)
    return max(min(1.0, 2 * min(tail, 1 - tail)), rank_sum_p_value(sure, errors))


def gap_interval(sure: FloatArray, errors: BoolArray, alpha: float) -> tuple[float, float]:
    """Return the interval of mean probability less share of right rows, by Wilson's for the share."""
    low, high = wilson_interval(int(errors.sum()), len(errors), 1 - alpha)
    allowed = float(np.mean(1 - sure))
    return low - allowed, high - allowed


def recalibration_slope(sure: FloatArray, errors: BoolArray, alpha: float) -> tuple[float, tuple[float, float]]:
    """Return the slope of the logistic regression of being right on the log odds, and Wald's interval for it."""
    log_odds = np.log(sure) - np.log1p(-sure)
    design = np.column_stack([np.ones_like(log_odds), log_odds])
    line = np.array([0.0, 1.0])
    for _ in range(_MOST_STEPS):
        fitted = expit(design @ line)
        information = design.T @ (design * (fitted * (1 - fitted))[:, None]) + 1e-9 * np.eye(2)
        step = np.linalg.solve(information, design.T @ (~errors - fitted))
        step *= min(1.0, 2 / max(float(np.abs(step).max()), 2e-12))  # longer ones may overshoot
        line = line + step
        if np.abs(step).max() < 1e-9 or abs(line[1]) > _STEEPEST:
            break
    half = float(norm.isf(alpha / 2)) * float(np.sqrt(np.linalg.inv(information)[1, 1]))
    return float(line[1]), (float(line[1]) - half, float(line[1]) + half)


def calibration_error(
    sure: FloatArray, errors: BoolArray, alpha: float, random_state: int
) -> tuple[float, tuple[float, float]]:
    """Return the expected calibration error in ten bins of equally many rows, and its basic bootstrap interval."""
    edges = np.unique(np.quantile(sure, np.linspace(0, 1, _N_BINS + 1))[1:-1])
    _, bins, counts = np.unique(np.searchsorted(edges, sure), return_inverse=True, return_counts=True)
    right = np.bincount(bins, weights=~errors) / counts
    said = np.bincount(bins, weights=sure) / counts
    share = counts / len(sure)
    seen = float(share @ np.abs(right - said))
    drawn = np.random.default_rng(random_state).binomial(counts, right, size=(_N_DRAWS, len(counts))) / counts
    low, high = np.quantile(np.abs(drawn - said) @ share, [alpha / 2, 1 - alpha / 2])
    # the error is an absolute value, so chance adds to it, in the draws once more than in the rows
    return seen, (float(max(2 * seen - high, 0.0)), float(max(2 * seen - low, seen)))


def gaps_of_classes(sure: FloatArray, errors: BoolArray, y_pred: IntArray, alpha: float) -> dict[str, Any]:
    """Return, for the predicted classes whose probability is off, largest gap first: codes, rows, gaps, p-values."""
    codes, place, counts = np.unique(y_pred, return_inverse=True, return_counts=True)
    wrong = np.bincount(place, weights=errors).astype(np.intp)
    chance = np.bincount(place, weights=1 - sure) / counts
    tails = np.minimum(binom.cdf(wrong, counts, chance), binom.sf(wrong - 1, counts, chance))
    p_values = holm(np.minimum(1.0, 2 * tails))
    off = np.flatnonzero(p_values <= alpha)
    gaps = wrong / counts - chance
    off = off[np.argsort(-np.abs(gaps[off]), kind="stable")]
    return {"codes": codes[off], "counts": counts[off], "gaps": gaps[off], "p_values": p_values[off]}
