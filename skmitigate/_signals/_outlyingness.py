"""How far a row lies from the others of its kind."""

from typing import Any

import numpy as np
from scipy import sparse
from sklearn.covariance import ledoit_wolf
from sklearn.ensemble import IsolationForest
from sklearn.neighbors import NearestNeighbors

from skmitigate._typing import FloatArray, IntArray

#: The share of rows whose covariance is trusted, and how often it is estimated again from the nearest ones.
_CORE_SHARE, _MOST_STEPS = 0.75, 10
#: The upper quartile of standard normal values.
_NORMAL_QUARTILE = 0.6745


def neighbour_distance(X: Any, n_neighbors: int) -> FloatArray:
    """Mean distance to the nearest other rows (Angiulli & Pizzuti 2002), shape (n,); X may be sparse."""
    k = min(n_neighbors, X.shape[0] - 1)
    distances = NearestNeighbors(n_neighbors=k).fit(X).kneighbors()[0]
    return np.asarray(distances.mean(axis=1))


def robust_mahalanobis(X: Any) -> FloatArray:
    """Distance from the centre by the covariance of the innermost rows, shape (n,); more columns than rows will do."""
    # Concentration steps as in FastMCD (Rousseeuw & Van Driessen 1999), with a shrunken covariance (Ledoit & Wolf
    # 2004), which can always be inverted (Boudt et al. 2020).
    if sparse.issparse(X):
        X = X.toarray()
    scale = robust_scale(X)
    spread = X.std(axis=0)
    scale = np.where(scale > 0, scale, np.where(spread > 0, spread, 1.0))
    standard = (X - np.median(X, axis=0)) / scale
    distance = np.linalg.norm(standard, axis=1)
    n_core = int(np.ceil(_CORE_SHARE * len(X)))
    core: IntArray = np.empty(0, dtype=np.intp)
    for _ in range(_MOST_STEPS):
        nearest = np.sort(np.argsort(distance, kind="stable")[:n_core])
        if np.array_equal(nearest, core):
            break
        core = nearest
        centre = standard[core].mean(axis=0)
        covariance = ledoit_wolf(standard[core])[0]
        deviation = standard - centre
        # The identity keeps the inverse finite where all core rows are alike.
        covariance = covariance + 1e-9 * np.eye(len(covariance))
        squares = np.einsum("ij,ij->i", deviation, np.linalg.solve(covariance, deviation.T).T)
        distance = np.sqrt(np.maximum(squares, 0.0))
    return np.asarray(distance)


def robust_scale(X: FloatArray) -> FloatArray:
    """Return the standard deviations that normal columns with these quartiles would have; outliers do not matter."""
    lower, upper = np.quantile(X, [0.25, 0.75], axis=0)
    return np.asarray((upper - lower) / (2 * _NORMAL_QUARTILE))


def isolation(X: Any, seed: int) -> FloatArray:
    """How few random splits isolate a row (Liu et al. 2008), shape (n,), between 0 and 1; X may be sparse."""
    forest = IsolationForest(n_estimators=100, random_state=seed).fit(X)
    return np.asarray(-forest.score_samples(X))


def robust_z(scores: FloatArray) -> FloatArray:
    """How many upper-half standard deviations a score is above the median, shape (n,); 0 where half are the same."""
    middle, upper = np.quantile(scores, [0.5, 0.75])
    spread = (upper - middle) / _NORMAL_QUARTILE
    return np.asarray((scores - middle) / spread) if spread > 0 else np.zeros(len(scores))
