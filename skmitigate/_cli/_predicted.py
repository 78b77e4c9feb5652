"""Take predictions that stand in the columns of a file."""

import argparse
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._typing import AnyArray, FloatArray
from skmitigate._utils._labels import encode
from skmitigate.datasets._dataset import Dataset
from skmitigate.predictions._prediction_table import PredictionTable

_SHOWN = 12


def table_of_columns(data: Dataset, predicted: str | None, proba: str | None) -> tuple[PredictionTable, Any]:
    """Return the table of the predictions in a column, or in one column of probabilities for each class, and the rest.

    Parameters
    ----------
    data : Dataset
        The rows, predictions among their columns.
    predicted : str or None
        The column of predicted labels; None takes the likeliest class.
    proba : str or None
        What the names of the columns of probabilities begin with, before the label; None where there are none.

    Returns
    -------
    table : PredictionTable
        The predictions; all labels are texts.
    X : DataFrame or None
        The columns that are left; None where there are none.
    """
    frame: pd.DataFrame = data.X
    names = {label_key(label): str(label) for label in data.y}
    truth = np.array([names[label_key(label)] for label in data.y])
    if proba is None:
        columns = [str(predicted)]
        table = PredictionTable.from_predictions(truth, _labels_in(frame, str(predicted), names))
        return table, _without(frame, columns)
    columns = [str(name) for name in frame if str(name).startswith(proba)]
    if not columns:
        raise ValueError(f"There is no column that begins with {proba!r}. The columns are {_listed(frame)}.")
    classes = np.array([names.get(label_key(column[len(proba) :]), column[len(proba) :]) for column in columns])
    order = np.argsort(classes)
    table = PredictionTable.from_predictions(truth, _numbers_in(frame, columns)[:, order], classes=classes[order])
    if predicted is not None:
        guess = encode(_labels_in(frame, predicted, names), table.classes, what="predicted labels")
        table, columns = replace(table, y_pred=guess), [*columns, predicted]
    return table, _without(frame, columns)


def asked_row(options: argparse.Namespace, table: PredictionTable) -> int:
    """Return the row that --row names; where it is left out, the first that is predicted wrongly."""
    if options.row is not None:
        return int(options.row)
    wrong = table.row[table.errors]
    if not len(wrong):
        raise ValueError(f"{options.file}: no row is predicted wrongly. Name one with --row.")
    return int(wrong[0])


def _without(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame | None:
    rest = frame.drop(columns=columns)
    return rest if rest.shape[1] else None


def _labels_in(frame: pd.DataFrame, column: str, names: dict[str, str]) -> AnyArray:
    """Return predicted labels as texts, written as the true ones are."""
    if column not in frame:
        raise ValueError(f"There is no column {column!r} of predictions. The columns are {_listed(frame)}.")
    missing = int(frame[column].isna().sum())
    if missing:
        raise ValueError(
            f"Expected a prediction in every row that has a label, got {missing} rows without in the column "
            f"{column!r}. Leave out the rows that were not predicted."
        )
    keys = [label_key(value) for value in frame[column]]
    return np.array([names.get(key, key) for key in keys])


def _numbers_in(frame: pd.DataFrame, columns: list[str]) -> FloatArray:
    for column in columns:
        if not pd.api.types.is_numeric_dtype(frame[column]) or frame[column].isna().any():
            raise ValueError(
                f"Expected a probability in every row of the column {column!r}, got something else. "
                "Check --proba, or mend the column."
            )
    return frame[columns].to_numpy(dtype=np.float64)


def label_key(value: Any) -> str:
    """Return a label so that 1, 1.0 and "1" are the same, and True and "true"."""
    try:
        number = float(str(value))
    except ValueError:
        return str(value).casefold()
    return str(int(number)) if number.is_integer() else str(number)


def _listed(frame: pd.DataFrame) -> str:
    shown = ", ".join(repr(str(name)) for name in frame.columns[:_SHOWN])
    return shown + (f" and {frame.shape[1] - _SHOWN} more" if frame.shape[1] > _SHOWN else "")
