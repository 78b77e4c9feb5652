"""What a few folds tell of the variance between fitted models."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from skmitigate._typing import FloatArray
from skmitigate.evidence._paired_rows import PairedRows
from skmitigate.evidence._studentised import deviations_of, fold_means

#: The variance between fitted models, as a share of that of the rows of a fold, before any fold was seen: its mean.
_PRIOR_MEAN = 0.3
_SHARES = np.concatenate([np.linspace(0.0, 1.0, 51), np.linspace(1.05, 6.0, 100)])
_STEPS = np.gradient(_SHARES)


@dataclass(frozen=True, slots=True, eq=False)
class ModelVariance:
    """How likely each size of the variance between fitted models is, as a share of the row variance of a fold's mean.

    The folds' means differ by their rows and by their models. How much they differ in all is chi-squared with one
    degree less than there are folds, so that five folds say little: what is likely before is taken as exponential with
    mean 0.3, about what pairs of classifiers show.
    """

    shares: FloatArray
    likely: FloatArray

    @classmethod
    def of(cls, rows: PairedRows) -> "ModelVariance":
        """Return it from the folds of all repetitions, pooled over the candidates."""
        n_folds = len(np.unique(rows.fold))
        if n_folds < 2:
            return cls(np.zeros(1), np.ones(1))
        size = np.ones(rows.metric.shape[1]) if rows.size is None else rows.size
        seen, expected = np.sum([_sums(part, size) for part in rows.repetitions or (rows,)], axis=0)
        if not expected > 0:
            seen = expected = 1.0
        ratio = max(seen / expected, 1e-6)  # folds that agree to the last digit are not infinitely telling
        likely = chi2.pdf(ratio * (n_folds - 1) / (1 + _SHARES), n_folds - 1) / (1 + _SHARES)
        likely = likely * np.exp(-_SHARES / _PRIOR_MEAN) * _STEPS
        return cls(_SHARES, likely / likely.sum())

    @property
    def mean(self) -> float:
        """The mean share."""
        return float(self.shares @ self.likely)


def _sums(rows: PairedRows, size: FloatArray) -> FloatArray:
    """Return the variance of the folds' means and what their rows explain of it, each summed over the candidates."""
    means = fold_means(rows.metric, size, rows.fold)
    _, position = np.unique(rows.fold, return_inverse=True)
    units = (deviations_of(rows.metric, size) ** 2).sum() / (len(size) - 1)
    return np.array([means.var(axis=1, ddof=1).sum(), units * np.mean(1 / np.bincount(position))])
