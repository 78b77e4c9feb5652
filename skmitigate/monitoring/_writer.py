"""One thread that writes what others hand it, several jobs in one commit."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skmitigate.exceptions import PredictionLogError
from skmitigate.monitoring._database import connect, translated
from skmitigate.monitoring._fork_gate import GATE
from skmitigate.monitoring._registry import Registry

if TYPE_CHECKING:
    from sqlite3 import Connection

#: Rows after which a commit takes no further job.
_COMMIT_ROWS = 20_000


@dataclass(slots=True)
class Job:
    """Something to write.

    Parameters
    ----------
    write : callable
        Writes, given a connection in a transaction and a registry, and returns what it did.
    rows : int, default=0
        How many predictions that are, for the accounts.
    awaited : bool, default=True
        Whether somebody waits for it, and will tell what went wrong.
    """

    write: Callable[["Connection", Registry], Any]
    rows: int = 0
    awaited: bool = True
    done: threading.Event = field(default_factory=threading.Event)
    result: Any = None
    error: PredictionLogError | None = None


@dataclass(frozen=True, slots=True)
class Accounts:
    """What became of the predictions that this process logged: accepted = written + repeated + dropped + queued.

    Parameters
    ----------
    accepted : int
        Rows that were handed to the log.
    written : int
        Rows that are in the file.
    repeated : int
        Rows whose id was in the file already; the first one stays.
    dropped : int
        Rows that could not be written; each was told in an error or a warning.
    queued : int
        Rows that wait to be written.

    Examples
    --------
    >>> from skmitigate.monitoring import Accounts
    >>> Accounts(accepted=5, written=3, repeated=0, dropped=0, queued=2)
    Accounts(accepted=5, written=3, repeated=0, dropped=0, queued=2)
    """

    accepted: int = 0
    written: int = 0
    repeated: int = 0
    dropped: int = 0
    queued: int = 0

    def to_dict(self) -> dict[str, int]:
        """Return the counts.

        Returns
        -------
        dict
            JSON-safe.
        """
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


class Writer:
    """A bounded queue and the thread that empties it.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    timeout : float
        How many seconds to wait for other processes, and for room in the queue.
    durable : bool
        Whether a commit waits until the disk has it.
    max_queued : int
        Rows that may wait; a job that is larger goes in when nothing else waits.
    """

    def __init__(self, path: Path, *, timeout: float, durable: bool, max_queued: int) -> None:
        self._path, self._timeout, self._durable, self._max_queued = path, timeout, durable, max_queued
        self._changed = threading.Condition()
        self._jobs: deque[Job] = deque()
        self._busy = False
        self._closed = False
        self._thread: threading.Thread | None = None
        self._counts = dict.fromkeys(Accounts.__dataclass_fields__, 0)
        #: What went wrong with jobs that nobody waits for, and has not been told.
        self.untold: list[str] = []

    @property
    def accounts(self) -> Accounts:
        """The accounts, all of the same moment."""
        with self._changed:
            return Accounts(**self._counts)

    def put(self, job: Job, *, wait: bool) -> bool:
        """Queue a job; False where there is no room for it, after the timeout if it waits for some."""
        deadline = time.monotonic() + (self._timeout if wait else 0.0)
        with self._changed:
            self._counts["accepted"] += job.rows
            while not self._closed and self._counts["queued"] and job.rows and self._too_many(job.rows):
                if not self._changed.wait(deadline - time.monotonic()) and deadline < time.monotonic():
                    self._counts["dropped"] += job.rows
                    return False
            if self._closed:
                self._counts["accepted"] -= job.rows
                raise PredictionLogError(f"{self._path}: this log is closed. Open it again to write.")
            self._counts["queued"] += job.rows
            self._jobs.append(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=f"log {self._path.name}", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return True

    def flush(self) -> bool:
        """Wait until what was queued before is written or has failed; False after the timeout."""
        if self._thread is None or threading.current_thread() is self._thread:
            return True
        with self._changed:
            if not self._jobs and not self._busy:
                return True
        job = Job(_nothing)
        return self.put(job, wait=True) and job.done.wait(self._timeout + 1.0)

    def close(self) -> None:
        """Write what is queued, and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _too_many(self, rows: int) -> bool:
        return self._counts["queued"] + rows > self._max_queued

    def _run(self) -> None:
        connection: Connection | None = None
        registry: Registry | None = None
        jobs: list[Job] = []
        try:
            while jobs := self._next_jobs():
                error = None
                try:
                    with GATE.inside():
                        if connection is None:
                            connection = connect(self._path, timeout=self._timeout, durable=self._durable)
                        registry = registry or Registry(connection)
                        self._commit(connection, registry, jobs)
                except PredictionLogError as problem:
                    registry, error = None, problem
                self._settle(jobs, error)
        finally:
            if connection is not None:
                with GATE.inside():
                    connection.close()
            self._end(jobs)

    def _next_jobs(self) -> list[Job]:
        """Wait for jobs, and return those that go into one commit; none where the log was closed."""
        with self._changed:
            self._busy = False
            while not self._jobs and not self._closed:
                self._changed.wait()
            jobs: list[Job] = []
            rows = 0
            while self._jobs and (not jobs or rows + self._jobs[0].rows <= _COMMIT_ROWS):
                jobs.append(self._jobs.popleft())
                rows += jobs[-1].rows
            self._busy = bool(jobs)
            return jobs

    def _end(self, jobs: list[Job]) -> None:
        """Leave nobody waiting, should the thread end in the middle of its work by an error of ours."""
        with self._changed:
            self._thread = None
            left = [*jobs, *self._jobs]
            self._jobs.clear()
        if left:
            self._settle(left, PredictionLogError(f"{self._path}: the writing thread has ended. Please report it."))

    def _commit(self, connection: "Connection", registry: Registry, jobs: list[Job]) -> None:
        """Write jobs in one transaction, all or none."""
        with translated(self._path):
            try:
                connection.execute("BEGIN IMMEDIATE")
                results = [job.write(connection, registry) for job in jobs]
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        for job, result in zip(jobs, results, strict=True):
            job.result = result

    def _settle(self, jobs: list[Job], error: PredictionLogError | None) -> None:
        """Enter jobs into the accounts, and wake those who wait for them."""
        with self._changed:
            for job in jobs:
                self._counts["queued"] -= job.rows
                written = job.result if job.rows and error is None else 0
                self._counts["written"] += written
                self._counts["dropped" if error is not None else "repeated"] += job.rows - written
                job.error = error
            if error is not None and (lost := sum(job.rows for job in jobs if not job.awaited)):
                self.untold.append(f"{lost} rows were not written: {error}")
            self._changed.notify_all()
        for job in jobs:
            job.done.set()


def _nothing(connection: "Connection", registry: Registry) -> None:
    """Write nothing: a job that tells when those before it are done."""
    del connection, registry
