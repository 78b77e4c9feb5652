"""The names of the strategies, and the strategies of the names."""

import inspect
import re
from typing import Any

import numpy as np
from sklearn.base import clone

from skmitigate._typing import Estimator
from skmitigate._utils._seeds import describe
from skmitigate.strategies._active_learning import ActiveLearning
from skmitigate.strategies._class_balancing import ClassBalancing
from skmitigate.strategies._confidence_thresholding import ConfidenceThresholding
from skmitigate.strategies._cost_sensitive_decision import CostSensitiveDecision
from skmitigate.strategies._data_augmentation import DataAugmentation
from skmitigate.strategies._ensemble_learning import EnsembleLearning
from skmitigate.strategies._feature_selection import FeatureSelection
from skmitigate.strategies._label_cleaning import LabelCleaning
from skmitigate.strategies._outlier_removal import OutlierRemoval
from skmitigate.strategies._plugins import plugins
from skmitigate.strategies._probability_calibration import ProbabilityCalibration
from skmitigate.strategies._slice_repair import SliceRepair
from skmitigate.strategies._strategy import Strategy

_STRATEGIES: tuple[type[Strategy], ...] = (
    ConfidenceThresholding,
    EnsembleLearning,
    DataAugmentation,
    ActiveLearning,
    ClassBalancing,
    LabelCleaning,
    FeatureSelection,
    OutlierRemoval,
    ProbabilityCalibration,
    SliceRepair,
    CostSensitiveDecision,
)
_NOT_TOLD = {"cv", "estimator", "n_jobs", "oracle", "pool", "random_state", "scoring"}


def alias(strategy: Estimator | type) -> str:
    """Return the snake_case name of a class, which is what strategies are called in lists and reports."""
    name = strategy.__name__ if isinstance(strategy, type) else type(strategy).__name__
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


ALIASES: dict[str, type[Strategy]] = {alias(strategy): strategy for strategy in _STRATEGIES}


def known_strategies() -> dict[str, type[Strategy]]:
    """Return all strategies by alias: ours, and those of other packages that do not take a name of ours."""
    return ALIASES | {name: strategy for name, strategy in plugins().items() if name not in ALIASES}


def resolve(strategy: Any) -> Estimator:
    """Return an unfitted classifier for an alias or an instance; ValueError lists the aliases there are."""
    if isinstance(strategy, str):
        known = known_strategies()
        if strategy not in known:
            raise ValueError(f"Expected strategies among {sorted(known)}, 'auto' or 'all', got {strategy!r}.")
        return known[strategy]()
    if isinstance(strategy, type) or not (hasattr(strategy, "fit") and hasattr(strategy, "predict")):
        raise ValueError(
            f"Expected aliases of strategies ({sorted(ALIASES)}) or unfitted classifiers, got {strategy!r}. "
            "Strategies are passed as instances, as in strategies=[ClassBalancing(method='prior')]."
        )
    return clone(strategy)


def describe_candidate(estimator: Estimator) -> str:
    """Return a short text for a strategy and what it wraps, outermost first, models left out."""
    if not isinstance(estimator, Strategy):
        return type(estimator).__name__
    defaults = {name: p.default for name, p in inspect.signature(type(estimator)).parameters.items()}
    told = []
    for name, default in defaults.items():
        value = getattr(estimator, name)
        if (name == "method" and value != "selection") or (
            name not in _NOT_TOLD and describe(value) != describe(default)
        ):
            told.append(value if isinstance(value, str) else f"{name}={_short(value)}")
        elif name == "members" and "bagging" not in told:  # which has none
            told.append(value)
    inner = estimator.estimator
    text = alias(estimator) + (f"({', '.join(told)})" if told else "")
    return f"{text} on {describe_candidate(inner)}" if isinstance(inner, Strategy) else text


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"array of shape {value.shape}"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(type(item).__name__ for item in value) + "]"
    return repr(value)
