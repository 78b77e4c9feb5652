"""The tail of a weighted sum of trials."""

import numpy as np
import pytest
from scipy.stats import binom

from skmitigate.diagnosis._weighted_tail import weighted_tail

RNG = np.random.default_rng(0)
CHANCES = RNG.uniform(0.01, 0.4, 200)
WEIGHTS = np.log(1 / CHANCES - 1) - 1.5


@pytest.mark.parametrize("count", [1, 3, 5, 10, 20])
def test_equals_the_binomial_tail_within_its_accuracy(count):
    """Continuity is for the caller to correct; the tail of 20 successes is 2e-8."""
    tail = weighted_tail(count - 0.5, np.ones(50), np.full(50, 0.1))
    assert tail == pytest.approx(binom.sf(count - 1, 50, 0.1), rel=0.15)


def test_equals_a_simulation_with_different_chances_and_weights():
    sums = (np.random.default_rng(1).random((40_000, 200)) < CHANCES) @ WEIGHTS
    for share in (0.999, 0.9, 0.5, 0.1, 0.01):
        assert weighted_tail(np.quantile(sums, 1 - share), WEIGHTS, CHANCES) == pytest.approx(share, rel=0.12)


def test_falls_all_the_way_to_the_largest_sum():
    largest = WEIGHTS[WEIGHTS > 0].sum()
    tails = [weighted_tail(x, WEIGHTS, CHANCES) for x in np.linspace(-WEIGHTS[WEIGHTS < 0].sum(), largest, 60)]
    assert (np.diff(tails) <= 0).all()
    assert tails[-1] < 1e-20


def test_extremes():
    assert weighted_tail(0.0, np.ones(3), np.full(3, 0.2)) == 1.0
    assert weighted_tail(3.0, np.ones(3), np.full(3, 0.2)) == pytest.approx(0.008)
    assert weighted_tail(0.0, np.zeros(3), np.full(3, 0.2)) == 0.5
    assert weighted_tail(0.6, np.ones(3), np.full(3, 0.2)) == 0.5
