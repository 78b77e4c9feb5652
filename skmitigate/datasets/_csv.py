"""Load a table of your own from a CSV file."""

import difflib
import os
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from skmitigate._typing import AnyArray
from skmitigate.datasets._csv_columns import MISSING, is_id, parse_column, strangers_among_numbers
from skmitigate.datasets._csv_target import parse_target
from skmitigate.datasets._csv_text import CsvText, read_csv_text
from skmitigate.datasets._dataset import Dataset
from skmitigate.exceptions import SkmitigateWarning

_SHOWN = 12


def load_csv(
    path: str | os.PathLike[str],
    target: str,
    *,
    delimiter: str | None = None,
    encoding: str = "utf-8",
    missing: Sequence[str] = MISSING,
    keep: Sequence[str] = (),
) -> Dataset:
    r"""Load a CSV file with one line of column names, and one line for each row.

    A column is read as numbers where all its values are numbers, otherwise as truth values (true, false), ISO dates,
    or text. With a delimiter other than the comma, 1,5 may stand for 1.5. Columns that only name the row (a different
    text in each row, or a different integer in a column named like "id" or "index") are dropped with a warning, and so
    are rows without a label.

    Parameters
    ----------
    path : str or path-like
        The file.
    target : str
        The name of the column that holds the labels.
    delimiter : str, default=None
        What separates the fields. None takes the comma, semicolon, tab or bar that fits the first lines best.
    encoding : str, default="utf-8"
        How the text is encoded; a byte order mark is taken off.
    missing : sequence of str
        How missing values are written. By default an empty field, "?", and the usual spellings of NA, NaN and null.
    keep : sequence of str, default=()
        Columns that are kept although they only name the row.

    Returns
    -------
    Dataset
        X is a DataFrame. The labels are integers where all of them are whole numbers, otherwise text.

    Raises
    ------
    ValueError
        If the file is absent, empty, ragged or no text, the target is not among its columns, has one class, or looks
        continuous, or there are fewer than 10 rows with a label.

    Warns
    -----
    SkmitigateWarning
        If rows or columns are dropped, or a column of numbers is text because of a few values.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from skmitigate.datasets import load_csv
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "pets.csv"
    ...     _ = path.write_text("weight;colour;kind\n" + "4,5;grey;cat\n;black;dog\n" * 10)
    ...     pets = load_csv(path, "kind")
    >>> pets
    Dataset('pets', 20 rows, 2 columns, 2 classes)
    >>> pets.X.head(2)
       weight colour
    0     4.5   grey
    1     NaN  black
    """
    path = Path(path)
    text = read_csv_text(path, delimiter=delimiter, encoding=encoding, target=target)
    names = _check_header(text.header, target, path)
    if not text.records:
        raise ValueError(f"{path}: the file has a header but no rows. Expected one line for each row below it.")
    columns = _split_columns(text, names, missing)
    decimal_comma = text.delimiter != ","
    notes: list[str] = []
    labels = columns.pop(target)
    labelled = np.array([label is not None for label in labels])
    if not labelled.any():
        raise ValueError(f"{path}: the target column {target!r} has no values. Choose a column that holds the labels.")
    if not labelled.all():
        notes.append(f"{path}: dropped {(~labelled).sum()} of {len(labelled)} rows without a value of {target!r}.")
    y = parse_target(labels[labelled], name=target, where=str(path), decimal_comma=decimal_comma)
    X = pd.DataFrame({name: parse_column(column, decimal_comma=decimal_comma) for name, column in columns.items()})
    X = _without_ids(X, path, keep, notes)[labelled].reset_index(drop=True)
    X = _without_infinities(X, path, notes)
    _note_strangers(X, path, notes)
    for note in notes:
        warnings.warn(note, SkmitigateWarning, stacklevel=2)
    return Dataset(path.stem, X, y, f"Column {target!r} of {path.name}")


def load_csv_rows(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Return all columns of a CSV file, read as :func:`load_csv` reads them, where none of them holds labels."""
    path = Path(path)
    text = read_csv_text(path, delimiter=None, encoding="utf-8", target="")
    if not text.records:
        raise ValueError(f"{path}: the file has a header but no rows. Expected one line for each row below it.")
    columns = _split_columns(text, _names(text.header, path), MISSING)
    comma = text.delimiter != ","
    return pd.DataFrame({name: parse_column(column, decimal_comma=comma) for name, column in columns.items()})


def _names(header: list[str], path: Path) -> list[str]:
    """Return the column names, blank ones numbered; ValueError where they are not unique."""
    names = [name or f"unnamed_{i + 1}" for i, name in enumerate(header)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{path}: expected different column names, got {_shown(twice)} more than once. Rename them.")
    return names


def _check_header(header: list[str], target: str, path: Path) -> list[str]:
    """Return the column names; ValueError where they lack the target."""
    names = _names(header, path)
    if target not in names:
        folded = {name.casefold(): name for name in names}
        near = difflib.get_close_matches(target.casefold(), folded, n=1)
        hint = f" Did you mean {folded[near[0]]!r}?" if near else ""
        if all(pd.notna(pd.to_numeric(pd.Series(names, dtype=object), errors="coerce"))):
            hint = " The first line looks like data: put a line of column names above it."
        raise ValueError(f"{path}: there is no column {target!r}. The columns are {_shown(names)}.{hint}")
    if len(names) < 2:
        raise ValueError(
            f"{path}: expected the target {target!r} and at least one more column, got {len(names)} column. "
            "If the fields are separated by something other than , ; tab or |, replace it by a comma."
        )
    return names


def _split_columns(text: CsvText, names: list[str], missing: Sequence[str]) -> dict[str, AnyArray]:
    """Return each column's texts, None where one is missing."""
    marks = set(missing)
    by_column = zip(*text.records, strict=True)
    return {
        name: np.array([None if field in marks else field for field in fields], dtype=object)
        for name, fields in zip(names, by_column, strict=True)
    }


def _without_ids(X: pd.DataFrame, path: Path, keep: Sequence[str], notes: list[str]) -> pd.DataFrame:
    ids = [str(name) for name, column in X.items() if name not in keep and is_id(column, str(name))]
    if len(ids) == X.shape[1]:
        raise ValueError(
            f"{path}: no column is left to learn from. Expected columns whose values recur, or numbers; "
            f"got another name of the row in each row of {_shown(ids)}."
        )
    if ids:
        notes.append(f"{path}: dropped {_shown(ids)}, which only name rows (another value in each row).")
    return X.drop(columns=ids)


def _without_infinities(X: pd.DataFrame, path: Path, notes: list[str]) -> pd.DataFrame:
    numbers = X.select_dtypes("float")
    infinite = [str(name) for name in numbers if np.isinf(numbers[name]).any()]
    if infinite:
        notes.append(f"{path}: infinite numbers in {_shown(infinite)} count as missing.")
    return X.assign(**{name: X[name].replace([np.inf, -np.inf], np.nan) for name in infinite})


def _note_strangers(X: pd.DataFrame, path: Path, notes: list[str]) -> None:
    for name, column in X.items():
        strangers = strangers_among_numbers(column)
        if strangers:
            notes.append(
                f"{path}: column {name!r} is read as text, since it has {_shown(strangers)} among its numbers. "
                "Leave such fields empty to have it read as numbers."
            )


def _shown(names: Sequence[str]) -> str:
    """Return the names in quotes, the first dozen of them."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(repr(name) for name in names[:_SHOWN]) + more
