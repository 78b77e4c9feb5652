"""Shapley values agree with the definition, whatever way they are found."""

import time
from itertools import permutations

import numpy as np
import pytest

from skmitigate.exceptions import NotApplicable
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._mixed_rows import mixed_rows
from skmitigate.explanation._model_output import ModelOutput
from skmitigate.explanation._shapley import shapley_attribution

rng = np.random.RandomState(0)
BACKGROUND = rng.normal(size=(40, 12))
ROW = rng.normal(size=(1, 12)) + 1


def product(X):
    """A game with interactions, of two classes."""
    one = 1 / (1 + np.exp(-(X[:, 0] * X[:, 1] + X[:, 2] * X[:, 3] * X[:, 4] + X[:, 5])))
    return np.column_stack([1 - one, one])


def explain(n_columns=6, *, seed=0, budget=None, must=False, answer=product, background=BACKGROUND):
    mixed = mixed_rows(ROW[:, :n_columns], background[:, :n_columns], [f"x{j}" for j in range(n_columns)])
    allowance = Allowance(budget)
    output = ModelOutput(answer, "probability")
    rng = np.random.RandomState(seed)
    return shapley_attribution(mixed, output, np.array([1, 0]), rng=rng, allowance=allowance, must=must)


def test_all_coalitions_give_the_mean_over_all_permutations():
    expected = np.zeros(6)
    for order in permutations(range(6)):
        rows = BACKGROUND[:, :6].copy()
        before = product(rows)[:, 1].mean()
        for j in order:
            rows[:, j] = ROW[0, j]
            after = product(rows)[:, 1].mean()
            expected[j] += (after - before) / 720
            before = after
    found = explain()
    assert np.allclose(found.contributions[:, 0], expected, atol=1e-12)
    assert np.allclose(found.contributions[:, 1], -expected, atol=1e-12)
    assert np.abs(found.additivity_errors).max() < 1e-12
    assert found.standard_errors is None
    assert found.n_background == 40
    assert found.base[0] == pytest.approx(product(BACKGROUND)[:, 1].mean())


def test_permutations_come_within_their_standard_errors_of_all_coalitions():
    exact = explain().contributions[:, 0]
    found = [explain(12, seed=seed) for seed in range(20)]
    assert all(np.abs(one.additivity_errors).max() < 1e-12 for one in found)
    z = np.array([(one.contributions[:6, 0] - exact) / one.standard_errors[:6, 0] for one in found])
    assert np.sqrt((z**2).mean()) < 1.5
    assert np.abs(z.mean(axis=0)).max() < 4 / np.sqrt(20)
    assert all(np.abs(one.contributions[6:]).max() < 1e-12 for one in found)  # they do nothing


def test_the_same_seed_gives_the_same_answer_and_another_one_another():
    assert np.array_equal(explain(12).contributions, explain(12).contributions)
    assert not np.array_equal(explain(12).contributions, explain(12, seed=1).contributions)


def test_columns_like_the_whole_background_contribute_nothing_and_cost_nothing():
    background = BACKGROUND.copy()
    background[:, 6:] = ROW[0, 6:]
    found = explain(12, background=background)
    assert np.array_equal(found.contributions[:6], explain(6).contributions)
    assert not found.contributions[6:].any()
    alone = explain(6, background=np.repeat(ROW, 3, axis=0))
    assert not alone.contributions.any()
    assert alone.base.tolist() == alone.output.tolist()


def test_a_budget_is_kept():
    def slow(X):
        time.sleep(1e-5 * len(X))
        return product(X)

    found = explain(12, budget=0.02, answer=slow, must=True)
    assert np.abs(found.additivity_errors).max() < 1e-12
    assert found.n_evaluations < 2500  # 0.02 s and the first look; a hundred times as many would be a second


def test_too_small_a_budget_is_refused_unless_it_must_do():
    with pytest.raises(NotApplicable, match="fewer than 4 permutations"):
        explain(12, budget=-9.0)
    found = explain(12, budget=-9.0, must=True)
    assert np.abs(found.additivity_errors).max() < 1e-12
    assert np.isnan(found.standard_errors).all()


def test_it_stops_where_the_model_is_slower_than_it_was(monkeypatch):
    monkeypatch.setattr("skmitigate.explanation._mixed_rows._CELLS_AT_ONCE", 2000)
    calls = []

    def slower(X):
        calls.append(len(X))
        time.sleep(0.0 if len(calls) < 3 else 0.05)
        return product(X)

    found = explain(12, budget=0.4, answer=slower)
    assert 3 < len(calls) < 15
    assert np.abs(found.additivity_errors).max() < 1e-12
