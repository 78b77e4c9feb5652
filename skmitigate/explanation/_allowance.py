"""How much work a budget of seconds allows, and how much is done where there is none."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: A part of the budget that is kept for what is not asking the model.
_SHARE = 0.8
#: Rows that the model is asked about to see how fast it is; about more only where fewer take little of what is left.
_PROBES = (8, 64)
_SHARE_OF_PROBE = 0.1


class Allowance:
    """A number of seconds from now on; None is for as long as the work takes by its own measure.

    Parameters
    ----------
    budget : float or None
        Seconds.
    whole : Allowance, default=None
        What this is a part of.
    """

    def __init__(self, budget: float | None, whole: "Allowance | None" = None) -> None:
        self.budget = budget
        self._whole = whole
        self._start = time.perf_counter()
        self._excused = 0.0

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._start

    @property
    def left(self) -> float:
        """Seconds that are left; infinite without a budget."""
        return float("inf") if self.budget is None else self.budget + self._excused - self.spent

    def part(self, share: float) -> "Allowance":
        """Return an allowance of a share of what is left."""
        return Allowance(None if self.budget is None else share * self.left, self)

    @contextmanager
    def not_counting(self) -> Iterator[None]:
        """Leave out what the block takes."""
        before = time.perf_counter()
        try:
            yield
        finally:
            self._excuse(time.perf_counter() - before)

    def rows(self, ask: Callable[[int], object], usual: int, most: int) -> int:
        """Return how many rows the model may be asked about; `ask` asks about so many, to see how fast it answers."""
        if self.budget is None:
            return usual
        for n_asked in _PROBES:
            before = time.perf_counter()
            ask(n_asked)
            seconds = max(time.perf_counter() - before, 1e-6)
            if seconds > _SHARE_OF_PROBE * self.left:
                break
        return int(min(most, max(0.0, self.left) * _SHARE / seconds * n_asked))

    def _excuse(self, seconds: float) -> None:
        self._excused += seconds
        if self._whole is not None:
            self._whole._excuse(seconds)
