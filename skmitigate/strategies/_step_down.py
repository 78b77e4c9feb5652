"""Test nested sets of rows, from the smallest on, for a share of errors below a target."""

from functools import lru_cache

import numpy as np
from scipy.stats import beta, binom

from skmitigate._typing import FloatArray, IntArray

#: A set is tested at this share of the error probability by its own rows; the rest is for the rows of larger sets.
_OWN_SHARE = 0.85
#: Sets that are tested; more of them cost power and time, fewer cost coverage between one and the next.
_N_LOOKS = 64
#: Candidates for the level that all larger sets are tested at, as shares of the set's own level.
_SHARES = np.geomspace(1 / 60, 1, 16)
#: Binomial tails below this are taken to be nothing.
_TINY = 1e-12
#: More rows than this are not worth counting.
_MOST_ROWS = 10**7


def upper_bound(n_errors: int, n_rows: int, alpha: float) -> float:
    """Return the exact upper confidence bound (Clopper and Pearson 1934) of a share, 1 where there are no rows."""
    if n_errors >= n_rows:
        return 1.0
    return float(beta.ppf(1 - alpha, n_errors + 1, n_rows - n_errors))


def rows_needed(target: float, alpha: float) -> int | None:
    """Return how many rows without an error put the bound at the target; None where no number does."""
    if not 0 < target < 1:
        return None if target <= 0 else 1
    needed = int(np.ceil(np.log(alpha) / np.log1p(-target) - 1e-9))
    return max(needed, 1)


def rows_needed_at(risk: float, target: float, alpha: float) -> int | None:
    """Return about how many rows of which a share `risk` is wrong put the bound at the target; None where none do."""
    needed = rows_needed(target, alpha)
    if needed is None or risk >= target:
        return None
    high = needed
    while binom.cdf(np.ceil(risk * high), high, target) > alpha:
        high *= 2
        if high > _MOST_ROWS:
            return None
    low = max(high // 2, needed)
    while low < high:
        middle = (low + high) // 2
        if binom.cdf(np.ceil(risk * middle), middle, target) <= alpha:
            high = middle
        else:
            low = middle + 1
    return high


def looks(sizes: IntArray, target: float, alpha: float) -> tuple[IntArray, float]:
    """Return which of the sets are tested, by their sizes only, and the level at which each is by its own rows."""
    own = _OWN_SHARE * alpha
    first = rows_needed(target, own)
    if first is None or sizes[-1] < first:  # none could pass, unless the largest is tested alone, at the whole level
        least = rows_needed(target, alpha)
        enough = least is not None and sizes[-1] >= least
        return np.arange(len(sizes) - 1, len(sizes)) if enough else np.arange(0), alpha
    goals = np.linspace(first, sizes[-1], min(_N_LOOKS, int(sizes[-1]) - first + 1)).astype(np.intp)
    chosen = np.unique(np.searchsorted(sizes, goals))
    return chosen, own if len(chosen) > 1 else alpha


@lru_cache(maxsize=64)
def later_levels(set_sizes: tuple[int, ...], target: float, alpha: float, own: float) -> FloatArray:
    """Return for each set the level at which the larger sets may be tested in its place."""
    # If the share of errors of a set is above the target, then so are those of all larger sets. That one hypothesis is
    # tested by the set's own rows at the level `own`, and by every larger set at the level returned: the largest one
    # for which the probability that any of these tests passes is at most `alpha` when every row is wrong with the
    # target as its probability. It is computed exactly, set by set, from the last one back.
    sizes = np.array(set_sizes, dtype=np.intp)
    own_limit = _most_errors(sizes, target, own)
    n_states = max(int(own_limit[-1]) + 1, 1)
    states = np.arange(n_states)
    at_first = [binom.pmf(states, size, target) for size in sizes]
    steps = np.diff(sizes)
    moves = {step: _errors_of(step, target)[::-1] for step in set(steps.tolist())}
    levels = np.zeros(len(sizes))
    for level in own * _SHARES:
        limit = _most_errors(sizes, target, level)
        passes = np.zeros(n_states)  # the probability of a later pass, by the number of errors so far
        chance = np.zeros(len(sizes))
        for i in range(len(sizes) - 1, -1, -1):
            if i < len(steps):
                move = moves[steps[i]]
                passes = np.convolve(passes, move)[len(move) - 1 :]
            here = own_limit[i] + 1
            chance[i] = at_first[i][:here].sum() + at_first[i][here:] @ passes[here:]
            passes[: limit[i] + 1] = 1.0
        if (chance > alpha).all():
            break  # a larger level makes every pass likelier still
        levels[chance <= alpha] = level
    # A smaller set's level is used past this one too, so it must not be above this one's: for whole numbers of errors
    # the levels do not rise evenly by themselves.
    levels = np.minimum.accumulate(levels[::-1])[::-1].copy()
    levels.flags.writeable = False  # the cache hands out the same array
    return levels


def last_passing(sizes: IntArray, n_errors: IntArray, target: float, alpha: float) -> tuple[int, float]:
    """Return the position of the largest set that is shown to be below the target, -1 for none, and its level."""
    # The probability that this set's share of errors is above the target is at most `alpha`, where that share does not
    # fall from a set to a larger one: what is passed first and in error is the smallest set above the target.
    chosen, own = looks(sizes, target, alpha)
    if not len(chosen):
        return -1, own
    p_values = binom.cdf(n_errors[chosen], sizes[chosen], target)
    levels = later_levels(tuple(sizes[chosen].tolist()), target, alpha, own)
    i = 0
    while i < len(chosen):
        jump = np.flatnonzero(p_values[i:] <= levels[i])
        if len(jump):
            i += int(jump[-1]) + 1
        elif p_values[i] <= own:
            i += 1
        else:
            break
    return (int(chosen[i - 1]) if i else -1), own


def _most_errors(sizes: IntArray, target: float, level: float) -> IntArray:
    """Return the largest number of errors at which each set passes, -1 where none is few enough."""
    least = binom.ppf(level, sizes, target).astype(np.intp)
    return np.asarray(least - (binom.cdf(least, sizes, target) > level), dtype=np.intp)


def _errors_of(n_rows: int, target: float) -> FloatArray:
    """Return the probabilities of 0, 1, ... errors among some rows, up to a number that is never reached."""
    most = int(binom.isf(_TINY, n_rows, target)) + 1
    return np.asarray(binom.pmf(np.arange(most + 1), n_rows, target))
