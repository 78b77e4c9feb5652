"""Tests and sizes of miscalibration."""

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import binomtest
from sklearn.linear_model import LogisticRegression

from skmitigate.diagnosis._calibration_gap import (
    calibration_error,
    gap_interval,
    gap_p_value,
    gaps_of_classes,
    recalibration_slope,
    slope_p_value,
)


def drawn(slope, seed=0, n=2000):
    """Errors of probabilities that are too extreme (slope below 1) or too timid."""
    rng = np.random.default_rng(seed)
    sure = rng.uniform(0.5, 0.99, n)
    return sure, rng.random(n) >= expit(slope * logit(sure))


def test_gap_is_the_binomial_test_where_all_probabilities_are_the_same():
    wrong = np.arange(200) < 45
    expected = 2 * min(binomtest(45, 200, 0.15, alternative=a).pvalue for a in ("less", "greater"))
    assert gap_p_value(np.full(200, 0.85), wrong) == pytest.approx(expected)


def test_slope_equals_logistic_regression_and_covers_what_was_drawn():
    sure, errors = drawn(0.6)
    slope, (low, high) = recalibration_slope(sure, errors, 0.05)
    model = LogisticRegression(C=np.inf, tol=1e-8).fit(logit(sure)[:, None], ~errors)
    assert slope == pytest.approx(model.coef_[0, 0], rel=1e-3)
    assert low < 0.6 < high < 1


def test_slope_of_separated_rows_is_steep_and_finite():
    sure = np.linspace(0.5, 0.99, 100)
    slope, (low, high) = recalibration_slope(sure, sure < 0.7, 0.05)
    assert 10 < slope < 100
    assert np.isfinite([low, high]).all()


@pytest.mark.parametrize("slope", [0.4, 2.5])
def test_slopes_other_than_1_are_found(slope):
    assert slope_p_value(*drawn(slope)) < 1e-4


@pytest.mark.parametrize("case", ["calibrated", "unrelated"])
def test_slope_test_keeps_its_level_where_calibrated_and_where_errors_are_unrelated(case):
    """400 sets of 300 rows, at most 5 % + 2.5 standard errors."""
    found = 0
    for seed in range(400):
        sure, errors = drawn(1.0, seed, 300)
        if case == "unrelated":
            errors = np.random.default_rng([seed, 1]).random(300) < 0.25
        found += slope_p_value(sure, errors) <= 0.05
    assert found <= 400 * 0.05 + 2.5 * np.sqrt(400 * 0.05 * 0.95)


def test_slope_cannot_be_asked_of_one_probability_or_one_outcome():
    assert slope_p_value(np.full(9, 0.8), np.arange(9) < 3) == 1
    assert slope_p_value(np.linspace(0.6, 0.9, 9), np.zeros(9, dtype=bool)) == 1


def test_gap_interval_covers_the_gap():
    low, high = gap_interval(np.full(2000, 0.85), np.random.default_rng(0).random(2000) < 0.25, 0.05)
    assert low < 0.1 < high
    assert high - low < 0.05


def test_calibration_error_covers_the_gap_of_each_bin():
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.6, 1, 5000)
    error, (low, high) = calibration_error(sure, rng.random(5000) < 1.1 - sure, 0.05, 0)
    assert low < 0.1 < high
    assert low <= error <= high
    assert calibration_error(np.full(50, 0.8), np.arange(50) < 10, 0.05, 0)[0] == pytest.approx(0)


def test_predicted_classes_that_are_off_come_with_the_largest_gap_first():
    predicted = np.repeat([0, 1, 2], 200)
    wrong = np.concatenate([np.arange(200) < k for k in (40, 100, 160)])
    off = gaps_of_classes(np.full(600, 0.8), wrong, predicted, 0.05)
    assert off["codes"].tolist() == [2, 1]
    assert off["gaps"] == pytest.approx([0.6, 0.3])
    assert off["counts"].tolist() == [200, 200]
