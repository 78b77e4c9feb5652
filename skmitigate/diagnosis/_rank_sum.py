"""One-sided rank-sum test that stays right with ties, and the AUROC that goes with it."""

import math

import numpy as np
from scipy import special, stats
from scipy.optimize import brentq

from skmitigate._typing import BoolArray, FloatArray, IntArray

#: The exact distribution is counted where that takes no more additions than this: some tenths of a second.
_MOST_ADDITIONS = 1e8
#: Larger numbers of choices do not fit a float.
_MOST_LOG_CHOICES = 700.0
#: Cases that are this much less likely than the likeliest add nothing to a sum of at most as many cases as rows.
_NEGLIGIBLE = 1e-20
#: At 0 and at 1 the interval's equation has a root that is no limit; the limit is looked for from just beside it.
_BESIDE = 1e-9


def rank_sum_p_value(values: FloatArray, chosen: BoolArray) -> float:
    """Return the p-value of the `chosen` rows having lower `values` than the others (Wilcoxon, Mann and Whitney)."""
    # The distribution is that of the sum of midranks over all choices of as many rows, so ties are exact. It is counted
    # where that is quick, and otherwise approximated by Pearson III distributions with its mean, variance and skewness,
    # which ties and unequal groups make differ from a normal one (Mielke and Berry 2007).
    ranks = np.rint(2 * stats.rankdata(values)).astype(np.intp)
    ranks -= ranks.min()
    unit = max(int(np.gcd.reduce(ranks)), 1)
    ranks //= unit
    if 2 * int(chosen.sum()) > len(ranks):  # the others lie high exactly when the chosen ones lie low
        ranks, chosen = ranks.max() - ranks, ~chosen
    n_chosen, total = int(chosen.sum()), int(ranks[chosen].sum())
    if n_chosen == 1:
        return float(np.mean(ranks <= total))
    log_choices = -math.log(len(ranks) + 1) - special.betaln(len(ranks) - n_chosen + 1, n_chosen + 1)
    if float(len(ranks)) * n_chosen * (total + 1) <= _MOST_ADDITIONS and log_choices < _MOST_LOG_CHOICES:
        return _exact_share(ranks, n_chosen, total)
    return _approximate_share(ranks, n_chosen, total)


def _exact_share(ranks: IntArray, n_chosen: int, total: int) -> float:
    """Return the share of all choices of `n_chosen` ranks whose sum is at most `total`, by counting them."""
    ways = np.zeros((n_chosen + 1, total + 1))
    ways[0, 0] = 1
    for rank in ranks[ranks <= total].tolist():
        ways[1:, rank:] += ways[:-1, : total + 1 - rank]
    return min(float(ways[-1].sum() / special.comb(len(ranks), n_chosen)), 1.0)


def _approximate_share(ranks: IntArray, n_chosen: int, total: int) -> float:
    """Approximate the same share, given how many of the chosen are in the largest tie, and average over that."""
    # where most rows are tied (a forest says 1.0), how many of the few others are chosen makes the sum jump: no smooth
    # distribution fits all of it, but one fits each of the cases
    levels, sizes = np.unique(ranks, return_counts=True)
    tie = levels[np.argmax(sizes)]
    rest = ranks[ranks != tie].astype(np.float64)
    n_rest = np.arange(max(0, n_chosen - sizes.max()), min(n_chosen, len(rest)) + 1)
    weight = stats.hypergeom.pmf(n_rest, len(ranks), len(rest), n_chosen)
    likely = weight > _NEGLIGIBLE * weight.max()
    n_rest, weight = n_rest[likely], weight[likely]
    shares = _pearson_shares(rest, n_rest, total - (n_chosen - n_rest) * tie)
    return min(float(weight @ shares), 1.0)


def _pearson_shares(ranks: FloatArray, n_chosen: IntArray, totals: IntArray) -> FloatArray:
    """Return shares of choices with sums at most `totals`, one for each `n_chosen`, from three moments of the sums."""
    n, mean, spread, skew = len(ranks), 0.0, 0.0, 0.0
    if n:
        mean = float(ranks.mean())
        spread, skew = (float(np.mean((ranks - mean) ** power)) for power in (2, 3))
    others = n - n_chosen
    variance = n_chosen * others / max(n - 1, 1) * spread
    third = n_chosen * others * (others - n_chosen) / max((n - 1) * (n - 2), 1) * skew
    shares = (totals + 0.5 >= n_chosen * mean).astype(np.float64)  # right where all choices have the same sum
    smooth = variance > 0
    deviation = np.sqrt(variance[smooth])
    scores = (totals[smooth] + 0.5 - n_chosen[smooth] * mean) / deviation
    shares[smooth] = stats.pearson3.cdf(scores, third[smooth] / deviation**3)
    for k in np.flatnonzero(n_chosen == 1):
        shares[k] = np.mean(ranks <= totals[k])
    return shares


def auroc_low(values: FloatArray, chosen: BoolArray) -> float:
    """Return the chance that a `chosen` row has a lower value than another row, ties counting half."""
    n_chosen, n_others = int(chosen.sum()), int((~chosen).sum())
    above = stats.rankdata(-values)[chosen].sum() - n_chosen * (n_chosen + 1) / 2
    return float(above / (n_chosen * n_others))


def auroc_interval(auroc: float, n_chosen: int, n_others: int, alpha: float) -> tuple[float, float]:
    """Return a score-type interval of level 1 - `alpha` for an AUROC (method 5 of Newcombe 2006)."""
    # it keeps a width where no row is out of order, or where one group has a single row: Wald intervals do not
    z = float(stats.norm.isf(alpha / 2))
    half = (n_chosen + n_others) / 2 - 1

    def excess(theta: float) -> float:
        spread = 1 + half * ((1 - theta) / (2 - theta) + theta / (1 + theta))
        return abs(auroc - theta) - z * math.sqrt(theta * (1 - theta) * spread / (n_chosen * n_others))

    low = 0.0 if auroc == 0 else float(brentq(excess, 0.0, min(auroc, 1 - _BESIDE)))
    high = 1.0 if auroc == 1 else float(brentq(excess, max(auroc, _BESIDE), 1.0))
    return low, high
