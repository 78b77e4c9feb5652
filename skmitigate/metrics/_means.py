"""Metrics that are means over the rows, or means over the classes of means over their rows."""

from abc import abstractmethod
from dataclasses import dataclass

import numpy as np

from skmitigate._typing import FloatArray
from skmitigate.metrics._confusion import count
from skmitigate.metrics._formula import Formula, row_shares
from skmitigate.metrics._row_scores import required_proba
from skmitigate.predictions._prediction_table import PredictionTable


class RowMean(Formula):
    """A weighted mean of one value per row."""

    __slots__ = ()

    @abstractmethod
    def values(self, table: PredictionTable) -> FloatArray:
        """Return the value of each row, weights not applied."""

    def score(self, table: PredictionTable) -> float:
        """Return the weighted mean."""
        values = self.values(table)
        return float(values.mean() if table.sample_weight is None else np.dot(values, row_shares(table)) / len(table))

    def rows(self, table: PredictionTable) -> FloatArray:
        """Return each value times its weight."""
        return np.asarray(self.values(table) * row_shares(table))


@dataclass(frozen=True, slots=True)
class Hits(RowMean):
    """Share of the rows that are predicted rightly, or wrongly."""

    wrong: bool = False

    def values(self, table: PredictionTable) -> FloatArray:
        """Return 1 for a hit and 0 for an error; with `wrong`, the other way round."""
        return np.asarray(table.errors if self.wrong else ~table.errors, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class LogLoss(RowMean):
    """Minus log of the true class's probability, clipped by the machine's precision as in scikit-learn."""

    def values(self, table: PredictionTable) -> FloatArray:
        """Return the loss of each row."""
        eps = np.finfo(np.float64).eps
        proba = _two_columns(required_proba(table, "The log loss"))
        return np.asarray(-np.log(np.clip(proba[np.arange(len(table)), table.y_true], eps, 1 - eps)))


@dataclass(frozen=True, slots=True)
class BrierLoss(RowMean):
    """Sum over the classes of the squared errors of the probabilities; half of it for two classes, unless told."""

    scale_by_half: bool | str = "auto"

    def values(self, table: PredictionTable) -> FloatArray:
        """Return the loss of each row."""
        errors = _two_columns(required_proba(table, "The Brier score")).copy()
        errors[np.arange(len(table)), table.y_true] -= 1.0
        halved = table.n_classes < 3 if self.scale_by_half == "auto" else bool(self.scale_by_half)
        return np.asarray(np.einsum("ij,ij->i", errors, errors) * (0.5 if halved else 1.0))


@dataclass(frozen=True, slots=True)
class TopK(RowMean):
    """Share of the rows whose true class is among the `k` likeliest; of equally likely ones the later class wins."""

    k: int = 2

    def values(self, table: PredictionTable) -> FloatArray:
        """Return 1 where the true class is among the likeliest, else 0."""
        proba = required_proba(table, "Top-k accuracy")
        if table.n_classes == 2:
            hit = (proba[:, 1] > 0.5) == (table.y_true == 1)
            return np.asarray(hit if self.k == 1 else np.ones(len(table)), dtype=np.float64)
        own = proba[np.arange(len(table)), table.y_true][:, None]
        later = np.arange(table.n_classes)[None, :] > table.y_true[:, None]
        rank = ((proba > own) | ((proba == own) & later)).sum(axis=1)
        return np.asarray(rank < self.k, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class ClassRecall(Formula):
    """Mean over the classes of the share that is predicted rightly.

    With `of_predicted`, classes that are only predicted count too, with recall 0 (recall_macro); else they are ignored
    (balanced accuracy). `adjusted` rescales it so that guessing scores 0.
    """

    of_predicted: bool = False
    adjusted: bool = False

    def score(self, table: PredictionTable) -> float:
        """Return the mean recall."""
        counts = count(table)
        recall = np.divide(counts.hits, counts.truth, out=np.zeros(table.n_classes), where=counts.truth > 0)
        among = counts.present if self.of_predicted else counts.truth > 0
        return float(self._adjust(np.asarray(recall[among].mean()), int(among.sum())))

    def rows(self, table: PredictionTable) -> FloatArray:
        """Return 1 for a hit and 0 for an error, times the row's weight within its class."""
        counts = count(table)
        among = counts.present if self.of_predicted else counts.truth > 0
        each = np.divide(len(table) / among.sum(), counts.truth, out=np.zeros(table.n_classes), where=counts.truth > 0)
        return np.asarray(self._adjust(each[table.y_true] * table.weights * ~table.errors, int(among.sum())))

    def _adjust(self, value: FloatArray, n_classes: int) -> FloatArray:
        if not self.adjusted:
            return value
        if n_classes < 2:
            return np.full_like(value, np.nan)
        return np.asarray((value - 1 / n_classes) / (1 - 1 / n_classes))


def _two_columns(proba: FloatArray) -> FloatArray:
    """Return two columns as the second one implies them: of two classes, scikit-learn's scorers read no other."""
    return np.stack((1 - proba[:, 1], proba[:, 1]), axis=1) if proba.shape[1] == 2 else proba
