"""Fit any classifier with or without weights, and read its answers against a fixed list of classes."""

import inspect
from typing import Any

import numpy as np
from sklearn.ensemble import StackingClassifier, VotingClassifier
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.pipeline import Pipeline
from sklearn.utils.metadata_routing import get_routing_for_object
from sklearn.utils.validation import has_fit_parameter

from skmitigate._sklearn import _check_sample_weight, _routing_enabled
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._labels import encode


def accepts_sample_weight(estimator: Estimator) -> bool:
    """Whether `estimator` can be fitted with weights, looking through Pipelines and meta-estimators."""
    if isinstance(estimator, str):
        return False  # a Pipeline may end in "passthrough"
    if has_fit_parameter(estimator, "sample_weight"):
        return True
    if not any(p.kind is p.VAR_KEYWORD for p in inspect.signature(estimator.fit).parameters.values()):
        return False
    if isinstance(estimator, Pipeline) or type(estimator).__module__.startswith("sklearn."):
        return _hands_on_weights(estimator)
    return getattr(estimator, "estimator", None) is not None and accepts_sample_weight(estimator.estimator)


def _hands_on_weights(estimator: Estimator) -> bool:
    """Whether one of scikit-learn's meta-estimators hands weights on to what it wraps; most do only where asked to."""
    if _routing_enabled():
        return "sample_weight" in get_routing_for_object(estimator).consumes("fit", ["sample_weight"])
    if isinstance(estimator, Pipeline):
        return accepts_sample_weight(estimator.steps[-1][1])
    if isinstance(estimator, GridSearchCV | RandomizedSearchCV):
        return accepts_sample_weight(estimator.estimator)
    if isinstance(estimator, VotingClassifier | StackingClassifier):
        members = [member for _, member in estimator.estimators if member != "drop"]
        return all(has_fit_parameter(member, "sample_weight") for member in members)
    return False


def check_weights(sample_weight: Any, X: Any) -> FloatArray | None:
    """Return the weights as floats of shape (n_rows,), none negative, not all zero; None stays None."""
    if sample_weight is None:
        return None
    if not np.any(sample_weight):
        raise ValueError(
            "Expected at least one sample_weight above 0, got only zeros. Leave sample_weight out instead."
        )
    weights = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
    return np.asarray(weights)


def fit_weighted(estimator: Estimator, X: Any, y: AnyArray, sample_weight: FloatArray | None) -> Estimator:
    """Fit `estimator` in place; weights find their way to a Pipeline's last step."""
    if sample_weight is None:
        return estimator.fit(X, y)
    if not accepts_sample_weight(estimator):
        raise ValueError(
            f"Got sample_weight, but {type(estimator).__name__} cannot be fitted with weights. "
            "Leave sample_weight out, or pass a model whose fit takes it; with metadata routing enabled, one that "
            "requests it by set_fit_request(sample_weight=True)."
        )
    return estimator.fit(X, y, **{_weight_name(estimator): sample_weight})


def _weight_name(estimator: Estimator) -> str:
    """Return the name under which ``fit`` hands weights to the last step, Pipelines in Pipelines included."""
    if _routing_enabled():
        return "sample_weight"
    if isinstance(estimator, Pipeline):
        name, last = estimator.steps[-1]
        return f"{name}__{_weight_name(last)}"
    if isinstance(estimator, GridSearchCV | RandomizedSearchCV):
        return _weight_name(estimator.estimator)
    return "sample_weight"


def has_proba(estimator: Estimator) -> bool:
    """Whether `estimator` offers ``predict_proba``, before the fit or once it is fitted."""
    if isinstance(estimator, Pipeline) and not hasattr(estimator, "predict_proba"):
        return has_proba(estimator.steps[-1][1])
    # A stack without a final estimator shows what the one that it takes, a logistic regression, has only when fitted.
    unnamed = isinstance(estimator, StackingClassifier) and estimator.final_estimator is None
    return unnamed or hasattr(estimator, "predict_proba")


def aligned_proba(estimator: Estimator, X: Any, classes: AnyArray) -> FloatArray:
    """Return probabilities with one column per entry of `classes`, zeros for those the model never saw."""
    proba = np.asarray(estimator.predict_proba(X), dtype=np.float64)
    own = np.asarray(getattr(estimator, "classes_", classes))
    if not np.array_equal(own, classes):
        full = np.zeros((len(proba), len(classes)))
        full[:, encode(own, classes, what="the model's classes")] = proba
        return full
    return proba


def predicted_codes(estimator: Estimator, X: Any, classes: AnyArray) -> IntArray:
    """Return predicted classes as positions in `classes`."""
    return encode(np.asarray(estimator.predict(X)).ravel(), classes, what="predicted labels")
