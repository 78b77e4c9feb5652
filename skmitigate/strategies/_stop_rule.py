"""Say when further labels have stopped changing what a model predicts."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.utils import _safe_indexing

from skmitigate._sklearn import _num_samples
from skmitigate._typing import AnyArray, Estimator

#: The most rows of a pool that are watched.
MOST_WATCHED = 1000
#: Models that differ by fewer labels than this agree whatever they learn, and are not compared.
FEWEST_NEW = 10


def kappa(one: AnyArray, other: AnyArray) -> float:
    """Cohen's kappa of two predictions for the same rows; NaN where both give one and the same label to all."""
    agreement = np.mean(one == other)
    by_chance = sum(np.mean(one == label) * np.mean(other == label) for label in np.unique(one))
    return float((agreement - by_chance) / (1.0 - by_chance)) if by_chance < 1.0 else np.nan


@dataclass
class StopRule:
    """The rows that are watched, what the last model said of them, and how far successive models agreed."""

    rows: Any
    labels: AnyArray
    n_labels: int
    agreements: list[float] = field(default_factory=list)

    @classmethod
    def begin(cls, model: Estimator, X_pool: Any, n_labels: int, seed: int) -> "StopRule":
        """Keep some rows of a pool and what `model` says of them."""
        n_rows = _num_samples(X_pool)
        kept = np.sort(np.random.RandomState(seed).permutation(n_rows)[:MOST_WATCHED])
        rows = _safe_indexing(X_pool, kept)
        return cls(rows, np.asarray(model.predict(rows)), n_labels)

    def compare(self, model: Estimator, n_labels: int) -> None:
        """Note how far a model that has learned from more labels agrees with the last one."""
        if n_labels - self.n_labels < FEWEST_NEW:
            return
        labels = np.asarray(model.predict(self.rows))
        self.agreements.append(kappa(self.labels, labels))
        self.labels, self.n_labels = labels, n_labels


def verdict(agreements: list[float], threshold: float, window: int) -> tuple[bool, str]:
    """Return whether to stop, and why."""
    if len(agreements) < window:
        return False, f"{len(agreements)} of {window} comparisons of successive models were made"
    last = float(np.mean(agreements[-window:]))
    if np.isnan(last):
        return False, "a model predicts one class for all watched rows, so its agreement with the next says nothing"
    told = f"the last {window} agreements of successive models have mean kappa {last:.3f}"
    return last >= threshold, f"{told}, {'at least' if last >= threshold else 'less than'} {threshold:g}"
