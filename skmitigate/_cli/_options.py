"""Options that commands share, and how their values are read."""

import argparse


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add the seed and the number of processes."""
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="the same seed gives the same report (0)")
    parser.add_argument("--jobs", type=jobs, default=-1, metavar="N", help="fits at once; -1 is one per core (-1)")


def seed(text: str) -> int:
    """Return a seed that numpy takes."""
    return _integer(text, 0, 2**32 - 1, "a whole number from 0 to 4294967295")


def folds(text: str) -> int:
    """Return a number of folds."""
    return _integer(text, 2, 1000, "a whole number of at least 2")


def jobs(text: str) -> int:
    """Return a number of processes, -1 for one per core."""
    number = _integer(text, -1, 10_000, "a whole number of at least 1, or -1 for one per core")
    if number == 0:
        raise argparse.ArgumentTypeError("expected at least 1, or -1 for one per core, got 0")
    return number


def names(text: str) -> list[str]:
    """Return names that are separated by commas."""
    given = [name.strip() for name in text.split(",") if name.strip()]
    if not given:
        raise argparse.ArgumentTypeError(f"expected names separated by commas, got {text!r}")
    return given


def level(text: str) -> float:
    """Return a level between 0 and 1."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError(f"expected a number between 0 and 1, got {text!r}")
    return number


def seconds(text: str) -> float:
    """Return a number of seconds above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"expected a number of seconds above 0, got {text!r}")
    return number


def _integer(text: str, low: int, high: int, expected: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise argparse.ArgumentTypeError(f"expected {expected}, got {text!r}")
    return number
