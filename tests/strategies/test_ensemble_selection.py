"""Greedy selection with replacement."""

from itertools import combinations_with_replacement

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from skmitigate.strategies._ensemble_selection import greedy_weights


def loss(true, weight, shares):
    """Log loss of the average, as the selection counts it."""
    return -np.sum(weight * np.log(np.maximum(shares @ true, 1e-3))) / weight.sum()


@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 12))
@settings(max_examples=50, deadline=None)
def test_selection_is_that_of_caruana(seed, n_members, n_rounds):
    rng = np.random.default_rng(seed)
    true, weight = rng.random((n_members, 30)), rng.random(30)
    chosen, history = [], []
    for _ in range(n_rounds):
        scores = [
            np.sum(weight * np.log(np.maximum(np.mean(true[[*chosen, m]], axis=0), 1e-3))) for m in range(n_members)
        ]
        chosen.append(int(np.argmax(scores)))
        history.append(max(scores))
    kept = chosen[: int(np.argmax(history)) + 1]
    np.testing.assert_allclose(
        greedy_weights(true, weight, n_rounds), np.bincount(kept, minlength=n_members) / len(kept)
    )


@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(1, 6))
@settings(max_examples=50, deadline=None)
def test_it_is_close_to_the_best_of_all_multisets_and_never_worse_than_the_best_member(seed, n_members, n_rounds):
    rng = np.random.default_rng(seed)
    true, weight = rng.uniform(0.05, 1, (n_members, 40)), rng.random(40)
    every = [
        np.bincount(chosen, minlength=n_members) / size
        for size in range(1, n_rounds + 1)
        for chosen in combinations_with_replacement(range(n_members), size)
    ]
    best = min(loss(true, weight, shares) for shares in every)
    found = loss(true, weight, greedy_weights(true, weight, n_rounds))
    single = min(loss(true, weight, shares) for shares in np.eye(n_members))
    assert best - 1e-12 <= found <= single + 1e-12
    assert found <= best + 0.02
    if n_rounds == 1:
        assert found == best


def test_rows_of_more_weight_choose():
    true = np.array([[0.9, 0.2], [0.3, 0.8]])
    np.testing.assert_array_equal(greedy_weights(true, np.array([1.0, 0.01]), 1), [1, 0])
    np.testing.assert_array_equal(greedy_weights(true, np.array([0.01, 1.0]), 1), [0, 1])


def test_one_sure_mistake_does_not_decide_all():
    true = np.array([[0.99] * 99 + [0.0], [0.8] * 100])
    assert greedy_weights(true, np.ones(100), 30)[0] > 0.5
