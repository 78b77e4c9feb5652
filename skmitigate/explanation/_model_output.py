"""What a fitted classifier says about rows, as one number for each class on one scale."""

from collections.abc import Callable
from typing import Any

import numpy as np

from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate._utils._fitting import aligned_proba, predicted_codes
from skmitigate.exceptions import NotApplicable
from skmitigate.explanation._core_model import fitted_core

#: How far a log-odds may be from a score that is to be the same.
_SAME = 1e-6


class ModelOutput:
    """A function of rows, of shape (n, n_classes), and how many rows it was asked about.

    Parameters
    ----------
    answer : callable
        Takes rows.
    scale : {"probability", "log-odds", "decision", "indicator"}
        What the numbers are.
    """

    def __init__(self, answer: Callable[[Any], FloatArray], scale: str) -> None:
        self._answer = answer
        self.scale = scale
        self.n_rows = 0

    def __call__(self, X: Any) -> FloatArray:
        """Return one number for each row and class."""
        self.n_rows += len(X)
        answer = self._answer(X)
        if not np.isfinite(answer).all():
            raise ValueError(
                f"Expected a finite {self.scale} of each class for every row, got NaN or infinity from the classifier. "
                "Look at what it gives for the rows of the background."
            )
        return answer


def model_output(estimator: Estimator, classes: AnyArray) -> ModelOutput:
    """Return probabilities, or decision values where there are none, or else 1 for the predicted class."""
    if hasattr(estimator, "predict_proba"):
        return ModelOutput(lambda X: aligned_proba(estimator, X, classes), "probability")
    if _decides_by_class(estimator, classes):
        return ModelOutput(lambda X: _decisions(estimator, X, classes), "decision")
    return ModelOutput(lambda X: np.eye(len(classes))[predicted_codes(estimator, X, classes)], "indicator")


def additive_output(estimator: Estimator, classes: AnyArray, rows: Any) -> ModelOutput:
    """Return the scale on which linear models and naive Bayes are sums over columns."""
    # Decision values where the classifier has them, called log-odds where they are that on `rows`; else log-odds. With
    # more than two classes, the log-odds of a class are the mean of those against each other class.
    if _decides_by_class(estimator, classes):
        scale = "log-odds" if _are_log_odds(estimator, rows, classes) else "decision"
        return ModelOutput(lambda X: _decisions(estimator, X, classes), scale)
    if hasattr(estimator, "predict_proba"):
        return ModelOutput(lambda X: _log_odds(estimator, X, classes), "log-odds")
    raise NotApplicable("the classifier gives neither decision values nor probabilities")


def _decides_by_class(estimator: Estimator, classes: AnyArray) -> bool:
    """Whether decision values stand for classes, and not for pairs of them."""
    pairs = getattr(fitted_core(estimator)[1], "decision_function_shape", "ovr") == "ovo" and len(classes) > 2
    return hasattr(estimator, "decision_function") and not pairs


def _decisions(estimator: Estimator, X: Any, classes: AnyArray) -> FloatArray:
    scores = np.asarray(estimator.decision_function(X), dtype=np.float64)
    if scores.ndim == 1:
        scores = np.column_stack([-scores, scores])
    if scores.shape[1] != len(classes):
        raise NotApplicable(f"there are {scores.shape[1]} decision values for {len(classes)} classes")
    return scores


def _log_odds(estimator: Estimator, X: Any, classes: AnyArray) -> FloatArray:
    """Return the mean over the other classes of log(p / p_other)."""
    if len(classes) < 2:
        raise NotApplicable("the model knows one class only")
    with np.errstate(divide="ignore"):
        logs = (
            np.asarray(estimator.predict_log_proba(X), dtype=np.float64)
            if hasattr(estimator, "predict_log_proba")
            else np.log(aligned_proba(estimator, X, classes))
        )
    if logs.shape[1] != len(classes) or not np.isfinite(logs).all():
        raise NotApplicable("a probability is 0, so its logarithm is not finite")
    n_classes = logs.shape[1]
    return np.asarray((logs - logs.mean(axis=1, keepdims=True)) * n_classes / (n_classes - 1))


def _are_log_odds(estimator: Estimator, rows: Any, classes: AnyArray) -> bool:
    """Whether the decision values are the logarithms of the odds, as in a binary logistic regression."""
    if len(classes) != 2 or not hasattr(estimator, "predict_proba"):
        return False
    proba, scores = aligned_proba(estimator, rows, classes)[:, 1], _decisions(estimator, rows, classes)[:, 1]
    return bool(np.abs(proba - 1 / (1 + np.exp(-np.clip(scores, -500, 500)))).max() < _SAME)
