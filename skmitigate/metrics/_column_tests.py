"""Two-sample tests and effect sizes of many columns at once."""

from dataclasses import dataclass

import numpy as np
from scipy.special import kolmogorov
from scipy.stats import chi2_contingency, hypergeom, kstwo

from skmitigate._typing import BoolArray, FloatArray, IntArray

#: Levels that are expected less often than this in either sample are taken together, or chi-square is no chi-square.
_LEAST_EXPECTED = 5.0
#: Cells that are sorted at once: 16 MB.
_CHUNK = 2_000_000
#: Of more different cases than this, p-values are approximated: an exact one takes up to a millisecond.
_MOST_EXACT = 500


@dataclass(frozen=True, slots=True, eq=False)
class ColumnTests:
    """One entry per column: what differs between two samples, by how much, and with which p-value."""

    distance: FloatArray
    difference: FloatArray
    missing_before: FloatArray
    missing_now: FloatArray
    p_value: FloatArray


def compare_numbers(before: FloatArray, now: FloatArray) -> ColumnTests:
    """Compare columns of numbers: Kolmogorov and Smirnov's distance, and the standardised difference of the means."""
    d = before.shape[1]
    distance, p_value = np.zeros(d), np.ones(d)
    step = max(1, _CHUNK // max(1, len(before) + len(now)))
    for start in range(0, d, step):
        part = slice(start, start + step)
        distance[part], p_value[part] = _kolmogorov_smirnov(before[:, part], now[:, part])
    gaps = np.isnan(before), np.isnan(now)
    return ColumnTests(distance, standardised_difference(before, now), *_shares(gaps), _with_gaps(p_value, *gaps))


def compare_levels(before: IntArray, now: IntArray) -> ColumnTests:
    """Compare columns of level codes: total variation distance and chi-square, rare levels taken together."""
    d = before.shape[1]
    distance, p_value = np.zeros(d), np.ones(d)
    for j in range(d):
        counts = level_counts(before[:, j], now[:, j])
        distance[j], p_value[j] = _chi_square(counts)
    gaps = before < 0, now < 0
    return ColumnTests(distance, np.full(d, np.nan), *_shares(gaps), _with_gaps(p_value, *gaps))


def level_counts(before: IntArray, now: IntArray) -> IntArray:
    """Return the counts of the levels in both samples, shape (2, n_levels); missing values are left out."""
    size = int(max(before.max(initial=-1), now.max(initial=-1))) + 1
    return np.vstack([np.bincount(sample[sample >= 0], minlength=size) for sample in (before, now)])


def standardised_difference(before: FloatArray, now: FloatArray) -> FloatArray:
    """Return the difference of the means in standard deviations, now less before; 0 where nothing varies."""
    means, variances = [], []
    plain = [np.where(np.isfinite(sample), sample, 0.0) for sample in (before, now)]
    largest = np.max([np.abs(sample).max(axis=0, initial=0.0) for sample in plain], axis=0)
    scale = np.where(largest > 0, largest, 1.0)  # the square of a large number is none
    for sample, values in zip((before, now), plain, strict=True):
        known = np.isfinite(sample)
        n = np.maximum(known.sum(axis=0), 1)
        mean = (values / scale).sum(axis=0) / n
        means.append(mean)
        variances.append((np.where(known, values / scale - mean, 0.0) ** 2).sum(axis=0) / n)
    spread = np.sqrt(np.mean(variances, axis=0))
    difference: FloatArray = np.divide(means[1] - means[0], spread, out=np.zeros(before.shape[1]), where=spread > 0)
    return difference


def _kolmogorov_smirnov(before: FloatArray, now: FloatArray) -> tuple[FloatArray, FloatArray]:
    pooled = np.vstack([before, now]).T.copy()  # a column's values side by side, which sorts several times as fast
    order = np.argsort(pooled, axis=1, kind="stable")
    ranked = np.take_along_axis(pooled, order, axis=1)
    n, m = ((~np.isnan(sample)).sum(axis=0) for sample in (before, now))
    steps = np.where(order < len(before), 1 / np.maximum(n, 1)[:, None], -1 / np.maximum(m, 1)[:, None])
    ahead = np.abs(np.cumsum(steps, axis=1))
    # missing values come last; of equal values, only after the last one is either distribution function where it is
    ahead[:, :-1][ranked[:, 1:] == ranked[:, :-1]] = 0.0
    ahead[np.isnan(ranked)] = 0.0
    distance = ahead.max(axis=1, initial=0.0)
    testable = (n > 0) & (m > 0)
    distance[~testable] = 0.0
    size = np.maximum(np.rint(n * m / np.maximum(n + m, 1)), 1)
    return distance, np.where(testable, _tail(distance, size), 1.0)


def _tail(distance: FloatArray, size: FloatArray) -> FloatArray:
    """Return the p-values of distances of samples of these effective sizes."""
    cases, place = np.unique(np.column_stack([distance, size]), axis=0, return_inverse=True)
    if len(cases) <= _MOST_EXACT:
        return np.asarray(kstwo.sf(cases[:, 0], cases[:, 1])[place.ravel()])
    root = np.sqrt(size)
    return np.asarray(kolmogorov((root + 0.12 + 0.11 / root) * distance))  # Stephens (1970)


def _chi_square(counts: IntArray) -> tuple[float, float]:
    kept = without_rare(counts)
    distance = total_variation(kept)
    if kept.shape[1] < 2:
        return distance, 1.0
    return distance, float(chi2_contingency(kept, correction=False).pvalue)


def without_rare(counts: IntArray) -> IntArray:
    """Return counts of two samples with the rare levels in one; a single level where nothing can be compared."""
    # which are rare is asked of both samples together, so that neither is told from the other by its rare levels
    counts = counts[:, counts.sum(axis=0) > 0]
    sizes = counts.sum(axis=1)
    if sizes.min() == 0 or counts.shape[1] < 2:
        return np.asarray(sizes[:, None])
    rare = counts.sum(axis=0) * sizes.min() / sizes.sum() < _LEAST_EXPECTED
    kept = np.column_stack([counts[:, ~rare], counts[:, rare].sum(axis=1)]) if rare.any() else counts
    return np.asarray(kept[:, kept.sum(axis=0) > 0])


def total_variation(counts: IntArray) -> float:
    """Return the total variation distance of the shares of two samples; 0 where one is empty."""
    sizes = counts.sum(axis=1)
    return float(np.abs(np.subtract(*(counts / sizes[:, None]))).sum() / 2) if sizes.min() > 0 else 0.0


def _shares(gaps: tuple[BoolArray, BoolArray]) -> tuple[FloatArray, FloatArray]:
    before, now = (np.asarray(sample.mean(axis=0)) for sample in gaps)
    return before, now


def _with_gaps(p_value: FloatArray, before: BoolArray, now: BoolArray) -> FloatArray:
    """Return p-values that also count whether as many values are missing (Fisher's exact test, twice the smaller)."""
    n, m = len(before), len(now)
    k_before, k_now = before.sum(axis=0), now.sum(axis=0)
    asked = (k_before + k_now > 0) & (k_before + k_now < n + m)
    tails = np.minimum(
        hypergeom.cdf(k_now, n + m, k_before + k_now, m), hypergeom.sf(k_now - 1, n + m, k_before + k_now, m)
    )
    return np.asarray(np.where(asked, np.minimum(1.0, 2 * np.minimum(p_value, np.minimum(1.0, 2 * tails))), p_value))
