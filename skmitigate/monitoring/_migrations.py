"""Bring the file of a prediction log to the version that this package reads, with a copy of an older one first."""

import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import skmitigate.monitoring._sql as sql
from skmitigate.exceptions import PredictionLogError

if TYPE_CHECKING:
    from sqlite3 import Connection

#: Says in a file's header whose it is: "skmi".
APPLICATION = 0x736B6D69
#: The statements that lead from version i to version i + 1; version 0 is an empty file.
STEPS: tuple[tuple[str, ...], ...] = (
    tuple(f"{statement}{sql.STRICT if statement.startswith('CREATE TABLE') else ''}" for statement in sql.SCHEMA_1),
)


def bring_up_to_date(connection: "Connection", path: Path, *, timeout: float, read_only: bool) -> None:
    """Take the steps that are missing, all or none; PredictionLogError where the file is foreign or too new."""
    version = _version(connection, path)
    if version == len(STEPS):
        return
    if read_only:
        raise PredictionLogError(
            f"{path}: it has version {version}, and version {len(STEPS)} is read here. "
            "Open it once without read_only=True, which brings it up to date and keeps a copy."
        )
    _use_write_ahead_log(connection, timeout)
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection, path)  # another process may have been faster
        if 0 < version < len(STEPS):
            _back_up(path, version)
        for step in STEPS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(STEPS)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _version(connection: "Connection", path: Path) -> int:
    """Return the version of the file, 0 for an empty one."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (n_tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION and (n_tables or version or application):
        raise PredictionLogError(
            f"{path}: expected a prediction log, got another program's database. Choose a name that is not taken."
        )
    if version > len(STEPS):
        raise PredictionLogError(
            f"{path}: it has version {version}, and this skmitigate reads versions up to {len(STEPS)}. "
            "It was left as it is; upgrade skmitigate to open it."
        )
    return int(version)


def _use_write_ahead_log(connection: "Connection", timeout: float) -> None:
    """Let readers and a writer work at once; SQLite does not wait by itself where others do the same just now."""
    import sqlite3

    deadline = time.monotonic() + timeout
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _back_up(path: Path, version: int) -> None:
    """Copy the file as it is beside itself, in full or not at all; the caller holds the lock for writing."""
    import sqlite3

    copy = path.with_name(f"{path.name}.version-{version}")
    unfinished = path.with_name(f"{path.name}.unfinished-copy")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as target:
        source.backup(target)
    unfinished.replace(copy)
