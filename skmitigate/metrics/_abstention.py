"""The risk of the rows that a model is surest of, at a share of the rows that is set beforehand."""

from dataclasses import dataclass

import numpy as np

from skmitigate._signals._confidence import confidence
from skmitigate._typing import FloatArray, IntArray
from skmitigate.metrics._formula import Formula, row_shares
from skmitigate.metrics._row_scores import required_proba
from skmitigate.predictions._prediction_table import PredictionTable


@dataclass(frozen=True, slots=True)
class RiskAtCoverage(Formula):
    """Share of errors among the surest rows; equally sure ones are answered in part, so that the share is met."""

    coverage: float

    def score(self, table: PredictionTable) -> float:
        """Return the risk."""
        return float(np.mean(row_shares(table) * self._answered(table) * table.errors) / self.coverage)

    def rows(self, table: PredictionTable) -> FloatArray:
        """Return the risk plus the influence of each row, which also moves the threshold."""
        answered, weight = self._answered(table), row_shares(table)
        risk, at_threshold = self.score(table), self._risk_at_threshold(table)
        moved = answered * (table.errors - at_threshold) / self.coverage + at_threshold - risk
        return np.asarray(risk + weight * moved)

    def _answered(self, table: PredictionTable) -> FloatArray:
        """Return which part of each row is answered: 1 above the threshold, 0 below it."""
        weight, level = row_shares(table), self._levels(table)
        held = np.bincount(level, weights=weight)
        above = np.cumsum(held[::-1])[::-1] - held
        room = np.clip(self.coverage * len(table) - above, 0.0, held)
        return np.asarray(np.divide(room, held, out=np.zeros(len(held)), where=held > 0)[level])

    def _risk_at_threshold(self, table: PredictionTable) -> float:
        """Return the share of errors among the rows about as sure as the threshold, from both sides of it."""
        weight, level = row_shares(table), self._levels(table)
        order = np.argsort(-level, kind="stable")
        rank = np.cumsum(weight[order]) - weight[order] / 2
        window = max(10.0, len(table) ** (2 / 3) / 2)
        near = order[np.abs(rank - self.coverage * len(table)) <= window]
        total = weight[near].sum()
        return float(weight[near] @ table.errors[near] / total) if total > 0 else self.score(table)

    def _levels(self, table: PredictionTable) -> IntArray:
        sure = confidence(required_proba(table, "Risk at a coverage"))
        return np.asarray(np.unique(sure, return_inverse=True)[1])
