"""Learn from a table which rows to answer, and what is certified about them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binom

from skmitigate._signals._confidence import confidence
from skmitigate._typing import AnyArray, BoolArray, FloatArray
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._accepted_sets import AcceptedSets, accepted_sets, is_accepted
from skmitigate.strategies._mapie_threshold import mapie_threshold
from skmitigate.strategies._risk_certificate import RiskCertificate
from skmitigate.strategies._step_down import last_passing, looks, rows_needed, rows_needed_at, upper_bound


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the rows that are answered should be like."""

    threshold: float | None
    coverage: float | None
    risk: float | None
    confidence: float | None
    per_class: bool
    bound: str
    cross_fitted: bool = False


@dataclass(frozen=True, slots=True)
class Acceptance:
    """One threshold, or one for each predicted class, and what is certified about each."""

    thresholds: FloatArray
    certificates: tuple[RiskCertificate, ...] | None

    def accepts(self, proba: FloatArray, y_pred: AnyArray) -> BoolArray:
        """Return which rows are sure enough."""
        threshold = self.thresholds[0] if len(self.thresholds) == 1 else self.thresholds[y_pred]
        return is_accepted(confidence(proba), threshold)


def learn_acceptance(table: PredictionTable, wanted: Wanted) -> Acceptance:
    """Return the thresholds that give what is wanted on the rows of the table."""
    assert table.proba is not None  # callers check
    sure = confidence(table.proba)
    everything = np.ones(len(table), dtype=bool)
    parts = [table.y_pred == c for c in range(table.n_classes)] if wanted.per_class else [everything]
    labels: list[Any] = list(table.classes) if wanted.per_class else [None]
    counted = _one_of_each_group(table) & (table.weights > 0)
    alpha = 0.0 if wanted.confidence is None else _level_of_each(parts, counted, wanted)
    thresholds, certificates = [], []
    for part, label in zip(parts, labels, strict=True):
        certifying = wanted.confidence is not None and wanted.risk is not None
        rows = part & (counted if certifying else table.weights > 0)
        sets = accepted_sets(sure[rows], table.errors[rows], table.weights[rows]) if rows.any() else None
        threshold, level = _choose(sets, wanted, alpha)
        thresholds.append(threshold)
        if wanted.confidence is not None:
            rows = part & counted
            certificates.append(
                _certify(
                    sure[rows], table.errors[rows], table.weights[rows], threshold, level, wanted, alpha, label=label
                )
            )
    return Acceptance(np.array(thresholds), tuple(certificates) if wanted.confidence is not None else None)


def _one_of_each_group(table: PredictionTable) -> BoolArray:
    """Return one row of each group, drawn at random; rows of one group do not err independently of each other."""
    if table.groups is None:
        return np.ones(len(table), dtype=bool)
    order = np.random.RandomState(table.random_state).permutation(len(table))
    _, first = np.unique(table.groups[order], return_index=True)
    return np.asarray(np.isin(np.arange(len(table)), order[first]))


def _level_of_each(parts: list[BoolArray], counted: BoolArray, wanted: Wanted) -> float:
    """Share the error probability among the classes that have rows enough; the choice looks at predictions only."""
    assert wanted.confidence is not None
    alpha = 1.0 - wanted.confidence
    least = 1 if wanted.risk is None else rows_needed(wanted.risk, alpha)
    sizes = [int((part & counted).sum()) for part in parts]
    return alpha / max(sum(size >= least for size in sizes) if least is not None else 0, 1)


def _choose(sets: AcceptedSets | None, wanted: Wanted, alpha: float) -> tuple[float, float]:
    """Return a threshold, infinite where none will do, and the level that it was tested at."""
    if wanted.threshold is not None:
        return wanted.threshold, alpha
    if sets is None:
        return np.inf, alpha
    if wanted.coverage is not None:
        return float(sets.thresholds[np.flatnonzero(sets.coverage >= wanted.coverage - 1e-12).min()]), alpha
    assert wanted.risk is not None
    if wanted.confidence is None:
        fit = np.flatnonzero(sets.risk <= wanted.risk)
        return (float(sets.thresholds[fit.max()]) if len(fit) else np.inf), alpha
    if wanted.bound == "mapie":
        chosen, _ = looks(sets.sizes, wanted.risk, alpha)
        return mapie_threshold(sets, chosen, target_risk=wanted.risk, alpha=alpha), alpha
    position, level = last_passing(sets.sizes, sets.n_errors, wanted.risk, alpha)
    return (float(sets.thresholds[position]) if position >= 0 else np.inf), level


def _certify(
    sure: FloatArray,
    errors: BoolArray,
    weights: FloatArray,
    threshold: float,
    level: float,
    wanted: Wanted,
    alpha: float,
    *,
    label: Any,
) -> RiskCertificate:
    """Return what the counted rows say about a threshold."""
    assert wanted.confidence is not None
    accepted = is_accepted(sure, threshold)
    n_rows, _ = _count(sure, errors, weights)
    n_accepted, n_errors = _count(sure[accepted], errors[accepted], weights[accepted])
    equal = len(weights) == 0 or bool((weights == weights[0]).all())
    needed = needed_at = None
    if wanted.risk is not None:
        first = rows_needed(wanted.risk, level)
        needed = first if first is None or n_rows >= first else rows_needed(wanted.risk, alpha)
        if not n_accepted and n_rows:
            needed_at = _needed_at_nearest(accepted_sets(sure, errors, weights), wanted.risk, alpha)
    return RiskCertificate(
        target_risk=wanted.risk,
        confidence=wanted.confidence,
        threshold=threshold,
        n_rows=n_rows,
        n_accepted=n_accepted,
        n_errors=n_errors,
        risk_upper=upper_bound(n_errors, n_accepted, level),
        coverage=float(weights[accepted].sum() / weights.sum()) if n_rows else 0.0,
        n_needed=needed,
        n_needed_at_risk=needed_at,
        method=("exact binomial" if equal else "binomial with the effective number of weighted rows, approximate")
        + (", threshold by MAPIE" if wanted.bound == "mapie" else "")
        + (", on cross-fitted predictions" if wanted.cross_fitted else ""),
        label=label.item() if isinstance(label, np.generic) else label,
    )


def _count(sure: FloatArray, errors: BoolArray, weights: FloatArray) -> tuple[int, int]:
    """Return the effective number of rows, and that of errors."""
    if not len(sure):
        return 0, 0
    sets = accepted_sets(sure, errors, weights)
    return int(sets.sizes[-1]), int(sets.n_errors[-1])


def _needed_at_nearest(sets: AcceptedSets, target: float, alpha: float) -> int | None:
    """Return how many rows it would take at the share of errors in the set that came nearest to being certified."""
    chosen, own = looks(sets.sizes, target, alpha)
    if not len(chosen):
        return None
    nearest = chosen[np.argmin(binom.cdf(sets.n_errors[chosen], sets.sizes[chosen], target))]
    return rows_needed_at(float(sets.n_errors[nearest] / sets.sizes[nearest]), target, own)
