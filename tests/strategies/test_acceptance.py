"""Which rows to answer, learned from a table."""

import numpy as np
import pytest
from generators import random_table

from skmitigate.predictions import PredictionTable
from skmitigate.strategies._acceptance import Wanted, learn_acceptance


def wanted(**settings):
    return Wanted(
        **{
            "threshold": None,
            "coverage": None,
            "risk": None,
            "confidence": None,
            "per_class": False,
            "bound": "exact",
            **settings,
        }
    )


def scored(seed: int, n_rows: int, shape: str) -> tuple[PredictionTable, np.ndarray]:
    """Two classes, the predicted one with a confidence that falls while the chance of an error rises; that chance."""
    rng = np.random.default_rng(seed)
    place = rng.random(n_rows)
    if shape == "ties":
        place = np.round(place, 1)
    chance = np.full(n_rows, 0.0501) if shape == "flat" else 0.4 * place**2
    sure = 1 - 0.4 * place
    truth = (rng.random(n_rows) < chance).astype(int)
    return PredictionTable.from_predictions(truth, np.column_stack([sure, 1 - sure]), classes=[0, 1]), chance


@pytest.mark.parametrize("shape", ["smooth", "ties", "flat"])
def test_true_risk_is_above_the_target_as_seldom_as_certified(shape):
    n_draws, failures = 150, 0
    population, chance = scored(0, 100_000, shape)
    for seed in range(n_draws):
        table, _ = scored(seed, 300, shape)
        accepted = learn_acceptance(table, wanted(risk=0.05, confidence=0.9)).accepts(
            population.proba, population.y_pred
        )
        failures += accepted.any() and chance[accepted].mean() > 0.05
    assert failures / n_draws <= 0.1 + 2 * np.sqrt(0.1 * 0.9 / n_draws)


def test_without_certificate_the_target_is_missed_about_every_second_time():
    """What the certificate is for."""
    population, chance = scored(0, 100_000, "smooth")
    failures = 0
    for seed in range(60):
        table, _ = scored(seed, 300, "smooth")
        accepted = learn_acceptance(table, wanted(risk=0.05)).accepts(population.proba, population.y_pred)
        failures += chance[accepted].mean() > 0.05
    assert failures / 60 > 0.3


def test_order_of_the_rows_does_not_matter():
    table, _ = scored(1, 400, "ties")
    shuffled = table.take(np.random.default_rng(0).permutation(400))
    for settings in (wanted(risk=0.05, confidence=0.9), wanted(coverage=0.5), wanted(risk=0.05)):
        np.testing.assert_array_equal(
            learn_acceptance(table, settings).thresholds, learn_acceptance(shuffled, settings).thresholds
        )


def test_class_that_is_never_predicted_gets_no_threshold_and_costs_the_others_nothing():
    table, _ = scored(1, 400, "smooth")
    each = learn_acceptance(table, wanted(risk=0.05, confidence=0.9, per_class=True))
    whole = learn_acceptance(table, wanted(risk=0.05, confidence=0.9))
    assert each.thresholds.tolist() == [whole.thresholds[0], np.inf]
    assert [told.label for told in each.certificates] == [0, 1]
    assert (each.certificates[1].n_rows, each.certificates[1].certified) == (0, False)


def test_threshold_for_all_is_that_of_every_class():
    table = random_table(0, [0, 1, 2], 80, weighted=True)
    each = learn_acceptance(table, wanted(threshold=0.6, confidence=0.8, per_class=True))
    assert each.thresholds.tolist() == [0.6] * 3
    np.testing.assert_array_equal(each.accepts(table.proba, table.y_pred), table.proba.max(axis=1) >= 0.6 - 1e-12)
