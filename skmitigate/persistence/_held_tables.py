"""Put the tables that a model holds, as one that learns on does, into a form that can be kept, and back."""

import copy
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._typing import Estimator
from skmitigate.persistence._rows import decode_rows, encode_rows
from skmitigate.persistence._sound_parts import parts_of


class HeldTable:
    """What stands for a table of pandas in the state of a model."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told


def without_tables(model: Estimator) -> Estimator:
    """Return the model, or a copy of it with stand-ins for its tables; ValueError where one cannot be written."""
    return _exchanged(model, pd.DataFrame | pd.Series, lambda table: HeldTable(encode_rows(table)))


def with_tables(model: Estimator) -> Estimator:
    """Return the model, or a copy of it with the tables that stand-ins stand for."""
    return _exchanged(model, HeldTable, lambda held: decode_rows(held.told))


def _exchanged(model: Estimator, kind: Any, exchange: Callable[[Any], Any]) -> Estimator:
    parts = list(parts_of(model))
    others = {id(part): exchange(part) for part in parts if isinstance(part, kind)}
    if not others:
        return model
    arrays = {id(part): part for part in parts if isinstance(part, np.ndarray) and not part.dtype.hasobject}
    return copy.deepcopy(model, {**arrays, **others})
