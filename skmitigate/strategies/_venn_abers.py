"""Venn-Abers calibration, learned by the package venn-abers and applied without it."""

import warnings
from typing import Any

import numpy as np

from skmitigate._optional import load_optional
from skmitigate._typing import BoolArray, FloatArray, IntArray


class VennAbersMap:
    """Two isotonic curves, one for each label that the new row may have, merged into one probability."""

    def fit(self, p: FloatArray, positive: BoolArray, weights: FloatArray) -> "VennAbersMap":
        """Learn both curves at each score that occurs."""
        rows = _evened(p, positive, weights)
        scores = np.column_stack([1 - p[rows], p[rows]])
        with np.errstate():  # venn_abers silences numpy for the whole process when it is imported
            package: Any = load_optional(
                "venn_abers", extra="venn-abers", needed_for='ProbabilityCalibration(method="venn_abers")'
            ).VennAbers()
        with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # it takes the slope of nothing at the last score
            package.fit(scores, positive[rows].astype(np.float64))
        self.scores_ = np.asarray(package.c_)
        self.if_negative_, self.if_positive_ = package.p0_[:, 1].copy(), package.p1_[:, 1].copy()
        return self

    def bounds(self, p: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the probability were the row negative, and were it positive, each of shape (n,)."""
        low = self.if_negative_[np.searchsorted(self.scores_, p, side="right")]
        return low, self.if_positive_[np.searchsorted(self.scores_, p, side="left")]

    def __call__(self, p: FloatArray) -> FloatArray:
        """Map probabilities, shape (n,)."""
        low, high = self.bounds(p)
        return np.asarray(high / (1 - low + high))


def _evened(p: FloatArray, positive: BoolArray, weights: FloatArray) -> IntArray:
    """Return rows repeated or left out in proportion to their weights: the package takes none."""
    # Within each class in the order of the scores, so that at no score the count is off by more than a row.
    if weights.min() == weights.max():
        return np.arange(len(p))
    parts = []
    for rows in (np.flatnonzero(positive & (weights > 0)), np.flatnonzero(~positive & (weights > 0))):
        order = rows[np.argsort(p[rows], kind="stable")]
        ends = np.cumsum(weights[order])
        n_kept = max(int(np.round(ends[-1])), 1) if len(order) else 0
        ticks = (np.arange(n_kept) + 0.5) * (ends[-1] / n_kept if n_kept else 1.0)
        parts.append(order[np.searchsorted(ends, ticks)])
    return np.concatenate(parts)
