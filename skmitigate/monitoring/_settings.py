"""What a prediction log can be told."""

from numbers import Integral, Real
from typing import Any


def check_settings(durability: str, max_queued: int, when_full: str, timeout: float) -> None:
    """Raise ValueError where a log cannot work so."""
    if durability not in ("commit", "async"):
        raise ValueError(f"Expected durability to be 'commit' or 'async', got {durability!r}.")
    if when_full not in ("wait", "drop"):
        raise ValueError(f"Expected when_full to be 'wait' or 'drop', got {when_full!r}.")
    if isinstance(max_queued, bool) or not isinstance(max_queued, Integral) or max_queued < 1:
        raise ValueError(f"Expected max_queued to be a number of rows, at least 1, got {max_queued!r}.")
    if isinstance(timeout, bool) or not isinstance(timeout, Real) or not 0 < timeout < 1e6:
        raise ValueError(f"Expected timeout to be a number of seconds above 0, got {timeout!r}.")


def checked_level(alpha: float) -> float:
    """Return one minus the level of an interval; ValueError where it is none."""
    if not isinstance(alpha, Real) or not 0 < alpha < 1:
        raise ValueError(f"Expected alpha between 0 and 1, got {alpha!r}.")
    return float(alpha)


def checked_count(number: Any, *, what: str) -> int:
    """Return a number of rows; ValueError where it is none."""
    if isinstance(number, bool) or not isinstance(number, Integral) or not 0 <= int(number) < 2**62:
        raise ValueError(f"Expected {what} to be a number of rows, got {number!r}.")
    return int(number)
