"""Thresholds by MAPIE's risk controller."""

import numpy as np
import pytest
from mapie.risk_control import BinaryClassificationController

from skmitigate import ConfidenceThresholding
from skmitigate.predictions import PredictionTable
from skmitigate.strategies._accepted_sets import accepted_sets
from skmitigate.strategies._mapie_threshold import mapie_threshold


def rows(seed):
    rng = np.random.default_rng(seed)
    sure = np.round(rng.uniform(0.5, 1, 600), 2)
    return sure, rng.random(600) < 0.2 * (1 - sure)


def test_threshold_is_that_of_the_controller_on_the_same_rows():
    sure, wrong = rows(0)
    sets = accepted_sets(sure, wrong, np.ones(600))
    chosen = np.flatnonzero(sets.sizes >= 50)
    controller = BinaryClassificationController(
        lambda X: np.column_stack([1 - X[:, 0], X[:, 0]]),
        "precision",
        0.95,
        confidence_level=0.9,
        best_predict_param_choice="recall",
        list_predict_params=np.where(sets.thresholds > 0, sets.thresholds, 0.5)[chosen],
    )
    controller.calibrate(sure.reshape(-1, 1), (~wrong).astype(int))
    threshold = mapie_threshold(sets, chosen, target_risk=0.05, alpha=0.1)
    assert 0 < threshold < 1
    assert threshold == pytest.approx(controller.best_predict_param)


def test_nothing_is_accepted_where_the_controller_finds_nothing():
    sure, wrong = rows(1)
    sets = accepted_sets(sure, ~wrong, np.ones(600))
    assert mapie_threshold(sets, np.arange(len(sets)), target_risk=0.05, alpha=0.1) == np.inf
    assert mapie_threshold(sets, np.arange(0), target_risk=0.05, alpha=0.1) == np.inf


def test_strategy_uses_it_and_says_so():
    sure, wrong = rows(2)
    table = PredictionTable.from_predictions(wrong.astype(int), np.column_stack([sure, 1 - sure]), classes=[0, 1])
    strategy = ConfidenceThresholding(target_risk=0.05, bound="mapie")
    told = strategy._learn({"model": table}).certificates[0]
    assert told.method == "exact binomial, threshold by MAPIE, on cross-fitted predictions"
    assert 0 < told.n_accepted <= strategy.set_params(bound="exact")._learn({"model": table}).certificates[0].n_accepted
    weighted = PredictionTable.from_predictions(
        wrong.astype(int), np.column_stack([sure, 1 - sure]), classes=[0, 1], sample_weight=1 + sure
    )
    with pytest.raises(ValueError, match="takes no weights that differ"):
        strategy.set_params(bound="mapie")._learn({"model": weighted})
