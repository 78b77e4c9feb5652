"""See that the parts of a loaded model fit together, where compiled code would not look before it reads memory."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.ensemble import IsolationForest
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer
from sklearn.neighbors import BallTree, KDTree
from sklearn.tree import BaseDecisionTree

from skmitigate._sklearn import BaseForest, BaseGradientBoosting, BaseHistGradientBoosting, BaseLibSVM, NeighborsBase
from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._sound_trees import check_predictor

_MAX_JOBS, _MAX_RAW_CATEGORY = 512, 255


def check_sound(model: Any) -> None:
    """Check all parts of a model that is not trusted; InvalidModelFile where some do not fit together."""
    for part in parts_of(model):
        for kind, check in _CHECKS:
            if isinstance(part, kind):
                check(part)
        n_jobs = getattr(part, "__dict__", {}).get("n_jobs")
        if isinstance(n_jobs, int) and abs(n_jobs) > _MAX_JOBS:
            raise InvalidModelFile(f"A part of the model asks for {n_jobs} processes at once.")


def parts_of(model: Any) -> Iterator[Any]:
    """Yield everything that a model holds, each thing once."""
    stack, seen = [model], set()
    while stack:
        part = stack.pop()
        if id(part) in seen or isinstance(part, str | bytes | int | float | None):
            continue
        seen.add(id(part))
        yield part
        if isinstance(part, dict):
            stack += [*part, *part.values()]
        elif isinstance(part, list | tuple | set | frozenset):
            stack += part
        elif isinstance(part, np.ndarray):
            stack += part.ravel().tolist() if part.dtype.hasobject else []
        else:
            stack += getattr(part, "__dict__", {}).values()
            stack += [getattr(part, f.name, None) for f in fields(part)] if is_dataclass(part) else []


def _fits(condition: Any, what: str) -> None:
    if not condition:
        raise InvalidModelFile(f"{what} does not fit to the rest of the model.")


def _check_sparse(matrix: Any) -> None:
    matrix.check_format(full_check=True)


def _check_decision_tree(tree: Any) -> None:
    if hasattr(tree, "tree_"):
        _fits(tree.tree_.n_features == tree.n_features_in_, "A tree")


def _check_forest(forest: Any) -> None:
    for tree in getattr(forest, "estimators_", ()):
        _fits(isinstance(tree, BaseDecisionTree), "A tree of a forest")
        _fits(tree.tree_.n_features == forest.n_features_in_, "A tree of a forest")


def _check_isolation_forest(forest: Any) -> None:
    columns = getattr(forest, "estimators_features_", ())
    for tree, own in zip(getattr(forest, "estimators_", ()), columns, strict=True):
        _fits(tree.tree_.n_features == len(own) == forest._max_features, "A tree of a forest")


def _check_boosting(model: Any) -> None:
    if not hasattr(model, "estimators_"):
        return
    trees = np.asarray(model.estimators_)
    _fits(trees.ndim == 2 and trees.size, "An ensemble of trees")
    for tree in trees.ravel():
        _fits(isinstance(tree, BaseDecisionTree) and tree.tree_.n_outputs == 1, "A tree of an ensemble")
        _fits(tree.tree_.n_features == model.n_features_in_, "A tree of an ensemble")
    start = model._raw_predict_init(np.zeros((1, model.n_features_in_), dtype=np.float32))
    _fits(start.shape == (1, trees.shape[1]), "The begin of an ensemble")


def _check_hist_boosting(model: Any) -> None:
    if not hasattr(model, "_predictors"):
        return
    n_features = model._n_features
    for predictor in (each for step in model._predictors for each in step):
        check_predictor(predictor, n_features)
    mapper = model._bin_mapper
    _fits(len(mapper.is_categorical_) == len(mapper.bin_thresholds_) == n_features, "A table of bins")
    for at in np.flatnonzero(mapper.is_categorical_):
        levels = np.asarray(mapper.bin_thresholds_[at])
        _fits(((levels >= 0) & (levels <= _MAX_RAW_CATEGORY)).all(), "A table of categories")


def _check_libsvm(model: Any) -> None:
    if not hasattr(model, "support_vectors_"):
        return
    n_support = np.asarray(model._n_support)
    support = np.asarray(model.support_)
    classes = getattr(model, "classes_", None)
    k, n = len(n_support), len(support)
    _fits(k >= 2 and n_support.min() >= 0 and k == (2 if classes is None else len(classes)), "A support vector machine")
    _fits(n_support.sum() == n if classes is not None else (n_support == n).all(), "A count of support vectors")
    _fits(not n or (support.min() >= 0 and support.max() < model.shape_fit_[0]), "A list of support vectors")
    if model.kernel == "precomputed":
        _fits(model.n_features_in_ == model.shape_fit_[0], "A kernel")
    else:
        _fits(model.support_vectors_.shape == (n, model.n_features_in_), "A table of support vectors")
    for coef in (model.dual_coef_, model._dual_coef_):
        _fits(coef.shape == (k - 1, n) and _n_stored(coef) == (k - 1) * n, "A table of coefficients")
    n_pairs = k * (k - 1) // 2
    _fits(len(model.intercept_) == len(model._intercept_) == n_pairs, "An intercept")
    _fits({len(model._probA), len(model._probB)} <= {0, n_pairs}, "A calibration")
    _fits(len(model._probA) == len(model._probB), "A calibration")


def _n_stored(coef: Any) -> int:
    return int(coef.data.size if sparse.issparse(coef) else coef.size)


def _check_search_tree(tree: Any) -> None:
    data, order, nodes, bounds, *_, metric, _weights = tree.__getstate__()
    n, n_features = data.shape
    n_nodes = tree.__getstate__()[6]
    _fits(n > 0 and metric is not None and len(order) == n, "A search tree")
    _fits(len(nodes) == n_nodes and bounds.shape[1:] == (n_nodes, n_features) and len(bounds), "A search tree")
    _fits(len(bounds) == (2 if isinstance(tree, KDTree) else 1), "A search tree")
    _fits(order.min() >= 0 and order.max() < n, "A search tree")
    start, end, inner = nodes["idx_start"], nodes["idx_end"], np.flatnonzero(nodes["is_leaf"] == 0)
    _fits(((start >= 0) & (start <= end) & (end <= n)).all() and (2 * inner + 2 < n_nodes).all(), "A search tree")
    weights = metric.__getstate__()[1]
    _fits(len(weights) in (0, n_features) or "Minkowski" not in type(metric).__name__, "A distance")


def _check_neighbours(model: Any) -> None:
    if hasattr(model, "_fit_X"):
        _fits(model._fit_X.shape == (model.n_samples_fit_, model.n_features_in_), "A table of neighbours")
    if getattr(model, "_tree", None) is not None:
        _fits(model._tree.__getstate__()[0].shape[1] == model.n_features_in_, "A search tree")


def _check_clusters(model: Any) -> None:
    if hasattr(model, "cluster_centers_"):
        _fits(model.cluster_centers_.shape == (model.n_clusters, model.n_features_in_), "A table of centres")
        _fits(1 <= model._n_threads <= _MAX_JOBS, "A number of threads")


def _check_random_bits(source: Any) -> None:
    """See that a source of random bits goes on within its own table."""
    told = source.get_state(legacy=False) if isinstance(source, np.random.RandomState) else source.bit_generator.state
    inner = told["state"] if isinstance(told["state"], dict) else {}
    places = [(inner.get("pos", 0), 624), (told.get("buffer_pos", 0), 4)]
    _fits(all(0 <= int(at) <= length for at, length in places), "A source of random bits")


def _check_vectoriser(model: Any) -> None:
    if model.input != "content":
        raise InvalidModelFile(f"A part of the model reads files that rows name (input={model.input!r}).")


_CHECKS = (
    (sparse.csr_matrix | sparse.csc_matrix | sparse.csr_array | sparse.csc_array, _check_sparse),
    (np.random.RandomState | np.random.Generator, _check_random_bits),
    (BaseDecisionTree, _check_decision_tree),
    (BaseForest, _check_forest),
    (IsolationForest, _check_isolation_forest),
    (BaseGradientBoosting, _check_boosting),
    (BaseHistGradientBoosting, _check_hist_boosting),
    (BaseLibSVM, _check_libsvm),
    (KDTree | BallTree, _check_search_tree),
    (NeighborsBase, _check_neighbours),
    (KMeans | MiniBatchKMeans, _check_clusters),
    (CountVectorizer | HashingVectorizer, _check_vectoriser),
)
