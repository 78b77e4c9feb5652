"""Sums that tell whether confidence came true, by bins of it; sums of parts add up."""

from dataclasses import dataclass, fields

import numpy as np
from scipy.stats import chi2, norm

from skmitigate._typing import BoolArray, FloatArray, IntArray

N_BINS = 40
#: A bin's sum is normal enough if its variance is at least this.
_LEAST_VARIANCE = 3.0
#: Rows of the reference in the bins that confidence is checked in.
_LEAST_ROWS = 25


@dataclass(frozen=True, slots=True, eq=False)
class CalibrationSums:
    """For each bin of the predicted class's probability: rows, and sums over them; each of shape (N_BINS,)."""

    n_rows: FloatArray
    confidence: FloatArray
    right: FloatArray
    variance: FloatArray  # of `confidence` coming true, if it is the chance of that

    @classmethod
    def of(cls, confidence: FloatArray, right: BoolArray) -> "CalibrationSums":
        """Sum up rows."""
        bins = bins_of(confidence)
        values = (np.ones(len(bins)), confidence, right.astype(np.float64), confidence * (1 - confidence))
        return cls(*(np.bincount(bins, weights=v, minlength=N_BINS).astype(np.float64) for v in values))

    def __add__(self, other: "CalibrationSums") -> "CalibrationSums":
        """Return the sums of both."""
        return CalibrationSums(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def gap(self) -> float:
        """Mean confidence less accuracy."""
        return float((self.confidence - self.right).sum() / max(self.n_rows.sum(), 1.0))

    @property
    def p_value(self) -> float:
        """Of confidence being the chance to be right: twice the smaller one of the overall gap and of the bins'."""
        expected, total = self.confidence - self.right, self.variance.sum()
        if total <= 0:
            return 1.0 if np.allclose(expected, 0) else 0.0
        overall = 2 * float(norm.sf(abs(expected.sum()) / np.sqrt(total)))
        place = joined(self.variance, _LEAST_VARIANCE)
        gaps, variances = (np.bincount(place, weights=v) for v in (expected, self.variance))
        in_bins = float(chi2.sf((gaps**2 / np.where(variances > 0, variances, 1.0)).sum(), len(gaps)))
        return min(1.0, 2 * min(overall, in_bins))

    def gaps(self) -> tuple[IntArray, FloatArray, FloatArray]:
        """Return each bin's group, and for each group how far confidence was above accuracy, with standard errors."""
        place = joined(self.n_rows, _LEAST_ROWS)
        sums = (self.n_rows, self.confidence, self.right, self.variance)
        rows, sure, right, variances = (np.bincount(place, weights=v) for v in sums)
        share = (right + 1) / (rows + 2)  # no group is known to be right always
        variances = np.maximum(variances, rows * share * (1 - share))
        rows = np.maximum(rows, 1.0)
        return place, (sure - right) / rows, np.sqrt(variances) / rows


def bins_of(confidence: FloatArray) -> IntArray:
    """Return the bin of each row, narrower near 1, where most rows are."""
    return np.asarray(np.minimum((N_BINS * np.clip(confidence, 0, 1) ** 2).astype(np.intp), N_BINS - 1))


def joined(amount: FloatArray, least: float) -> IntArray:
    """Return for each bin the number of a run of bins, each of which holds at least so much; one run if none would."""
    place, held, run = np.zeros(len(amount), dtype=np.intp), 0.0, 0
    for j, value in enumerate(amount):
        place[j] = run
        held += value
        if held >= least:
            run, held = run + 1, 0.0
    if held < least and run > 0:  # what is left over joins the last run
        place[place == run] = run - 1
    return place
