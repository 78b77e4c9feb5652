"""Several candidates beside the current model, with intervals that hold for all of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate.evidence._alike import n_changed
from skmitigate.evidence._model_variance import ModelVariance
from skmitigate.evidence._paired_rows import PairedRows, paired_rows
from skmitigate.evidence._paired_test import degrees_of_freedom, spread
from skmitigate.evidence._studentised import nadeau_bengio
from skmitigate.metrics._metric import Metric
from skmitigate.predictions._prediction_table import PredictionTable

_N_DRAWS = 4000


@dataclass(frozen=True, slots=True, eq=False)
class SideBySide:
    """The current model is number 0, the candidates follow; arrays of shape (n_candidates + 1,)."""

    difference: FloatArray
    standard_error: FloatArray
    interval: FloatArray  # (n_candidates + 1, 2), for all at once
    p_value: FloatArray  # two-sided, corrected for all
    better: BoolArray  # (n_candidates + 1, n_candidates + 1): whether the row is shown to be better than the column

    @property
    def ranks(self) -> IntArray:
        """The best and the worst rank that each may have, shape (n_candidates + 1, 2)."""
        return np.stack([1 + self.better.sum(axis=0), len(self.difference) - self.better.sum(axis=1)], axis=1)

    @property
    def letters(self) -> list[str]:
        """Letters such that two are shown to differ where they have none in common; `a` is of the best."""
        order = np.argsort(-self.difference, kind="stable").tolist()
        groups = [frozenset(order)]
        for i, j in zip(*np.nonzero(self.better), strict=True):
            split = [part for g in groups for part in ((g - {int(i)}, g - {int(j)}) if {i, j} <= g else (g,))]
            unique = list(dict.fromkeys(split))
            groups = [g for g in unique if not any(g < other for other in unique)]
        groups.sort(key=lambda group: sorted(order.index(i) for i in group))
        return ["".join(letter(k) for k, group in enumerate(groups) if i in group) for i in range(len(self.difference))]


def letter(k: int) -> str:
    """Return the k-th letter, with a number where there are more than 26."""
    return chr(ord("a") + k % 26) + (str(k // 26) if k >= 26 else "")


def side_by_side(
    current: PredictionTable, candidates: Sequence[PredictionTable], metric: Metric, *, alpha: float, seed: int
) -> SideBySide:
    """Compare candidates with the current model, and all of them with each other, each family by one max-T test."""
    rows = paired_rows(current, candidates, metric, evidence="metric", influence=True)
    tables = [current, *candidates]
    largest = max(float(np.ptp(metric.influence(current))), float(np.abs(rows.metric).max()))
    rng = np.random.RandomState(seed)

    def tested(pairs: Sequence[tuple[int, int]]) -> _MaxT:
        changed = [n_changed(tables[i], tables[j], metric) for i, j in pairs]
        return _max_t(_contrasts(rows, pairs), changed, largest, alpha=alpha, rng=rng)

    against = tested([(0, j) for j in range(1, len(tables))])
    pairs = list(combinations(range(len(tables)), 2))
    each_other = tested(pairs)
    better = np.zeros((len(tables), len(tables)), dtype=bool)
    for (i, j), mean, p_value in zip(pairs, each_other.mean, each_other.p_value, strict=True):
        if p_value < alpha:
            better[(j, i) if mean > 0 else (i, j)] = True
    reach = against.critical * against.error
    return SideBySide(
        difference=np.append(0.0, against.mean),
        standard_error=np.append(0.0, against.error),
        interval=np.vstack([np.zeros(2), np.stack([against.mean - reach, against.mean + reach], axis=1)]),
        p_value=np.append(1.0, against.p_value),
        better=better,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _MaxT:
    mean: FloatArray
    error: FloatArray
    p_value: FloatArray
    critical: float


def _contrasts(rows: PairedRows, pairs: Sequence[tuple[int, int]]) -> PairedRows:
    """Return the differences of each two, of which the current model is number 0."""
    values = np.vstack([np.zeros(rows.metric.shape[1]), rows.metric])
    return replace(
        rows,
        metric=np.stack([values[j] - values[i] for i, j in pairs]),
        repetitions=tuple(_contrasts(part, pairs) for part in rows.repetitions),
    )


def _max_t(
    rows: PairedRows, changed: Sequence[int], largest: float, *, alpha: float, rng: np.random.RandomState
) -> _MaxT:
    """Test all contrasts, two-sided, by the distribution of the largest t statistic under no differences."""
    values, df = rows.metric, degrees_of_freedom(rows)
    n_folds, parts, (n_contrasts, n) = len(np.unique(rows.fold)), rows.repetitions or (rows,), values.shape
    of_rows, models = spread(rows, changed, largest), ModelVariance.of(rows)
    of_fold = n_folds * np.mean([spread(replace(part, size=rows.size), changed, largest) for part in parts], axis=0)
    of_models = of_fold * nadeau_bengio(n_folds, len(parts))
    error = np.sqrt(of_rows + models.mean * of_models)
    deviation = values.std(axis=1, ddof=1)
    standard = (values - values.mean(axis=1, keepdims=True)) / np.where(deviation > 0, deviation, 1.0)[:, None]
    correlation = standard @ standard.T / (n - 1)
    np.fill_diagonal(correlation, 1.0)  # also of what does not vary here, and may elsewhere
    eigenvalues, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.maximum(eigenvalues, 0.0))
    share = rng.choice(models.shares, size=(_N_DRAWS, 1), p=models.likely)
    noise = rng.standard_normal((_N_DRAWS, n_contrasts)) @ root.T * np.sqrt(of_rows)
    noise += rng.standard_normal((_N_DRAWS, n_contrasts)) * np.sqrt(share * of_models)
    noise /= np.sqrt(rng.chisquare(df, size=(_N_DRAWS, 1)) / df)
    known = error > 0
    drawn = np.divide(np.abs(noise), error, out=np.zeros_like(noise), where=known).max(axis=1)
    mean = values.mean(axis=1)
    t = np.divide(np.abs(mean), error, out=np.zeros_like(mean), where=known)
    return _MaxT(
        mean=mean,
        error=error,
        p_value=(1 + (drawn[:, None] >= t).sum(axis=0)) / (1 + _N_DRAWS),
        critical=float(np.quantile(drawn, 1 - alpha)),
    )
