"""Write the border between two neighbouring values of a column with few digits."""

import math
from typing import Any

import numpy as np
import pandas as pd

_FEWEST_DIGITS = -17  # decimals that a float64 near 1 can have
_DAY = pd.Timedelta(days=1)


def readable_cut(low: Any, high: Any) -> Any:
    """Return a short value c with low < c <= high, for numbers or for times; times come as text."""
    if isinstance(low, pd.Timestamp):
        return _cut_of_times(low, high)
    if isinstance(low, pd.Timedelta):
        return str(high)
    low, high = float(low), float(high)
    if not (math.isfinite(low) and math.isfinite(high)):
        return high
    exponent = math.floor(math.log10(high - low)) + 1 if high - low > 0 else 0
    middle = low + (high - low) / 2
    for digits in range(exponent, _FEWEST_DIGITS + min(exponent, 0), -1):
        step = 10.0**digits
        for multiple in (round(middle / step), math.floor(low / step) + 1, math.floor(high / step)):
            cut = round(multiple * step, max(-digits, 0))
            if low < cut <= high:
                return int(cut) if cut == int(cut) and abs(cut) < 1e15 else cut
    return high


def _cut_of_times(low: pd.Timestamp, high: pd.Timestamp) -> str:
    for day in (high.normalize(), low.normalize() + _DAY):
        if low < day <= high:
            return str(day.date()) if day.tzinfo is None else str(day)
    return str(high)


def readable_number(value: Any) -> Any:
    """Return a number as the int it equals, else as float."""
    number = float(value)
    return int(number) if np.isfinite(number) and number == int(number) and abs(number) < 1e15 else number
