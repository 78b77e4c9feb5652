"""What a profile keeps, merges and reads back."""

import json

import numpy as np
import pandas as pd
import pytest

from skmitigate.monitoring._drift import drift
from skmitigate.monitoring._reference_profile import ReferenceProfile
from skmitigate.predictions._prediction_table import PredictionTable


def frame(seed, n):
    rng = np.random.default_rng(seed)
    X = pd.DataFrame({"a": rng.normal(size=n), "b": rng.integers(0, 5, n), "c": rng.choice(list("xyz"), n)})
    X.loc[rng.random(n) < 0.1, ["a", "c"]] = None
    return X


def table(seed, n):
    rng = np.random.default_rng(seed)
    proba = rng.dirichlet([1, 1, 1], n)
    return PredictionTable.from_predictions(rng.choice(["p", "q", "r"], n), proba)


def test_parts_made_alike_merge_without_loss():
    X, predicted = frame(0, 900), table(0, 900)
    first = ReferenceProfile.from_frame(X[:300], predictions=predicted.take(np.arange(300)))
    later = np.arange(300, 900)
    second = ReferenceProfile.from_frame(X[300:], predictions=predicted.take(later), like=first)
    whole = ReferenceProfile.from_frame(X, predictions=predicted, like=first).to_dict()
    merged = first.merge(second).to_dict()
    for one, two in zip(merged["columns"], whole["columns"], strict=True):
        for name in ("mean", "sd"):
            assert one.pop(name, 0.0) == pytest.approx(two.pop(name, 0.0))
    assert merged["columns"] == whole["columns"]
    assert merged["outputs"]["true"] == whole["outputs"]["true"]
    assert merged["outputs"]["confusion"] == whole["outputs"]["confusion"]


def test_parts_made_apart_merge_with_little_loss_which_is_kept_account_of():
    X = frame(0, 20_000)
    merged = ReferenceProfile.from_frame(X[:1000])
    for start in range(1000, 20_000, 1000):
        merged = merged.merge(ReferenceProfile.from_frame(X[start : start + 1000]))
    (a, *_) = drift(merged, X).columns
    assert a.distance < 0.012
    assert a.p_value == 1
    assert 0 < merged._sketches[0].error <= 0.012 * 20_000
    assert merged._sketches[1].error == 0
    assert merged.n_rows == 20_000


def test_size_is_bounded_whatever_the_rows():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"a": rng.normal(size=50_000), "b": rng.integers(0, 10**9, 50_000).astype(str), "c": "x" * 10_000})
    assert len(json.dumps(ReferenceProfile.from_frame(X).to_dict())) < 6000
    wide = ReferenceProfile.from_frame(rng.normal(size=(200, 800)))
    assert len(json.dumps(wide.to_dict())) < 2e6


def test_it_comes_back_from_json():
    profile = ReferenceProfile.from_frame(frame(0, 100), predictions=table(0, 100))
    told = json.loads(json.dumps(profile.to_dict(), allow_nan=False))
    again = ReferenceProfile.from_dict(told)
    assert again.to_dict() == told
    assert repr(again) == "ReferenceProfile(100 rows, 3 columns, predictions of 3 classes, labelled)"
    assert again.classes == ("p", "q", "r")


CHANGES = [
    lambda told: told.update(format="other"),
    lambda told: told.update(version=2),
    lambda told: told.update(n_rows=-1),
    lambda told: told.update(n_rows="many"),
    lambda told: told.update(columns=3),
    lambda told: told["columns"][0].update(kind="picture"),
    lambda told: told["columns"][0].pop("cuts"),
    lambda told: told["columns"][0]["cuts"].reverse(),
    lambda told: told["columns"][0]["cuts"].append(float("nan")),
    lambda told: told["columns"][0]["at"].append(1),
    lambda told: told["columns"][0].update(n_missing=3.5),
    lambda told: told["columns"][2].update(counts={"x": 10**30}),
    lambda told: told["columns"][2].update(counts=[1]),
    lambda told: told["columns"][2].update(counts=None, buckets=[1]),
    lambda told: told["outputs"].update(classes=["p", "p", "r"]),
    lambda told: told["outputs"].update(predicted=None),
    lambda told: told["outputs"].update(confusion=[[1]]),
    lambda told: told["outputs"]["calibration"].update(right=[-1.0] * 40),
    lambda told: told["outputs"]["calibration"].update(right=[1000.0] * 40),
]


@pytest.mark.parametrize("change", CHANGES, ids=map(str, range(len(CHANGES))))
def test_a_dictionary_that_is_no_profile_is_refused(change):
    told = ReferenceProfile.from_frame(frame(0, 100), predictions=table(0, 100)).to_dict()
    change(told)
    with pytest.raises(ValueError, match="Expected"):
        ReferenceProfile.from_dict(told)


@pytest.mark.parametrize("told", [None, [], "text", 3, {}])
def test_what_is_no_dictionary_of_a_profile_is_refused(told):
    with pytest.raises(ValueError, match=r"what ReferenceProfile\.to_dict returns"):
        ReferenceProfile.from_dict(told)


def test_profiles_of_other_columns_do_not_merge():
    one = ReferenceProfile.from_frame(frame(0, 100))
    with pytest.raises(ValueError, match=r"different are \[\('c', 'level'\)\]"):
        one.merge(ReferenceProfile.from_frame(frame(0, 100)[["a", "b"]]))
    with pytest.raises(TypeError, match="ReferenceProfile, got int"):
        one.merge(3)
    with pytest.raises(ValueError, match="same classes"):
        ReferenceProfile.from_frame(None, predictions=[0, 1]).merge(ReferenceProfile.from_frame(None, predictions=[0]))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"X": None}, "got neither"),
        ({"n_bins": 1}, "n_bins"),
        ({"n_bins": 2.5}, "n_bins"),
        ({"predictions": [0, 1]}, "for the 100 rows of X, got 2"),
        ({"like": 3}, "like to be a ReferenceProfile"),
    ],
)
def test_wrong_arguments_are_refused(options, reason):
    with pytest.raises((ValueError, TypeError), match=reason):
        ReferenceProfile.from_frame(**{"X": frame(0, 100)} | options)
