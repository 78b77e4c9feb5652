"""Choose a setting by cross-validation on the rows of a fit, and change nothing unless the evidence is there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.dummy import DummyClassifier

from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray, Scoring
from skmitigate._utils._fitting import aligned_proba, fit_weighted, has_proba, predicted_codes
from skmitigate._utils._labels import encode
from skmitigate._utils._seeds import derived_seed, set_seeds
from skmitigate.metrics._metric import resolve_metric
from skmitigate.metrics._row_scores import log_score
from skmitigate.predictions._folds import make_splits
from skmitigate.predictions._prediction_table import PredictionTable, check_proba

#: What one setting answers in one fold: codes, and probabilities where there are any.
Answer: TypeAlias = tuple[IntArray, FloatArray | None]


@dataclass(frozen=True, slots=True)
class InnerChoice:
    """Which setting was chosen, and how each did beside the first, which changes nothing."""

    index: int
    score: FloatArray
    difference: FloatArray
    standard_error: FloatArray


def choose_setting(
    work: Callable[..., list[Answer]],
    X: Any,
    y: AnyArray,
    sample_weight: FloatArray | None,
    groups: Any,
    *,
    cv: Any,
    scoring: Scoring | None,
    n_jobs: int | None,
    seed: int,
) -> InnerChoice:
    """Return the best setting where it beats the first by more than a standard error of the paired rows."""
    # work(X, y, sample_weight, train=, test=, classes=, seed=) fits every setting on the training rows and answers for
    # the test rows. Without scoring, the log score decides, or accuracy where there are no probabilities.
    classes = np.unique(y)
    codes = encode(y, classes)
    splits = make_splits(cv, X, codes, classes, None if groups is None else np.asarray(groups), seed)
    folds = Parallel(n_jobs=n_jobs)(
        delayed(work)(X, y, sample_weight, train=train, test=test, classes=classes, seed=derived_seed(seed, fold))
        for fold, (train, test) in enumerate(splits)
    )
    test = np.concatenate([rows for _, rows in splits])
    weights = None if sample_weight is None else sample_weight[test]
    rows = np.stack(
        [
            _rows(
                PredictionTable.from_predictions(y[test], y[test], classes=classes, sample_weight=weights), one, scoring
            )
            for one in zip(*folds, strict=True)
        ]
    )
    gained = rows - rows[0]
    difference, error = gained.mean(axis=1), gained.std(axis=1) / np.sqrt(len(test))
    best = int(np.argmax(difference))
    return InnerChoice(best if difference[best] > error[best] else 0, rows.mean(axis=1), difference, error)


def fitted_answer(
    model: Estimator,
    X: Any,
    y: AnyArray,
    sample_weight: FloatArray | None,
    X_test: Any,
    *,
    classes: AnyArray,
    seed: int,
) -> Answer:
    """Fit a clone with the seed given, and answer for the test rows."""
    seen = np.unique(y if sample_weight is None else y[sample_weight > 0])
    fitted = set_seeds(clone(model), seed) if len(seen) > 1 else DummyClassifier(strategy="prior")
    fit_weighted(fitted, X, y, sample_weight)
    codes = predicted_codes(fitted, X_test, classes)
    return codes, check_proba(aligned_proba(fitted, X_test, classes), len(classes)) if has_proba(model) else None


def _rows(truth: PredictionTable, answers: Sequence[Answer], scoring: Scoring | None) -> FloatArray:
    """Return what each row contributes to the score of one setting; greater is better."""
    proba = None
    if all(fold[1] is not None for fold in answers):
        proba = np.concatenate([np.asarray(fold[1]) for fold in answers])
    table = replace(truth, y_pred=np.concatenate([fold[0] for fold in answers]), proba=proba)
    if scoring is None and proba is not None:
        return np.asarray(log_score(table) * table.weights / table.weights.mean())
    return resolve_metric("accuracy" if scoring is None else scoring).rows(table)
