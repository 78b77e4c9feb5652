"""Find slices with more errors than chance allows, by drawing errors anew or by verifying on rows kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import comb
from typing import Any, Literal

import numpy as np

from skmitigate._typing import BoolArray, IntArray
from skmitigate._utils._holm import holm
from skmitigate.diagnosis._chosen_rate import chosen_interval, chosen_rate
from skmitigate.diagnosis._coded_columns import CodedColumn
from skmitigate.diagnosis._slice import Slice
from skmitigate.diagnosis._slice_lattice import Best, SliceLattice
from skmitigate.diagnosis._strata import draw_errors, more_errors_p_values, stratum_rates

#: Draws of errors end when this many of them reach the score that was seen (Besag and Clifford 1991).
_EXCEEDANCES = 10
_DRAWS_AT_ONCE = 100
#: Enough for the level; the first slice is tested against the share of it that is left to this detector.
_DRAWS_FOR_FURTHER = 199
#: From so many sets of columns on (13 columns in triples), fewer draws: just what a share of a level of .05 asks for.
_MANY_SETS = 300
_DRAWS_OF_MANY = 299
#: Drawing anew is for tables where it takes seconds: sets of columns, and those times errors times draws.
_MOST_SETS = 1600
_MOST_WORK = 2e9
#: With rows kept apart: how many are searched at most, and how many columns in pairs and in triples.
_MOST_SEARCHED = 30_000
_MOST_COLUMNS = (40, 12)


@dataclass(frozen=True, slots=True, eq=False)
class FoundSlice:
    """One slice with its rows, the figures of the rows that it was tested on, and its p-value."""

    where: Slice
    mask: BoolArray
    n_rows: int
    n_errors: int
    rate: float
    interval: tuple[float, float]
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """What is searched, and how hard."""

    max_conditions: int
    min_rows: int
    n_candidates: int
    n_permutations: int
    alpha: float
    seed: int

    def of_part(self, share: float) -> "SearchSettings":
        """Return the settings for a part of the rows."""
        return replace(self, min_rows=max(2, int(np.ceil(self.min_rows * share))))


@dataclass(frozen=True, slots=True, eq=False)
class Discovery:
    """What a search gave: the slices that were verified, strongest first, how many were looked at, and how."""

    slices: tuple[FoundSlice, ...]
    n_searched: int
    method: Literal["permutation", "split", "given"]


def can_permute(n_columns: int, n_errors: int, settings: SearchSettings) -> bool:
    """Whether drawing errors anew takes seconds only."""
    n_sets = _n_sets(n_columns, settings.max_conditions)
    return n_sets <= _MOST_SETS and n_sets * n_errors * settings.n_permutations <= _MOST_WORK


def _n_sets(n_columns: int, max_conditions: int) -> int:
    return sum(comb(n_columns, k) for k in range(1, max_conditions + 1))


def by_permutation(
    X: Any, columns: Sequence[CodedColumn], strata: IntArray, errors: BoolArray, settings: SearchSettings
) -> Discovery:
    """Compare the best of all slices with the best when errors are drawn anew; then search the rows outside it."""
    rng = np.random.default_rng(settings.seed)
    if _n_sets(len(columns), settings.max_conditions) > _MANY_SETS:
        settings = replace(settings, n_permutations=min(settings.n_permutations, _DRAWS_OF_MANY))
    found: list[FoundSlice] = []
    rest, n_searched, p_value = np.arange(len(errors)), 0, 0.0
    while len(found) < settings.n_candidates:
        own = [column.take(rest) for column in columns]
        tested = _test_best(own, strata[rest], errors[rest], settings, rng)
        settings = replace(settings, n_permutations=min(settings.n_permutations, _DRAWS_FOR_FURTHER))
        if tested is None:
            break
        where, best, crit, p_here, n_slices = tested
        n_searched, p_value = max(n_searched, n_slices), max(p_value, p_here)
        if p_value > settings.alpha:
            break
        mask = where.mask(X)
        one = _describe(where, mask, errors, rest, best.fewest(crit), p_value, settings.alpha)
        if found and one.rate <= errors.mean():  # worse than what is left, and no worse than the whole
            break
        found.append(one)
        rest = rest[~mask[rest]]
    return Discovery(tuple(found), n_searched, "permutation")


def _test_best(
    columns: Sequence[CodedColumn],
    strata: IntArray,
    errors: BoolArray,
    settings: SearchSettings,
    rng: np.random.Generator,
) -> tuple[Slice, Best, float, float, int] | None:
    """Return the best slice, with its place, the score that `alpha` asks for, its p-value, and the number searched."""
    order = canonical_order(columns, strata, errors)
    columns, strata, errors = [column.take(order) for column in columns], strata[order], errors[order]
    lattice = _lattice(columns, strata, errors, settings.max_conditions, settings.min_rows)
    if lattice.n_slices == 0 or not errors.any():
        return None
    best = lattice.best(np.flatnonzero(errors))
    drawn = np.empty(0)
    n_reached = 0
    while len(drawn) < settings.n_permutations and n_reached < _EXCEEDANCES:
        n_draws = min(_DRAWS_AT_ONCE, settings.n_permutations - len(drawn))
        drawn = np.append(drawn, lattice.highest(draw_errors(strata, errors, n_draws, rng), min(best.score, -2.0)))
        n_reached = int((drawn >= best.score).sum())
    if n_reached < _EXCEEDANCES:
        p_value = (n_reached + 1) / (len(drawn) + 1)
    else:
        p_value = _EXCEEDANCES / (1 + int(np.flatnonzero(drawn >= best.score)[_EXCEEDANCES - 1]))
    crit = float(np.quantile(drawn, 1 - settings.alpha, method="higher"))
    return Slice(lattice.conditions(best)), best, crit, p_value, lattice.n_slices


def _describe(
    where: Slice,
    mask: BoolArray,
    errors: BoolArray,
    rows: IntArray,
    fewest: int,
    p_value: float,
    alpha: float,
) -> FoundSlice:
    """Count a slice on some rows, and correct its rate for being seen from `fewest` errors on only."""
    inside = mask[rows]
    n_rows, n_errors = int(inside.sum()), int(errors[rows][inside].sum())
    elsewhere = float(errors[rows][~inside].mean())
    fewest = min(fewest, n_errors)
    rate = chosen_rate(n_errors, n_rows, fewest, at_least=min(elsewhere, n_errors / n_rows))
    low, high = chosen_interval(n_errors, n_rows, fewest, alpha)
    return FoundSlice(where, mask, n_rows, n_errors, rate, (min(low, rate), max(high, rate)), p_value)


def by_split(
    X: Any, columns: Sequence[CodedColumn], strata: IntArray, errors: BoolArray, settings: SearchSettings
) -> Discovery:
    """Search one part of the rows, and test the few best slices on the others, exactly and with Holm's correction."""
    rng = np.random.default_rng(settings.seed)
    n_rows = len(errors)
    order = canonical_order(columns, strata, errors)[rng.permutation(n_rows)]
    n_searched = min(n_rows // 2, _MOST_SEARCHED)
    searched, kept = np.sort(order[:n_searched]), np.sort(order[n_searched:])
    candidates, n_slices = _candidates(columns, strata, errors, searched, settings.of_part(n_searched / n_rows))
    slices = [Slice(conditions) for conditions in candidates]
    masks, rows, tails, p_values = [], [], [], []
    for where in slices:  # each on the rows outside those before it, as it was found
        masks.append(where.mask(X))
        rows.append(kept)
        tails.append(more_errors_p_values(masks[-1][kept], strata[kept], errors[kept]))
        p_values.append(tails[-1][int((masks[-1] & errors)[kept].sum())])
        kept = kept[~masks[-1][kept]]
    corrected = holm(p_values)
    found: list[FoundSlice] = []
    for i in np.argsort(corrected, kind="stable"):
        if corrected[i] <= settings.alpha:
            fewest = int(np.argmax(tails[i] <= settings.alpha / len(slices)))
            one = _describe(slices[i], masks[i], errors, rows[i], fewest, float(corrected[i]), settings.alpha)
            if one.rate > errors.mean() or not found:
                found.append(one)
    return Discovery(tuple(found), n_slices, "split")


def _candidates(
    columns: Sequence[CodedColumn], strata: IntArray, errors: BoolArray, rows: IntArray, settings: SearchSettings
) -> tuple[list[Any], int]:
    """Return the conditions of the best slices of some rows, each searched outside those before it."""
    found: list[Any] = []
    n_slices = 0
    out_of = len(columns)
    columns = _promising(columns, strata, errors, rows, settings)
    while len(found) < settings.n_candidates and errors[rows].any():
        own = [column.take(rows) for column in columns]
        lattice = _lattice(own, strata[rows], errors[rows], settings.max_conditions, settings.min_rows, out_of)
        if lattice.n_slices == 0:
            break
        best = lattice.best(np.flatnonzero(errors[rows]))
        n_slices = max(n_slices, lattice.n_slices)
        if not best.is_more(errors[rows]):
            break
        found.append(lattice.conditions(best))
        rows = rows[~best.inside()]
    return found, n_slices


def _promising(
    columns: Sequence[CodedColumn], strata: IntArray, errors: BoolArray, rows: IntArray, settings: SearchSettings
) -> list[CodedColumn]:
    """Return the columns that are worth being combined: of many, those in the best slices of fewer conditions."""
    for n_conditions, most in zip((1, 2), _MOST_COLUMNS, strict=True):
        if len(columns) > most and settings.max_conditions > n_conditions:
            own = [column.take(rows) for column in columns]
            lattice = _lattice(own, strata[rows], errors[rows], n_conditions, settings.min_rows)
            scores = lattice.best_of_columns(np.flatnonzero(errors[rows]))
            columns = [columns[j] for j in np.sort(np.argsort(-scores, kind="stable")[:most])]
    return list(columns)


def _lattice(
    columns: Sequence[CodedColumn],
    strata: IntArray,
    errors: BoolArray,
    max_conditions: int,
    min_rows: int,
    out_of: int | None = None,
) -> SliceLattice:
    rates = stratum_rates(strata, errors)
    return SliceLattice(columns, rates, max_conditions=max_conditions, min_rows=min_rows, out_of=out_of)


def canonical_order(columns: Sequence[CodedColumn], strata: IntArray, errors: BoolArray) -> IntArray:
    """Return an order of the rows that does not depend on the order in which they come."""
    key = np.zeros(len(errors), dtype=np.uint64)
    factors = np.random.default_rng(0).integers(1, 2**63, len(columns), dtype=np.uint64)
    for column, factor in zip(columns, factors, strict=True):
        key += (column.codes.astype(np.uint64) + np.uint64(1)) * factor
    # rows that are alike in all that is looked at are interchangeable, so errors may settle ties
    return np.lexsort((errors, strata, key))


def judge_given(X: Any, slices: Sequence[Slice], strata: IntArray, errors: BoolArray, alpha: float) -> Discovery:
    """Test slices that do not come from these rows: each exactly, corrected for their number."""
    masks = [where.mask(X) for where in slices]
    tails = [more_errors_p_values(mask, strata, errors) for mask in masks]
    p_values = holm([tail[int((mask & errors).sum())] for tail, mask in zip(tails, masks, strict=True)])
    rows = np.arange(len(errors))
    found = [
        _describe(slices[i], masks[i], errors, rows, 0, float(p_values[i]), alpha)
        for i in np.argsort(p_values, kind="stable")
        if p_values[i] <= alpha
    ]
    return Discovery(tuple(found), len(slices), "given")
