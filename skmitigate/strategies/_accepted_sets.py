"""The nested sets of rows that thresholds on the confidence accept."""

from dataclasses import dataclass

import numpy as np

from skmitigate._typing import BoolArray, FloatArray, IntArray

#: Confidences that differ by less are the same: sums of probabilities depend on the order of the summands.
TIE = 1e-12


@dataclass(frozen=True, slots=True)
class AcceptedSets:
    """One set for each distinct confidence, from the strictest threshold to the one that accepts every row."""

    thresholds: FloatArray
    coverage: FloatArray
    risk: FloatArray
    sizes: IntArray
    n_errors: IntArray

    def __len__(self) -> int:
        """Return how many sets there are."""
        return len(self.thresholds)


def accepted_sets(confidence: FloatArray, errors: BoolArray, weights: FloatArray) -> AcceptedSets:
    """Return the sets; rows with the same confidence are in or out together, rows without weight are left out."""
    kept = weights > 0
    values, position = np.unique(confidence[kept], return_inverse=True)
    group = np.concatenate([[0], np.cumsum(np.diff(values) > TIE)])
    first = np.flatnonzero(np.diff(group, prepend=-1))
    position = group[position]
    weight = weights[kept] / weights[kept].max()

    def total(column: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(position, weights=column)[::-1].cumsum())

    mass, lost = total(weight), total(weight * errors[kept])
    if (weight == 1).all():
        sizes, n_errors = mass, lost
    else:  # the effective number of rows (Kish 1965), and the weighted share of it that is wrong, rounded up
        sizes = np.maximum.accumulate(np.floor(mass**2 / total(weight**2) + 1e-9))
        n_errors = np.ceil(lost / mass * sizes - 1e-9)
    thresholds = values[first][::-1]
    thresholds[-1] = 0.0  # who accepts every row that was seen accepts every row
    return AcceptedSets(
        thresholds, mass / mass[-1], lost / mass, np.asarray(sizes, dtype=np.intp), np.asarray(n_errors, dtype=np.intp)
    )


def is_accepted(confidence: FloatArray, threshold: FloatArray | float) -> BoolArray:
    """Return which rows are at or above the threshold."""
    return np.asarray(confidence >= np.asarray(threshold) - TIE)
