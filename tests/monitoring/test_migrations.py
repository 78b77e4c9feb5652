"""Bringing a file to the version that is read."""

import sqlite3

import pytest

from skmitigate.exceptions import PredictionLogError
from skmitigate.monitoring import PredictionLog, _migrations
from skmitigate.monitoring._database import connect
from skmitigate.monitoring._migrations import bring_up_to_date


def version(path):
    connection = sqlite3.connect(path)
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return found


@pytest.fixture
def older(path):
    """A log of version 1 with two rows."""
    with PredictionLog(path) as log:
        log.log(None, [0, 1])
    return path


def test_new_file_has_the_latest_version_and_opening_again_changes_nothing(older):
    before = older.read_bytes()
    PredictionLog(older).close()
    assert version(older) == 1
    assert older.read_bytes() == before


def test_older_file_is_copied_and_brought_up_to_date(older, monkeypatch):
    steps = (*_migrations.STEPS, ("ALTER TABLE model ADD COLUMN note TEXT",))
    monkeypatch.setattr(_migrations, "STEPS", steps)
    with pytest.raises(PredictionLogError, match="version 2 is read here"):
        PredictionLog(older, read_only=True)
    with PredictionLog(older) as log:
        assert log.performance().total.n_rows == 2
    assert version(older) == 2
    copy = older.with_name("predictions.db.version-1")
    assert version(copy) == 1
    assert [file.name for file in older.parent.iterdir() if "unfinished" in file.name] == []
    connection = sqlite3.connect(copy)
    assert connection.execute("SELECT count(*) FROM prediction").fetchone() == (2,)
    connection.close()


def test_step_that_fails_leaves_the_file_as_it_was(older, monkeypatch):
    steps = (*_migrations.STEPS, ("ALTER TABLE model ADD COLUMN note TEXT", "ALTER TABLE none ADD COLUMN x TEXT"))
    monkeypatch.setattr(_migrations, "STEPS", steps)
    with pytest.raises(PredictionLogError, match="no such table: none"):
        PredictionLog(older)
    monkeypatch.undo()
    assert version(older) == 1
    with PredictionLog(older) as log:
        assert log.performance().total.n_rows == 2


def test_newer_file_is_refused_and_left_alone(older):
    connection = sqlite3.connect(older)
    connection.execute("PRAGMA user_version = 7")
    connection.close()
    before = older.read_bytes()
    for read_only in (False, True):
        with pytest.raises(PredictionLogError, match="version 7, and this skmitigate reads versions up to 1"):
            PredictionLog(older, read_only=read_only)
    assert older.read_bytes() == before


def test_database_of_another_program_is_refused(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(PredictionLogError, match="another program's database"):
        PredictionLog(path)


def test_file_that_is_up_to_date_needs_no_lock(older):
    other = connect(older, timeout=0.1, durable=False)
    other.execute("BEGIN IMMEDIATE")
    bring_up_to_date(connect(older, timeout=0.1, durable=False), older, timeout=0.1, read_only=False)
    other.execute("ROLLBACK")
    other.close()
