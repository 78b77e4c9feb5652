"""Long work in a process of its own, so that pages stay quick and a page that is left does not end it."""

import multiprocessing
import threading
import time
import warnings
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

#: What work on somebody's data may raise; anything else ends the process and is told as such.
_FAILURES = (ArithmeticError, ImportError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError)
_SPAWN = multiprocessing.get_context("spawn")


class Job:
    """One piece of work: how far it is, what it has said, and how it ended.

    `work` is a function of a module that another process can import. It is called with ``tell``, which takes
    dictionaries to show, ``stop``, an event that is set when it is to come to an end, and what is `given`. Warnings of
    the category `noted` come back beside its result.
    """

    def __init__(
        self,
        title: str,
        work: Callable[..., Any],
        given: Mapping[str, Any],
        *,
        then: Callable[[Any, Any], None],
        noted: type[Warning] = UserWarning,
    ) -> None:
        self.title = title
        self.status = "running"
        self.error = ""
        self.told: list[dict[str, Any]] = []
        self.done, self.planned = 0, 0
        self._then = then
        self._began, self._ended = time.monotonic(), 0.0
        self._stop = _SPAWN.Event()
        self._here, self._there = _SPAWN.Pipe(duplex=False)
        self._process = _SPAWN.Process(
            target=_run, args=(self._there, self._stop, work, dict(given), noted), daemon=True
        )

    def start(self) -> None:
        """Start the process, and a thread that listens to it."""
        self._process.start()
        self._there.close()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.status == "running"

    @property
    def stopping(self) -> bool:
        """Whether it was asked to come to an end."""
        return self._stop.is_set()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return (self._ended or time.monotonic()) - self._began

    @property
    def share(self) -> float | None:
        """How much of what is planned is done; None where that is not known."""
        return min(self.done / self.planned, 1.0) if self.planned else None

    def stop(self) -> None:
        """Ask it to decide on what it has."""
        self._stop.set()

    def cancel(self) -> None:
        """End it at once; nothing is kept."""
        if self.running:
            self._end("cancelled")
            self._process.terminate()

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended, at most so long; return whether it has."""
        deadline = time.monotonic() + seconds
        while self.running and time.monotonic() < deadline:
            time.sleep(0.02)
        return not self.running

    def _listen(self) -> None:
        try:
            while self.running:
                self._hear(*self._here.recv())
        except (EOFError, OSError):
            self._process.join()
            if self.running:
                self._end("failed", f"The work ended without an answer (exit code {self._process.exitcode}).")
        finally:
            self._here.close()

    def _hear(self, kind: str, what: Any, notes: tuple[str, ...]) -> None:
        if kind == "told" and what.get("event") == "FitDone":
            self.done, self.planned = what["done"], what["planned"]
        elif kind == "told":
            self.told.append(what)
        elif kind == "failed":
            self._end("failed", what)
        elif self.running:
            self._then(what, notes)
            self._end("done")

    def _end(self, status: str, error: str = "") -> None:
        self.error, self._ended = error, time.monotonic()
        self.status = status


def _run(
    connection: Connection, stop: Event, work: Callable[..., Any], given: dict[str, Any], noted: type[Warning]
) -> None:
    """Do the work, in its own process, and send what it says and gives."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        try:
            result = work(tell=lambda event: connection.send(("told", event, ())), stop=stop, **given)
        except _FAILURES as error:
            connection.send(("failed", str(error) or type(error).__name__, ()))
            return
    notes = dict.fromkeys(str(each.message) for each in caught if issubclass(each.category, noted))
    connection.send(("result", result, tuple(notes)))
