"""The classifiers that the command line knows by name, and those of the user's own modules."""

import difflib
import importlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path

from sklearn.base import is_classifier
from sklearn.ensemble import GradientBoostingClassifier, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC

from skmitigate._typing import Estimator
from skmitigate._utils._tabular import TabularEncoder

MODELS: dict[str, Callable[[], Estimator]] = {
    "random_forest": RandomForestClassifier,
    "gradient_boosting": GradientBoostingClassifier,
    "svm": SVC,
    "mlp": lambda: MLPClassifier(max_iter=300),
    "logistic_regression": lambda: LogisticRegression(max_iter=1000),
    "naive_bayes": GaussianNB,
    "hist_gradient_boosting": HistGradientBoostingClassifier,
}


def make_estimator(name: str) -> Estimator:
    """Return a Pipeline of encoding and the named classifier; ValueError or ImportError where there is none.

    Parameters
    ----------
    name : str
        One of `MODELS`, or "module:Class".

    Returns
    -------
    Pipeline
        Unfitted.
    """
    if ":" in name:
        return make_pipeline(TabularEncoder(), _import_model(name))
    if name not in MODELS:
        near = difflib.get_close_matches(name, MODELS, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"Expected --model to be one of {', '.join(MODELS)}, or module:Class, got {name!r}.{hint}")
    return make_pipeline(TabularEncoder(), MODELS[name]())


def _import_model(name: str) -> Estimator:
    """Import a class from the current directory or the environment, and make a classifier of it."""
    module_name, _, class_name = name.partition(":")
    if not module_name or not class_name.isidentifier():
        raise ValueError(f"Expected --model module:Class, as in mypackage.models:MyClassifier, got {name!r}.")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)  # stays, so that worker processes find the module too
    try:
        module = importlib.import_module(module_name)
    except (ImportError, SyntaxError) as error:
        raise ImportError(
            f"--model {name}: the module {module_name!r} cannot be imported ({type(error).__name__}: {error}). "
            "It must be in the current directory or installed."
        ) from None
    if not hasattr(module, class_name):
        near = difflib.get_close_matches(class_name, vars(module), n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"--model {name}: the module {module_name!r} has no {class_name!r}.{hint}")
    return _make(getattr(module, class_name), name)


def _make(model_class: object, name: str) -> Estimator:
    if not inspect.isclass(model_class):
        raise ValueError(f"--model {name}: expected a class, got a {type(model_class).__name__}.")
    try:
        model = model_class()
    except TypeError as error:
        raise ValueError(
            f"--model {name}: the class cannot be made without arguments ({error}). Give its parameters default values."
        ) from None
    if not (hasattr(model, "get_params") and hasattr(model, "fit") and is_classifier(model)):
        raise ValueError(
            f"--model {name}: expected a scikit-learn classifier (ClassifierMixin, BaseEstimator), "
            f"got {model_class.__name__}."
        )
    return model
