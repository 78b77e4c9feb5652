"""Which rows lie far from the others of their class, and which of them may be dropped."""

import warnings
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import clone

from skmitigate._signals._outlyingness import isolation, neighbour_distance, robust_mahalanobis, robust_scale, robust_z
from skmitigate._typing import AnyArray, BoolArray, Estimator, FloatArray, IntArray
from skmitigate._utils._seeds import derived_seed
from skmitigate.exceptions import SkmitigateWarning

METHODS = ("isolation", "mahalanobis", "neighbours")
#: In a class of fewer rows none can be called far from the others.
_FEWEST = 8
#: Iglewicz & Hoaglin (1993) call values beyond this many robust standard deviations outliers.
_CUT = 3.5
_NEIGHBOURS = 10
#: Sparse rows of more cells than this are compared on the scale that they come in.
_MOST_DENSE = 10_000_000


def class_outlyingness(X: Any, codes: IntArray, *, method: str, seed: int, among: BoolArray) -> FloatArray:
    """Return each row's robust z among the rows of its class, on the log scale; 0 for rows that are not `among`."""
    found = np.zeros(len(codes))
    for c in np.unique(codes[among]):
        rows = np.flatnonzero(among & (codes == c))
        if len(rows) < _FEWEST:
            continue
        part = X[rows]
        if method == "isolation":
            scores = isolation(part, derived_seed(seed, int(c)))
        elif method == "neighbours":
            scores = neighbour_distance(_on_one_scale(part), _NEIGHBOURS)
        else:
            scores = robust_mahalanobis(part)
        positive = scores[scores > 0]
        if len(positive):
            found[rows] = robust_z(np.log(np.maximum(scores, positive.min())))
    return found


def _on_one_scale(X: Any) -> Any:
    """Return numbers on a scale that outliers did not stretch; flags and levels, mostly of one value, as they are."""
    if sparse.issparse(X):
        if X.shape[0] * X.shape[1] > _MOST_DENSE:
            return X
        X = X.toarray()
    scale = robust_scale(X)
    return X / np.where(scale > 0, scale, 1.0)


def rows_to_drop(z: FloatArray, codes: IntArray, contamination: float | str) -> BoolArray:
    """Return which rows are dropped: those beyond the cut, or a share of each class; never more than half of it."""
    drop = np.zeros(len(codes), dtype=bool)
    for c in np.unique(codes):
        rows = np.flatnonzero(codes == c)
        outwards = rows[np.argsort(-z[rows], kind="stable")]
        wanted = np.sum(z[rows] > _CUT) if contamination == "auto" else round(float(contamination) * len(rows))
        outwards = outwards[: min(int(wanted), len(rows) // 2)]
        drop[outwards[z[outwards] > 0]] = True  # rows that are all alike are not dropped to make up a number
    return drop


def rows_kept_by(sampler: Estimator, X: Any, y: AnyArray, codes: IntArray) -> BoolArray:
    """Return which rows an imbalanced-learn sampler drops, as far as no class loses more than half of its rows."""
    sampler = clone(sampler)
    resampled, labels = sampler.fit_resample(X, y)
    kept = getattr(sampler, "sample_indices_", None)
    kept = _found_again(X, y, resampled, labels) if kept is None else np.asarray(kept)
    if len(kept) != len(np.unique(kept)):
        raise ValueError(_only_drops(sampler, "drew rows several times"))
    drop = np.ones(len(codes), dtype=bool)
    drop[kept] = False
    for c in np.unique(codes):
        share = drop[codes == c].mean()
        if np.sum(codes == c) < _FEWEST:
            drop[codes == c] = False
        elif share > 0.5:
            warnings.warn(
                f"{type(sampler).__name__} would drop {share:.0%} of the rows of class {y[codes == c][0]!r}: more than "
                "half of a class is not dropped as outliers, so all of these rows are kept.",
                SkmitigateWarning,
                stacklevel=5,
            )
            drop[codes == c] = False
    return drop


def _found_again(X: Any, y: AnyArray, resampled: Any, labels: Any) -> IntArray:
    """Return the positions of the resampled rows among the rows, where a sampler does not tell them."""
    places: dict[tuple[bytes, Any], list[int]] = {}
    for i, key in enumerate(_keys(X, y)):
        places.setdefault(key, []).append(i)
    kept = []
    for key in _keys(resampled, labels):
        if not places.get(key):
            raise ValueError(_only_drops(None, "made rows that were not there"))
        kept.append(places[key].pop(0))
    return np.array(kept, dtype=np.intp)


def _keys(X: Any, y: Any) -> list[tuple[bytes, Any]]:
    dense = X.toarray() if hasattr(X, "toarray") else np.asarray(X)
    return [(row.tobytes(), label) for row, label in zip(np.asarray(dense, dtype=np.float64), y, strict=True)]


def _only_drops(sampler: Any, what: str) -> str:
    name = "the sampler" if sampler is None else type(sampler).__name__
    return (
        f"OutlierRemoval only drops rows: expected a sampler that keeps some of them as they are, and {name} {what}. "
        "Pass a cleaning sampler such as EditedNearestNeighbours; DataAugmentation is there for what adds rows."
    )
