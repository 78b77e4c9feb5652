"""One planned comparison on paired rows: how large is the difference, and how sure is it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq
from scipy.stats import t as student

from skmitigate._typing import FloatArray
from skmitigate.evidence._model_variance import ModelVariance
from skmitigate.evidence._paired_rows import PairedRows
from skmitigate.evidence._studentised import deviations_of, nadeau_bengio

#: Where fewer rows than this differ, their own spread says too little.
FEW_CHANGED = 25


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PairedTest:
    """A difference with its variance: that of the rows, and what may be between fitted models."""

    difference: float
    row_variance: float  # of the mean, not of a row
    model_variance: FloatArray  # of the mean, each size that it may have
    likely: FloatArray  # how likely each is
    n: int
    df: float

    @property
    def standard_error(self) -> float:
        return float(np.sqrt(self.row_variance + self.between))

    @property
    def between(self) -> float:
        """Return the part of the squared standard error that is between fitted models."""
        return float(self.model_variance @ self.likely)

    @property
    def p_value(self) -> float:
        return float(2 * self._beyond(abs(self.difference))) if self.standard_error > 0 else 1.0

    def interval(self, level: float) -> tuple[float, float]:
        reach = self.quantile(0.5 + level / 2)
        return self.difference - reach, self.difference + reach

    def quantile(self, q: float) -> float:
        """Return how far the difference strays above the truth with probability 1 - q, which is at most a half."""
        error = self.standard_error
        if error == 0:
            return 0.0
        far = float(np.sqrt(self.row_variance + self.model_variance[-1]) * student.ppf(1 - (1 - q) / 2, self.df))
        high = max(far, error) * 50
        return float(brentq(lambda x: self._beyond(x) - (1 - q), 0.0, high, xtol=1e-13, rtol=1e-12))

    def smallest_gain(self, alpha: float, power: float) -> float:
        """Return the difference that the test at level `alpha` would resolve with probability `power`."""
        return self.quantile(1 - alpha / 2) + self.quantile(power)

    def rows_needed(self, gain: float, alpha: float, power: float) -> int | None:
        """Return how many rows would resolve `gain`, if all variance shrinks with them; None where it is 0."""
        return int(np.ceil(self.n * (self.smallest_gain(alpha, power) / gain) ** 2)) if gain != 0 else None

    def probabilities(self, rope: float) -> tuple[float, float, float]:
        """Return how probable it is that b is worse than a by more than `rope`, practically equal, and better."""
        if self.standard_error == 0:
            worse, better = float(self.difference < -rope), float(self.difference > rope)
        else:
            worse, better = self._beyond(rope + self.difference), self._beyond(rope - self.difference)
        return worse, max(0.0, 1 - worse - better), better

    def _beyond(self, reach: float) -> float:
        """Return the probability of an error of the difference above `reach`."""
        errors = np.sqrt(self.row_variance + self.model_variance)
        return float(student.sf(reach / errors, self.df) @ self.likely)


def paired_test(rows: PairedRows, *, n_changed: int, largest: float, row_variance: float | None = None) -> PairedTest:
    """Test the differences of one candidate."""
    # n_changed says in how many rows or groups the predictions differ, largest how far one row can move; a row_variance
    # of the mean that was found by drawing rows takes the place of that of the rows given.
    own = float(spread(rows, [n_changed], largest)[0])
    if row_variance is not None:
        own = max(row_variance, own) if n_changed < FEW_CHANGED else row_variance
    models = ModelVariance.of(rows)
    # the rows' variance of the mean of one fold of one repetition, of which the models' is a share
    n_folds, parts = len(np.unique(rows.fold)), rows.repetitions or (rows,)
    of_fold = n_folds * np.mean([spread(replace(part, size=rows.size), [n_changed], largest)[0] for part in parts])
    return PairedTest(
        difference=float(rows.metric[0].mean()),
        row_variance=own,
        model_variance=models.shares * of_fold * nadeau_bengio(n_folds, len(parts)),
        likely=models.likely,
        n=rows.metric.shape[1],
        df=degrees_of_freedom(rows),
    )


def spread(rows: PairedRows, n_changed: Sequence[int], largest: float) -> FloatArray:
    """Return the variance of each mean; where few rows differ, as if one more had gone up and one down."""
    # So are intervals for paired proportions mended by Bonett and Price (2012): what has not been seen to change in a
    # small sample may change in the next.
    n = rows.metric.shape[1]
    size = np.ones(n) if rows.size is None else rows.size
    few = np.asarray(n_changed) < FEW_CHANGED
    total = (deviations_of(rows.metric, size) ** 2).sum(axis=1) + 2 * largest**2 * few
    return np.asarray(total / max(n - 1, 1) / n)


def degrees_of_freedom(rows: PairedRows) -> float:
    """Return the number of rows less 1; of groups of unequal size fewer count (Kish 1965)."""
    n = rows.metric.shape[1]
    counted = n if rows.size is None else n**2 / (rows.size**2).sum()
    return float(max(counted - 1.0, 1.0))
