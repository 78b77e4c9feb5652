"""Levels of tests and intervals, checked in one place."""

from numbers import Real
from typing import Any


def check_alpha(alpha: Any) -> None:
    """Raise ValueError where a level is no number between 0 and 1."""
    if not is_number(alpha) or not 0 < alpha < 1:
        raise ValueError(f"Expected alpha between 0 and 1, got {alpha!r}. 0.05 gives intervals of 95 %.")


def is_number(value: Any) -> bool:
    """Whether a value is one real number, and no truth value."""
    return isinstance(value, Real) and not isinstance(value, bool)
