"""Averages of several models' answers: chosen by selection, even, or by majority."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from skmitigate._typing import FloatArray, IntArray
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._decision_strategy import Answers
from skmitigate.strategies._ensemble_selection import greedy_weights


@dataclass(frozen=True, slots=True)
class Mixture:
    """How much each member counts, and how often those that vote are right; a majority gives no probabilities."""

    weights: dict[str, float]
    hit_rates: dict[str, float]
    majority: bool = False

    def answer(self, answers: Mapping[str, Answers], n_classes: int) -> tuple[IntArray, FloatArray | None]:
        """Return class codes, and probabilities where there are any."""
        total = np.zeros((len(next(iter(answers.values())).y_pred), n_classes))
        for name, weight in self.weights.items():
            total += weight * member_proba(answers[name], self.hit_rates.get(name), n_classes)
        return np.argmax(total, axis=1), None if self.majority else total / sum(self.weights.values())


def selected(tables: Mapping[str, PredictionTable], n_rounds: int) -> Mixture:
    """Return the mixture that greedy selection with replacement finds on rows that the members had not seen."""
    model = tables["model"]
    rows = np.arange(len(model))
    rates = hit_rates(tables)
    true = np.stack(
        [member_proba(table, rates.get(name), model.n_classes)[rows, model.y_true] for name, table in tables.items()]
    )
    weights = greedy_weights(true, model.weights, n_rounds)
    chosen = {name: float(weight) for name, weight in zip(tables, weights, strict=True) if weight > 0}
    return Mixture(chosen, {name: rate for name, rate in rates.items() if name in chosen})


def voting(gives_proba: Mapping[str, bool]) -> Mixture:
    """Return an even average of probabilities, or the majority of the predictions where a member gives none."""
    even = dict.fromkeys(gives_proba, 1.0)
    return Mixture(even, {}) if all(gives_proba.values()) else Mixture(even, even, majority=True)


def bag(gives_proba: Mapping[str, bool]) -> Mixture:
    """Return an even average, in which members without probabilities count as sure of what they predict."""
    even = dict.fromkeys(gives_proba, 1.0)
    return Mixture(even, {name: 1.0 for name, gives in gives_proba.items() if not gives})


def hit_rates(tables: Mapping[str, PredictionTable]) -> dict[str, float]:
    """Return how often the members without probabilities are right."""
    return {name: _hit_rate(table) for name, table in tables.items() if table.proba is None}


def _hit_rate(table: PredictionTable) -> float:
    """Share of right rows, kept off 0 and 1 as if one row more were right and one wrong."""
    weights = table.weights
    right = float(weights[~table.errors].sum() / weights.sum())
    return (right * len(table) + 1) / (len(table) + 2)


def member_proba(answers: Answers, hit_rate: float | None, n_classes: int) -> FloatArray:
    """Return probabilities, or, with a hit rate, votes: that much for the predicted class, the rest for the others."""
    if hit_rate is None:
        assert answers.proba is not None  # a hit rate is there for those that have none
        return answers.proba
    votes = np.full((len(answers.y_pred), n_classes), (1 - hit_rate) / (n_classes - 1))
    votes[np.arange(len(votes)), answers.y_pred] = hit_rate
    return votes
