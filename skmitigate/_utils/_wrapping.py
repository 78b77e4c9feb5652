"""What every classifier that wraps a classifier does at the start of its fit, and how it follows the wrapped one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.base import is_classifier
from sklearn.utils import Tags, check_consistent_length, get_tags, indexable

from skmitigate._sklearn import _check_feature_names, _check_n_features
from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate._utils._fitting import check_weights
from skmitigate._utils._labels import check_classes_weighed, check_labels


def begin_fit(
    wrapper: Any, X: Any, y: Any, fit_params: Mapping[str, Any], *, known: Sequence[str]
) -> tuple[Any, AnyArray, FloatArray | None]:
    """Check what ``fit`` was given, let `wrapper` remember classes and columns; return rows, labels and weights."""
    unknown = sorted(set(fit_params) - set(known))
    if unknown:
        raise TypeError(f"{type(wrapper).__name__}.fit() got unexpected arguments {unknown}; it takes {list(known)}.")
    check_classifier(wrapper.estimator, owner=wrapper)
    labels = check_labels(y, estimator=wrapper)
    (X,) = indexable(X)
    check_consistent_length(X, labels)
    weights = check_weights(fit_params.get("sample_weight"), X)
    remember_input(wrapper, X, labels, weights)
    return X, labels, weights


def remember_input(wrapper: Any, X: Any, y: AnyArray, sample_weight: FloatArray | None) -> None:
    """Set ``classes_``, ``n_features_in_`` and, for named columns, ``feature_names_in_``."""
    check_classes_weighed(y, sample_weight)
    wrapper.classes_ = np.unique(y)
    _check_feature_names(wrapper, X, reset=True)
    _check_n_features(wrapper, X, reset=True)


def check_classifier(estimator: Estimator, *, owner: Any) -> None:
    """Raise ValueError or TypeError where `estimator` is not an unfitted classifier that `owner` can clone and fit."""
    name = owner if isinstance(owner, str) else type(owner).__name__
    if estimator is None:
        raise ValueError(
            f"{name} wraps a classifier: expected estimator to be one, got None. "
            f"Pass it, as in {name}(RandomForestClassifier()); None is for the correction loop, which fills it in."
        )
    if isinstance(estimator, type):
        raise TypeError(f"Expected an instance of a classifier, got the class {estimator.__name__}; add parentheses.")
    # A stack of scikit-learn has a predict only once it is fitted, and says before that it is a classifier.
    predicts = hasattr(estimator, "predict") or (hasattr(estimator, "__sklearn_tags__") and is_classifier(estimator))
    if not (hasattr(estimator, "fit") and predicts):
        raise TypeError(f"{name} expected a classifier with fit and predict, got {estimator!r}.")
    if hasattr(estimator, "__sklearn_tags__"):
        if not is_classifier(estimator):
            raise ValueError(f"{name} corrects classifiers, got {type(estimator).__name__}, which is none.")
        if get_tags(estimator).input_tags.pairwise:
            raise ValueError(f"{name} cannot split precomputed distances or kernels into folds; pass features instead.")


def inner_tags(tags: Tags, estimator: Estimator) -> Tags:
    """Return a wrapper's tags with what the wrapped estimator takes as input."""
    if hasattr(estimator, "__sklearn_tags__"):
        inner = get_tags(estimator)
        tags.input_tags = inner.input_tags
        if inner.classifier_tags is not None:
            tags.classifier_tags = inner.classifier_tags
            tags.classifier_tags.multi_label = False
        tags.non_deterministic = inner.non_deterministic
    return tags


def wrapped_has(method: str) -> Callable[[Any], bool]:
    """Return a check for ``available_if``: the fitted or given ``estimator`` has `method`; its AttributeError shows."""

    def check(wrapper: Any) -> bool:
        getattr(wrapper.estimator_ if hasattr(wrapper, "estimator_") else wrapper.estimator, method)
        return True

    return check
