"""Let a process fork only while none of its threads is inside SQLite, whose locks a child would find taken for ever."""

import os
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

_PATIENCE = 60.0


class ForkGate:
    """Count the threads that are inside, and hold up a fork until the others have left."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._changed = threading.Condition()
        self._n_inside = 0
        self._forking = False
        self._mine = threading.local()

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Mark the block as one in which SQLite is at work."""
        mine = getattr(self._mine, "n", 0)
        with self._changed:
            while self._forking and not mine:  # else one who comes and goes all the time would hold a fork up for long
                self._changed.wait()
            self._n_inside += 1
        self._mine.n = mine + 1
        try:
            yield
        finally:
            self._mine.n -= 1
            with self._changed:
                self._n_inside -= 1
                self._changed.notify_all()

    def before_fork(self) -> None:
        """Wait until no other thread is inside, and let none in."""
        deadline = time.monotonic() + _PATIENCE
        self._changed.acquire()
        self._forking = True
        while self._n_inside > getattr(self._mine, "n", 0) and time.monotonic() < deadline:
            self._changed.wait(deadline - time.monotonic())

    def after_in_parent(self) -> None:
        """Let threads in again."""
        self._forking = False
        self._changed.notify_all()
        self._changed.release()

    def after_in_child(self) -> None:
        """Begin anew: the other threads are gone."""
        self._begin()


GATE = ForkGate()


class Forked(Protocol):
    """What has to know of forks."""

    def _after_fork(self) -> Any:
        """Begin anew in a child, and return what is the parent's."""


_watched: weakref.WeakSet[Forked] = weakref.WeakSet()
#: Connections of the parent, which a child must not even close.
_left_alone: list[Any] = []
_registered: list[bool] = []


def watch_forks(thing: Forked) -> None:
    """Have a thing begin anew in forked processes, for as long as it is there."""
    _watched.add(thing)
    if not _registered and hasattr(os, "register_at_fork"):
        _registered.append(True)
        os.register_at_fork(before=GATE.before_fork, after_in_parent=GATE.after_in_parent, after_in_child=_in_child)


def _in_child() -> None:
    GATE.after_in_child()
    _left_alone.extend(thing._after_fork() for thing in list(_watched))
