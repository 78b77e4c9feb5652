"""How much work a budget of seconds allows, and how much is done where there is none."""

import time
from collections.abc import Callable
from dataclasses import dataclass

#: A part of the budget that is kept for what is not asking the model.
_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Allowance:
    """A number of seconds from the start; None is for as long as the work takes by its own measure."""

    budget: float | None
    start: float

    @classmethod
    def begin(cls, budget: float | None) -> "Allowance":
        """Start the clock."""
        return cls(budget, time.perf_counter())

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self.start

    @property
    def left(self) -> float:
        """Seconds that are left; infinite without a budget."""
        return float("inf") if self.budget is None else self.budget - self.spent

    def rows(self, ask: Callable[[], int], usual: int, most: int) -> int:
        """Return how many rows the model may be asked about; `ask` asks about a few and says how many they were."""
        if self.budget is None:
            return usual
        before = time.perf_counter()
        n_asked = ask()
        seconds = max(time.perf_counter() - before, 1e-6)
        return int(min(most, max(0.0, self.left) * _SHARE / seconds * n_asked))
