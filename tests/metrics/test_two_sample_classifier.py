"""Telling two samples apart by a classifier."""

import numpy as np
import pytest

from skmitigate._utils._plain_columns import plain_columns
from skmitigate.exceptions import NotApplicable, TooExpensive
from skmitigate.metrics._two_sample_classifier import tell_apart


def told(before, now, seed=0):
    return tell_apart(plain_columns(before), plain_columns(now), seed=seed, alpha=0.05)


def test_sees_what_no_column_shows_by_itself():
    """Two columns that have the same sign before, and not now."""
    X = np.random.default_rng(0).normal(size=(1200, 2))
    same = np.abs(X) * np.sign(X[:, :1])
    result = told(same[:600], X[600:])
    assert result.accuracy > 0.65
    assert result.interval[0] < result.accuracy < result.interval[1]
    assert result.p_value < 1e-6


def test_level_is_held_with_samples_of_different_size():
    """60 pairs of samples, at most 5 % + 2.5 standard errors."""
    rng = np.random.default_rng(0)
    found = sum(told(rng.normal(size=(150, 2)), rng.normal(size=(90, 2)), k).p_value <= 0.05 for k in range(60))
    assert found <= 60 * 0.05 + 2.5 * np.sqrt(60 * 0.05 * 0.95)


def test_order_of_the_rows_does_not_matter():
    before, now = np.random.default_rng(0).normal(size=(2, 80, 2))
    assert told(before, now) == told(before[::-1], np.roll(now, 7, axis=0))


@pytest.mark.parametrize(
    ("shape", "error", "reason"),
    [((19, 2), NotApplicable, "19 rows, fewer than 20"), ((30, 301), TooExpensive, "301 columns, more than 300")],
)
def test_is_not_asked_of_few_rows_or_many_columns(shape, error, reason):
    with pytest.raises(error, match=reason):
        told(np.zeros(shape), np.zeros(shape))


def test_is_not_asked_where_nothing_varies():
    X = np.column_stack([np.ones(30), np.full(30, np.nan)])
    with pytest.raises(NotApplicable, match="no column varies"):
        told(X, X)


def test_infinite_and_missing_values_are_taken():
    X = np.random.default_rng(0).normal(size=(60, 2))
    X[:5, 0], X[5:9, 1] = np.inf, np.nan
    assert 0 <= told(X[::2], X[1::2]).p_value <= 1
