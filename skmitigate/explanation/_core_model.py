"""Find the model at the end of Pipelines and of classifiers that wrap one."""

from collections.abc import Callable
from typing import Any

from sklearn.exceptions import NotFittedError
from sklearn.frozen import FrozenEstimator
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import check_is_fitted

from skmitigate._typing import Estimator

Transform = Callable[[Any], Any]


def fitted_core(estimator: Estimator) -> tuple[list[Transform], Estimator]:
    """Return what transforms the rows on their way, and the fitted model that they come to."""
    transforms: list[Transform] = []
    while True:
        if isinstance(estimator, Pipeline):
            if len(estimator.steps) > 1:
                transforms.append(estimator[:-1].transform)
            inner = estimator.steps[-1][1]
        else:
            inner = _wrapped(estimator)
        if inner is None or isinstance(inner, str):
            return transforms, estimator
        estimator = inner


def _wrapped(estimator: Estimator) -> Estimator | None:
    """Return the one fitted classifier that this one wraps; a template that it was never fitted is not it."""
    if isinstance(estimator, FrozenEstimator):
        return estimator.estimator
    for name in ("best_estimator_", "estimator_"):
        inner = getattr(estimator, name, None)
        if inner is not None and hasattr(inner, "predict") and is_fitted(inner):
            return inner
    return None


def is_fitted(estimator: Estimator) -> bool:
    """Whether an estimator has been fitted, as far as it can be seen."""
    try:
        check_is_fitted(estimator)
    except (NotFittedError, TypeError):
        return False
    return True
