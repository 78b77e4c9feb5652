"""Whether confidence came true."""

import numpy as np
import pytest

from skmitigate.metrics._calibration_sums import N_BINS, CalibrationSums, bins_of, joined


def sums(seed, n, power=1.0):
    rng = np.random.default_rng(seed)
    sure = 0.5 + 0.5 * rng.beta(2, 1, n)
    return CalibrationSums.of(sure, rng.random(n) < sure**power)


def test_calibrated_confidence_is_rarely_taken_for_another():
    """400 references, 5 % + 2.5 standard errors."""
    for n in (60, 1000):
        rejected = np.mean([sums([k, n], n).p_value <= 0.05 for k in range(400)])
        assert rejected <= 0.05 + 2.5 * np.sqrt(0.05 * 0.95 / 400)


def test_overconfidence_is_seen_in_the_overall_gap_and_where_gaps_cancel():
    assert sums(0, 1000, power=1.6).p_value < 0.001
    assert sums(0, 1000, power=1.6).gap > 0.05
    sure = np.repeat([0.6, 0.9], 500)
    right = np.concatenate([np.arange(500) < 375, np.arange(500) < 375])
    assert abs(CalibrationSums.of(sure, right).gap) < 0.01
    assert CalibrationSums.of(sure, right).p_value < 0.001


def test_sure_rows_that_are_right_are_calibrated_and_wrong_ones_are_not():
    assert CalibrationSums.of(np.ones(10), np.ones(10, dtype=bool)).p_value == 1
    assert CalibrationSums.of(np.ones(10), np.zeros(10, dtype=bool)).p_value == 0


def test_sums_of_parts_add_up():
    a, b = sums(0, 100), sums(1, 50)
    assert (a + b).n_rows.sum() == 150
    assert (a + b).gap == pytest.approx((100 * a.gap + 50 * b.gap) / 150)


def test_bins_are_joined_until_they_hold_enough():
    assert joined(np.array([1.0, 1, 1, 5, 0, 1]), 3).tolist() == [0, 0, 0, 1, 1, 1]
    assert joined(np.array([1.0, 0]), 3).tolist() == [0, 0]
    assert bins_of(np.array([0.0, 1.0])).tolist() == [0, N_BINS - 1]
    place, gap, error = sums(0, 1000, power=1.6).gaps()
    assert len(gap) == len(error) == place.max() + 1
    assert (error < 0.11).all()
    assert gap.min() > -0.1
    assert gap.max() > 0.05
