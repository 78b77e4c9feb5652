"""Turn results into values that the ``json`` module writes without surprises."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd


def jsonable(value: Any) -> Any:
    """Return ``value`` made of dict, list, str, int, float, bool and None only; what is missing or infinite is None."""
    if value is np.ma.masked:
        return None
    if isinstance(value, np.ndarray):
        return [jsonable(item) for item in value] if value.ndim else jsonable(value[()])
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    if isinstance(value, set | frozenset):
        return [jsonable(item) for item in sorted(value, key=repr)]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    """Return one value as str, int, float, bool or None; dates and whatever else is not known become text."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.datetime64 | np.timedelta64):
        return None if np.isnat(value) else str(value)
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    return str(value)
