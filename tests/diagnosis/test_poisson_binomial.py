"""The exact tail of a sum of unequal trials."""

import itertools

import numpy as np
import pytest
from scipy.stats import binom, norm

from skmitigate.diagnosis._poisson_binomial import poisson_binomial_tail


@pytest.mark.parametrize("count", range(7))
def test_equals_enumeration(count):
    chances = np.array([0.001, 0.2, 0.5, 0.9, 0.33])
    worlds = np.array(list(itertools.product([0, 1], repeat=5)))
    weight = np.where(worlds == 1, chances, 1 - chances).prod(axis=1)
    assert poisson_binomial_tail(count, chances) == pytest.approx(weight[worlds.sum(axis=1) >= count].sum(), abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3, 100, 1000, 4097])
def test_equal_chances_are_binomial(n):
    for count in {1, n // 10 + 1, n // 4 + 1, n}:
        expected = binom.sf(count - 1, n, 0.1)
        assert poisson_binomial_tail(count, np.full(n, 0.1)) == pytest.approx(expected, rel=1e-6, abs=2e-12)


def test_a_million_trials_agree_with_the_normal_limit():
    chances = np.linspace(0, 0.2, 1_000_000)
    mean, sd = chances.sum(), np.sqrt((chances * (1 - chances)).sum())
    tail = poisson_binomial_tail(int(mean + 2 * sd), chances)
    assert tail == pytest.approx(norm.sf((int(mean + 2 * sd) - 0.5 - mean) / sd), rel=0.01)


def test_certain_trials():
    assert poisson_binomial_tail(3, np.ones(3)) == 1.0
    assert poisson_binomial_tail(0, np.zeros(3)) == 1.0
    assert poisson_binomial_tail(4, np.ones(3)) == 0.0
