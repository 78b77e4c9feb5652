"""Hand weights that a strategy made itself to whatever it wraps, metadata routing or not."""

from collections.abc import Iterator

from sklearn.base import clone
from sklearn.ensemble import BaggingClassifier
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.pipeline import Pipeline
from sklearn.utils.metadata_routing import MetadataRequest, get_routing_for_object

from skmitigate._sklearn import _routing_enabled
from skmitigate._typing import Estimator
from skmitigate._utils._fitting import accepts_sample_weight


def accepts_own_weights(estimator: Estimator) -> bool:
    """Whether weights reach the model itself, and not only what is put around it."""
    if not accepts_sample_weight(request_weights(clone(estimator))):
        return False
    if not all(accepts_own_weights(member) for member in _members(estimator)):
        return False
    inner: Estimator = getattr(estimator, "estimator", None)
    if inner is None or isinstance(estimator, BaggingClassifier):  # the latter draws rows by their weights
        return True
    # Calibration and boosting take weights, and fail or warn where what they wrap does not.
    return accepts_own_weights(inner)


def request_weights(estimator: Estimator) -> Estimator:
    """Let the model at the end ask for weights, where routing is on and its owner has not said anything about them."""
    if _routing_enabled():
        wanted = {id(model) for model in _last_models(estimator)}
        for part in (estimator, *estimator.get_params(deep=True).values()):
            if _is_unset(part):
                part.set_fit_request(sample_weight=id(part) in wanted)
    return estimator


def _last_models(estimator: Estimator) -> Iterator[Estimator]:
    """Yield what learns the labels: through the last steps of Pipelines, through wrappers and to members."""
    if isinstance(estimator, GridSearchCV | RandomizedSearchCV):
        return  # under routing a search hands weights on to its scorer as well, which is for its owner to decide
    if isinstance(estimator, Pipeline):
        yield from _last_models(estimator.steps[-1][1])
        return
    yield estimator
    if getattr(estimator, "estimator", None) is not None:
        yield from _last_models(estimator.estimator)
    for member in _members(estimator):
        yield from _last_models(member)


def _members(estimator: Estimator) -> list[Estimator]:
    """Return the classifiers that vote or are stacked."""
    named = getattr(estimator, "estimators", None)
    return [member for _, member in named if member != "drop"] if isinstance(named, list) else []


def _is_unset(part: Estimator) -> bool:
    """Whether ``fit`` takes weights and nobody has said whether it shall get them."""
    if not hasattr(part, "set_fit_request") or isinstance(part, type):
        return False
    try:
        request = get_routing_for_object(part)
    except NotImplementedError:  # some of scikit-learn's wrappers know no routing yet
        return False
    if not isinstance(request, MetadataRequest):
        return False
    return request.fit.requests.get("sample_weight", False) is None
