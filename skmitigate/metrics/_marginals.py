"""Metrics of the confusion matrix's diagonal and margins: F, precision, recall, Jaccard, Matthews, kappa."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from skmitigate._typing import FloatArray
from skmitigate.metrics._confusion import Counts, count
from skmitigate.metrics._formula import Formula, around
from skmitigate.metrics._pos_label import advice, positive_class
from skmitigate.predictions._prediction_table import PredictionTable

#: Step of the complex-step derivative (Squire and Trapp 1998): nothing cancels, so it may be as small as it likes.
_STEP = 1e-30
#: How many classes are moved at once, which bounds the memory.
_CHUNK = 256


class Marginal(Formula):
    """A function of the diagonal and the two margins that does not change when all weights are scaled."""

    __slots__ = ()

    @abstractmethod
    def value(self, counts: Counts) -> NDArray[Any]:
        """Return the metric for counts of shape (..., n_classes), real or complex."""

    def score(self, table: PredictionTable) -> float:
        """Return the metric."""
        return float(self.value(count(table)))

    def rows(self, table: PredictionTable) -> FloatArray:
        """Return the metric plus the influence of each row on it."""
        counts = count(table)
        slopes = self._slope(counts, "truth")[table.y_true] + self._slope(counts, "predicted")[table.y_pred]
        slopes = slopes + self._slope(counts, "hits")[table.y_true] * ~table.errors
        return around(float(self.value(counts)), slopes * table.weights)

    def _slope(self, counts: Counts, which: str) -> FloatArray:
        """Return the derivative of the metric in each class's count, shape (n_classes,)."""
        n = len(counts.classes)
        parts = []
        for start in range(0, n, _CHUNK):
            step = np.eye(n)[start : start + _CHUNK] * (1j * _STEP)
            moved: dict[str, Any] = {which: getattr(counts, which) + step}
            parts.append(np.broadcast_to(np.imag(self.value(replace(counts, **moved))) / _STEP, len(step)))
        return np.concatenate(parts)


@dataclass(frozen=True, slots=True)
class ClassRatio(Marginal):
    """Averaged ratios: numerator * hits / (of_hits * hits + of_truth * truth + of_predicted * predicted)."""

    score_func: Callable[..., float]
    average: str
    of_hits: float = 0.0
    of_truth: float = 0.0
    of_predicted: float = 0.0
    numerator: float = 1.0
    pos_label: Any = 1
    undefined: float = 0.0

    def value(self, counts: Counts) -> NDArray[Any]:
        """Return the averaged ratio."""
        above = self.numerator * counts.hits
        below = self.of_hits * counts.hits + self.of_truth * counts.truth + self.of_predicted * counts.predicted
        if self.average == "micro":
            return _divide(above.sum(axis=-1), below.sum(axis=-1), self.undefined)
        ratio = _divide(above, below, self.undefined)
        if self.average == "binary":
            return np.asarray(ratio[..., self._positive(counts)])
        if self.average == "weighted":
            return np.asarray((ratio * counts.truth).sum(axis=-1) / counts.truth.sum(axis=-1))
        return np.asarray(ratio[..., counts.present].mean(axis=-1))

    def _positive(self, counts: Counts) -> int:
        shown = counts.classes[counts.present]
        if len(shown) > 2:
            raise ValueError(
                f"{self.score_func.__name__} with average='binary' needs two classes, got {shown.tolist()!r}. "
                f"{advice(self.score_func, shown)}"
            )
        if len(shown) == 2:
            positive_class(self.pos_label, shown, self.score_func)
        return positive_class(self.pos_label, counts.classes, self.score_func)


@dataclass(frozen=True, slots=True)
class Matthews(Marginal):
    """Matthews's correlation coefficient for any number of classes (Gorodkin 2004)."""

    def value(self, counts: Counts) -> NDArray[Any]:
        """Return the correlation, 0 where it is not defined."""
        total = counts.predicted.sum(axis=-1)
        shared = counts.hits.sum(axis=-1) * total - (counts.truth * counts.predicted).sum(axis=-1)
        truth = counts.truth.sum(axis=-1) ** 2 - (counts.truth**2).sum(axis=-1)
        predicted = total**2 - (counts.predicted**2).sum(axis=-1)
        return _divide(shared, np.sqrt(np.where((truth * predicted).real > 0, truth * predicted, 0.0)), 0.0)


@dataclass(frozen=True, slots=True)
class Kappa(Marginal):
    """Cohen's kappa without weights."""

    undefined: float = np.nan

    def value(self, counts: Counts) -> NDArray[Any]:
        """Return one less the share of observed to expected disagreement."""
        total = counts.predicted.sum(axis=-1)
        expected = (counts.truth * (total[..., None] - counts.predicted)).sum(axis=-1) / total
        return _divide(expected - (total - counts.hits.sum(axis=-1)), expected, self.undefined)


def _divide(above: NDArray[Any], below: NDArray[Any], undefined: float) -> NDArray[Any]:
    """Return the ratio, and `undefined` where the denominator's real part is 0."""
    above, below = np.asarray(above), np.asarray(below)
    empty = below.real == 0
    return np.asarray(np.where(empty, undefined, above / np.where(empty, 1.0, below)))
