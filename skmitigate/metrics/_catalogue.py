"""Which formula computes what a scikit-learn scorer computes, without running it."""

from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any

import numpy as np
from sklearn import metrics

from skmitigate._sklearn import _BaseScorer
from skmitigate.metrics._formula import Formula
from skmitigate.metrics._marginals import ClassRatio, Kappa, Matthews
from skmitigate.metrics._means import BrierLoss, ClassRecall, Hits, LogLoss, TopK
from skmitigate.metrics._ranking import AveragePrecision, RocAuc
from skmitigate.metrics._scored import Scored
from skmitigate.metrics._skill import Skill

Settings = Mapping[str, Any]

#: Losses whose expectation is least for the true probabilities.
_PROPER = (
    metrics.log_loss,
    metrics.brier_score_loss,
    metrics.d2_log_loss_score,
    metrics.d2_brier_score,
)
_RATIOS = (
    metrics.f1_score,
    metrics.fbeta_score,
    metrics.precision_score,
    metrics.recall_score,
    metrics.jaccard_score,
)
_SPANS = {
    metrics.accuracy_score: 1.0,
    metrics.balanced_accuracy_score: 1.0,
    **dict.fromkeys(_RATIOS, 1.0),
    metrics.top_k_accuracy_score: 1.0,
    metrics.roc_auc_score: 1.0,
    metrics.average_precision_score: 1.0,
    metrics.matthews_corrcoef: 2.0,
    metrics.cohen_kappa_score: 2.0,
}


def formula_for(scorer: _BaseScorer) -> Formula:
    """Return the formula of a scikit-learn scorer; one that runs the scorer where no other is known to be equal."""
    labels_only = response_methods(scorer) == ("predict",)
    settings = dict(scorer._kwargs)
    direct = _LABEL_FORMULAS.get(scorer._score_func) if labels_only else _PROBA_FORMULAS.get(scorer._score_func)
    formula = direct(settings) if direct is not None else None
    if formula is not None:
        return formula
    ranked = _RANKINGS.get(scorer._score_func) if "predict" not in response_methods(scorer) else None
    return Scored(
        scorer,
        takes_weights=scorer._accept_sample_weight(),
        labels_only=labels_only,
        sign=scorer._sign,
        exact=ranked(settings) if ranked is not None else None,
    )


def response_methods(scorer: _BaseScorer) -> tuple[str, ...]:
    """Return the methods of a classifier that the scorer can use, the preferred one first."""
    methods = scorer._response_method
    return (methods,) if isinstance(methods, str) else tuple(methods)


def span_of(scorer: _BaseScorer) -> float:
    """Return the difference between the best and the worst score that there can be; infinite where it is not known."""
    if _setting(scorer, "adjusted") or _setting(scorer, "normalize") is False:
        return np.inf
    return _SPANS.get(scorer._score_func, np.inf)


def is_proper(scorer: _BaseScorer) -> bool:
    """Whether the scorer is a proper loss of the probabilities."""
    return scorer._score_func in _PROPER


def is_class_balanced(scorer: _BaseScorer) -> bool:
    """Whether every class counts the same in the scorer, however many rows it has."""
    # Not so the area under the ROC curve: a shift of all probabilities towards the rare class leaves it as it is, and
    # would pass for better probabilities where the classes count the same.
    func, average = scorer._score_func, _setting(scorer, "average")
    if func in _RATIOS:
        return bool(average == "macro")
    return func in (metrics.balanced_accuracy_score, metrics.matthews_corrcoef) or func.__name__ in (
        "positive_likelihood_ratio",
        "negative_likelihood_ratio",
    )


def _setting(scorer: _BaseScorer, name: str) -> Any:
    parameters = signature(scorer._score_func).parameters
    return scorer._kwargs.get(name, parameters[name].default if name in parameters else None)


def _ratio(score_func: Callable[..., float], settings: Settings) -> Formula | None:
    """Return the formula of a metric that averages a ratio over the classes; None for settings it does not know."""
    known = {"average", "pos_label", "zero_division"} | ({"beta"} if score_func is metrics.fbeta_score else set())
    average, undefined = settings.get("average", "binary"), settings.get("zero_division", "warn")
    if not settings.keys() <= known or average not in ("binary", "micro", "macro", "weighted"):
        return None
    if undefined not in ("warn", 0, 1):  # NaN is left to scikit-learn
        return None
    undefined = 0.0 if undefined == "warn" else float(undefined)
    if score_func is not metrics.jaccard_score and average == "micro":
        return Hits()
    if score_func is metrics.recall_score and undefined == 0 and average in ("macro", "weighted"):
        return ClassRecall(of_predicted=True) if average == "macro" else Hits()
    beta = float(settings.get("beta", 1.0))
    if not 0 < beta < np.inf:
        return None
    parts = {
        metrics.precision_score: {"of_predicted": 1.0},
        metrics.recall_score: {"of_truth": 1.0},
        metrics.jaccard_score: {"of_hits": -1.0, "of_truth": 1.0, "of_predicted": 1.0},
    }.get(score_func, {"numerator": 1 + beta**2, "of_truth": beta**2, "of_predicted": 1.0})
    return ClassRatio(score_func, average, pos_label=settings.get("pos_label", 1), undefined=undefined, **parts)


def _only(known: set[str], make: Callable[..., Any]) -> Callable[[Settings], Any]:
    """Return a maker that gives None for settings other than those named."""
    return lambda settings: make(**settings) if settings.keys() <= known else None


def _kappa(settings: Settings) -> Formula | None:
    if not settings.keys() <= {"weights", "replace_undefined_by"} or settings.get("weights") is not None:
        return None
    return Kappa(undefined=settings.get("replace_undefined_by", np.nan))


def _roc_auc(settings: Settings) -> RocAuc | None:
    averages = settings.get("average", "macro") in ("macro", "weighted")
    return RocAuc(**settings) if averages and settings.keys() <= {"average", "multi_class"} else None


def _average_precision(settings: Settings) -> AveragePrecision | None:
    averages = settings.get("average", "macro") in ("macro", "weighted")
    return AveragePrecision(**settings) if averages and settings.keys() <= {"average", "pos_label"} else None


_LABEL_FORMULAS: dict[Callable[..., float], Callable[[Settings], Formula | None]] = {
    metrics.accuracy_score: _only(set(), Hits),
    metrics.zero_one_loss: _only(set(), lambda: Hits(wrong=True)),
    metrics.hamming_loss: _only(set(), lambda: Hits(wrong=True)),
    metrics.balanced_accuracy_score: _only({"adjusted"}, ClassRecall),
    metrics.matthews_corrcoef: _only(set(), Matthews),
    metrics.cohen_kappa_score: _kappa,
} | {func: (lambda settings, func=func: _ratio(func, settings)) for func in _RATIOS}
_PROBA_FORMULAS: dict[Callable[..., float], Callable[[Settings], Formula | None]] = {
    metrics.log_loss: _only(set(), LogLoss),
    metrics.brier_score_loss: _only({"scale_by_half"}, BrierLoss),
    metrics.top_k_accuracy_score: _only({"k"}, TopK),
    metrics.d2_log_loss_score: _only(set(), lambda: Skill(LogLoss())),
    metrics.d2_brier_score: _only(set(), lambda: Skill(BrierLoss())),
}
_RANKINGS: dict[Callable[..., float], Callable[[Settings], RocAuc | AveragePrecision | None]] = {
    metrics.roc_auc_score: _roc_auc,
    metrics.average_precision_score: _average_precision,
}
