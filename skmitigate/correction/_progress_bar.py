"""Show on a terminal how far a search is."""

import shutil
import sys
from typing import TextIO

from skmitigate.correction._events import FitDone, ModelCrossFitted, SearchEnded, SearchEvent

_WIDTH = 24


class ProgressBar:
    """A callback that shows fits done and planned, and what has just been decided.

    On a terminal it is one line, which is overwritten. Elsewhere, as in a log file, there is a line for each iteration
    and each decision, and none for single fits.

    Parameters
    ----------
    stream : text stream, default=None
        Where it is shown; None means standard error.

    See Also
    --------
    SelfCorrectingClassifier : Takes it as ``callbacks=ProgressBar()``.

    Examples
    --------
    >>> import sys
    >>> from skmitigate.correction import IterationBegun, ProgressBar
    >>> bar = ProgressBar(sys.stdout)
    >>> bar(IterationBegun(2.0, 0, 12, 45))
        2.0 s  iteration 0: 12 candidates, up to 45 fits
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream
        self._fits = ""
        self._said = ""

    def __deepcopy__(self, memo: dict[int, object]) -> "ProgressBar":
        """Return another bar on the same stream: ``clone`` copies every setting, and a stream cannot be copied."""
        del memo
        return ProgressBar(self.stream)

    def __call__(self, event: SearchEvent) -> None:
        """Show one event.

        Parameters
        ----------
        event : SearchEvent
            What happened.
        """
        stream = sys.stderr if self.stream is None else self.stream
        line = f"{event.seconds:7.1f} s  "
        if not stream.isatty():
            if not isinstance(event, FitDone | ModelCrossFitted):
                stream.write(f"{line}{event}\n")
                stream.flush()
            return
        if isinstance(event, FitDone):
            filled = _WIDTH * event.done // max(event.planned, 1)
            self._fits = f"[{'#' * filled}{'.' * (_WIDTH - filled)}] {event}  "
        else:
            self._said = str(event)
        ended = isinstance(event, SearchEnded)
        shown = f"{line}{'' if ended else self._fits}{' '.join(self._said.split())}"
        stream.write(f"\r\x1b[K{shown[: shutil.get_terminal_size().columns - 1]}{chr(10) if ended else ''}")
        stream.flush()
        if ended:
            self._fits = self._said = ""
