"""Tell callbacks what happens in a search, and let them stop it."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from skmitigate.correction._events import FitDone, ModelCrossFitted, SearchEvent
from skmitigate.exceptions import StopSearch
from skmitigate.predictions._cross_val import CrossFitter


@dataclass(slots=True)
class Progress:
    """The callbacks of one search, its clock, and whether one of them has asked it to stop."""

    callbacks: Sequence[Callable[[SearchEvent], Any]] = ()
    started: float = field(default_factory=time.perf_counter)
    #: What was said when it was asked to stop.
    stopped: str | None = None
    _interruptible: bool = False

    @property
    def seconds(self) -> float:
        """How long the search has taken so far."""
        return time.perf_counter() - self.started

    def follow(self, fitter: CrossFitter) -> None:
        """Tell of each fit that is made from now on."""

        def note(model: str, cross_fitted: bool) -> None:
            self.tell(FitDone(self.seconds, model, fitter.n_fits, fitter.n_fits_planned))
            if cross_fitted:
                self.tell(ModelCrossFitted(self.seconds, model))
            if self._interruptible and self.stopped is not None:
                raise StopSearch(self.stopped)

        fitter.listener = note

    def tell(self, event: SearchEvent) -> None:
        """Call the callbacks; what they ask for is noted, as not every moment is one at which a search can stop."""
        for callback in self.callbacks:
            try:
                callback(event)
            except StopSearch as stop:
                self.stopped = str(stop)

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Raise StopSearch after a fit in this block, where a callback asks for it."""
        self._interruptible = True
        try:
            yield
        finally:
            self._interruptible = False


def as_callbacks(callbacks: Any) -> tuple[Callable[[SearchEvent], Any], ...]:
    """Return the callbacks of a parameter: none, one, or several."""
    if callbacks is None:
        return ()
    given = (callbacks,) if callable(callbacks) else tuple(callbacks)
    for callback in given:
        if not callable(callback):
            raise TypeError(f"Expected callbacks that can be called with an event, got {callback!r}.")
    return given
