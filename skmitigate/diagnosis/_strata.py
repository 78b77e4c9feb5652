"""Tests of errors in a part of the rows, given how often the rows of each true class are wrong."""

from collections.abc import Iterator

import numpy as np
from scipy.stats import hypergeom

from skmitigate._typing import BoolArray, FloatArray, IntArray

#: Classes with fewer rows are one stratum together: alone they would say nothing.
_FEWEST_ROWS = 30
#: Counts of a stratum that are less probable than this are left out, and no p-value is said to be smaller.
_NEGLIGIBLE = 1e-30


def class_strata(y_true: IntArray) -> IntArray:
    """Return a stratum for each row: its class, or one for all classes of few rows."""
    counts = np.bincount(y_true)
    of_class = np.where(counts >= _FEWEST_ROWS, np.arange(len(counts)), -1)
    return np.unique(of_class[y_true], return_inverse=True)[1]


def stratum_rates(strata: IntArray, errors: BoolArray) -> FloatArray:
    """Return for each row the share of errors in its stratum."""
    return np.asarray((np.bincount(strata, weights=errors) / np.maximum(np.bincount(strata), 1))[strata])


def draw_errors(strata: IntArray, errors: BoolArray, n_draws: int, rng: np.random.Generator) -> IntArray:
    """Return positions of errors that are drawn anew in each stratum, shape (n_draws, n_errors)."""
    parts = []
    for stratum in range(int(strata.max()) + 1):
        rows = np.flatnonzero(strata == stratum)
        n_errors = int(errors[rows].sum())
        if 0 < n_errors < len(rows):
            keys = rng.random((n_draws, len(rows)), dtype=np.float32)
            parts.append(rows[np.argpartition(keys, n_errors - 1, axis=1)[:, :n_errors]])
        else:
            parts.append(np.broadcast_to(rows[: n_errors or 0], (n_draws, n_errors)))
    return np.hstack(parts)


def stratum_counts(inside: BoolArray, strata: IntArray, errors: BoolArray) -> Iterator[tuple[int, int, int]]:
    """Yield rows, errors and rows inside, of each stratum that has all of them."""
    n_rows, n_errors, n_inside = (np.bincount(strata, weights=w) for w in (np.ones(len(strata)), errors, inside))
    for stratum in np.flatnonzero((n_errors > 0) & (n_inside > 0)):
        yield int(n_rows[stratum]), int(n_errors[stratum]), int(n_inside[stratum])


def more_errors_p_values(inside: BoolArray, strata: IntArray, errors: BoolArray) -> FloatArray:
    """Return P(at least k errors inside) for k = 0 to all errors, given rows and errors of each stratum."""
    # a sum of hypergeometric laws, one for each stratum, exact but where a probability is negligible
    pmf, offset = np.ones(1), 0
    for n_rows, n_errors, n_inside in stratum_counts(inside, strata, errors):
        k = np.arange(max(0, n_errors + n_inside - n_rows), min(n_errors, n_inside) + 1)
        own = hypergeom.pmf(k, n_rows, n_errors, n_inside)
        likely = np.flatnonzero(own > _NEGLIGIBLE)
        own, offset = own[likely[0] : likely[-1] + 1], offset + int(k[likely[0]])
        pmf = np.convolve(pmf, own)
    tail = np.full(int(errors.sum()) + 1, _NEGLIGIBLE)
    tail[: offset + 1] = 1.0
    summed = np.cumsum(pmf[::-1])[::-1]
    tail[offset : offset + len(pmf)] = np.clip(summed / summed[0], _NEGLIGIBLE, 1.0)
    return tail
