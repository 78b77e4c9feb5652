"""Which rows lie nearest to each row."""

from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import NearestNeighbors

from skmitigate._typing import FloatArray, IntArray

#: A row is compared with all others up to this many pairs of rows, and with fewer of them beyond: about two seconds.
_MOST_PAIRS = 100_000_000
#: At least as many rows are drawn to compare with.
_FEWEST_COMPARED = 1000


@dataclass(frozen=True, slots=True)
class NearestRows:
    """For each row, the positions of the nearest other rows and their distances, shapes (n, k), nearest first."""

    index: IntArray
    distance: FloatArray


def nearest_rows(points: FloatArray, *, n_neighbors: int, seed: int) -> NearestRows:
    """Find the nearest other rows, among all or, of very many, among some that the seed draws."""
    n_rows = len(points)
    n_compared = min(n_rows, max(_FEWEST_COMPARED, _MOST_PAIRS // n_rows))
    compared = np.arange(n_rows)
    if n_compared < n_rows:
        compared = np.sort(np.random.default_rng(seed).choice(n_rows, n_compared, replace=False))
    k = min(n_neighbors, n_compared - 1)
    found = NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(points[compared])
    distance, place = found.kneighbors(points)
    index = compared[place]
    # the row itself is left out, and the farthest one where the row is not among those that it is compared with
    itself = index == np.arange(n_rows)[:, None]
    itself[~itself.any(axis=1), -1] = True
    return NearestRows(index[~itself].reshape(n_rows, k), distance[~itself].reshape(n_rows, k).astype(np.float64))
