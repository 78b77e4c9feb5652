"""Fit a model on bootstrap samples of the rows, drawn as scikit-learn draws them."""

from typing import Any, Self

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import BaggingClassifier
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import has_fit_parameter

from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray


class Placeholder(ClassifierMixin, BaseEstimator):
    """Stands for a model where scikit-learn draws rows and seeds; it learns nothing."""

    def __init__(self, estimator: Estimator) -> None:
        self.estimator = estimator

    def fit(self, _X: Any, y: AnyArray) -> Self:
        """Learn nothing."""
        self.classes_ = np.unique(y)
        return self

    def predict(self, X: Any) -> AnyArray:
        """Predict the first class."""
        return np.repeat(self.classes_[:1], X.shape[0])


def draw_bags(
    estimator: Estimator,
    y: AnyArray,
    sample_weight: FloatArray | None,
    *,
    n_estimators: int,
    n_features: int,
    random_state: Any,
) -> tuple[list[Estimator], list[IntArray]]:
    """Return unfitted clones with their seeds, and the rows that each is to be fitted on."""
    # BaggingClassifier turns what it is given into an array, which frames with mixed columns and texts cannot be. So
    # it draws for a table with nothing in it, and the models are fitted here.
    bagging = BaggingClassifier(
        Placeholder(estimator), n_estimators=n_estimators, max_samples=len(y), random_state=random_state
    )
    bagging.fit(sparse.csr_matrix((len(y), n_features)), y, sample_weight)
    return [model.estimator for model in bagging.estimators_], list(bagging.estimators_samples_)


def fit_bags(
    models: list[Estimator], samples: list[IntArray], X: Any, y: AnyArray, *, n_jobs: int | None
) -> list[Estimator]:
    """Return the models, each fitted on its sample."""
    return list(
        Parallel(n_jobs=n_jobs)(
            delayed(fit_bag)(model, X, y, rows) for model, rows in zip(models, samples, strict=True)
        )
    )


def fit_bag(model: Estimator, X: Any, y: AnyArray, rows: IntArray) -> Estimator:
    """Fit a model on a sample with repetitions: as weights where it takes them, as scikit-learn does."""
    n_drawn = len(np.unique(y[rows]))
    if n_drawn < 2:  # few rows of a rare class, none of them drawn
        return DummyClassifier(strategy="prior").fit(np.zeros((len(rows), 1)), y[rows])
    # A class with no weight at all is more than some models can take: its rows are left out.
    if has_fit_parameter(model, "sample_weight") and n_drawn == len(np.unique(y)):
        model.fit(X, y, sample_weight=np.bincount(rows, minlength=len(y)))
    else:
        model.fit(_safe_indexing(X, rows), y[rows])
    return model
