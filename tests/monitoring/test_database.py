"""Opening a file, and what is said where it cannot be used."""

import os
import sqlite3

import numpy as np
import pytest

from skmitigate.exceptions import PredictionLogError
from skmitigate.monitoring import PredictionLog
from skmitigate.monitoring._database import checked_path, connect, prepare, reading, translated


def test_new_file_is_strict_and_writes_ahead(path):
    prepare(path, timeout=1.0, read_only=False)
    connection = connect(path, timeout=1.0, durable=True)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    tables = connection.execute("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    assert {name for name, strict in tables if not strict} == {"sqlite_schema"}
    connection.close()


@pytest.mark.parametrize("given", [":memory:", "", "postgresql://host/db", b"bytes", "a\x00b"])
def test_only_paths_of_files_are_taken(given):
    with pytest.raises(ValueError, match="Expected the path of a file"):
        checked_path(given)


def test_directories_and_missing_directories_are_told(tmp_path):
    with pytest.raises(PredictionLogError, match="got a directory"):
        checked_path(tmp_path)
    with pytest.raises(PredictionLogError, match="too long"):
        checked_path(tmp_path / ("a" * 300))
    with pytest.raises(PredictionLogError, match="Make it first"):
        prepare(tmp_path / "none" / "p.db", timeout=1.0, read_only=False)
    with pytest.raises(PredictionLogError, match="no such file"):
        prepare(tmp_path / "p.db", timeout=1.0, read_only=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"not a database at all", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_other_files_are_told_and_left_alone(path, content):
    path.write_bytes(content)
    with pytest.raises(PredictionLogError, match=r"predictions\.db: "):
        prepare(path, timeout=1.0, read_only=False)
    assert path.read_bytes() == content


def test_truncated_and_damaged_logs_are_told(path):
    prepare(path, timeout=1.0, read_only=False)
    whole = path.read_bytes()
    for content in (whole[:5000], whole[:4096] + b"\xff" * (len(whole) - 4096)):
        path.write_bytes(content)
        with pytest.raises(PredictionLogError), reading(path, timeout=1.0, read_only=False) as connection:
            connection.execute("SELECT count(*) FROM prediction, hour_count, features").fetchone()


def test_reading_does_not_write(path):
    prepare(path, timeout=1.0, read_only=False)
    with (
        pytest.raises(PredictionLogError, match="readonly"),
        reading(path, timeout=1.0, read_only=False) as connection,
    ):
        connection.execute("DELETE FROM prediction")


def test_errors_say_what_to_do(path):
    with pytest.raises(PredictionLogError, match=r"database is locked\. Another process"), translated(path):
        raise sqlite3.OperationalError("database is locked")
    with pytest.raises(PredictionLogError, match="Permission denied"), translated(path):
        raise PermissionError(13, "Permission denied")


def test_bytes_that_are_changed_at_random_are_one_error_or_none(path):
    with PredictionLog(path) as log:
        ids = log.log([[1.5, "text"]] * 40, ["a", "b"] * 20, model="m")
        log.add_labels(ids, ["a"] * 40)
    whole, rng, told = path.read_bytes(), np.random.default_rng(0), 0
    for _ in range(30):
        damaged = np.frombuffer(whole, dtype=np.uint8).copy()
        damaged[rng.integers(0, len(damaged), 30)] = rng.integers(0, 256, 30)
        path.write_bytes(damaged.tobytes())
        for file in (path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            file.unlink(missing_ok=True)
        try:
            with PredictionLog(path, read_only=True) as log:
                log.read().to_frame()
                log.report()
        except PredictionLogError:
            told += 1
    assert told > 15


def test_file_in_a_folder_that_cannot_be_written_can_be_read(path, monkeypatch):
    PredictionLog(path).close()
    monkeypatch.setattr(os, "access", lambda *_: False)
    before = path.stat().st_mtime_ns
    with reading(path, timeout=1.0, read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM prediction").fetchone() == (0,)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert path.stat().st_mtime_ns == before
