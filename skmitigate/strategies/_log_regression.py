"""Logistic regression on the logarithms of probabilities."""

from typing import Any, Self

import numpy as np
from scipy.special import logit
from sklearn.linear_model import LogisticRegression

from skmitigate._typing import AnyArray, FloatArray

#: Probabilities are kept this far from 0 and 1 before their logarithm is taken; forests give exact zeros.
_CLIP = 1e-3


class LogRegression(LogisticRegression):
    """Logistic regression on log-probabilities, on log-odds for two classes; regularised more than usual."""

    def __init__(self, C: float = 0.03, max_iter: int = 1000) -> None:
        super().__init__(C=C, max_iter=max_iter)

    def fit(self, X: Any, y: AnyArray, sample_weight: Any = None) -> Self:
        """Fit on probabilities, shape (n_rows, n_columns)."""
        self.odds_ = len(np.unique(y)) == 2
        super().fit(self._logs(X), y, sample_weight)
        return self

    def decision_function(self, X: Any) -> FloatArray:
        """Return scores for probabilities, shape (n_rows,) or (n_rows, n_classes)."""
        return np.asarray(super().decision_function(self._logs(X)))

    def _logs(self, X: Any) -> FloatArray:
        clipped = np.clip(X, _CLIP, 1 - _CLIP)
        return np.asarray(logit(clipped) if self.odds_ else np.log(clipped))
