"""Squeeze decision scores into probabilities that a calibration can start from."""

from typing import Any, Self

import numpy as np
from scipy.special import expit, softmax
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, clone
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate._utils._fitting import fit_weighted
from skmitigate._utils._wrapping import inner_tags


class ScoresAsProba(ClassifierMixin, MetaEstimatorMixin, BaseEstimator):
    """A classifier whose ``predict_proba`` is the logistic function, or softmax, of ``decision_function``."""

    def __init__(self, estimator: Estimator) -> None:
        self.estimator = estimator

    def fit(self, X: Any, y: AnyArray, **fit_params: Any) -> Self:
        """Fit a clone of the wrapped classifier."""
        if not hasattr(self.estimator, "decision_function"):
            raise ValueError(
                "Calibration needs predict_proba or decision_function, and "
                f"{type(self.estimator).__name__} has neither."
            )
        self.estimator_ = fit_weighted(clone(self.estimator), X, y, fit_params.get("sample_weight"))
        self.classes_ = np.asarray(getattr(self.estimator_, "classes_", np.unique(y)))
        shapes = [v for k, v in self.estimator.get_params().items() if k.endswith("decision_function_shape")]
        if len(self.classes_) > 2 and "ovo" in shapes:
            raise ValueError(
                "Calibration needs one score for each class, got decision_function_shape='ovo', which gives one for "
                "each pair of classes. Pass 'ovr'."
            )
        return self

    def predict(self, X: Any) -> AnyArray:
        """Predict as the wrapped classifier does."""
        check_is_fitted(self)
        return np.asarray(self.estimator_.predict(X))

    def predict_proba(self, X: Any) -> FloatArray:
        """Turn scores into numbers between 0 and 1 that sum to 1."""
        check_is_fitted(self)
        scores = np.asarray(self.estimator_.decision_function(X), dtype=np.float64)
        if scores.ndim == 1:
            positive = expit(scores)
            return np.column_stack([1 - positive, positive])
        return np.asarray(softmax(scores, axis=1))

    def __sklearn_tags__(self) -> Tags:
        """Follow the wrapped classifier."""
        return inner_tags(super().__sklearn_tags__(), self.estimator)
