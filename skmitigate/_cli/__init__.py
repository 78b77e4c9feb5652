"""The command line: the only place that writes to standard output."""

from skmitigate._cli._main import main

__all__ = ["main"]
