"""Standard error: one-line messages, and progress that overwrites itself on a terminal."""

import os
import shutil
import time
from typing import TextIO


class Console:
    """Write messages and progress to a stream without mixing them up.

    Parameters
    ----------
    stream : text stream
        Usually standard error. On a terminal, progress is one line that is overwritten; elsewhere each step is a line.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._live = stream.isatty() and os.environ.get("TERM", "") != "dumb"
        self._start = time.monotonic()

    def say(self, message: object) -> None:
        """Write one line that begins with the program's name, whatever line breaks the message has."""
        self.clear()
        self._write(f"skmitigate: {' '.join(str(message).split())}\n")

    def show_progress(self, message: str) -> None:
        """Show what has just been done, with the seconds since the start."""
        line = f"{time.monotonic() - self._start:7.1f} s  {' '.join(message.split())}"
        if self._live:
            width = shutil.get_terminal_size().columns - 1
            self._write(f"\r\x1b[K{line[:width]}")
        else:
            self._write(f"{line}\n")

    def clear(self) -> None:
        """Take the progress line off a terminal."""
        if self._live:
            self._write("\r\x1b[K")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
