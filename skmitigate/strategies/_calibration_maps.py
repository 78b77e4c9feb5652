"""One-dimensional maps from a probability to a calibrated one."""

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from skmitigate._typing import BoolArray, FloatArray, IntArray

#: Probabilities are kept this far from 0 and 1 before their logarithm is taken; forests give exact zeros.
_CLIP = 1e-6
#: Nearly no penalty: enough to end where a class is perfectly separated.
_WEAK_PENALTY = 1e3


def logits(proba: FloatArray) -> FloatArray:
    """Return log-probabilities, shape as given."""
    return np.asarray(np.log(np.clip(proba, _CLIP, 1.0)))


def temperature(scores: FloatArray, codes: IntArray, weights: FloatArray) -> float:
    """Return the number that log-probabilities are divided by for the least log loss."""
    rows = np.arange(len(codes))

    def loss(log_t: float) -> float:
        return float(-(weights * log_softmax(scores / np.exp(log_t), axis=1)[rows, codes]).sum())

    return float(np.exp(minimize_scalar(loss, bounds=(np.log(0.05), np.log(20.0)), method="bounded").x))


class SigmoidMap:
    """Platt's logistic curve of the log-odds, fitted to smoothed targets."""

    def fit(self, p: FloatArray, positive: BoolArray, weights: FloatArray) -> "SigmoidMap":
        """Fit the curve; a class that is always or never there gets a constant."""
        n_pos, n_neg = weights[positive].sum(), weights[~positive].sum()
        high, low = (n_pos + 1) / (n_pos + 2), 1 / (n_neg + 2)
        target = np.where(positive, high, low)
        x = np.concatenate([_log_odds(p)] * 2).reshape(-1, 1)
        y = np.repeat([1, 0], len(p))
        w = np.concatenate([weights * target, weights * (1 - target)])
        self.curve_ = LogisticRegression(C=_WEAK_PENALTY).fit(x, y, sample_weight=w)
        return self

    def __call__(self, p: FloatArray) -> FloatArray:
        """Map probabilities, shape (n,)."""
        return np.asarray(self.curve_.predict_proba(_log_odds(p).reshape(-1, 1))[:, 1])


class IsotonicMap:
    """The best non-decreasing step function, kept off 0 and 1 by as much as the number of rows allows to say."""

    def fit(self, p: FloatArray, positive: BoolArray, weights: FloatArray) -> "IsotonicMap":
        """Fit the steps."""
        edge = 1.0 / (weights.sum() + 2.0)
        self.curve_ = IsotonicRegression(y_min=edge, y_max=1 - edge, out_of_bounds="clip")
        self.curve_.fit(p, positive.astype(np.float64), sample_weight=weights)
        return self

    def __call__(self, p: FloatArray) -> FloatArray:
        """Map probabilities, shape (n,)."""
        return np.asarray(self.curve_.predict(p))


def _log_odds(p: FloatArray) -> FloatArray:
    p = np.clip(p, _CLIP, 1 - _CLIP)
    return np.asarray(np.log(p) - np.log1p(-p))
