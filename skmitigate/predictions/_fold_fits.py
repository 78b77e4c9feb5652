"""Single fits, each a free function with a seed of its own, so that they can be made anywhere and in any order."""

import time
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from sklearn.base import clone
from sklearn.dummy import DummyClassifier
from sklearn.utils import _safe_indexing

from skmitigate._sklearn import _threadpool_controller_decorator
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import aligned_proba, fit_weighted, has_proba, predicted_codes
from skmitigate._utils._seeds import set_seeds
from skmitigate.predictions._prediction_table import check_proba

#: Warnings that a fit gave, with their categories.
Told: TypeAlias = tuple[tuple[type[Warning], str], ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """What the fits share."""

    X: Any
    y: AnyArray
    sample_weight: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class FoldResult:
    """What one fit in one fold gave: class codes and probabilities of the rows that the fold tests."""

    codes: IntArray
    proba: FloatArray | None
    seconds: float
    warnings: Told


# With other numbers of BLAS threads sums differ in the last digit, and workers of a parallel run have fewer of them.
@_threadpool_controller_decorator(limits=1, user_api="blas")
def fit_fold(
    rows: Rows,
    *,
    estimator: Estimator,
    split: tuple[IntArray, IntArray],
    classes: AnyArray,
    seed: int,
    catch: Any = (),
) -> FoldResult | Exception:
    """Fit a clone on one fold's training rows, with the seed given, and predict its test rows."""
    start = time.perf_counter()
    train, test = split
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            labels = rows.y[train]
            weight = None if rows.sample_weight is None else rows.sample_weight[train]
            seen = np.unique(labels if weight is None else labels[weight > 0])
            # A fold may hold all rows of a rare class: what is left has one class, which is then the prediction.
            model = set_seeds(clone(estimator), seed) if len(seen) > 1 else DummyClassifier(strategy="prior")
            fit_weighted(model, _safe_indexing(rows.X, train), labels, weight)
            X_test = _safe_indexing(rows.X, test)
            codes = predicted_codes(model, X_test, classes)
            proba = check_proba(aligned_proba(model, X_test, classes), len(classes)) if has_proba(estimator) else None
    except catch as error:
        failure: Exception = error
        return failure
    return FoldResult(codes, proba, time.perf_counter() - start, _messages(caught))


@_threadpool_controller_decorator(limits=1, user_api="blas")
def fit_on_all_rows(rows: Rows, *, model: Estimator, seed: int) -> tuple[Estimator, Told]:
    """Fit `model`, with seeds where it has none, and return it with the warnings that it gave."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fit_weighted(set_seeds(model, seed, only_unset=True), rows.X, rows.y, rows.sample_weight)
    return model, _messages(caught)


def _messages(caught: Iterable[warnings.WarningMessage]) -> Told:
    return tuple((w.category, str(w.message)) for w in caught)
