"""Let MAPIE's risk controller choose a threshold."""

import warnings
from typing import Any

import numpy as np

from skmitigate._optional import load_optional
from skmitigate._typing import FloatArray, IntArray
from skmitigate.strategies._accepted_sets import AcceptedSets


def mapie_threshold(sets: AcceptedSets, chosen: IntArray, *, target_risk: float, alpha: float) -> float:
    """Return the threshold of the largest of the chosen sets that MAPIE accepts, infinite where it accepts none."""
    # The controller (learn then test, Bonferroni-Holm) sees a binary problem: the confidence is the probability that
    # the model is right, and the risk among the accepted rows is one less the precision.
    control: Any = load_optional("mapie.risk_control", extra="risk", needed_for='bound="mapie"')
    if not len(chosen) or target_risk == 0.0:
        return np.inf
    # The rows themselves are rebuilt from the sets: position of the first set that holds each row, right or wrong.
    rows = np.diff(sets.sizes, prepend=0)
    wrong = np.diff(sets.n_errors, prepend=0)
    position = np.repeat(np.arange(len(sets)), rows)
    right = np.concatenate([np.arange(n) >= k for n, k in zip(rows, wrong, strict=True)]).astype(np.intp)
    score = 1.0 - position / len(sets)

    def predict_proba(X: FloatArray) -> FloatArray:
        return np.column_stack([1.0 - X[:, 0], X[:, 0]])

    controller = control.BinaryClassificationController(
        predict_proba,
        "precision",
        1.0 - target_risk,
        confidence_level=1.0 - alpha,
        best_predict_param_choice="recall",
        list_predict_params=1.0 - (chosen + 0.5) / len(sets),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that no threshold passes is told by the certificate
        controller.calibrate(score.reshape(-1, 1), right)
    if controller.best_predict_param is None:
        return np.inf
    return float(sets.thresholds[round(len(sets) * (1.0 - controller.best_predict_param) - 0.5)])
