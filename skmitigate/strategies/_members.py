"""Which models an ensemble may choose from: relatives of the wrapped one, or a small library of other families."""

from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    BaggingClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, QuantileTransformer, RobustScaler, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate._typing import Estimator
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.strategies._model_strategy import ModelStrategy
from skmitigate.strategies._probability_calibration import ProbabilityCalibration

#: Kernel machines take time with the square of the rows, neighbours with rows times queries.
_MOST_ROWS_FOR_SVM = 5_000
_MOST_ROWS_FOR_NEIGHBOURS = 20_000
#: Boosting fits one tree for each class and round.
_MOST_CLASSES_FOR_BOOSTING = 30
#: Passes over the rows times rows: on many rows a network has seen enough after a few passes.
_ROWS_SEEN_BY_NETWORK = 2_000_000
#: With fewer rows small trees in small steps lose less to noise.
_FEW_ROWS_FOR_BOOSTING = 2_000
#: Models that refuse sparse matrices.
_DENSE_ONLY = ("boosted trees", "discriminant analysis")
_SCALERS = (MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler, TabularEncoder)


def core_of(estimator: Estimator) -> Estimator:
    """Return the model at the end of a Pipeline or inside a strategy that changes how it is fitted."""
    if isinstance(estimator, Pipeline):
        return core_of(estimator.steps[-1][1])
    return core_of(estimator.estimator) if isinstance(estimator, ModelStrategy) else estimator


def with_core(estimator: Estimator, core: Estimator) -> Estimator:
    """Return a copy of `estimator` with another model at its core; all that stands before it stays."""
    if isinstance(estimator, Pipeline):
        name, last = estimator.steps[-1]
        return clone(estimator).set_params(**{name: with_core(last, core)})
    if isinstance(estimator, ModelStrategy):
        return clone(estimator).set_params(estimator=with_core(estimator.estimator, core))
    return core


def same_family(estimator: Estimator) -> dict[str, Estimator]:
    """Return variants of the wrapped model: the same kind of model under other settings."""
    core = core_of(estimator)
    return {
        f"{type(core).__name__} #{i}": with_core(estimator, variant)
        for i, variant in enumerate(_variants(core), start=1)
    }


def library(estimator: Estimator, n_rows: int, n_classes: int, *, sparse: bool = False) -> dict[str, Estimator]:
    """Return models of other families, each behind the user's own preprocessing and an encoder of mixed columns."""
    models = _models(n_rows, n_classes)
    if sparse:
        models = {name: model for name, model in models.items() if name not in _DENSE_ONLY}
    kept = _without_scaling(estimator)
    return {name: with_core(kept, make_pipeline(TabularEncoder(scale="auto"), model)) for name, model in models.items()}


def _models(n_rows: int, n_classes: int) -> dict[str, Estimator]:
    """Return the models of the library that so many rows and classes leave time for."""
    models: dict[str, Estimator] = {
        "extra trees": ExtraTreesClassifier(100),
        "random forest": RandomForestClassifier(100),
        "logistic regression": LogisticRegression(max_iter=1000),
        "discriminant analysis": LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto"),
        "neural network": MLPClassifier((50,), max_iter=int(np.clip(_ROWS_SEEN_BY_NETWORK / n_rows, 20, 100))),
    }
    if n_classes <= _MOST_CLASSES_FOR_BOOSTING:
        few = {"learning_rate": 0.05, "max_iter": 150, "max_leaf_nodes": 8}
        many = {"learning_rate": 0.1, "max_iter": 100, "max_leaf_nodes": 15}
        models["boosted trees"] = HistGradientBoostingClassifier(
            **(few if n_rows < _FEW_ROWS_FOR_BOOSTING else many), max_features=0.5
        )
    if n_rows <= _MOST_ROWS_FOR_NEIGHBOURS:
        models["neighbours"] = KNeighborsClassifier(20, weights="distance", p=1)
    if n_rows <= _MOST_ROWS_FOR_SVM:
        models["kernel machine"] = ProbabilityCalibration(SVC(C=10.0), method="temperature", cv=3)
    return models


def _without_scaling(estimator: Estimator) -> Estimator:
    """Return a copy whose Pipeline does not end in a mere change of scale or our own encoding; there is a new one."""
    if not isinstance(estimator, Pipeline):
        return estimator
    steps = list(estimator.steps)
    while len(steps) > 1 and isinstance(steps[-2][1], _SCALERS):
        del steps[-2]
    return clone(estimator).set_params(steps=[(name, clone(step, safe=False)) for name, step in steps])


def _variants(core: Estimator) -> list[Estimator]:
    """Return the variants for the family that `core` belongs to; bagging where the family is not known."""
    for families, vary in _FAMILIES:
        if isinstance(core, families):
            return vary(core)
    return [BaggingClassifier(clone(core), n_estimators=10)]


def _with(core: Estimator, **changes: Any) -> Estimator:
    return clone(core).set_params(**changes)


def _forests(core: Estimator) -> list[Estimator]:
    other = ExtraTreesClassifier if isinstance(core, RandomForestClassifier) else RandomForestClassifier
    kept = {"n_estimators": core.n_estimators, "class_weight": core.class_weight}
    return [other(**kept), _with(core, max_features=0.5), _with(core, min_samples_leaf=3)]


def _boosting(core: Estimator) -> list[Estimator]:
    spread = {"max_features": "sqrt", "subsample": 0.7}
    longer, deeper = {"n_estimators": 2 * core.n_estimators}, {"max_depth": 6}
    return [_with(core, **spread), _with(core, **spread, **longer), _with(core, **spread, **deeper)]


def _histogram_boosting(core: Estimator) -> list[Estimator]:
    slow = {"learning_rate": core.learning_rate / 2, "max_iter": 2 * core.max_iter}
    return [
        _with(core, **slow, max_features=0.5),
        _with(core, max_leaf_nodes=8, max_features=0.5),
        _with(core, l2_regularization=10.0),
    ]


def _trees(core: Estimator) -> list[Estimator]:
    return [BaggingClassifier(clone(core), n_estimators=50), _with(core, min_samples_leaf=5), _with(core, max_depth=5)]


def _penalised(core: Estimator) -> list[Estimator]:
    return [_with(core, C=core.C / 100), _with(core, C=core.C / 10), _with(core, C=core.C * 10)]


def _kernel_machines(core: Estimator) -> list[Estimator]:
    return [_with(core, C=core.C / 10), _with(core, C=core.C * 10), _with(core, C=core.C * 100)]


def _networks(core: Estimator) -> list[Estimator]:
    # Networks differ by their seeds: two more of the same are worth more than other settings.
    same = [_with(core, random_state=seed) for seed in (1, 2)]
    return [*same, _with(core, alpha=0.1), _with(core, hidden_layer_sizes=(200,))]


def _naive_bayes(core: Estimator) -> list[Estimator]:
    normal = QuantileTransformer(n_quantiles=200, output_distribution="normal")
    return [_with(core, var_smoothing=1e-3), _with(core, var_smoothing=1e-1), make_pipeline(normal, clone(core))]


def _neighbours(core: Estimator) -> list[Estimator]:
    return [_with(core, n_neighbors=k, weights="distance") for k in (1, 3, 10, 20)]


_FAMILIES: tuple[tuple[Any, Callable[[Estimator], list[Estimator]]], ...] = (
    ((RandomForestClassifier, ExtraTreesClassifier), _forests),
    (GradientBoostingClassifier, _boosting),
    (HistGradientBoostingClassifier, _histogram_boosting),
    (DecisionTreeClassifier, _trees),
    (LogisticRegression, _penalised),
    ((SVC, LinearSVC), _kernel_machines),
    (MLPClassifier, _networks),
    (GaussianNB, _naive_bayes),
    (KNeighborsClassifier, _neighbours),
)
