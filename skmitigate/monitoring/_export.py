"""Write logged predictions to a file that other programs read."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from skmitigate._optional import load_optional
from skmitigate.monitoring._cells import plain_values
from skmitigate.monitoring._read_rows import LoggedRows, frame_of

#: What an input holds, in a file that knows types.
_DTYPES = {"integer": "Int64", "real": "Float64", "boolean": "boolean", "duration": "Float64", "empty": "Float64"}


@contextmanager
def exporting(path: Path) -> Iterator[Callable[[pd.DataFrame, dict[str, str]], None]]:
    """Yield what adds rows to a file, given what their inputs hold; the file is there in full at the end, or not."""
    kinds = {".csv": _csv, ".parquet": _parquet, ".jsonl": _json_lines}
    if path.suffix.lower() not in kinds:
        raise ValueError(f"Expected a file that ends in {', '.join(kinds)}, got {str(path)!r}. Choose one of them.")
    if not path.parent.is_dir():
        raise ValueError(f"{path}: there is no directory {path.parent}. Make it first.")
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        with kinds[path.suffix.lower()](unfinished) as add:
            yield add
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _csv(path: Path) -> Iterator[Callable[[pd.DataFrame, dict[str, str]], None]]:
    with path.open("w", encoding="utf-8", newline="") as file:

        def add(frame: pd.DataFrame, kinds: dict[str, str]) -> None:
            _typed(frame, kinds).to_csv(file, index=False, header=not file.tell())

        yield add


@contextmanager
def _json_lines(path: Path) -> Iterator[Callable[[pd.DataFrame, dict[str, str]], None]]:
    with path.open("w", encoding="utf-8") as file:

        def add(frame: pd.DataFrame, kinds: dict[str, str]) -> None:
            del kinds  # JSON has types of its own
            encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
            columns = [plain_values(frame[name])[1] for name in frame.columns]
            for line in zip(*columns, strict=True):
                file.write(f"{encode(dict(zip(frame.columns, line, strict=True)))}\n")

        yield add


@contextmanager
def _parquet(path: Path) -> Iterator[Callable[[pd.DataFrame, dict[str, str]], None]]:
    pyarrow = load_optional("pyarrow", extra="parquet", needed_for="An export to Parquet")
    parquet = load_optional("pyarrow.parquet", extra="parquet", needed_for="An export to Parquet")
    writers: list[Any] = []

    def add(frame: pd.DataFrame, kinds: dict[str, str]) -> None:
        frame = _typed(frame, kinds)
        schema = writers[0].schema if writers else None
        table = pyarrow.Table.from_pandas(frame, schema=schema, preserve_index=False)
        if not writers:
            writers.append(parquet.ParquetWriter(path, table.schema))
        writers[0].write_table(table)

    try:
        yield add
    finally:
        for writer in writers:
            writer.close()


def kinds_of(rows: LoggedRows, inputs: dict[str, str]) -> dict[str, str]:
    """Return what the columns of a file hold, given what the inputs do."""
    label = {"i": "integer", "f": "real", "b": "boolean"}.get(rows.classes.dtype.kind, "text")
    columns = frame_of(rows, list(inputs), with_proba=True).columns
    names = columns[len(columns) - len(inputs) :]
    own = {"prediction_id": "text", "model": "text", "time": "time", "y_true": label, "y_pred": label}
    return own | dict(zip(names, inputs.values(), strict=True))


def _typed(frame: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    """Return a table whose inputs have types that hold missing values, so that all parts of a file have the same."""
    typed = frame.copy()
    for name, kind in kinds.items():
        column: Any = typed[name]
        if kind == "duration":
            column = pd.to_timedelta(column) / pd.Timedelta(days=1)
        if kind in _DTYPES:
            try:
                typed[name] = column.astype(_DTYPES[kind])
            except (TypeError, ValueError, OverflowError):  # whole numbers that no 64 bits hold
                typed[name] = column.map(str, na_action="ignore").astype(object)
        elif kind == "mixed":
            typed[name] = column.map(str, na_action="ignore").astype(object)
        elif kind == "text":
            typed[name] = column.astype("string")
        elif kind == "time":
            typed[name] = pd.to_datetime(column, utc=True).astype("datetime64[us, UTC]")
    return typed
