"""Metrics that compare a loss with the loss of always predicting the classes' shares (D2 scores)."""

from dataclasses import dataclass, replace

import numpy as np

from skmitigate._typing import FloatArray
from skmitigate.metrics._formula import Formula, around, row_shares
from skmitigate.metrics._means import RowMean
from skmitigate.predictions._prediction_table import PredictionTable


@dataclass(frozen=True, slots=True)
class Skill(Formula):
    """One less the ratio of a loss to the same loss of the classes' weighted shares."""

    loss: RowMean

    def score(self, table: PredictionTable) -> float:
        """Return the share of the uninformed loss that is saved; NaN for one row or one class."""
        uninformed = self._uninformed(table) if len(table) > 1 else 0.0
        return 1 - self.loss.score(table) / uninformed if uninformed > 0 else np.nan

    def rows(self, table: PredictionTable) -> FloatArray:
        """Return the score plus the influence of each row on it."""
        score = self.score(table)
        if np.isnan(score):
            return np.full(len(table), np.nan)
        mean, uninformed = self.loss.score(table), self._uninformed(table)
        # the shares minimise the uninformed loss, so that moving them changes nothing at first order
        moved = mean / uninformed * self.loss.values(self._of_shares(table)) - self.loss.values(table)
        return around(score, row_shares(table) * moved / uninformed / len(table))

    def _uninformed(self, table: PredictionTable) -> float:
        return self.loss.score(self._of_shares(table))

    @staticmethod
    def _of_shares(table: PredictionTable) -> PredictionTable:
        shares = np.bincount(table.y_true, weights=row_shares(table), minlength=table.n_classes) / len(table)
        return replace(table, proba=np.tile(shares, (len(table), 1)))
