"""What every way of computing a metric from a table has in common."""

from abc import ABC, abstractmethod

import numpy as np

from skmitigate._typing import FloatArray
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


class Formula(ABC):
    """Computes the value of a score function on a table, and what each row adds to it."""

    __slots__ = ()

    @abstractmethod
    def score(self, table: PredictionTable) -> float:
        """Return the value on the whole table."""

    @abstractmethod
    def rows(self, table: PredictionTable) -> FloatArray:
        """Return one number per row; their plain mean is the value on the whole table."""


def row_shares(table: PredictionTable) -> FloatArray:
    """Return the weights of the rows scaled to mean 1, shape (n_rows,)."""
    if table.sample_weight is None:
        return np.ones(len(table))
    total = table.sample_weight.sum()
    if not total > 0:
        raise NotApplicable("Expected at least one row with a weight above 0, got none. Leave sample_weight out.")
    return np.asarray(table.sample_weight * (len(table) / total))


def around(score: float, slopes: FloatArray) -> FloatArray:
    """Return rows whose plain mean is `score` from the slopes: each row's weight times the derivative in it."""
    return np.asarray(score + len(slopes) * (slopes - slopes.mean()))
