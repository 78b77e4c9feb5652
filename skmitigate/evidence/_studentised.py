"""Mean differences beside errors that know of fitted models, groups of unequal size, and repeated folds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate.evidence._paired_rows import PairedRows

#: Differences that vary less than this beside those of other candidates are rounding: the current model again.
_SAME = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Studentised:
    """Means over the units (rows, groups or blocks), one per candidate, and what they are compared with."""

    mean: FloatArray
    error: FloatArray
    degrees_of_freedom: FloatArray
    #: The part of the squared error that is not of the rows.
    between: FloatArray
    #: On the scale of the normal distribution; -inf where nothing differs.
    t: FloatArray
    active: BoolArray
    #: Deviations from the mean, of unit variance.
    standard: FloatArray
    row_error: FloatArray

    @classmethod
    def of(cls, values: FloatArray | None, rows: PairedRows, repeated: Sequence[FloatArray | None]) -> "Studentised":
        """Compare the means with their errors; `repeated` has the values of each repetition, None is no values."""
        known: BoolArray = np.zeros(rows.n_candidates, dtype=bool)
        if values is not None:
            known = np.asarray(~np.isnan(values).any(axis=1))
        filled = _filled(values, rows.metric)
        n_units = filled.shape[1]
        size = np.ones(n_units) if rows.size is None else rows.size
        mean = filled.mean(axis=1)
        deviations = deviations_of(filled, size)
        variance = (deviations**2).sum(axis=1) / max(n_units - 1, 1)
        active = known & (variance > _SAME**2 * variance.max(initial=0.0))
        parts = [(_filled(part, rows.metric), own.fold) for part, own in zip(repeated, rows.repetitions, strict=True)]
        between = _between_models(parts or [(filled, rows.fold)], size, active)
        error = np.sqrt(variance / n_units + between)
        # of units of unequal size fewer count (L. Kish 1965)
        freedom = np.full(len(mean), max(n_units**2 / (size**2).sum() - 1, 1.0))
        if parts:
            error, freedom = _stricter((error, freedom), _nadeau_bengio(parts, size))
            between = np.maximum(error**2 - variance / n_units, 0.0)
        # A difference that is the same in every row leaves the doubt of one row in which it might not have been there.
        same = known & ~active & (np.abs(mean) > _SAME) & (n_units > 1)
        doubt = np.where(same, mean**2 / n_units, 0.0) / n_units
        active = active | same
        between = between + doubt
        error = np.sqrt(error**2 + doubt) + 1e-12
        spread = np.where(active & ~same, np.sqrt(variance), 1.0)
        return cls(
            mean=mean,
            error=error,
            degrees_of_freedom=freedom,
            between=between,
            t=np.where(active, as_normal(mean / error, freedom), -np.inf),
            active=active,
            standard=deviations / spread[:, None],
            row_error=np.where(same, 0.0, spread) / np.sqrt(n_units),
        )

    def null_maxima_of(
        self, values: FloatArray, size: FloatArray | None, rng: np.random.RandomState, n_draws: int
    ) -> FloatArray:
        """Draw the largest t statistic of more candidates, of which fewer rows are known: how alike they are there."""
        known = values[~np.isnan(values).any(axis=1)]
        off = deviations_of(known, np.ones(known.shape[1]) if size is None else size)
        spread = np.sqrt((off**2).mean(axis=1))
        off = off[spread > _SAME * spread.max(initial=0.0)]
        if not len(off):
            return self.null_maxima(rng, n_draws)
        values, vectors = np.linalg.eigh(np.corrcoef(off).reshape(len(off), len(off)))
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        noise = rng.standard_normal((n_draws, len(off))) @ root.T
        # the part that is not of the rows is each one's own, and as large as where all rows are known
        own = float((self.between / self.error**2)[self.active].mean()) if self.active.any() else 0.0
        noise = np.sqrt(1 - own) * noise + np.sqrt(own) * rng.standard_normal(noise.shape)
        return np.asarray(noise.max(axis=1))

    def null_maxima(self, rng: np.random.RandomState, n_draws: int) -> FloatArray:
        """Draw the largest t statistic under no difference, shape (n_draws,)."""
        if not self.active.any():
            return np.full(n_draws, -np.inf)
        # Of unit variance: beside large differences the rounding of the decomposition would drown very small ones.
        rows = self.standard[self.active]
        values, vectors = np.linalg.eigh(rows @ rows.T / (rows.shape[1] - 1))
        root = vectors * np.sqrt(np.maximum(values, 0.0)) * self.row_error[self.active][:, None]
        noise = rng.standard_normal((n_draws, len(rows))) @ root.T
        noise += rng.standard_normal((n_draws, len(rows))) * np.sqrt(self.between[self.active])
        return np.asarray((noise / self.error[self.active]).max(axis=1))


def as_normal(t: FloatArray, degrees_of_freedom: FloatArray) -> FloatArray:
    """Return the value that is as far out in the normal distribution as `t` is in Student's."""
    far = np.abs(t)
    tail = student.sf(far, degrees_of_freedom)
    # where the tail has no number any more, D. L. Wallace (1959), Bounds on normal approximations to Student's
    d = np.asarray(degrees_of_freedom)
    beyond = (8 * d + 1) / (8 * d + 3) * np.sqrt(d * np.log1p(far**2 / d))
    return np.asarray(np.copysign(np.where(tail > 0, norm.isf(np.maximum(tail, 1e-320)), beyond), t))


def as_student(z: float, degrees_of_freedom: FloatArray) -> FloatArray:
    """Return the value that is as far out in Student's distribution as `z` is in the normal one."""
    return np.asarray(student.isf(norm.sf(z), degrees_of_freedom))


def _filled(values: FloatArray | None, like: FloatArray) -> FloatArray:
    """Return numbers in the place of NaN, and of values that are not there."""
    return np.zeros_like(like) if values is None else np.nan_to_num(values)


def deviations_of(values: FloatArray, size: FloatArray) -> FloatArray:
    """Return how far each unit is from what its size leads to expect, shape (n_candidates, n_units)."""
    # Large units pull the mean towards themselves, so that their deviations are too small; each is divided by the share
    # of the rows that lie outside of its unit: the jackknife's variance (A. C. Cameron and D. L. Miller 2015).
    n_units = len(size)
    off = values - values.mean(axis=1)[:, None] * size
    if n_units < 2:
        return np.zeros_like(off)
    return np.asarray(off * ((1 - 1 / n_units) / (1 - size / n_units)))


def fold_means(values: FloatArray, size: FloatArray, fold: IntArray) -> FloatArray:
    """Return the mean over the rows of each fold, shape (n_candidates, n_folds)."""
    _, position = np.unique(fold, return_inverse=True)
    held = np.bincount(position, weights=size)
    return np.stack([np.bincount(position, weights=line) / held for line in values])


def nadeau_bengio(n_folds: int, n_runs: int = 1) -> float:
    """Return the factor on the variance between the models of two folds that gives that of the mean over all folds."""
    return 1 / (n_folds * n_runs) + 1 / (n_folds - 1) if n_folds > 1 else 0.0


def _between_models(parts: Sequence[tuple[FloatArray, IntArray]], size: FloatArray, active: BoolArray) -> FloatArray:
    """Return each mean's variance between fitted models, as one share of the variance between rows."""
    # The share is the excess of the folds' means over what their rows explain, pooled over the candidates and the
    # repetitions, times the Nadeau-Bengio factor.
    variances, excesses, n_folds = [], [], 1
    for values, fold in parts:
        means = fold_means(values, size, fold)
        n_folds = means.shape[1]
        variance = (deviations_of(values, size) ** 2).sum(axis=1) / max(len(size) - 1, 1)
        variances.append(variance)
        excesses.append(means.var(axis=1, ddof=min(n_folds - 1, 1)) - variance * n_folds / len(size))
    variance = np.mean(variances, axis=0)
    if n_folds < 2 or not active.any():
        return np.zeros_like(variance)
    share = max(0.0, float(np.mean(excesses, axis=0)[active].sum() / variance[active].sum()))
    return np.asarray(share * nadeau_bengio(n_folds, len(parts)) * variance)


def _nadeau_bengio(parts: Sequence[tuple[FloatArray, IntArray]], size: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the errors and degrees of freedom of the corrected t test over the folds of all repetitions."""
    means = np.concatenate([fold_means(values, size, fold) for values, fold in parts], axis=1)
    n_models = means.shape[1]
    variance = means.var(axis=1, ddof=1) * nadeau_bengio(n_models // len(parts), len(parts))
    return np.sqrt(variance), np.full(len(means), n_models - 1.0)


def _stricter(
    one: tuple[FloatArray, FloatArray], other: tuple[FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Return errors and degrees of freedom of the test whose 95 % interval is the wider, candidate by candidate."""
    reach, others = (error * student.isf(0.025, freedom) for error, freedom in (one, other))
    return np.where(others > reach, other[0], one[0]), np.where(others > reach, other[1], one[1])
