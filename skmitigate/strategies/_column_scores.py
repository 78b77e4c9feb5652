"""How much each of the user's columns says about the classes, read from an encoded copy of the table."""

from typing import Any

import numpy as np
from scipy import sparse
from sklearn.ensemble import ExtraTreesClassifier

from skmitigate._typing import AnyArray, FloatArray, IntArray
from skmitigate._utils._seeds import derived_seed

METHODS = ("importance", "mutual_info", "recursive", "univariate", "variance")
_TREES = 100
_MOST_BINS = 16


def column_scores(
    method: str, X: Any, origins: IntArray, codes: IntArray, sample_weight: FloatArray, *, seed: int
) -> FloatArray:
    """Return one score for each of the user's columns, higher is better, -inf for those that never vary."""
    # X is the encoded table; origins says for each of its columns which of the user's it was made from.
    n_columns = int(origins.max()) + 1
    sample_weight = sample_weight / sample_weight.mean()
    varies = np.zeros(n_columns, dtype=bool)
    lowest, highest = _ranges(X)
    varies[origins[highest > lowest]] = True
    if method == "importance":
        scores = _importance(X, origins, codes, sample_weight, seed)
    elif method == "mutual_info":
        scores = _mutual_info(X, origins, codes, sample_weight)
    elif method == "recursive":
        scores = _recursive(X, origins, codes, sample_weight, seed, varies)
    elif method == "univariate":
        scores = _univariate(X, origins, codes, sample_weight)
    else:
        scores = _variance(X, origins, sample_weight, highest - lowest)
    return np.where(varies, scores, -np.inf)


def _ranges(X: Any) -> tuple[FloatArray, FloatArray]:
    lowest, highest = X.min(axis=0), X.max(axis=0)
    if sparse.issparse(X):
        return lowest.toarray().ravel(), highest.toarray().ravel()
    return lowest, highest


def _importance(X: Any, origins: IntArray, codes: IntArray, sample_weight: FloatArray, seed: int) -> FloatArray:
    """Return impurity importances less those of shuffled copies, which takes out the bias to columns of many values."""
    shuffled = X[np.random.RandomState(seed).permutation(X.shape[0])]
    both = sparse.hstack([X, shuffled], format="csr") if sparse.issparse(X) else np.hstack([X, shuffled])
    forest = ExtraTreesClassifier(_TREES, min_samples_leaf=2, random_state=derived_seed(seed, "forest"))
    importance = forest.fit(both, codes, sample_weight).feature_importances_
    own, chance = np.split(importance, 2)
    return np.asarray(np.bincount(origins, weights=own - chance), dtype=np.float64)


def _recursive(
    X: Any, origins: IntArray, codes: IntArray, sample_weight: FloatArray, seed: int, varies: AnyArray
) -> FloatArray:
    """Return how long a column stays while the less important half is dropped and the rest is judged anew."""
    scores = np.full(len(varies), -1.0)
    left = np.flatnonzero(varies)
    n_ranked = 0
    while len(left):
        here = np.flatnonzero(np.isin(origins, left))
        places = np.searchsorted(left, origins[here])
        importance = _importance(X[:, here], places, codes, sample_weight, derived_seed(seed, len(left)))
        weakest_first = left[np.argsort(importance, kind="stable")]
        going = weakest_first[: (len(left) + 1) // 2]
        scores[going] = n_ranked + np.arange(len(going))
        n_ranked += len(going)
        left = np.sort(weakest_first[len(going) :])
    return scores


def _univariate(X: Any, origins: IntArray, codes: IntArray, sample_weight: FloatArray) -> FloatArray:
    """Return the log likelihood ratio of the class means: it grows with F, and stays finite where the p-value is 0."""
    by_class = _by_class(codes, sample_weight)
    n_in_class, n_rows = by_class.sum(axis=0), sample_weight.sum()
    sums = np.asarray(X.T @ by_class)
    means = sums.sum(axis=1) / n_rows
    squares = X.multiply(X) if sparse.issparse(X) else X * X
    total = np.asarray(squares.T @ sample_weight).ravel() - n_rows * means**2
    between = (sums**2 / n_in_class).sum(axis=1) - n_rows * means**2
    explained = np.divide(between, total, out=np.zeros_like(total), where=total > 0)
    ratio = -0.5 * n_rows * np.log1p(-np.clip(explained, 0.0, 1.0 - 1e-12))
    # The best of many levels is good by chance more often.
    return _largest(ratio - np.log(np.bincount(origins))[origins], origins)


def _mutual_info(X: Any, origins: IntArray, codes: IntArray, sample_weight: FloatArray) -> FloatArray:
    """Return the mutual information of binned columns and classes, corrected for bias (Miller 1955), in nats."""
    by_class = _by_class(codes, sample_weight)
    if sparse.issparse(X):  # what counts is whether something is there
        present = np.asarray((X != 0).astype(np.float64).T @ by_class)
        absent = by_class.sum(axis=0) - present
        return np.array([_information(np.stack(pair)) for pair in zip(present, absent, strict=True)])
    n_bins = int(np.clip(np.sqrt(len(X) / 5), 2, _MOST_BINS))
    found = []
    for j in range(int(origins.max()) + 1):
        level = np.zeros(len(X), dtype=np.intp)
        for part in np.flatnonzero(origins == j):
            bins = _bins(X[:, part], sample_weight, n_bins)
            level = np.unique(level * (bins.max() + 1) + bins, return_inverse=True)[1]
        joint = np.zeros((level.max() + 1, by_class.shape[1]))
        np.add.at(joint, level, by_class)
        found.append(_information(joint))
    return np.array(found)


def _bins(values: FloatArray, weights: FloatArray, n_bins: int) -> IntArray:
    """Return bins of about the same weight; equal values are in one bin, few values have one each."""
    distinct, place = np.unique(values, return_inverse=True)
    if len(distinct) <= n_bins:
        return np.asarray(place, dtype=np.intp)
    share = np.bincount(place, weights=weights)
    middle = (np.cumsum(share) - share / 2) / share.sum()
    return np.asarray(np.floor(middle * n_bins).astype(np.intp)[place])


def _information(joint: FloatArray) -> float:
    n_rows = joint.sum()
    rows, columns = joint.sum(axis=1, keepdims=True), joint.sum(axis=0, keepdims=True)
    there = joint > 0
    information = np.sum(joint[there] / n_rows * np.log((joint * n_rows)[there] / (rows * columns)[there]))
    bias = (np.count_nonzero(rows) - 1) * (np.count_nonzero(columns) - 1) / (2 * n_rows)
    return float(information - bias)


def _variance(X: Any, origins: IntArray, sample_weight: FloatArray, spans: FloatArray) -> FloatArray:
    """Return variances as shares of the squared range; of levels, half the chance that two rows differ."""
    weights = sample_weight / sample_weight.sum()
    squares = X.multiply(X) if sparse.issparse(X) else X * X
    variance = np.asarray(squares.T @ weights).ravel() - np.asarray(X.T @ weights).ravel() ** 2
    relative = np.divide(variance, spans**2, out=np.zeros_like(variance), where=spans > 0)
    largest = _largest(relative, origins)
    return np.asarray(np.maximum(largest, 0.5 * np.bincount(origins, weights=relative)))


def _by_class(codes: IntArray, weights: FloatArray) -> FloatArray:
    """Return each row's weight in the column of its class; classes without a row have no column."""
    place = np.unique(codes, return_inverse=True)[1]
    out = np.zeros((len(codes), int(place.max()) + 1))
    out[np.arange(len(codes)), place] = weights
    return out


def _largest(scores: FloatArray, origins: IntArray) -> FloatArray:
    out = np.full(int(origins.max()) + 1, -np.inf)
    np.maximum.at(out, origins, scores)
    return out
