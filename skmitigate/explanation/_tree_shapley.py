"""Exact Shapley values of tree ensembles, computed by the shap package."""

from typing import Any

import numpy as np
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.tree import DecisionTreeClassifier, ExtraTreeClassifier

from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate.exceptions import NotApplicable
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._attribution import Attribution
from skmitigate.explanation._core_model import Transform, fitted_core
from skmitigate.explanation._mixed_rows import MixedRows
from skmitigate.explanation._model_output import ModelOutput, additive_output, model_output
from skmitigate.explanation._shap_of_trees import load_shap, shap_of_trees

_FORESTS = (DecisionTreeClassifier, ExtraTreeClassifier, ExtraTreesClassifier, RandomForestClassifier)
#: Rows of the background, and of it for finding which columns of a Pipeline come from which of the user's.
_MOST_ROWS, _PROBES = 100, 10
#: Mixes of rows on which it is checked that the trees see and say what the classifier does.
_MIXES = 64
_EXACT = 1e-6


def tree_attribution(
    mixed: MixedRows,
    estimator: Estimator,
    classes: AnyArray,
    codes: IntArray,
    *,
    rng: np.random.RandomState,
    allowance: Allowance,
) -> Attribution:
    """Return Shapley values with up to 100 rows of the background for what is left out."""
    # Takes scikit-learn's ensembles, also behind steps that turn each column into one at most. The scale is that on
    # which the trees are summed. NotApplicable where the sum is not what the classifier says, as where a strategy
    # changes it.
    transforms, core = fitted_core(estimator)
    _check_kind(core)
    with allowance.not_counting():
        load_shap()
    rows = rng.permutation(mixed.n_background)[:_MOST_ROWS]
    if allowance.budget is None or len(rows) <= _PROBES:
        return _against(mixed.sample(np.sort(rows)), estimator, classes, codes, transforms, core)
    if allowance.left <= 0:
        raise NotApplicable("the budget is spent")
    before = allowance.left
    found = _against(mixed.sample(np.sort(rows[:_PROBES])), estimator, classes, codes, transforms, core)
    affordable = int(0.8 * allowance.left / max(before - allowance.left, 1e-6) * _PROBES)
    if affordable <= _PROBES:
        return found
    return _against(mixed.sample(np.sort(rows[:affordable])), estimator, classes, codes, transforms, core)


def _against(
    mixed: MixedRows,
    estimator: Estimator,
    classes: AnyArray,
    codes: IntArray,
    transforms: list[Transform],
    core: Estimator,
) -> Attribution:
    """Return Shapley values against all rows of this background."""
    rows, own = _numbers(transforms, mixed.background), _numbers(transforms, mixed.row)
    if rows.shape[1] != core.n_features_in_:
        raise NotApplicable("the columns that the trees see are not those of the steps before them")
    output = _summed_output(estimator, core, classes, mixed.background)
    origin = _origins(mixed, transforms, rows) if transforms else np.arange(mixed.n_columns)
    if core is not estimator:
        _check_mixes(mixed, output, transforms, core, origin, rows, own)
    if not isinstance(core, HistGradientBoostingClassifier):  # the trees of the others compare numbers of 32 bits
        rows, own = rows.astype(np.float32).astype(np.float64), own.astype(np.float32).astype(np.float64)
    values = shap_of_trees(core, rows, own, codes, n_classes=len(classes))
    contributions = np.zeros((mixed.n_columns, len(codes)))
    from_one = origin >= 0
    contributions[origin[from_one]] = values[from_one]
    found = Attribution(
        method="tree",
        scale=output.scale,
        contributions=contributions,
        base=output(mixed.background)[:, codes].mean(axis=0),
        output=output(mixed.row)[0, codes],
        n_background=mixed.n_background,
        n_evaluations=output.n_rows,
    )
    if not np.abs(found.additivity_errors).max() < _EXACT:
        raise NotApplicable("the sum over the trees is not what the classifier says")
    return found


def _check_mixes(
    mixed: MixedRows,
    output: ModelOutput,
    transforms: list[Transform],
    core: Estimator,
    origin: IntArray,
    rows: FloatArray,
    own: FloatArray,
) -> None:
    """Raise NotApplicable where, of drawn mixes of rows, the trees see or say something else than the classifier."""
    rng = np.random.RandomState(0)
    mask = rng.uniform(size=(_MIXES, mixed.n_columns)) < rng.uniform(size=(_MIXES, 1))
    drawn = rng.randint(mixed.n_background, size=_MIXES)
    table = mixed.mix(mask, drawn)
    expected = np.where((origin >= 0) & mask[:, origin], own, rows[drawn])
    if not np.allclose(_numbers(transforms, table), expected, equal_nan=True):
        raise NotApplicable("the steps before the trees turn several columns into one")
    seen = _seen(transforms, table)
    said = _summed_output(core, core, core.classes_, seen)(seen)
    if said.shape != (_MIXES, output(table).shape[1]) or not np.allclose(said, output(table), atol=_EXACT):
        raise NotApplicable("the sum over the trees is not what the classifier says")


def _check_kind(core: Estimator) -> None:
    if not isinstance(core, (*_FORESTS, GradientBoostingClassifier, HistGradientBoostingClassifier)):
        raise NotApplicable(f"{type(core).__name__} is no ensemble of trees")
    if getattr(core, "is_categorical_", None) is not None:
        raise NotApplicable("the trees split categories")


def _summed_output(estimator: Estimator, core: Estimator, classes: AnyArray, rows: Any) -> ModelOutput:
    """Return the scale on which the trees are summed: probabilities of forests, decision values of boosting."""
    forest = isinstance(core, _FORESTS)
    output = model_output(estimator, classes) if forest else additive_output(estimator, classes, rows)
    if forest and output.scale != "probability":
        raise NotApplicable("the classifier gives no probabilities, which are what the trees are summed to")
    return output


def _seen(transforms: list[Transform], X: Any) -> Any:
    """Return what the trees see."""
    for transform in transforms:
        X = transform(X)
    return X


def _numbers(transforms: list[Transform], X: Any) -> FloatArray:
    """Return what the trees see, as numbers; NotApplicable where that is anything else."""
    X = _seen(transforms, X)
    try:
        return np.asarray(X.toarray() if hasattr(X, "toarray") else X, dtype=np.float64)
    except (TypeError, ValueError):
        raise NotApplicable("not all columns that the trees see are numbers") from None


def _origins(mixed: MixedRows, transforms: list[Transform], rows: FloatArray) -> IntArray:
    """Return for each column that the trees see the one of the user's that it comes from; -1 for none.

    One column at a time of some rows is given the value of the row. NotApplicable where a column of the user's changes
    several, since the sum of their Shapley values is not the Shapley value of the column, or several change one.
    """
    n, d = min(_PROBES, len(rows)), mixed.n_columns
    own = np.repeat(np.eye(d, dtype=bool), n, axis=0)
    seen = _numbers(transforms, mixed.mix(own, np.tile(np.arange(n), d))).reshape(d, n, -1)
    same = (seen == rows[:n]) | (np.isnan(seen) & np.isnan(rows[:n]))
    changed = ~same.all(axis=1)
    if (changed.sum(axis=0) > 1).any() or (changed.sum(axis=1) > 1).any():
        raise NotApplicable("the steps before the trees turn one column into several, or several into one")
    return np.where(changed.any(axis=0), changed.argmax(axis=0), -1)
