"""Intervals of shares."""

import pytest
from scipy.stats import binomtest

from skmitigate.metrics._wilson import wilson_interval


@pytest.mark.parametrize(("right", "n"), [(0, 12), (7, 10), (30, 30)])
def test_interval_is_that_of_wilson(right, n):
    expected = binomtest(right, n).proportion_ci(0.9, method="wilson")
    assert wilson_interval(right, n, 0.9) == pytest.approx(tuple(expected), abs=1e-12)
