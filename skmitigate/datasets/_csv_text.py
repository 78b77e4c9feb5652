"""Read the text of a CSV file into records of equal length, or say on which line it goes wrong."""

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_DELIMITERS = (",", ";", "\t", "|")
_SNIFFED_RECORDS = 50
_SNIFFED_CHARACTERS = 1_000_000


@dataclass(frozen=True, slots=True)
class CsvText:
    """The header and the records of a CSV file, all fields as stripped text."""

    header: list[str]
    records: list[list[str]]
    delimiter: str


def read_csv_text(path: Path, *, delimiter: str | None, encoding: str, target: str) -> CsvText:
    """Read a file; ValueError where it is absent, empty, not text, badly quoted or ragged."""
    text = _decode(path, encoding)
    delimiter = delimiter or _sniff(text, target)
    records = _records(text, delimiter, path)
    _, header = next(records, (0, []))
    if not header:
        raise ValueError(f"{path}: the file is empty. Expected a line of column names and one line per row.")
    rows = []
    for line, record in records:
        if len(record) != len(header):
            raise ValueError(
                f"{path}, line {line}: expected {len(header)} fields as in the header, got {len(record)}. Mend the "
                f"line; a field that contains {delimiter!r} must be in double quotes."
            )
        rows.append(record)
    return CsvText(header, rows, delimiter)


def _decode(path: Path, encoding: str) -> str:
    if path.is_dir():
        raise ValueError(f"{path}: expected a CSV file, got a directory.")
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ValueError(f"{path}: there is no such file.") from None
    try:
        text = raw.decode("utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"{path}, line {line}: expected {encoding} text, got a byte that is none (0x{raw[error.start]:02x}). "
            "Save the file as UTF-8, or pass its encoding."
        ) from None
    except LookupError:
        raise ValueError(f"Expected the name of an encoding, such as 'utf-8' or 'latin-1', got {encoding!r}.") from None
    if "\0" in text:
        raise ValueError(f"{path}: expected a text file, got one with zero bytes. Export the table as CSV in UTF-8.")
    return text


def _sniff(text: str, target: str) -> str:
    """Return the delimiter under which the header has the target, and the records agree, best."""
    best, best_score = ",", (False, 0.0, 0)
    for delimiter in _DELIMITERS:
        reader = csv.reader(
            io.StringIO(text[:_SNIFFED_CHARACTERS], newline=""), delimiter=delimiter, skipinitialspace=True
        )
        try:
            records = [record for record in itertools.islice(reader, _SNIFFED_RECORDS) if record]
        except csv.Error:
            continue
        if not records or len(records[0]) < 2:
            continue
        width = len(records[0])
        agreed = sum(len(record) == width for record in records) / len(records)
        score = (target in [name.strip() for name in records[0]], agreed, width)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank with the number of the line where it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True)
    line = 1
    try:
        for record in reader:
            if any(field.strip() for field in record) or len(record) > 1:
                yield line, [field.strip() for field in record]
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(
            f"{path}, line {line}: the quoting is wrong ({error}). Expected fields in pairs of double quotes, and a "
            'double quote inside such a field written twice ("").'
        ) from None
