"""Read a CSV file into the table that a model was fitted on."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any, Literal

import pandas as pd

from examples.api.cells import Column
from examples.api.problems import Problem, short
from examples.api.rows import check_columns, columns_to_frame
from examples.api.settings import Settings
from skmitigate.datasets import load_csv

Encoding = Literal["utf-8", "utf-16", "latin-1", "cp1252"]
Delimiter = Literal[",", ";", "tab", "|"]
#: How a missing value is written: as in the files that models are fitted on.
_MISSING = frozenset(signature(load_csv).parameters["missing"].default)
_TRUTHS = {"true": True, "false": False}
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_MOST_COLUMNS = 20_000


@dataclass(frozen=True, slots=True)
class CsvRows:
    """Rows of a CSV file, and their labels where it has them."""

    table: pd.DataFrame
    labels: list[str] | None


def read_csv_rows(
    content: bytes,
    columns: Sequence[Column],
    settings: Settings,
    *,
    encoding: Encoding = "utf-8",
    delimiter: Delimiter | None = None,
    target: str | None = None,
) -> CsvRows:
    """Return the rows of a file that has the columns of a model, in any order, and perhaps one of labels.

    Parameters
    ----------
    content : bytes
        The file.
    columns : sequence of Column
        Those that the model was fitted on.
    settings : Settings
        How many rows and cells it may have.
    encoding : str, default="utf-8"
        How the text is encoded; a byte order mark is taken off.
    delimiter : str, default=None
        What separates the fields; by default that of ``, ; tab |`` which occurs most often in the first line.
    target : str, default=None
        The column of labels, where there is one.

    Returns
    -------
    CsvRows
        The rows.

    Raises
    ------
    Problem
        With the status 422, or 413 where there are too many rows.
    """
    text = _decode(content, encoding)
    mark = "\t" if delimiter == "tab" else delimiter or _sniff(text)
    header, records = _records(text, mark, settings)
    if target is not None and target not in header:
        raise _unreadable(f"There is no column {short(target)!r} for the labels.")
    check_columns([name for name in header if name != target], columns, root="file")
    fields = dict(zip(header, zip(*records, strict=True), strict=True))
    cells = [[_cell(text, column, mark) for text in fields[column.name]] for column in columns]
    return CsvRows(columns_to_frame(cells, columns, root="file"), None if target is None else list(fields[target]))


def _decode(content: bytes, encoding: str) -> str:
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeError:
        text = f"Expected {encoding} text. Save the file as UTF-8, or name its encoding."
        raise _unreadable(text) from None
    if "\0" in text:
        raise _unreadable("Expected text, got zero bytes. Export the table as CSV in UTF-8.")
    return text


def _sniff(text: str) -> str:
    """Return the delimiter that occurs most often in the first line."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t|", key=first.count)


def _records(text: str, delimiter: str, settings: Settings) -> tuple[list[str], list[list[str]]]:
    """Return the header and the records, all of the same length."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    header: list[str] = []
    records: list[list[str]] = []
    try:
        for record in reader:
            if len(record) <= 1 and not "".join(record).strip():
                continue
            if not header:
                header = [name.strip() for name in record]
                if len(header) > _MOST_COLUMNS:
                    raise _unreadable(f"Expected at most {_MOST_COLUMNS} columns, got {len(header)}.")
                continue
            if len(record) != len(header):
                line = f"Line {reader.line_num}: expected {len(header)} fields as in the header, got {len(record)}."
                raise _unreadable(line)
            records.append([field.strip() for field in record])
            if len(records) > settings.max_rows or len(records) * len(header) > settings.max_cells:
                most = min(settings.max_rows, settings.max_cells // len(header))
                raise Problem(413, "too-many-rows", f"Expected at most {most} rows. Send the file in parts.")
    except csv.Error as error:
        raise _unreadable(f"Line {reader.line_num}: it cannot be read ({error}).") from None
    if not records:
        raise _unreadable("Expected a line of column names and at least one row.")
    return header, records


def _cell(text: str, column: Column, delimiter: str) -> Any:
    """Return what a field says; text that is none of its kind stays text, and is refused later."""
    if text in _MISSING:
        return None
    if column.kind == "bool":
        return _TRUTHS.get(text.lower(), text)
    if column.kind == "level":
        return next((level for level in column.levels if str(level) == text), text)
    if column.kind not in ("number", "unknown"):
        return text
    if delimiter != "," and _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    try:
        return float(text) if "_" not in text else text
    except ValueError:
        return text


def _unreadable(text: str) -> Problem:
    return Problem(422, "csv-unreadable", text, errors=[("file", text)])
