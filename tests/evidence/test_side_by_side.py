"""Several candidates beside the current model."""

import numpy as np
import pytest
from scipy.stats import norm

from skmitigate.evidence._side_by_side import SideBySide, letter, side_by_side
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import PredictionTable


def tables(rights, n=400, seed=0, folds=1):
    """Tables of the same rows, right with the probabilities given."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, n)
    fold = np.arange(n) % folds
    for right in rights:
        table = PredictionTable.from_predictions(truth, np.where(rng.random(n) < right, truth, 1 - truth))
        yield type(table)(**{f: getattr(table, f) for f in table.__dataclass_fields__ if f != "fold"}, fold=fold)


def judged(rights, **settings):
    current, *others = tables(rights, **settings)
    return side_by_side(current, others, resolve_metric("accuracy"), alpha=0.05, seed=0)


def test_better_and_worse_are_told_apart_from_the_same():
    found = judged([0.7, 0.9, 0.5, 0.7])
    assert (found.p_value[1:3] < 0.01).all()
    assert found.p_value[3] > 0.05
    assert found.interval[1, 0] > 0 > found.interval[2, 1]
    assert found.letters == ["b", "a", "c", "b"]
    assert found.ranks.tolist() == [[2, 3], [1, 1], [4, 4], [2, 3]]


def test_intervals_hold_for_all_at_once():
    """Each of 20 candidates is the current model under other luck: all intervals hold 0 in 95 % of the samples."""
    held = [
        np.abs(found.interval[1:].mean(axis=1)) < np.ptp(found.interval[1:], axis=1) / 2
        for found in (judged([0.8] * 9, seed=seed, n=200, folds=5) for seed in range(60))
    ]
    assert np.mean([each.all() for each in held]) >= 0.95 - 2 * np.sqrt(0.95 * 0.05 / 60)


def test_one_candidate_has_a_plain_interval():
    found = judged([0.7, 0.8], n=2000)
    assert np.ptp(found.interval[1]) / 2 == pytest.approx(norm.ppf(0.975) * found.standard_error[1], rel=0.05)


def test_candidates_that_are_alike_cost_less_than_others():
    current, other, *rest = tables([0.7, 0.7, 0.7, 0.7, 0.7, 0.7])
    metric = resolve_metric("accuracy")
    alike = side_by_side(current, [other] * 5, metric, alpha=0.05, seed=0)
    apart = side_by_side(current, [other, *rest], metric, alpha=0.05, seed=0)
    assert np.ptp(alike.interval[1]) < np.ptp(apart.interval[1])


def test_candidate_that_changes_nothing_is_not_resolved():
    current, _ = tables([0.7, 0.7])
    found = side_by_side(current, [current], resolve_metric("accuracy"), alpha=0.05, seed=0)
    assert found.p_value[1] == 1.0
    assert found.interval[1, 0] < 0 < found.interval[1, 1]


def test_the_same_seed_gives_the_same_answer():
    np.testing.assert_array_equal(judged([0.7, 0.8, 0.8]).interval, judged([0.7, 0.8, 0.8]).interval)


@pytest.mark.parametrize(
    ("pairs", "letters"),
    [
        ([], ["a", "a", "a", "a"]),
        ([(0, 3)], ["a", "ab", "ab", "b"]),
        ([(0, 2), (0, 3), (1, 3)], ["a", "ab", "bc", "c"]),
        ([(i, j) for i in range(4) for j in range(i + 1, 4)], ["a", "b", "c", "d"]),
    ],
)
def test_letters_are_shared_by_those_that_are_not_told_apart(pairs, letters):
    better = np.zeros((4, 4), dtype=bool)
    for i, j in pairs:
        better[i, j] = True
    falling = np.array([4.0, 3.0, 2.0, 1.0])
    found = SideBySide(falling, np.ones(4), np.zeros((4, 2)), np.ones(4), better)
    assert found.letters == letters


def test_letters_do_not_end_with_z():
    assert (letter(0), letter(25), letter(26)) == ("a", "z", "a1")
