"""Gather what a model is, on what it was measured, and where its limits are."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from skmitigate._typing import Estimator
from skmitigate._utils._json import jsonable
from skmitigate._utils._labels import check_labels, encode
from skmitigate.metrics._wilson import wilson_interval

_LEVEL = 0.95
_FEW = 30


def make_card(
    model: Estimator,
    *,
    columns: Sequence[dict[str, Any]],
    X: Any,
    y: Any,
    held_out: bool | None,
    limits: Sequence[str],
    report: dict[str, Any] | None,
) -> dict[str, Any]:
    """Return the card of a model as JSON-safe values.

    Parameters
    ----------
    model : classifier
        Fitted.
    columns : sequence of dict
        Those that it takes.
    X, y : rows and their labels, or None
        What it is scored on.
    held_out : bool or None
        Whether it was fitted without these rows; None where that is not known.
    limits : sequence of str
        What its maker says of its limits.
    report : dict or None
        The report of the correction loop.

    Returns
    -------
    dict
        ``model``, ``classes``, ``n_columns``, ``measured``, ``correction``, ``limits``.
    """
    classes = np.asarray(model.classes_)
    measured = None if X is None or y is None else _measured(model, X, y, classes, held_out)
    return {
        "model": describe_model(model),
        "classes": jsonable(classes),
        "n_columns": len(columns) or None,
        "measured": measured,
        "correction": None if report is None else _correction(report),
        "limits": [*limits, *_known_limits(measured, report, columns)],
    }


def describe_model(model: Estimator) -> str:
    """Name the classes that a model is made of, from the outside to the inside."""
    name = type(model).__name__
    steps = getattr(model, "steps", None)
    if steps is not None:
        return f"{name}({', '.join(describe_model(step) for _, step in steps if step not in (None, 'passthrough'))})"
    inner = (getattr(model, part, None) for part in ("estimator_", "best_estimator_", "estimator"))
    wrapped = next((each for each in inner if hasattr(each, "get_params")), None)
    return name if wrapped is None else f"{name}({describe_model(wrapped)})"


def _measured(model: Estimator, X: Any, y: Any, classes: Any, held_out: bool | None) -> dict[str, Any]:
    labels = check_labels(y, estimator=model)
    truth = encode(labels, classes, what="y")
    right = np.asarray(model.predict(X)) == labels
    counts = np.bincount(truth, minlength=len(classes))
    recalled = np.bincount(truth[right], minlength=len(classes))
    per_class = [
        {"class": jsonable(label), **_share(int(hit), int(n))}
        for label, hit, n in zip(classes, recalled, counts, strict=True)
    ]
    return {
        "held_out": held_out,
        "n_rows": len(labels),
        "level": _LEVEL,
        "accuracy": _share(int(right.sum()), len(labels)),
        "recall": per_class,
    }


def _share(n_hits: int, n_rows: int) -> dict[str, Any]:
    """Return a share with its interval; None where there are no rows."""
    if not n_rows:
        return {"n_rows": 0, "value": None, "interval": None}
    interval = wilson_interval(n_hits, n_rows, _LEVEL)
    return {"n_rows": n_rows, "value": n_hits / n_rows, "interval": list(interval)}


def _correction(report: dict[str, Any]) -> dict[str, Any]:
    kept = (
        *("verdict", "reason", "model", "result", "scoring", "score_before", "score_after", "gain", "interval"),
        *("n_rows", "n_errors_before", "n_errors_after", "n_candidates", "alpha"),
    )
    return {name: report[name] for name in kept}


def _known_limits(
    measured: dict[str, Any] | None, report: dict[str, Any] | None, columns: Sequence[dict[str, Any]]
) -> list[str]:
    """Say what follows from how the card was made."""
    told = []
    if measured is None and report is None:
        told.append("Nothing is known of how often it errs: it was saved without labelled rows and without a report.")
    if measured is not None and measured["held_out"] is None:
        told.append("Whether it was fitted on the rows that it was scored on is not known: the scores may be too high.")
    if measured is not None and measured["held_out"] is False:
        told.append("It was fitted on the rows that it was scored on: the scores are too high.")
    rare = [str(each["class"]) for each in measured["recall"] if each["n_rows"] < _FEW] if measured else []
    if rare:
        told.append(f"Fewer than {_FEW} of the rows that it was scored on are of the classes {', '.join(rare[:12])}.")
    if report is not None:
        told.append(
            "Scores of the correction are of models fitted on a part of the rows in each fold, hence a little lower "
            "than those of the saved model, which was fitted on all of them."
        )
    if any(column["kind"] == "unknown" for column in columns) or not columns:
        told.append("Which values its columns may have is not known: it was saved without rows.")
    return told
