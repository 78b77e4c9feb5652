"""Give a classifier that has no more than fit and predict what an estimator of scikit-learn has."""

from copy import deepcopy
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate._utils._wrapping import wrapped_has


class PlainClassifier(ClassifierMixin, BaseEstimator):
    """A classifier that can be cloned, around one that cannot: every fit is one of a copy."""

    def __init__(self, estimator: Any) -> None:
        self.estimator = estimator

    def fit(self, X: Any, y: AnyArray, **fit_params: Any) -> Self:
        """Fit a copy, which need not return itself."""
        self.estimator_ = deepcopy(self.estimator)
        self.estimator_.fit(X, y, **fit_params)
        self.classes_ = np.asarray(getattr(self.estimator_, "classes_", np.unique(y)))
        return self

    def predict(self, X: Any) -> AnyArray:
        """Predict as the copy does."""
        check_is_fitted(self)
        return np.asarray(self.estimator_.predict(X))

    @available_if(wrapped_has("predict_proba"))
    def predict_proba(self, X: Any) -> FloatArray:
        """Predict probabilities as the copy does."""
        check_is_fitted(self)
        return np.asarray(self.estimator_.predict_proba(X))


def as_estimator(classifier: Any) -> Estimator:
    """Return what can be cloned: the classifier itself, or one around it."""
    return classifier if hasattr(classifier, "get_params") else PlainClassifier(classifier)
