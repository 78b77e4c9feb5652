"""LIME explains the class that it is asked for, with values that were seen."""

import numpy as np
import pandas as pd
import pytest

from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._lime_weights import lime_attribution, lime_weights
from skmitigate.explanation._mixed_rows import mixed_rows
from skmitigate.explanation._model_output import ModelOutput

rng = np.random.RandomState(0)
FRAME = pd.DataFrame(
    {
        "x": np.where(rng.uniform(size=200) < 0.2, np.nan, rng.normal(size=200)),
        "town": rng.choice(["Ulm", "Bonn", None], 200),
        "idle": 1.0,
        "noise": rng.normal(size=200),
    }
)
ROW = pd.DataFrame({"x": [2.0], "town": ["Ulm"], "idle": [1.0], "noise": [0.0]})


def answer(frame):
    """Three classes: one of large x, one of Ulm, and what is left."""
    large, ulm = 0.6 * (frame["x"] > 0.8).to_numpy(), 0.3 * (frame["town"] == "Ulm").to_numpy()
    return np.column_stack([large, ulm, 1 - large - ulm])


def explain(codes=(0, 1), *, seed=0, budget=None, row=ROW):
    mixed = mixed_rows(row, FRAME, list(FRAME))
    allowance = Allowance(budget)
    return lime_attribution(mixed, ModelOutput(answer, "probability"), np.array(codes), seed=seed, allowance=allowance)


def test_each_class_asked_for_has_weights_of_its_own():
    found = explain((1, 0, 2))
    assert np.abs(found.contributions).argmax(axis=0).tolist()[:2] == [1, 0]
    assert found.contributions[1, 0] == pytest.approx(0.3, abs=0.01)
    assert found.contributions[0, 1] > 0.3
    assert found.contributions[0, 2] < 0
    assert found.output.tolist() == pytest.approx([0.3, 0.6, 0.1])
    assert found.fits[0] > 0.99
    assert found.base[0] + found.contributions[:, 0].sum() - 0.3 == pytest.approx(found.additivity_errors[0])


def test_the_same_seed_gives_the_same_answer():
    assert np.array_equal(explain().contributions, explain().contributions)
    assert not np.array_equal(explain().contributions, explain(seed=1).contributions)


def test_a_missing_value_and_one_that_was_never_seen_are_parts_of_their_own():
    row = pd.DataFrame({"x": [None], "town": ["Graz"], "idle": [5.0], "noise": [99.0]})
    assert np.isfinite(explain(row=row).contributions).all()


def test_sampled_values_were_seen_in_their_column():
    asked = []

    def listening(frame):
        asked.append(frame)
        return answer(frame)

    mixed = mixed_rows(ROW, FRAME, list(FRAME))
    lime_attribution(mixed, ModelOutput(listening, "probability"), np.array([0]), seed=0, allowance=Allowance(None))
    every = pd.concat(asked)
    assert set(every["x"].dropna()) <= {*FRAME["x"].dropna(), 2.0}
    assert set(every["town"].dropna()) <= {"Ulm", "Bonn"}
    assert every["x"].isna().any()


def test_without_a_budget_left_few_rows_are_sampled():
    assert explain(budget=-9.0).n_evaluations < 200
    assert explain().n_evaluations == 2001


def test_shapes_are_plain():
    parts = np.array([[0, 0], [1, 1], [0, 1]])
    weights, intercept, fit = lime_weights(parts, lambda sampled: sampled[:, 0].astype(float), n_samples=100, seed=0)
    assert weights[0] < -0.8
    assert abs(weights[1]) < 0.1
    assert isinstance(intercept, float)
    assert isinstance(fit, float)
