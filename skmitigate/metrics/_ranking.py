"""Metrics of the order in which rows are ranked: areas under ROC and precision-recall curves."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from skmitigate._typing import BoolArray, FloatArray
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._formula import around
from skmitigate.metrics._pos_label import advice, positive_class
from skmitigate.metrics._row_scores import required_proba
from skmitigate.predictions._prediction_table import PredictionTable

#: A curve's area and, per row, its derivative in the row's weight times the weight.
Area = Callable[[BoolArray, FloatArray, FloatArray], tuple[float, FloatArray]]


@dataclass(frozen=True, slots=True)
class RocAuc:
    """Rows of the area under the ROC curve: of two classes, one class against the rest, or one against another."""

    multi_class: str = "raise"
    average: str = "macro"

    def rows(self, table: PredictionTable) -> FloatArray:
        """Return the area plus the influence of each row: for two classes the placements of DeLong et al. (1988)."""
        proba = required_proba(table, "ROC AUC")
        _require_all_classes(table, "ROC AUC")
        if table.n_classes == 2:
            return around(*roc_area(table.y_true == 1, proba[:, 1], table.weights))
        if self.multi_class not in ("ovr", "ovo"):
            raise ValueError(
                f"roc_auc_score with multi_class={self.multi_class!r} needs two classes, got {table.n_classes}. "
                f"{advice(roc_auc_score, table.classes)}"
            )
        if self.multi_class == "ovo":
            return around(*_one_against_one(table, proba, weighted=self.average == "weighted"))
        return around(*_one_against_rest(roc_area, table, proba, weighted=self.average == "weighted"))


@dataclass(frozen=True, slots=True)
class AveragePrecision:
    """Rows of the average precision of one class, or of each against the rest."""

    pos_label: Any = 1
    average: str = "macro"

    def rows(self, table: PredictionTable) -> FloatArray:
        """Return the average precision plus the influence of each row on it."""
        proba = required_proba(table, "Average precision")
        _require_all_classes(table, "Average precision")
        if table.n_classes == 2:
            positive = positive_class(self.pos_label, table.classes, average_precision_score)
            return around(*precision_area(table.y_true == positive, proba[:, positive], table.weights))
        return around(*_one_against_rest(precision_area, table, proba, weighted=self.average == "weighted"))


def roc_area(positive: BoolArray, score: FloatArray, weight: FloatArray) -> tuple[float, FloatArray]:
    """Return the weighted area under the ROC curve and its slopes, from one sort."""
    level, hits, misses = _levels(positive, score, weight)
    all_hits, all_misses = hits.sum(), misses.sum()
    above_misses = (np.cumsum(misses) - 0.5 * misses) / all_misses
    below_hits = 1 - (np.cumsum(hits) - 0.5 * hits) / all_hits
    area = float(hits @ above_misses / all_hits)
    placement = np.where(positive, above_misses[level], below_hits[level])
    return area, weight * (placement - area) / np.where(positive, all_hits, all_misses)


def precision_area(positive: BoolArray, score: FloatArray, weight: FloatArray) -> tuple[float, FloatArray]:
    """Return the weighted average precision and its slopes, from one sort."""
    level, hits, misses = _levels(positive, score, weight)
    taken = np.cumsum((hits + misses)[::-1])[::-1]
    precision = np.divide(np.cumsum(hits[::-1])[::-1], taken, out=np.zeros(len(taken)), where=taken > 0)
    area = float(hits @ precision / hits.sum())
    # a row's weight also moves the precision at its own level and at every level below
    share = np.divide(hits, taken, out=np.zeros(len(taken)), where=taken > 0)
    gained, lost = np.cumsum(share), np.cumsum(share * precision)
    slope = np.where(positive, precision[level] - area + gained[level], 0.0) - lost[level]
    return area, weight * slope / hits.sum()


def _levels(positive: BoolArray, score: FloatArray, weight: FloatArray) -> tuple[Any, FloatArray, FloatArray]:
    """Return each row's rank among the distinct scores, and the positive and negative weight at each of them."""
    values, level = np.unique(score, return_inverse=True)
    hits: FloatArray = np.bincount(level, weights=weight * positive, minlength=len(values)).astype(np.float64)
    misses: FloatArray = np.bincount(level, weights=weight * ~positive, minlength=len(values)).astype(np.float64)
    return level, hits, misses


def _one_against_rest(
    area: Area, table: PredictionTable, proba: FloatArray, *, weighted: bool
) -> tuple[float, FloatArray]:
    """Return the mean over the classes of the area of each against the rest, and its slopes."""
    n, weight = table.n_classes, table.weights
    total, slopes = 0.0, np.zeros(len(table))
    for i in range(n):
        own = table.y_true == i
        value, slope = area(own, proba[:, i], weight)
        part = weight[own].sum() / weight.sum() if weighted else 1 / n
        total += part * value
        slopes += part * slope
        if weighted:
            slopes += value * weight / weight.sum() * (own - part)
    return total, slopes


def _one_against_one(table: PredictionTable, proba: FloatArray, *, weighted: bool) -> tuple[float, FloatArray]:
    """Return the mean over pairs of classes of the area within the pair (Hand and Till 2001), and its slopes."""
    if table.sample_weight is not None:
        raise NotApplicable(
            "scikit-learn gives no weights to the rows in one-versus-one ROC AUC, got a table with sample_weight. "
            "Use 'roc_auc_ovr', or leave sample_weight out."
        )
    n = len(table)
    pairs = list(combinations(range(table.n_classes), 2))
    members = [np.flatnonzero(table.y_true == i) for i in range(table.n_classes)]
    total, slopes = 0.0, np.zeros(n)
    for a, b in pairs:
        both = np.concatenate([members[a], members[b]])
        first = np.arange(len(both)) < len(members[a])
        one, of_one = roc_area(first, proba[both, a], np.ones(len(both)))
        other, of_other = roc_area(~first, proba[both, b], np.ones(len(both)))
        value = (one + other) / 2
        part = len(both) / n / (table.n_classes - 1) if weighted else 1 / len(pairs)
        total += part * value
        slopes[both] += part * (of_one + of_other) / 2
        if weighted:
            slopes[both] += value / n / (table.n_classes - 1)
            slopes -= value * part / n
    return total, slopes


def _require_all_classes(table: PredictionTable, what: str) -> None:
    held = np.bincount(table.y_true, weights=table.sample_weight, minlength=table.n_classes)
    if not held.all():
        missing = table.classes[held == 0].tolist()
        raise NotApplicable(f"{what} needs rows of every class, got none of {missing!r}. Use a metric of labels.")
