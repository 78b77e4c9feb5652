"""Answer requests that wait at the same time by one call."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from examples.api.problems import Problem

_MOST = 256


class _Item:
    """A request, and what became of it."""

    __slots__ = ("answer", "given", "problem")

    def __init__(self, given: Any) -> None:
        self.given = given
        self.answer: Any = None
        self.problem: Problem | None = None


class Batcher:
    """Gather what threads ask while a call is going on, and answer all of it by the next one.

    Nothing waits for company: a request that comes alone is answered alone, at once.

    Parameters
    ----------
    work : callable
        Takes a list of requests, and returns the list of answers. A Problem is taken to be that of one request, so that
        each is then answered by itself.
    """

    def __init__(self, work: Callable[[list[Any]], Sequence[Any]]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._waiting: list[_Item] = []

    def ask(self, given: Any) -> Any:
        """Return the answer to a request, or raise its Problem."""
        item = _Item(given)
        with self._lock:
            self._waiting.append(item)
        with self._turn:  # who gets here first answers those behind, too
            if item.answer is None and item.problem is None:
                self._answer_some(item)
        if item.problem is not None:
            raise item.problem
        return item.answer

    def _answer_some(self, own: _Item) -> None:
        with self._lock:
            others = [item for item in self._waiting if item is not own][: _MOST - 1]
            items = [own, *others]
            self._waiting = [item for item in self._waiting if item not in items]
        try:
            self._settle(items)
        except Problem:
            for item in items:
                try:
                    self._settle([item])
                except Problem as problem:
                    item.problem = problem

    def _settle(self, items: list[_Item]) -> None:
        for item, answer in zip(items, self._work([item.given for item in items]), strict=True):
            item.answer = answer
