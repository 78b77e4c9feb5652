"""The only door to scikit-learn's private names, so that a new release is met in one place."""

from sklearn.base import _fit_context
from sklearn.ensemble._forest import BaseForest
from sklearn.ensemble._gb import BaseGradientBoosting
from sklearn.ensemble._hist_gradient_boosting.gradient_boosting import BaseHistGradientBoosting
from sklearn.metrics._scorer import _BaseScorer, _Scorer
from sklearn.neighbors._base import NeighborsBase
from sklearn.svm._base import BaseLibSVM
from sklearn.utils._param_validation import HasMethods, Interval, InvalidParameterError, Options, StrOptions
from sklearn.utils.metadata_routing import _routing_enabled
from sklearn.utils.parallel import _get_threadpool_controller, _threadpool_controller_decorator
from sklearn.utils.validation import (
    _check_feature_names,
    _check_n_features,
    _check_sample_weight,
    _check_y,
    _num_samples,
)

__all__ = [
    "BaseForest",
    "BaseGradientBoosting",
    "BaseHistGradientBoosting",
    "BaseLibSVM",
    "HasMethods",
    "Interval",
    "InvalidParameterError",
    "NeighborsBase",
    "Options",
    "StrOptions",
    "_BaseScorer",
    "_Scorer",
    "_check_feature_names",
    "_check_n_features",
    "_check_sample_weight",
    "_check_y",
    "_fit_context",
    "_get_threadpool_controller",
    "_num_samples",
    "_routing_enabled",
    "_threadpool_controller_decorator",
]
