"""The numbers of the picture of a confusion matrix."""

from typing import Any

import numpy as np

from skmitigate._utils._json import jsonable
from skmitigate._utils._levels import check_alpha
from skmitigate.evidence._flips import flips
from skmitigate.metrics._confusion import confusion, per_class_recall
from skmitigate.metrics._wilson import wilson_band
from skmitigate.predictions._prediction_table import PredictionTable


def told_confusion(table: PredictionTable, after: PredictionTable | None, *, level: float) -> dict[str, Any]:
    """Return matrix and recalls of one table, or both matrices and the changes of recall, as JSON-safe values."""
    check_alpha(1 - level)
    matrix = confusion(table)
    counts = np.bincount(table.y_true, minlength=table.n_classes)
    told: dict[str, Any] = {
        "classes": [str(label) for label in table.classes.tolist()],
        "n_rows": counts,
        "weight": matrix.sum(axis=1),
        "matrix": matrix,
        "matrix_after": None,
        "recall": per_class_recall(table),
        "weighted": table.sample_weight is not None,
        "n_errors": int(table.errors.sum()),
        "n_errors_after": None,
        "level": level,
    }
    if after is None:
        squares = np.bincount(table.y_true, weights=table.weights**2, minlength=table.n_classes)
        present = squares > 0
        size = np.divide(matrix.sum(axis=1) ** 2, squares, out=np.ones(len(squares)), where=present)
        low, high = wilson_band(np.nan_to_num(told["recall"]), size, level)
        told["recall_interval"] = [(a, b) if there else None for a, b, there in zip(low, high, present, strict=True)]
        return dict(jsonable(told))
    if not np.array_equal(table.classes, after.classes):
        raise ValueError(
            f"Expected tables of the same classes, got {table.classes.tolist()!r} and {after.classes.tolist()!r}. "
            "PredictionTable.with_classes gives both the classes of both."
        )
    lines = flips(table, after, level=level).groups
    told |= {
        "matrix_after": confusion(after),
        "n_errors_after": int(after.errors.sum()),
        "recall_after": per_class_recall(after),
        "change": [None if line.change is None else -line.change for line in lines],
        "change_interval": [
            None if line.interval is None else (-line.interval[1], -line.interval[0]) for line in lines
        ],
    }
    return dict(jsonable(told))
