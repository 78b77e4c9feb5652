"""A final estimator that learns from the members' probabilities which of them to believe."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import clone

from skmitigate._typing import Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import aligned_proba, fit_weighted, has_proba, predicted_codes
from skmitigate._utils._seeds import derived_seed, describe, set_seeds
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._decision_strategy import Answers
from skmitigate.strategies._log_regression import LogRegression
from skmitigate.strategies._mixture import hit_rates, member_proba

#: Shares are estimated on so many rows, evenly spread.
_MOST_ROWS_FOR_SHARES = 2_000


@dataclass(frozen=True, slots=True)
class Stack:
    """The fitted final estimator, the members' shares in its answer, and the hit rates of those that vote."""

    final: Estimator
    weights: dict[str, float]
    hit_rates: dict[str, float]

    def answer(self, answers: Mapping[str, Answers], n_classes: int) -> tuple[IntArray, FloatArray | None]:
        """Return class codes, and probabilities where the final estimator gives them."""
        return _final_answer(self.final, _features(answers, list(self.weights), self.hit_rates, n_classes), n_classes)


def stacked(tables: Mapping[str, PredictionTable], final_estimator: Any) -> Stack:
    """Fit the final estimator on rows that the members had not seen."""
    model = tables["model"]
    rates = hit_rates(tables)
    columns = _features(tables, list(tables), rates, model.n_classes)
    final = LogRegression() if final_estimator is None else clone(final_estimator)
    seed = derived_seed(model.random_state or 0, "final estimator", describe(final))
    weights = None if model.sample_weight is None else model.weights / model.weights.mean()
    fit_weighted(set_seeds(final, seed, only_unset=True), columns, model.y_true, weights)
    return Stack(final, _shares(final, columns, list(tables), model), rates)


def _features(
    answers: Mapping[str, Answers], names: list[str], rates: Mapping[str, float], n_classes: int
) -> FloatArray:
    """Return the members' probabilities side by side; with two classes, those of the second."""
    blocks = [member_proba(answers[name], rates.get(name), n_classes) for name in names]
    return np.hstack([block[:, 1:] if n_classes == 2 else block for block in blocks])


def _final_answer(final: Estimator, columns: FloatArray, n_classes: int) -> tuple[IntArray, FloatArray | None]:
    codes = np.arange(n_classes)
    proba = aligned_proba(final, columns, codes) if has_proba(final) else None
    return predicted_codes(final, columns, codes), proba


def _shares(final: Estimator, columns: FloatArray, names: list[str], table: PredictionTable) -> dict[str, float]:
    """Return how far the answers move where a member's columns are set to their means, in parts of the whole."""

    def answers(changed: FloatArray) -> FloatArray:
        codes, proba = _final_answer(final, changed, table.n_classes)
        return np.eye(table.n_classes)[codes] if proba is None else proba

    kept = np.flatnonzero(table.weights)
    kept = kept[np.unique(np.linspace(0, len(kept) - 1, _MOST_ROWS_FOR_SHARES).astype(np.intp))]
    columns, weights = columns[kept], table.weights[kept]
    width = columns.shape[1] // len(names)
    plain, moved = answers(columns), np.zeros(len(names))
    for i in range(len(names)):
        own = slice(i * width, (i + 1) * width)
        changed = columns.copy()
        changed[:, own] = np.average(columns[:, own], axis=0, weights=weights)
        moved[i] = weights @ np.abs(answers(changed) - plain).sum(axis=1)
    parts = moved / moved.sum() if moved.sum() > 0 else np.full(len(names), 1 / len(names))
    return dict(zip(names, map(float, parts), strict=True))
