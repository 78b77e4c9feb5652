"""Turn the rows of a request into the table that a model was fitted on, or say which cell does not fit."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from examples.api.cells import Column, is_cell, is_text, read_cells, read_numbers
from examples.api.faults import Faults
from examples.api.problems import shown

Rows = Sequence[dict[str, Any] | list[Any]]


def rows_to_frame(rows: Rows, columns: Sequence[Column], *, root: str = "/rows") -> pd.DataFrame:
    """Return a table with the columns of a model, in their order.

    Parameters
    ----------
    rows : sequence of dict or list
        Each row by column name, or in the order of the columns.
    columns : sequence of Column
        Those that the model was fitted on.
    root : str, default="/rows"
        Where in the body the rows are; "/row" where there is one.

    Returns
    -------
    DataFrame
        One line per row.

    Raises
    ------
    Problem
        With the status 422 and what is wrong with which cell.
    """
    names = [column.name for column in columns]
    faults = Faults(root)
    cells: list[list[Any]] = []
    for i, row in enumerate(rows):
        if isinstance(row, dict):
            faults.names(row, names, i=i)
            cells.append([row.get(name) for name in names])
        else:
            if len(row) != len(names):
                faults.row(i, f"Expected {len(names)} values, one for each column, got {len(row)}.")
            cells.append(list(row))
        if faults.full:
            break
    faults.raise_any()
    return columns_to_frame(list(zip(*cells, strict=True)), columns, root=root)


def columns_to_frame(cells: Sequence[Sequence[Any]], columns: Sequence[Column], *, root: str) -> pd.DataFrame:
    """Return a table from its columns; a Problem says what is wrong with which cell."""
    faults = Faults(root)
    if all(column.dtype == "float64" for column in columns):  # one block of numbers, which is much quicker to make
        numbers = [read_numbers(values, column, faults) for column, values in zip(columns, cells, strict=True)]
        faults.raise_any()
        return pd.DataFrame(np.column_stack(numbers), columns=[column.name for column in columns])
    read = {column.name: read_cells(values, column, faults) for column, values in zip(columns, cells, strict=True)}
    faults.raise_any()
    return pd.DataFrame(read)


def check_columns(given: Sequence[str], columns: Sequence[Column], *, root: str) -> None:
    """Raise a Problem where columns are missing, unknown or twice there."""
    faults = Faults(root)
    twice = [name for name, count in Counter(given).items() if count > 1]
    if twice:
        faults.found.append((root, f"Expected each column once, got {shown(twice)} more than once."))
    faults.names(given, [column.name for column in columns])
    faults.raise_any()


def free_rows_to_frame(rows: Rows, *, root: str) -> pd.DataFrame:
    """Return a table of rows that belong to no known model; a Problem where they differ in their columns."""
    first = rows[0]
    names = list(first) if isinstance(first, dict) else [f"x{i}" for i in range(len(first))]
    faults = Faults(root)
    if not names:
        faults.row(0, "Expected at least one column.")
    for i, row in enumerate(rows):
        named = row if isinstance(row, dict) else dict(zip(names, row, strict=False))
        if list(named) != names or len(row) != len(names) or isinstance(row, dict) != isinstance(first, dict):
            faults.row(i, "Expected the same columns, in the same order, as in the first row.")
        for name, value in named.items():
            if not (is_cell(value) and is_text(name)):
                faults.cell(i, name, "expected a finite number, text, true, false or null")
        if faults.full:
            break
    faults.raise_any()
    return pd.DataFrame([list(row.values()) if isinstance(row, dict) else row for row in rows], columns=pd.Index(names))
