"""What stands in front of a model in a Pipeline, and whether a model refers to columns of its input."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.utils import Tags, check_array, get_tags
from sklearn.utils.validation import check_is_fitted

from skmitigate._typing import Estimator
from skmitigate.strategies._strategy import Strategy

#: Parameters in which models of several packages are told columns, and values of them that tell none.
_TELL_COLUMNS = ("cat_features", "categorical_feature", "categorical_features", "feature_types", "monotonic_cst")
_TELL_NONE = ("auto", "from_dtype", "warn")
#: Packages whose transformers refer to no column unless a parameter says so.
_KNOWN = ("imblearn", "skmitigate", "sklearn")


def is_table(X: Any) -> bool:
    """Whether X has rows and columns; texts, images and other objects have none."""
    if sparse.issparse(X) or isinstance(X, pd.DataFrame):
        return True
    try:
        return np.ndim(X) == 2
    except ValueError:  # rows of different lengths
        return False


def takes_numbers_only(estimator: Estimator) -> bool:
    """Whether a model of scikit-learn behind no Pipeline takes neither gaps nor texts nor categories."""
    while hasattr(estimator, "estimator"):
        estimator = estimator.estimator
    # What other packages' models say of themselves is often what BaseEstimator says of all.
    if isinstance(estimator, Pipeline) or not type(estimator).__module__.startswith("sklearn."):
        return False
    if any(isinstance(value, Pipeline | ColumnTransformer) for value in estimator.get_params(deep=True).values()):
        return False  # a vote or a stack of Pipelines
    tags = get_tags(estimator).input_tags
    return not (tags.allow_nan or tags.string or tags.categorical)


def check_numbers(X: Any) -> Any:
    """Return X as an array of numbers without gaps, or raise as a model does that takes nothing else."""
    return check_array(X, accept_sparse=True, dtype="numeric")


def refers_to_columns(estimator: Estimator) -> bool:
    """Whether `estimator` may refer to columns by name or position, so that it breaks where one is missing."""
    if not hasattr(estimator, "get_params"):
        return False
    params = estimator.get_params(deep=True)
    return any(_tells_columns(name, value) for name, value in [("", estimator), *params.items()])


def _tells_columns(name: str, value: Any) -> bool:
    if name.rpartition("__")[2] in _TELL_COLUMNS:
        return value is not None and not (isinstance(value, str) and value in _TELL_NONE)
    if isinstance(value, ColumnTransformer):
        return not all(callable(columns) for _, _, columns in value.transformers)
    if isinstance(value, FunctionTransformer):
        return value.func is not None
    # What a transformer of another package does to its columns is not known.
    return hasattr(value, "transform") and type(value).__module__.partition(".")[0] not in _KNOWN


class _FittedPipeline(Pipeline):
    """A Pipeline whose last step does not tell scikit-learn that it is fitted."""

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def __sklearn_tags__(self) -> Tags:
        if hasattr(self.steps[-1][1], "__sklearn_tags__"):
            return super().__sklearn_tags__()
        return BaseEstimator.__sklearn_tags__(self)


def join_fitted(steps: list[tuple[str, Any]]) -> Pipeline:
    """Return a Pipeline of fitted steps that predicts, whosever the last one is."""
    try:
        check_is_fitted(Pipeline(steps))
    except (AttributeError, NotFittedError):
        return _FittedPipeline(steps)
    return Pipeline(steps)


def front_of(estimator: Estimator) -> list[tuple[str, Any]]:
    """Return the transformers in front of the model in the outermost Pipeline, up to one that changes the rows."""
    while isinstance(estimator, Strategy):
        estimator = estimator.estimator
    if not isinstance(estimator, Pipeline):
        return []
    front = []
    for name, step in estimator.steps[:-1]:
        if hasattr(step, "fit_resample"):
            break
        front.append((name, step))
    return front


def changes_rows(pipeline: Pipeline) -> bool:
    """Whether a step in front of the model is a sampler, as Pipelines of imbalanced-learn have them."""
    return any(hasattr(step, "fit_resample") for _, step in pipeline.steps[:-1])
