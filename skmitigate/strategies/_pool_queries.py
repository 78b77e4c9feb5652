"""Choose the rows of a pool whose labels would tell a model most."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.metrics import pairwise_distances
from sklearn.pipeline import Pipeline

from skmitigate._signals._confidence import confidence, margin
from skmitigate._signals._entropy import entropy
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import aligned_proba, has_proba
from skmitigate._utils._tabular import TabularEncoder

#: A diverse batch is chosen among this many times as many of the most uncertain rows.
CANDIDATES_PER_QUERY = 5
#: Rows nearer to each other than this share of the largest distance are copies.
_COPIES = 1e-6


def uncertainty(model: Estimator, X: Any, classes: AnyArray, method: str) -> FloatArray:
    """Return how unsure `model` is of each row, in numbers from 0 up that mean something to one method only."""
    if has_proba(model):
        proba = aligned_proba(model, X, classes)
        if method == "margin":
            return 1.0 - margin(proba)
        return entropy(proba) if method == "entropy" else 1.0 - confidence(proba)
    if method == "margin" and hasattr(model, "decision_function"):
        return 1.0 / (1.0 + _score_margin(np.asarray(model.decision_function(X)), len(classes)))
    needed = "predict_proba or decision_function" if method == "margin" else "predict_proba"
    raise ValueError(
        f"method={method!r} needs a model with {needed}, got {type(model).__name__}. Wrap it in "
        'ProbabilityCalibration, or use method="margin" for a model with scores, or method="random".'
    )


def _score_margin(scores: FloatArray, n_classes: int) -> FloatArray:
    """Return the distance between the two highest scores, or from the border between two classes."""
    if scores.ndim == 1 or scores.shape[1] == 1:
        return np.abs(scores.ravel())
    if scores.shape[1] != n_classes:
        raise ValueError(
            f"Expected decision_function to give one score for each of {n_classes} classes, got {scores.shape[1]}. "
            'For SVC, set decision_function_shape="ovr".'
        )
    return margin(scores)


def highest(scores: FloatArray, n: int, seed: int) -> IntArray:
    """Return the positions of the `n` highest scores, highest first; ties fall as the seed has it, not as rows lie."""
    # Pools are often sorted, by class or by time: the first of equals would be no random ones.
    order = np.random.RandomState(seed).permutation(len(scores))
    return np.asarray(order[np.argsort(-scores[order], kind="stable")[:n]], dtype=np.intp)


def highest_and_diverse(scores: FloatArray, n: int, seed: int, columns_of: Callable[[IntArray], Any]) -> IntArray:
    """Return the positions of `n` rows that are high among the scores and far from each other."""
    n_candidates = CANDIDATES_PER_QUERY * n
    while True:
        candidates = highest(scores, n_candidates, seed)
        chosen, n_distinct = spread_out(columns_of(candidates), scores[candidates], n)
        if n_distinct == n or n_candidates >= len(scores):
            return candidates[chosen]
        n_candidates *= CANDIDATES_PER_QUERY  # the highest are copies of each other


def spread_out(columns: Any, weights: FloatArray, n: int) -> tuple[IntArray, int]:
    """Return positions of `n` rows that weigh much and lie far from each other, and how many of them are distinct."""
    # The heaviest comes first, then always the one whose distance to the nearest chosen one, times its weight, is the
    # largest; where only copies are left, the heaviest of them.
    chosen = [int(np.argmax(weights))]
    nearest = _distances(columns, chosen[0])
    copies = _COPIES * nearest.max()
    while len(chosen) < n:
        gain = np.where(nearest > copies, nearest * weights, 0.0)
        if not gain.max() > 0:
            break
        chosen.append(int(np.argmax(gain)))
        nearest = np.minimum(nearest, _distances(columns, chosen[-1]))
    rest = np.argsort(-weights, kind="stable")
    rest = rest[~np.isin(rest, chosen)]
    return np.asarray([*chosen, *rest[: n - len(chosen)]], dtype=np.intp), len(chosen)


def _distances(columns: Any, i: int) -> FloatArray:
    if sparse.issparse(columns):
        return np.asarray(pairwise_distances(columns, columns[[i]])).ravel()
    return np.asarray(np.sqrt(((columns - columns[i]) ** 2).sum(axis=1)))


def numeric_columns(model: Estimator, known: Any, rows: Any) -> Any:
    """Return `rows` as numbers in which distances mean something, learned from the `known` rows."""
    # Those are the columns that the last step of a Pipeline sees; without a Pipeline, the rows' own. Categories and
    # text get a column for each level, numbers one scale; a sparse matrix stays as it is.
    if isinstance(model, Pipeline) and len(model.steps) > 1:
        known, rows = model[:-1].transform(known), model[:-1].transform(rows)
    if sparse.issparse(rows):
        return sparse.csr_array(rows)
    return TabularEncoder(scale="auto").fit(known).transform(rows)
