"""Show the package's log and its warnings while a command works."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from skmitigate._cli._console import Console
from skmitigate.exceptions import SkmitigateWarning

_LOGGER = "skmitigate"


class ProgressHandler(logging.Handler):
    """Hand log records to a console.

    Parameters
    ----------
    console : Console
        Where they are shown.
    """

    def __init__(self, console: Console) -> None:
        super().__init__(level=logging.INFO)
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        """Show one record."""
        self._console.show_progress(record.getMessage())


@contextmanager
def showing_progress(console: Console) -> Iterator[None]:
    """Show what the package logs at level INFO, as long as the block lasts."""
    logger, handler = logging.getLogger(_LOGGER), ProgressHandler(console)
    level = logger.level
    logger.addHandler(handler)
    if logger.getEffectiveLevel() > logging.INFO:
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
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
