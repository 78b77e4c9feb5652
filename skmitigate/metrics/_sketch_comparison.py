"""How a later sample differs from sketches of a reference, with the reference's own error counted in full."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import binom as binomial
from scipy.stats import beta, binom, chi2, hypergeom, kstwo, ncx2

from skmitigate._typing import IntArray
from skmitigate.metrics._column_tests import total_variation, without_rare
from skmitigate.metrics._level_sketch import LevelSketch
from skmitigate.metrics._number_sketch import NumberSketch

#: As in the tests of columns: levels that are expected less often are no ground for chi-square.
_LEAST_EXPECTED = 5
_MOST_NAMED = 5
_LEAST_DOUBT = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchDifference:
    """By how much a sample differs from the sketch of a reference."""

    distance: float
    interval: tuple[float, float]
    difference: float | None
    missing_before: float
    missing_now: float
    p_value: float
    part: str  # "values" or "missing values": of which the p-value is smaller
    new_levels: tuple[str, ...]
    new_share: float


def compare_number_sketches(
    reference: NumberSketch, window: NumberSketch, *, alpha: float, doubt: float | None
) -> SketchDifference:
    """Compare numbers: Kolmogorov and Smirnov's distance at the cuts of the reference."""
    # with a doubt, the p-value holds for this one reference, unless it is among so many most deceptive ones; with None
    # it is that of two samples, averaged over all references. The interval is of level 1 - alpha
    n, m = reference.n_values, window.n_values
    distance, interval, p_value = 0.0, (0.0, 1.0), 1.0
    if n and m:
        (less, upto, error), (less_now, upto_now, error_now) = (
            s.counts_at(reference.cuts) for s in (reference, window)
        )
        apart = np.abs(np.concatenate([less / n - less_now / m, upto / n - upto_now / m]))
        distance, unsure = float(apart.max(initial=0.0)), error / n + error_now / m
        # few rows lie wholly apart by chance, too, which the limit for many rows does not know
        beyond, size, least = distance - unsure, max(n * m // (n + m), 1), min(2 / float(binomial(n + m, n)), 1.0)
        if doubt is not None:
            beyond, size, least = beyond - reach(n, doubt / 2), m, 0.0
        p_value = max(float(kstwo.sf(beyond, size)), least) if beyond > 0 else 1.0
        margin = unsure + reach(n, alpha / 2) + reach(m, alpha / 2)
        unseen = max(reference.widest / n, int((np.append(less_now, m) - np.append(0, upto_now)).max()) / m)
        interval = (max(distance - margin, 0.0), min(distance + margin + unseen, 1.0))
    return _difference(
        reference,
        window,
        distance=distance,
        interval=interval,
        difference=_standardised(reference, window) if n and m else None,
        p_value=p_value,
        doubt=None if doubt is None else doubt / 2,
        new={},
    )


def compare_level_sketches(
    reference: LevelSketch, window: LevelSketch, *, alpha: float, doubt: float | None
) -> SketchDifference:
    """Compare levels: total variation distance and chi-square, rare levels taken together; the rest as for numbers."""
    n, m = reference.n_values, window.n_values
    counts = without_rare(_cells(reference, window))
    distance, interval = total_variation(counts), (0.0, 1.0)
    if n and m:
        logs = counts.shape[1] * np.log(2) + np.log(2 / alpha)  # Weissman et al. (2003)
        margin = float(np.sqrt(logs / (2 * n)) + np.sqrt(logs / (2 * m)))
        interval = (max(distance - margin, 0.0), min(distance + margin, 1.0))
    return _difference(
        reference,
        window,
        distance=distance,
        interval=interval,
        difference=None,
        p_value=_chi_square(counts, None if doubt is None else doubt / 2),
        doubt=None if doubt is None else doubt / 2,
        new=_new_levels(reference, window),
    )


def _chi_square(counts: IntArray, doubt: float | None) -> float:
    (n, m), df = counts.sum(axis=1), counts.shape[1] - 1
    if df == 0 or min(n, m) == 0:
        return 1.0
    apart = counts[1] / m - counts[0] / n
    statistic = m * float((apart**2 / (counts.sum(axis=0) / (n + m))).sum())
    if doubt is None:
        return float(chi2.sf(statistic * n / (n + m), df))
    # given the reference, it is chi-square with as much non-centrality as the reference is off, in rows of the window
    return float(ncx2.sf(statistic, df, m / n * chi2.isf(max(doubt, _LEAST_DOUBT), df)))


def _cells(reference: LevelSketch, window: LevelSketch) -> IntArray:
    """Return the counts of levels, or of as many buckets of them as the smaller sample has rows for."""
    if reference.counts is not None and window.counts is not None:
        levels = dict.fromkeys([*reference.counts, *window.counts])
        return np.array(
            [[s.get(level, 0) for level in levels] for s in (reference.counts, window.counts)], dtype=np.intp
        )
    cells = np.vstack([reference.bucketed(), window.bucketed()])
    while cells.shape[1] > 2 and cells.sum(axis=1).min() < _LEAST_EXPECTED * cells.shape[1]:
        cells = cells[:, : cells.shape[1] // 2] + cells[:, cells.shape[1] // 2 :]
    return cells


def _new_levels(reference: LevelSketch, window: LevelSketch) -> dict[str, int]:
    if reference.counts is None or window.counts is None:
        return {}
    return {level: n for level, n in window.counts.items() if level not in reference.counts}


def _missing_p_value(n: int, k: int, m: int, k_now: int, doubt: float | None) -> float:
    """Return the p-value of `k_now` of `m` values missing, where `k` of `n` were."""
    if k == k_now == 0:
        return 1.0
    if doubt is None:  # Fisher's exact test
        every = (n + m, k + k_now, m)
        return min(1.0, 2 * min(float(hypergeom.cdf(k_now, *every)), float(hypergeom.sf(k_now - 1, *every))))
    # Clopper and Pearson: the share can be anything between these but for the doubt
    low = float(beta.ppf(doubt / 2, k, n - k + 1)) if k else 0.0
    high = float(beta.isf(doubt / 2, k + 1, n - k)) if k < n else 1.0
    tail = min(float(binom.sf(k_now - 1, m, high)), float(binom.cdf(k_now, m, low)))
    return min(1.0, 2 * tail)


def _difference(
    reference: NumberSketch | LevelSketch,
    window: NumberSketch | LevelSketch,
    *,
    distance: float,
    interval: tuple[float, float],
    difference: float | None,
    p_value: float,
    doubt: float | None,
    new: Mapping[str, int],
) -> SketchDifference:
    """Return the difference of the values together with that of the missing ones."""
    n, m = reference.n_rows, window.n_rows
    p_missing = _missing_p_value(n, reference.n_missing, m, window.n_missing, doubt)
    return SketchDifference(
        distance=distance,
        interval=interval,
        difference=difference,
        missing_before=reference.n_missing / max(n, 1),
        missing_now=window.n_missing / max(m, 1),
        p_value=min(1.0, 2 * min(p_value, p_missing)),
        part="values" if p_value <= p_missing else "missing values",
        new_levels=tuple(sorted(new, key=lambda level: (-new[level], level))[:_MOST_NAMED]),
        new_share=sum(new.values()) / max(window.n_values, 1),
    )


def reach(n: float, doubt: float) -> float:
    """Return how far a sample's distribution function may be from the true one (Massart 1990)."""
    return float(np.sqrt((np.log(2) - np.log(max(doubt, _LEAST_DOUBT))) / (2 * n)))


def _standardised(reference: NumberSketch, window: NumberSketch) -> float:
    """Return the difference of the means in standard deviations; 0 where nothing varies."""
    scale = max(abs(reference.mean), abs(window.mean), reference.sd, window.sd)
    if scale == 0:
        return 0.0
    least = float(np.finfo(np.float64).tiny) / np.finfo(np.float64).eps
    spread = float(np.hypot(reference.sd / scale, window.sd / scale)) / np.sqrt(2)
    return float((window.mean / scale - reference.mean / scale) / spread) if spread > least else 0.0
