"""Let a query strategy of scikit-activeml choose the rows of a pool."""

import inspect
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.base import clone
from sklearn.pipeline import Pipeline

from skmitigate._optional import load_optional
from skmitigate._sklearn import _num_samples
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._labels import encode
from skmitigate._utils._seeds import set_seeds
from skmitigate.strategies._labelled_rows import join_weights

#: What strategies call the model that they ask.
_MODEL_NAMES = ("clf", "ensemble", "estimator", "discriminator")


def query_by_strategy(
    strategy: Any,
    model: Estimator,
    X: Any,
    y: AnyArray,
    X_pool: Any,
    *,
    sample_weight: FloatArray | None,
    classes: AnyArray,
    n: int,
    seed: int,
) -> IntArray:
    """Return positions in `X_pool` that a copy of `strategy` chooses, given a fitted model and its labelled rows."""
    wrapper = load_optional(
        "skactiveml.classifier", extra="active", needed_for=f"query_strategy={type(strategy).__name__}"
    ).SklearnClassifier
    last = model
    if isinstance(model, Pipeline):
        last = model.steps[-1][1]
        if len(model.steps) > 1:
            X, X_pool = model[:-1].transform(X), model[:-1].transform(X_pool)
    n_known, n_pool = _num_samples(X), _num_samples(X_pool)
    columns = np.concatenate([_as_numbers(X), _as_numbers(X_pool)])
    labels = np.concatenate([encode(y, classes).astype(np.float64), np.full(n_pool, np.nan)])
    taken = inspect.signature(strategy.query).parameters
    known: dict[str, Any] = {"X": columns, "y": labels, "batch_size": n}
    for name in _MODEL_NAMES:
        if name in taken:
            known[name] = wrapper(clone(last), classes=np.arange(len(classes)), random_state=seed)
    unknown = [p.name for p in taken.values() if p.default is p.empty and p.name not in known]
    if unknown:
        raise TypeError(
            f"{type(strategy).__name__}.query also needs {unknown}, which a classifier and a pool do not give. "
            "Pass a query strategy for pools that asks for X, y and a classifier."
        )
    if sample_weight is not None and "sample_weight" in taken:
        known["sample_weight"] = join_weights(sample_weight, n_known, None, n_pool)
    copy = set_seeds(clone(strategy), seed, only_unset=True).set_params(missing_label=np.nan)
    chosen: IntArray = np.asarray(copy.query(**known), dtype=np.intp)
    return np.asarray(chosen - n_known)


def _as_numbers(X: Any) -> FloatArray:
    """Return a dense matrix of floats, as scikit-activeml takes nothing else."""
    try:
        return np.asarray(X.toarray() if sparse.issparse(X) else X, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"A query strategy of scikit-activeml works on numbers, got rows that are none ({error}). Wrap a Pipeline "
            "that encodes them."
        ) from error
