"""Read the command line, run the command, and turn what goes wrong into one line and an exit code."""

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from skmitigate import __version__
from skmitigate._cli._card import add_card
from skmitigate._cli._compare import add_compare
from skmitigate._cli._console import Console
from skmitigate._cli._correct import add_correct
from skmitigate._cli._demo import add_demo
from skmitigate._cli._diagnose import add_diagnose
from skmitigate._cli._explain import add_explain
from skmitigate._cli._monitor import add_monitor
from skmitigate._cli._progress import telling_warnings
from skmitigate._cli._tell import add_tell
from skmitigate.exceptions import PredictionLogError

#: The input cannot be used.
UNUSABLE = 2
#: Ended by the user, and by a reader of our output that went away: 128 and the number of the signal.
INTERRUPTED, BROKEN_PIPE = 130, 141


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(UNUSABLE, f"skmitigate: {message} (see {self.prog} --help)\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with all commands."""
    parser = _Parser(
        prog="skmitigate",
        description="Find why a classifier errs, mitigate what can be mitigated, and keep only what is shown to help.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"skmitigate {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, title="commands")
    add_demo(commands)
    add_correct(commands)
    add_diagnose(commands)
    add_compare(commands)
    add_explain(commands)
    add_tell(commands)
    add_monitor(commands)
    add_card(commands)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    argv : sequence of str, default=None
        The arguments; by default those of the process.

    Returns
    -------
    int
        0 where the command went through, 1 where a diagnosis, comparison or log is as it was asked to fail on, 2
        where the input cannot be used, 130 after an interruption.
    """
    console = Console(sys.stderr)
    if isinstance(sys.stdout, io.TextIOWrapper):  # labels may hold what the terminal's encoding does not
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        options = build_parser().parse_args(argv)
        with telling_warnings(console):
            code = options.run(options, console)
        sys.stdout.flush()
    except SystemExit as stop:
        return int(stop.code or 0)
    except KeyboardInterrupt:
        console.say("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _leave_pipe()
        return BROKEN_PIPE
    except OSError as error:
        console.say(f"{error.filename}: {error.strerror}" if error.filename else error)
        return UNUSABLE
    except (ValueError, TypeError, ImportError, PredictionLogError) as error:
        console.say(error)
        return UNUSABLE
    return int(code or 0)


def _leave_pipe() -> None:
    """Point standard output to nowhere, since Python flushes it once more when it ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
