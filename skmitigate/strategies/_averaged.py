"""The mean of what greedy selection and a final estimator answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.special import softmax

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._fitting import has_proba
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._calibration_maps import logits, temperature
from skmitigate.strategies._decision_strategy import Answers
from skmitigate.strategies._mixture import Mixture, selected
from skmitigate.strategies._stacking import Stack, stacked


@dataclass(frozen=True, slots=True)
class Averaged:
    """A weighted average of calibrated members and a final estimator that reads them; each counts half."""

    mixture: Mixture
    stack: Stack
    temperatures: dict[str, float]

    @property
    def final(self) -> Any:
        """The final estimator."""
        return self.stack.final

    @property
    def weights(self) -> dict[str, float]:
        """The members' shares in the answer; the final estimator reads all of them."""
        total = sum(self.mixture.weights.values())
        own = self.mixture.weights
        return {name: (own.get(name, 0.0) / total + share) / 2 for name, share in self.stack.weights.items()}

    def answer(self, answers: Mapping[str, Answers], n_classes: int) -> tuple[IntArray, FloatArray | None]:
        """Return class codes and probabilities."""
        chosen = {name: _Calibrated.of(answers[name], self.temperatures.get(name)) for name in self.mixture.weights}
        _, mean = self.mixture.answer(chosen, n_classes)
        _, learned = self.stack.answer(answers, n_classes)
        assert mean is not None
        assert learned is not None  # a final estimator without probabilities was refused
        proba = (mean + learned) / 2
        return np.argmax(proba, axis=1), proba


@dataclass(frozen=True, slots=True)
class _Calibrated:
    """A member's answers with its probabilities made sharper or softer."""

    y_pred: IntArray
    proba: FloatArray | None

    @classmethod
    def of(cls, answers: Answers, heat: float | None) -> "_Calibrated":
        return cls(answers.y_pred, None if heat is None else _scaled(answers.proba, heat))


def averaged(tables: Mapping[str, PredictionTable], n_rounds: int, final_estimator: Any) -> Averaged:
    """Return the mean of what is selected and what is stacked, both learned on rows that the members had not seen."""
    if final_estimator is not None and not has_proba(final_estimator):
        raise ValueError(
            'EnsembleLearning(method="selection_and_stacking") averages probabilities, and the final_estimator '
            f'{type(final_estimator).__name__} gives none. Use method="stacking", or one with predict_proba.'
        )
    heats = {name: _temperature(table) for name, table in tables.items() if table.proba is not None}
    calibrated = {
        name: replace(table, proba=_scaled(table.proba, heats[name])) if name in heats else table
        for name, table in tables.items()
    }
    mixture = selected(calibrated, n_rounds)
    kept = {name: heat for name, heat in heats.items() if name in mixture.weights}
    return Averaged(mixture, stacked(tables, final_estimator), kept)


def _temperature(table: PredictionTable) -> float:
    assert table.proba is not None  # only asked for those that have some
    return temperature(logits(table.proba), table.y_true, table.weights / table.weights.mean())


def _scaled(proba: FloatArray | None, heat: float) -> FloatArray:
    assert proba is not None  # a temperature is there for those that have some
    return np.asarray(softmax(logits(proba) / heat, axis=1))
