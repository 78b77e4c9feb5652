"""Take two sets of predictions of the same rows from one file or from two."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._cli._predicted import label_key, table_of_columns
from skmitigate._typing import AnyArray, FloatArray
from skmitigate.datasets._csv import load_csv
from skmitigate.datasets._dataset import Dataset
from skmitigate.exceptions import SkmitigateWarning
from skmitigate.predictions._prediction_table import PredictionTable

_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """In which columns the two sets of predictions, and what goes with the rows, stand.

    `predicted` and `proba` have one entry for each set; None where there is none.
    """

    predicted: tuple[str | None, str | None]
    proba: tuple[str | None, str | None]
    identifier: str | None = None
    groups: str | None = None
    weights: str | None = None

    @property
    def beside(self) -> tuple[str, ...]:
        """The columns that go with the rows."""
        return tuple(name for name in (self.identifier, self.groups, self.weights) if name is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoTables:
    """Two tables of the same rows and classes, with groups and weights where they were named."""

    a: PredictionTable
    b: PredictionTable
    groups: AnyArray | None
    weights: FloatArray | None


def load_two(files: Sequence[str], target: str, columns: Columns) -> tuple[Dataset, TwoTables]:
    """Load one file or two and return the first, with the rows that both have, and the two tables."""
    loaded = [load_csv(file, target, keep=columns.beside) for file in files]
    one, other = _matched(*loaded, files=files, columns=columns) if len(loaded) == 2 else (loaded[0], loaded[0])
    tables = [
        table_of_columns(_without_columns_of_the_other(data, columns, i), columns.predicted[i], columns.proba[i])[0]
        for i, data in enumerate((one, other))
    ]
    classes = np.union1d(tables[0].classes, tables[1].classes)
    a, b = (table.with_classes(classes) for table in tables)
    return one, TwoTables(a=a, b=b, groups=_groups(one, columns.groups), weights=_weights(one, columns.weights))


def _without_columns_of_the_other(data: Dataset, columns: Columns, i: int) -> Dataset:
    """Take away the probabilities of the other set where their prefix goes on where this one's ends."""
    own, others = columns.proba[i], columns.proba[1 - i]
    if own is None or others is None or own == others or not others.startswith(own):
        return data
    return replace(data, X=data.X[[name for name in data.X if not str(name).startswith(others)]])


def _matched(a: Dataset, b: Dataset, *, files: Sequence[str], columns: Columns) -> tuple[Dataset, Dataset]:
    """Return the rows that both files have, in the order of the first; ValueError where their truth differs."""
    if columns.identifier is not None:
        a, b = _by_identifier(a, b, files, columns.identifier)
    elif len(a) != len(b):
        raise ValueError(
            f"Expected the same rows in both files, got {len(a)} in {files[0]} and {len(b)} in {files[1]}. "
            "Name the column that tells rows apart: --id COLUMN."
        )
    keys = [np.array([label_key(label) for label in data.y]) for data in (a, b)]
    differs = np.flatnonzero(keys[0] != keys[1])
    if len(differs):
        first = int(differs[0])
        hint = "" if columns.identifier is not None else " If their order differs, name a column with --id."
        raise ValueError(
            f"Expected the same true labels in both files, got {len(differs)} rows where they differ, the first with "
            f"{str(a.y[first])!r} and {str(b.y[first])!r} (row {first + 1}).{hint}"
        )
    if columns.identifier is None:
        _warn_of_other_values(a.X, b.X, columns)
    return a, replace(b, y=a.y)  # written as in the first file


def _by_identifier(a: Dataset, b: Dataset, files: Sequence[str], name: str) -> tuple[Dataset, Dataset]:
    names = []
    for data, file in zip((a, b), files, strict=True):
        column = _column(data.X, name, "--id")
        keys = pd.Index([_id_key(value) for value in column])
        if not keys.is_unique or column.isna().any():
            raise ValueError(f"{file}: expected another value of {name!r} in each row, got some twice or missing.")
        names.append(keys)
    place = names[1].get_indexer(names[0])
    kept = np.flatnonzero(place >= 0)
    if not len(kept):
        raise ValueError(f"Expected rows with the same {name!r} in both files, got none.")
    left = len(a) + len(b) - 2 * len(kept)
    if left:
        message = f"{left} rows are in one of the two files only and are left out; {len(kept)} are compared."
        warnings.warn(message, SkmitigateWarning, stacklevel=2)
    return _rows(a, kept), _rows(b, place[kept])


def _id_key(value: Any) -> str:
    """Return an identifier so that 1 and 1.0, as in a column with gaps, are the same."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _rows(data: Dataset, rows: Any) -> Dataset:
    return replace(data, X=data.X.iloc[rows].reset_index(drop=True), y=data.y[rows])


def _warn_of_other_values(a: pd.DataFrame, b: pd.DataFrame, columns: Columns) -> None:
    """Warn where columns that both files have, and that are no predictions, differ: rows may be in another order."""
    answers = {name for name in columns.predicted if name is not None}
    prefixes = tuple(prefix for prefix in columns.proba if prefix is not None)
    shared = [n for n in a if n in b and n not in answers and not (prefixes and str(n).startswith(prefixes))]
    other = [str(n) for n in shared if not a[n].astype(str).equals(b[n].astype(str))]
    if other:
        shown = ", ".join(repr(name) for name in other[:_SHOWN])
        message = (
            f"The files are compared row by row, and their values of {shown} differ. If rows are in another order, "
            "name the column that tells them apart: --id COLUMN."
        )
        warnings.warn(message, SkmitigateWarning, stacklevel=2)


def _column(X: pd.DataFrame, name: str, option: str) -> "pd.Series[Any]":
    if name not in X:
        raise ValueError(f"There is no column {name!r} for {option}. The columns are {', '.join(map(repr, X))}.")
    return X[name]


def _groups(data: Dataset, name: str | None) -> AnyArray | None:
    if name is None:
        return None
    column = _column(data.X, name, "--groups")
    if column.isna().any():
        raise ValueError(f"Expected a group in every row of {name!r}, got {int(column.isna().sum())} rows without.")
    return np.unique(column.astype(str), return_inverse=True)[1]


def _weights(data: Dataset, name: str | None) -> FloatArray | None:
    if name is None:
        return None
    column = _column(data.X, name, "--weights")
    if not pd.api.types.is_numeric_dtype(column) or column.isna().any():
        raise ValueError(f"Expected a number in every row of {name!r} for --weights, got something else.")
    return column.to_numpy(dtype=np.float64)
