"""Find the positive class of a metric that has one, or say what to ask for instead."""

from collections.abc import Callable
from typing import Any

from sklearn.metrics import get_scorer_names

from skmitigate._typing import AnyArray


def positive_class(pos_label: Any, classes: AnyArray, score_func: Callable[..., Any]) -> int:
    """Return the position of `pos_label` among the classes, or raise ValueError naming alternatives."""
    labels = classes.tolist()
    if pos_label not in labels:
        raise ValueError(
            f"Expected pos_label of {score_func.__name__} to be one of the classes {labels!r}, got {pos_label!r} "
            f"(scikit-learn's default is 1). {advice(score_func, classes)}"
        )
    return int(labels.index(pos_label))


def advice(score_func: Callable[..., Any], classes: AnyArray) -> str:
    """Return what to pass as scoring where `score_func` does not fit the classes."""
    base = score_func.__name__.removesuffix("_score")
    known = [name for name in (f"{base}_macro", f"{base}_weighted", f"{base}_ovr") if name in get_scorer_names()]
    other = ["roc_auc"] if base == "average_precision" else ["balanced_accuracy", "neg_log_loss"]
    ready = " or ".join(repr(name) for name in known or other)
    if len(classes) > 2:
        return f"For {len(classes)} classes use {ready}."
    of_labels = base in ("f1", "fbeta", "precision", "recall", "jaccard")
    response = "" if of_labels else ", response_method='predict_proba'"
    maker = f"make_scorer({score_func.__name__}, pos_label={classes.tolist()[-1]!r}{response})"
    return f"Use {ready}, or say which class is positive: {maker}."
