"""Counts of true and predicted classes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skmitigate._typing import AnyArray, BoolArray, FloatArray
from skmitigate.predictions._prediction_table import PredictionTable


def confusion(table: PredictionTable) -> FloatArray:
    """Weighted confusion matrix: true classes in the rows, predicted ones in the columns.

    Parameters
    ----------
    table : PredictionTable
        The table; its weights count where it has them.

    Returns
    -------
    ndarray of shape (n_classes, n_classes)
        Sums of the weights, for all classes of the table.

    See Also
    --------
    per_class_recall : The diagonal as shares of the rows.

    Examples
    --------
    >>> from skmitigate.metrics import confusion
    >>> from skmitigate.predictions import PredictionTable
    >>> confusion(PredictionTable.from_predictions(["a", "b", "b"], ["a", "b", "a"])).tolist()
    [[1.0, 0.0], [1.0, 1.0]]
    """
    n = table.n_classes
    cells = np.bincount(table.y_true * n + table.y_pred, weights=table.sample_weight, minlength=n * n)
    return np.asarray(cells.reshape(n, n), dtype=np.float64)


def per_class_recall(table: PredictionTable) -> FloatArray:
    """Share of each true class that is predicted rightly.

    Parameters
    ----------
    table : PredictionTable
        The table; its weights count where it has them.

    Returns
    -------
    ndarray of shape (n_classes,)
        NaN for a class that has no rows, or none with a weight above 0.

    See Also
    --------
    confusion : All pairs of classes.

    Examples
    --------
    >>> from skmitigate.metrics import per_class_recall
    >>> from skmitigate.predictions import PredictionTable
    >>> per_class_recall(PredictionTable.from_predictions(["a", "b", "b"], ["a", "b", "a"])).tolist()
    [1.0, 0.5]
    """
    counts = count(table)
    recall: FloatArray = np.full(table.n_classes, np.nan)
    np.divide(counts.hits, counts.truth, out=recall, where=counts.truth > 0)
    return recall


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """The diagonal of a confusion matrix and its two margins; complex where a derivative is taken."""

    classes: AnyArray
    hits: NDArray[Any]
    truth: NDArray[Any]
    predicted: NDArray[Any]
    present: BoolArray


def count(table: PredictionTable) -> Counts:
    """Count the rows of each class that are hit, true and predicted; a class with rows of weight 0 is present too."""
    n, weights = table.n_classes, table.sample_weight
    hit = table.y_true == table.y_pred
    hits = np.bincount(table.y_true[hit], weights=None if weights is None else weights[hit], minlength=n)
    truth = np.bincount(table.y_true, weights=weights, minlength=n)
    predicted = np.bincount(table.y_pred, weights=weights, minlength=n)
    present = truth + predicted > 0
    if weights is not None and not present.all():
        present = np.bincount(table.y_true, minlength=n) + np.bincount(table.y_pred, minlength=n) > 0
    return Counts(table.classes, hits.astype(float), truth.astype(float), predicted.astype(float), present)
