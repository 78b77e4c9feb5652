"""Read a CSV file that somebody has uploaded, and say kindly what is wrong with one that cannot be read."""

import csv
import io
import re
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from skmitigate.datasets import Dataset, load_csv
from skmitigate.exceptions import SkmitigateWarning

ENCODINGS = ("utf-8", "latin-1", "utf-16", "cp1252")
MOST_BYTES = 20_000_000
MOST_ROWS = 50_000
MOST_COLUMNS = 500
_SHOWN_ROWS = 200
_DELIMITERS = ",;\t|"


class UnreadableUpload(ValueError):
    """A file that cannot be read, with what to do about it."""


@dataclass(frozen=True)
class Preview:
    """The columns of a file and its first rows, all as text."""

    columns: list[str]
    frame: pd.DataFrame
    n_rows: int
    delimiter: str


def preview(content: bytes, encoding: str) -> Preview:
    """Return what is in a file; UnreadableUpload where it is no table."""
    text = _text(content, encoding)
    delimiter = _delimiter(text)
    try:
        records = [record for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(record)]
    except csv.Error as error:
        raise UnreadableUpload(f"The file is not CSV: {error}. Export the table as CSV with a line of names.") from None
    if not records:
        raise UnreadableUpload("The file is empty. A CSV file has a line of column names, and a line for each row.")
    columns = [name.strip() or f"unnamed_{i + 1}" for i, name in enumerate(records[0])]
    _check_size(columns, len(records) - 1)
    rows = [record for record in records[1:] if len(record) == len(columns)][:_SHOWN_ROWS]
    return Preview(columns, pd.DataFrame(rows, columns=pd.Index(columns)), len(records) - 1, delimiter)


def labelled_rows(content: bytes, name: str, encoding: str, target: str) -> tuple[Dataset, tuple[str, ...]]:
    """Return the rows with their labels, and what was left out on the way; UnreadableUpload where that fails."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", SkmitigateWarning)
        path = Path(folder) / _file_name(name)
        path.write_bytes(content)
        try:
            data = load_csv(path, target, encoding=encoding)
        except ValueError as error:
            raise UnreadableUpload(str(error).replace(str(path), name)) from None
    return data, tuple(str(each.message).replace(str(path), name) for each in caught)


def unlabelled_rows(content: bytes, encoding: str) -> pd.DataFrame:
    """Return all rows, numbers and gaps read as in those with labels; UnreadableUpload where that fails."""
    found = preview(content, encoding)
    try:
        frame = pd.read_csv(
            io.StringIO(_text(content, encoding)),
            sep=found.delimiter,
            decimal="." if found.delimiter == "," else ",",
            names=found.columns,
            header=0,
            na_values=["?"],
            skipinitialspace=True,
        )
    except (ValueError, pd.errors.ParserError) as error:
        raise UnreadableUpload(
            f"The rows cannot be read: {error}. Every row needs as many fields as the first."
        ) from None
    return frame.reset_index(drop=True)


def _text(content: bytes, encoding: str) -> str:
    if len(content) > MOST_BYTES:
        raise UnreadableUpload(f"The file has {len(content) / 1e6:.0f} MB; {MOST_BYTES / 1e6:.0f} MB are read at most.")
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError:
        raise UnreadableUpload(
            f"The file is not {encoding} text. Choose its encoding above, or save it as UTF-8."
        ) from None
    if "\0" in text:
        raise UnreadableUpload("The file is no text: it has zero bytes. Export the table as CSV in UTF-8.")
    if not text.strip():
        raise UnreadableUpload("The file is empty. A CSV file has a line of column names, and a line for each row.")
    return text


def _delimiter(text: str) -> str:
    """Return the delimiter that the first line has most of."""
    first = text.lstrip().splitlines()[0]
    return max(_DELIMITERS, key=first.count)


def _check_size(columns: list[str], n_rows: int) -> None:
    if n_rows < 1:
        raise UnreadableUpload("The file has one line only. Below the names there has to be a line for each row.")
    if n_rows > MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise UnreadableUpload(
            f"The file has {n_rows} rows and {len(columns)} columns; {MOST_ROWS} and {MOST_COLUMNS} are read at most. "
            "Take a part of it, or use the command line."
        )
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise UnreadableUpload(f"The column {twice[0]!r} is there more than once. Give every column a name of its own.")


def _file_name(name: str) -> str:
    """Return a name that is a file name everywhere."""
    return re.sub(r"[^A-Za-z0-9.-]+", "_", name).strip(".")[-60:] or "upload.csv"
