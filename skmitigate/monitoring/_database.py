"""Open the file of a prediction log, and turn what SQLite says of it into errors that say what to do."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError
from pathlib import Path
from typing import TYPE_CHECKING

from skmitigate.exceptions import PredictionLogError
from skmitigate.monitoring._fork_gate import GATE
from skmitigate.monitoring._migrations import bring_up_to_date

if TYPE_CHECKING:
    from sqlite3 import Connection

#: The first bytes of every file of SQLite.
_HEADER = b"SQLite format 3\x00"
#: What SQLite says, in part, and what can be done about it.
_ADVICE = {
    "locked": "Another process holds it for long: look which one, or give a longer timeout.",
    "busy": "Another process holds it for long: look which one, or give a longer timeout.",
    "full": "There is no room left on the disk: make some; what was written before is safe.",
    "readonly": "It may only be read: change its permissions and those of its folder, or open it with read_only=True.",
    "malformed": "The file is damaged: put back a copy, or save what can be read with `sqlite3 FILE .recover`.",
    "not a database": "Give the file of a prediction log, or a name that is not taken.",
    "unable to open": "Check that the folder is there and that files can be made in it.",
}


def checked_path(path: str | os.PathLike[str]) -> Path:
    """Return the path of a file that is there or can be made; ValueError or PredictionLogError say what is wrong."""
    text = os.fspath(path)
    if not isinstance(text, str) or not text or text.startswith(":") or "://" in text or "\x00" in text:
        raise ValueError(f"Expected the path of a file, such as 'predictions.db', got {text!r}. Logs are SQLite files.")
    found = Path(text)
    with translated(found):
        if found.is_dir():
            raise PredictionLogError(f"{found}: expected a file, got a directory. Name a file inside it.")
        return found.absolute()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise what SQLite raises as a PredictionLogError that names the file and says what to do."""
    import sqlite3

    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        advice = next((text for part, text in _ADVICE.items() if part in said), "")
        raise PredictionLogError(f"{path}: {said}. {advice}".rstrip()) from error
    except OSError as error:
        raise PredictionLogError(f"{path}: {error.strerror or error}.") from error
    except (UnicodeDecodeError, JSONDecodeError, KeyError) as error:  # what is read back is not what was written
        raise PredictionLogError(f"{path}: {type(error).__name__}. {_ADVICE['malformed']}") from error


def prepare(path: Path, *, timeout: float, read_only: bool) -> None:
    """Make the file where there is none, and bring an older one up to date; PredictionLogError if it cannot be used."""
    if not path.parent.is_dir():
        raise PredictionLogError(f"{path}: there is no directory {path.parent}. Make it first.")
    if read_only and not path.is_file():
        raise PredictionLogError(f"{path}: there is no such file. Without read_only=True, one is made.")
    with translated(path):
        if path.is_file() and path.stat().st_size:
            with path.open("rb") as file:
                if file.read(len(_HEADER)) != _HEADER:
                    raise PredictionLogError(f"{path}: this is not a database. {_ADVICE['not a database']}")
    with GATE.inside():
        connection = connect(path, timeout=timeout, durable=True, read_only=read_only)
        try:
            with translated(path):
                bring_up_to_date(connection, path, timeout=timeout, read_only=read_only)
        finally:
            connection.close()


def connect(path: Path, *, timeout: float, durable: bool, read_only: bool = False) -> "Connection":
    """Return a connection in autocommit mode, to be used by one thread at a time.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    timeout : float
        How many seconds to wait for other processes.
    durable : bool
        Whether a commit waits until the disk has it, so that it outlives a loss of power, too.
    read_only : bool, default=False
        Whether the file is not to be written.

    Returns
    -------
    sqlite3.Connection
        Open, with the settings of a log.
    """
    import sqlite3

    with translated(path):
        connection = sqlite3.connect(
            f"{path.as_uri()}?{_mode(path, read_only=read_only)}",
            timeout=timeout,
            isolation_level=None,
            check_same_thread=False,
            uri=True,
        )
    try:
        with translated(path):
            for pragma in (
                "foreign_keys = ON",
                "trusted_schema = OFF",
                "cell_size_check = ON",
                "secure_delete = ON",
                f"synchronous = {'FULL' if durable else 'NORMAL'}",
                "journal_size_limit = 67108864",
                "query_only = ON" if read_only else "query_only = OFF",
            ):
                connection.execute(f"PRAGMA {pragma}")
    except PredictionLogError:
        connection.close()
        raise
    return connection


def _mode(path: Path, *, read_only: bool) -> str:
    """Return how to open a file; one in a folder that cannot be written, which nobody writes, without any locks."""
    if not read_only:
        return "mode=rwc"
    written = path.with_name(f"{path.name}-wal").exists() or os.access(path.parent, os.W_OK)
    return "mode=ro" if written else "mode=ro&immutable=1"


@contextmanager
def reading(path: Path, *, timeout: float, read_only: bool) -> Iterator["Connection"]:
    """Yield a connection on which all queries see the file as it is at the first of them."""
    with GATE.inside():
        connection = connect(path, timeout=timeout, durable=False, read_only=read_only)
        try:
            with translated(path):
                connection.execute("PRAGMA query_only = ON")
                connection.execute("BEGIN")
                yield connection
        finally:
            connection.close()
