"""Show what a search does, and its warnings, while a command works."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from skmitigate._cli._console import Console
from skmitigate.exceptions import SkmitigateWarning

if TYPE_CHECKING:
    from skmitigate.correction._events import SearchEvent


@contextmanager
def showing_progress(console: Console) -> Iterator["Callable[[SearchEvent], None]"]:
    """Yield a callback for a search that shows its events, all but single fits, as long as the block lasts."""
    from skmitigate.correction._events import FitDone  # slow to load

    def show(event: "SearchEvent") -> None:
        if not isinstance(event, FitDone):
            console.show_progress(str(event))

    try:
        yield show
    finally:
        console.clear()


@contextmanager
def telling_warnings(console: Console) -> Iterator[None]:
    """Say each of our own warnings once, in a line, and keep those of other packages to ourselves."""
    told: set[str] = set()

    def tell(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        del category, filename, lineno, file, line  # where a warning arose is of no use on a command line
        if str(message) not in told:
            told.add(str(message))
            console.say(f"warning: {message}")

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", SkmitigateWarning)
        warnings.showwarning = tell
        yield
