"""Read what is to be explained, have it explained, and put the answers together."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from skmitigate._typing import AnyArray, Estimator, IntArray
from skmitigate._utils._fitting import aligned_proba, predicted_codes
from skmitigate._utils._levels import is_number
from skmitigate._utils._seeds import derived_seed, draw_seed
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._attribute import METHODS, attribute
from skmitigate.explanation._attribution import Attribution
from skmitigate.explanation._counterfactual import Counterfactual
from skmitigate.explanation._counterfactual_search import find_counterfactual
from skmitigate.explanation._explanation import Explanation
from skmitigate.explanation._mixed_rows import MixedRows
from skmitigate.explanation._model_output import model_output
from skmitigate.explanation._nearest import find_neighbours
from skmitigate.explanation._neighbours import Neighbours
from skmitigate.explanation._one_row import read_rows

_CONTRASTS = ("neighbours", "counterfactual")
_SHOWN = 10


def explain_case(
    estimator: Estimator,
    x: Any,
    background: Any,
    *,
    y_true: Any,
    method: str,
    budget: float | None,
    random_state: Any,
    y_background: Any,
    contrast: bool | None,
) -> Explanation:
    """As :func:`~skmitigate.explain_prediction`, without its defaults."""
    _check(method, budget, contrast)
    allowance = Allowance(budget)
    classes = _classes(estimator)
    mixed, position = read_rows(estimator, x, background)
    case = _Case(
        estimator=estimator,
        classes=classes,
        mixed=mixed,
        position=position,
        predicted=int(predicted_codes(estimator, mixed.row, classes)[0]),
        true=None if y_true is None else _code(y_true, classes),
        labels=_labels(y_background, mixed, classes),
        seed=draw_seed(random_state),
        allowance=allowance,
    )
    add = contrast if contrast is not None else len(case.explained) > 1
    found, reason = None, f'method="{method}" was asked for'
    if method not in _CONTRASTS:
        part = allowance.part(0.5) if add else allowance
        found, reason = attribute(
            mixed, estimator, classes, case.explained, method=method, seed=case.seed, allowance=part
        )
    neighbours = counterfactual = None
    if method == "neighbours" or (add and method != "counterfactual" and allowance.left > 0):
        neighbours = _neighbours(case, allowance.part(0.5) if add else allowance)
    if method == "counterfactual" or (add and method != "neighbours"):
        counterfactual = _counterfactual(case)
    return _explanation(case, found, method if found is None else found.method, reason, neighbours, counterfactual)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Case:
    """What is explained, read and checked; classes are codes."""

    estimator: Estimator
    classes: AnyArray
    mixed: MixedRows
    position: int | None
    predicted: int
    true: int | None
    labels: IntArray | None
    seed: int
    allowance: Allowance

    @property
    def explained(self) -> IntArray:
        """The classes that get contributions."""
        other = self.true is not None and self.true != self.predicted
        return np.array([self.predicted, self.true] if other else [self.predicted], dtype=np.intp)


def _neighbours(case: _Case, allowance: Allowance) -> Neighbours:
    return find_neighbours(
        case.mixed,
        case.estimator,
        case.classes,
        predicted=case.predicted,
        true=case.true,
        labels=case.labels,
        position=case.position,
        rng=np.random.RandomState(derived_seed(case.seed, "neighbours")),
        allowance=allowance,
    )


def _counterfactual(case: _Case) -> Counterfactual:
    return find_counterfactual(
        case.mixed,
        case.estimator,
        case.classes,
        model_output(case.estimator, case.classes),
        predicted=case.predicted,
        wanted=None if case.true == case.predicted else case.true,
        allowance=case.allowance,
    )


def _check(method: str, budget: Any, contrast: Any) -> None:
    known = ("auto", *METHODS, *_CONTRASTS)
    if method not in known:
        raise ValueError(f"Expected method to be one of {', '.join(known)}, got {method!r}.")
    if budget is not None and (not is_number(budget) or not 0 < budget < np.inf):
        raise ValueError(f"Expected budget to be a number of seconds above 0, got {budget!r}. None sets no limit.")
    if contrast is not None and not isinstance(contrast, bool | np.bool_):
        raise ValueError(f"Expected contrast to be True, False or None, got {contrast!r}.")


def _classes(estimator: Estimator) -> AnyArray:
    """Return the classes of a fitted classifier; TypeError or ValueError where it is none."""
    if isinstance(estimator, type) or not hasattr(estimator, "predict"):
        raise TypeError(f"Expected a fitted classifier, got {estimator!r}.")
    if hasattr(estimator, "fit"):
        check_is_fitted(estimator)
    classes = getattr(estimator, "classes_", None)
    if classes is None:
        raise TypeError(f"Expected a classifier, got a {type(estimator).__name__}, which has no classes_.")
    if isinstance(classes, list) and len(classes) and np.ndim(classes[0]):
        raise ValueError(f"Expected a classifier with one label for each row, got {len(classes)} outputs.")
    return np.asarray(classes)


def _code(label: Any, classes: AnyArray) -> int:
    """Return the position of a label; ValueError lists those that there are."""
    plain = np.asarray(label).ravel()
    given = len(plain) == 1 and not pd.isna(plain[0])
    place = np.flatnonzero([bool(known == plain[0]) for known in classes]) if given else np.empty(0)
    if len(place) != 1:
        raise ValueError(
            f"Expected y_true to be one of the classes that the model knows, {_listed(classes)}; got {label!r}."
        )
    return int(place[0])


def _listed(classes: AnyArray) -> str:
    """Return the first classes, and how many more there are."""
    more = f" and {len(classes) - _SHOWN} more" if len(classes) > _SHOWN else ""
    return ", ".join(repr(known) for known in classes[:_SHOWN].tolist()) + more


def _labels(y_background: Any, mixed: MixedRows, classes: AnyArray) -> IntArray | None:
    """Return codes of the true classes of the background, -1 where the model does not know one."""
    if y_background is None:
        return None
    labels = np.asarray(y_background)
    if labels.shape != (mixed.n_background,):
        raise ValueError(
            f"Expected y_background to have one label for each of the {mixed.n_background} rows of the background, got "
            f"an array of shape {labels.shape}."
        )
    codes = np.full(len(labels), -1, dtype=np.intp)
    for k, known in enumerate(classes):
        codes[labels == known] = k
    if (codes < 0).all():
        raise ValueError(
            f"Expected y_background to hold classes that the model knows, {_listed(classes)}; got none of them, but "
            f"such as {labels[:1].tolist()[0]!r}."
        )
    return codes


def _explanation(
    case: _Case,
    found: Attribution | None,
    method: str,
    reason: str,
    neighbours: Neighbours | None,
    counterfactual: Counterfactual | None,
) -> Explanation:
    mixed, labels = case.mixed, case.classes.tolist()
    proba = None
    if hasattr(case.estimator, "predict_proba"):
        proba = tuple(aligned_proba(case.estimator, mixed.row, case.classes)[0].tolist())
    return Explanation(
        method=method,
        scale=None if found is None else found.scale,
        predicted=labels[case.predicted],
        y_true=None if case.true is None else labels[case.true],
        classes=tuple(labels),
        probabilities=proba,
        explained=() if found is None else tuple(labels[k] for k in case.explained),
        columns=mixed.names,
        values=mixed.values,
        contributions=np.empty((mixed.n_columns, 0)) if found is None else found.contributions,
        base=() if found is None else tuple(found.base.tolist()),
        output=() if found is None else tuple(found.output.tolist()),
        additivity_errors=() if found is None else tuple(found.additivity_errors.tolist()),
        standard_errors=None if found is None else found.standard_errors,
        fits=None if found is None or found.fits is None else tuple(found.fits.tolist()),
        neighbours=neighbours,
        counterfactual=counterfactual,
        reason=reason,
        n_background=mixed.n_background if found is None else found.n_background,
        n_evaluations=0 if found is None else found.n_evaluations,
        seed=case.seed,
        seconds=case.allowance.spent,
    )
