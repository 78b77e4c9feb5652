"""Costs of decisions, by the true class in the rows and the decision in the columns."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._typing import AnyArray, FloatArray, IntArray


def cost_array(costs: Any, classes: AnyArray) -> FloatArray:
    """Return costs as floats of shape (n_classes, n_classes); ValueError says what is wrong with them."""
    if isinstance(costs, Mapping):
        costs = pd.DataFrame.from_dict(dict(costs), orient="index")
    if isinstance(costs, pd.DataFrame):
        costs = _by_label(costs, classes)
    array: FloatArray = np.asarray(costs, dtype=np.float64)
    n = len(classes)
    if array.shape != (n, n):
        raise ValueError(
            f"Expected cost_matrix of shape ({n}, {n}), the true class in the rows and the decision in the columns, in "
            f"the order of the classes {classes.tolist()!r}; got shape {array.shape}."
        )
    _check_finite(array, "cost_matrix")
    return array


def row_costs(sample_cost: Any, n_rows: int, matrix: FloatArray) -> FloatArray:
    """Return a cost matrix for each row from factors of `matrix` or matrices; one for all rows where none are given."""
    if sample_cost is None:
        return matrix[None]
    array: FloatArray = np.asarray(sample_cost, dtype=np.float64)
    if array.shape not in ((n_rows,), (n_rows, *matrix.shape)):
        raise ValueError(
            f"Expected sample_cost of shape ({n_rows},), a factor for each row, or {(n_rows, *matrix.shape)}, a cost "
            f"matrix for each row; got shape {array.shape}."
        )
    _check_finite(array, "sample_cost")
    if array.ndim == 3:
        return array
    if (array < 0).any():
        raise ValueError("Expected factors in sample_cost that are not negative, got others.")
    return np.asarray(array[:, None, None] * matrix)


def expected_costs(proba: FloatArray, costs: FloatArray) -> FloatArray:
    """Return what each decision costs on average under the probabilities, shape (n_rows, n_classes)."""
    if len(costs) == 1:
        return np.asarray(proba @ costs[0])
    return np.asarray(np.einsum("ij,ijk->ik", proba, costs))


def costs_of(decisions: IntArray, y_true: IntArray, costs: FloatArray, reject_cost: float | None) -> FloatArray:
    """Return what each decision cost; a decision of -1 cost `reject_cost`."""
    rows = np.zeros(len(y_true), dtype=np.intp) if len(costs) == 1 else np.arange(len(y_true))
    made = costs[rows, y_true, np.maximum(decisions, 0)]
    return made if reject_cost is None else np.where(decisions < 0, reject_cost, made)


def _by_label(frame: pd.DataFrame, classes: AnyArray) -> AnyArray:
    """Return the values of a frame in the order of the classes."""
    names = classes.tolist()
    for axis, labels in (("rows", frame.index), ("columns", frame.columns)):
        if len(labels) != len(names) or set(labels) != set(names):
            raise ValueError(
                f"Expected the {axis} of cost_matrix to be the classes {names!r}, got {list(labels)!r}. The true class "
                "is in the rows, the decision in the columns."
            )
    return np.asarray(frame.loc[names, names])


def _check_finite(array: FloatArray, name: str) -> None:
    if not np.isfinite(array).all():
        raise ValueError(f"Expected {name} to be finite, got missing or infinite costs. Use a large number instead.")
