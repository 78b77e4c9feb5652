"""How long blocks in order of time must be."""

import numpy as np
import pytest
from scipy.signal import lfilter
from sklearn.model_selection import KFold, TimeSeriesSplit

from skmitigate.evidence._blocks import block_labels, block_length, in_time_order


def in_turn(n, phase=0.9):
    """A series that can be written down: a wave and a faster one."""
    t = np.arange(n)
    return np.sin(phase * np.sqrt(t)) + np.cos(7 * t**1.1)


@pytest.mark.parametrize(
    ("series", "expected"),
    [
        (in_turn(40), 9.175054358876714),
        (in_turn(300), 29.29692761781297),
        (in_turn(2000), 99.40324872469522),
        (np.sign(in_turn(500)), 40.550591621183955),
    ],
)
def test_length_is_that_of_another_implementation(series, expected):
    """Expected values: column "circular" of optimal_block_length in the package arch 8.0.0."""
    assert block_length(series) == pytest.approx(expected, rel=1e-9)


def test_length_grows_with_the_autocorrelation():
    noise = np.random.default_rng(0).normal(size=1000)
    lengths = [block_length(lfilter([1.0], [1.0, -phi], noise)) for phi in (0.0, 0.5, 0.9)]
    assert lengths[0] < 5 < lengths[1] < 20 < lengths[2]


@pytest.mark.parametrize("series", [np.zeros(50), np.array([1.0, 0.0, 1.0])])
def test_nothing_to_learn_from_leaves_single_rows(series):
    assert block_length(series) == 1.0


def test_blocks_are_consecutive_of_equal_length_and_at_least_ten():
    slow = np.repeat(np.random.default_rng(0).normal(size=10), 30)
    labels = block_labels(np.stack([slow, np.full(300, np.nan)]))
    assert labels.tolist() == sorted(labels.tolist())
    assert np.ptp(np.bincount(labels)) <= 1
    assert 10 <= len(np.unique(labels)) < 30
    assert len(np.unique(block_labels(np.full((1, 7), np.nan)))) == 7


def test_order_of_time_is_known_from_the_splits():
    X = np.zeros((30, 1))
    assert in_time_order(tuple(TimeSeriesSplit(3).split(X)))
    assert not in_time_order(tuple(KFold(3).split(X)))
    assert not in_time_order(())
