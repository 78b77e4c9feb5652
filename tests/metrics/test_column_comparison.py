"""Comparing the columns of two samples."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from skmitigate.exceptions import TooExpensive
from skmitigate.metrics._column_comparison import compare_columns


def frame(seed, n=1000, shift=0.0):
    """Twenty columns: numbers, some with gaps, and texts."""
    rng = np.random.default_rng(seed)
    X = pd.DataFrame(rng.normal(size=(n, 20)), columns=[f"c{j}" for j in range(20)])
    X["c3"] += shift
    for j in range(5, 10):
        X[f"c{j}"] = rng.choice(list("abcdef"), n)
    for j in range(10, 14):
        X.loc[rng.random(n) < 0.1, f"c{j}"] = np.nan
    return X


def test_one_drifted_column_of_twenty_is_found():
    """Half a standard deviation on 1000 rows each, 20 pairs of samples."""
    for seed in range(20):
        found = compare_columns(frame(2 * seed), frame(2 * seed + 1, shift=0.5), classifier=False)
        assert found.drifted[0] == "c3"
        assert found.to_frame().loc["c3", "difference"] == pytest.approx(0.5, abs=0.15)


def test_windows_of_the_same_distribution_are_alike():
    """60 pairs of samples, at most 5 % + 2.5 standard errors."""
    found = sum(
        compare_columns(frame([k, 0], 200), frame([k, 1], 200), random_state=k).p_value <= 0.05 for k in range(60)
    )
    assert found <= 60 * 0.05 + 2.5 * np.sqrt(60 * 0.05 * 0.95)


@pytest.mark.parametrize("what", ["category", "missing", "time", "flag"])
def test_any_kind_of_column_can_drift(what):
    rng = np.random.default_rng(0)
    before = pd.DataFrame({"category": rng.choice(["a", "b"], 400), "missing": rng.normal(size=400)})
    before["time"] = pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 100, 400), "D")
    before["flag"] = rng.random(400) < 0.5
    now = before.sample(frac=1, random_state=0)
    part = rng.random(400) < 0.4
    new = {"category": "c", "missing": np.nan, "time": pd.Timestamp("2021-01-01"), "flag": True}
    now.loc[part, what] = new[what]
    assert compare_columns(before, now, random_state=0).drifted == (what,)


def test_columns_of_frames_are_matched_by_name():
    before = frame(0, 300)
    assert compare_columns(before, before[before.columns[::-1]], classifier=False).distance.max() == 0


@pytest.mark.parametrize("make", [np.asarray, pd.DataFrame, sparse.csr_array])
def test_containers(make):
    X = np.random.default_rng(0).normal(size=(2, 100, 3)).round()
    found = compare_columns(make(X[0]), make(X[1]), random_state=0)
    np.testing.assert_array_equal(found.distance, compare_columns(X[0], X[1], random_state=0).distance)
    assert compare_columns(pd.DataFrame(X[0], columns=["a", "a", "b"]), X[1], classifier=False).n_now == 100


def test_is_json_safe_and_says_what_was_not_asked():
    found = compare_columns(frame(0, 50), frame(1, 50), classifier=False)
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert told["accuracy"] is None
    assert told["not_asked"] == "not asked for"
    assert "0 of 20 columns differ" in repr(found)
    assert compare_columns(frame(0, 10), frame(1, 10)).not_asked == "a sample has 10 rows, fewer than 20"


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        (pd.DataFrame({"a": [1], "b": [2]}), pd.DataFrame({"a": [1], "c": [2]}), r"\['c'\] only now and \['b'\] only"),
        (np.zeros((2, 3)), np.zeros((2, 4)), "got 3 and 4"),
        (np.zeros((0, 3)), np.zeros((2, 3)), "got 0 and 2"),
        (["one", "two"], np.zeros((2, 3)), "two dimensions, rows and columns, got 1"),
    ],
)
def test_samples_that_cannot_be_compared_are_refused(before, now, reason):
    with pytest.raises(ValueError, match=reason):
        compare_columns(before, now)


def test_level_and_size_are_checked():
    with pytest.raises(ValueError, match="alpha between 0 and 1"):
        compare_columns(np.zeros((2, 1)), np.zeros((2, 1)), alpha=5)
    with pytest.raises(TooExpensive, match="Take a sample"):
        compare_columns(sparse.csr_array((30_000, 1000)), sparse.csr_array((30_000, 1000)))
