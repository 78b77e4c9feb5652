"""Comparing windows with a reference: alarms, and their absence."""

import json

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from skmitigate.monitoring._drift import drift
from skmitigate.monitoring._reference_profile import ReferenceProfile
from skmitigate.predictions._prediction_table import PredictionTable


def frame(rng, n, shift=0.0):
    """Columns of all kinds: ties, constants, gaps, heavy tails, rare, many and always new levels."""
    return pd.DataFrame(
        {
            "normal": rng.normal(size=n) + shift,
            "cauchy": rng.standard_cauchy(n),
            "counts": rng.poisson(1.5, n),
            "zeros": np.where(rng.random(n) < 0.7, 0, rng.exponential(size=n)),
            "constant": np.ones(n),
            "gaps": np.where(rng.random(n) < 0.2, np.nan, rng.normal(size=n)),
            "empty": np.full(n, np.nan),
            "category": rng.choice(list("abcd"), n, p=[0.6, 0.3, 0.09, 0.01]),
            "many": rng.integers(0, 150, n).astype(str),
            "ids": np.char.add("id", rng.integers(0, 10**9, n).astype(str)),
            "flag": rng.random(n) < 0.02,
            "time": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 1000, n), "h"),
        }
    )


def predictions(rng, n, share=0.5, sure=4.0):
    truth = (rng.random(n) < share).astype(int)
    chance = rng.beta(sure, 1, n)
    proba = np.where(np.arange(2) == truth[:, None], chance[:, None], 1 - chance[:, None])
    return PredictionTable.from_predictions(truth, proba)


@pytest.mark.parametrize(("n_before", "n_now"), [(100, 400), (400, 100), (3000, 60)])
def test_windows_of_the_same_distribution_give_few_alarms_whatever_the_reference(n_before, n_now):
    """Four references with 25 windows each; one alarm in a hundred is far above what is promised."""
    alarms = 0
    for k in range(4):
        rng = np.random.default_rng([k, n_before])
        reference = ReferenceProfile.from_frame(frame(rng, n_before), predictions=predictions(rng, n_before))
        for _ in range(25):
            alarms += drift(reference, frame(rng, n_now), predictions=predictions(rng, n_now)).drifted
    assert alarms <= 5


@pytest.mark.parametrize("make", [np.asarray, ReferenceProfile.from_frame])
def test_half_a_standard_deviation_in_one_of_twenty_columns_is_found(make):
    """1000 rows each, ten pairs of samples."""
    for k in range(10):
        rng = np.random.default_rng(k)
        before, now = rng.normal(size=(2, 1000, 20))
        now[:, 3] += 0.5
        result = drift(make(before), now)
        assert result.drifted_columns == ("x3",)
        assert result.columns[3].interval[0] > 0
        assert result.columns[3].difference == pytest.approx(0.5, abs=0.15)


def test_a_profile_says_what_its_rows_say():
    rng = np.random.default_rng(0)
    before, now = frame(rng, 500), frame(rng, 300, shift=1)
    kept = ReferenceProfile.from_dict(json.loads(json.dumps(ReferenceProfile.from_frame(before).to_dict())))
    assert drift(kept, now).to_dict() == drift(before, now).to_dict()


@pytest.mark.parametrize(
    ("column", "value", "part"),
    [
        ("category", "e", "values"),
        ("gaps", np.nan, "missing values"),
        ("zeros", 5.0, "values"),
        ("constant", 2.0, "values"),
        ("empty", 1.0, "missing values"),
        ("time", pd.Timestamp("2025-01-01"), "values"),
        ("flag", True, "values"),
    ],
)
def test_any_kind_of_column_can_drift(column, value, part):
    rng = np.random.default_rng(0)
    before, now = frame(rng, 1000), frame(rng, 500)
    now.loc[rng.random(500) < 0.5, column] = value
    result = drift(before, now)
    assert result.drifted_columns == (column,)
    (found,) = (c for c in result.columns if c.drifted)
    assert found.part == part
    assert found.new_levels == (("e",) if column == "category" else ())


def test_values_of_another_kind_count_as_missing():
    rng = np.random.default_rng(0)
    before, now = frame(rng, 1000), frame(rng, 200)
    now["normal"] = [f"{value:.3f} EUR" for value in now["normal"]]
    found = drift(before, now).columns[0]
    assert (found.drifted, found.part, found.unreadable) == (True, "missing values", 200)


def test_predictions_are_compared_and_class_shares_estimated():
    rng = np.random.default_rng(0)
    before, now = predictions(rng, 2000), predictions(rng, 1000, share=0.2)
    result = drift(before, predictions=now)
    assert set(result.drifted_outputs) == {"predicted class", "true class"}
    assert result.classes[1]["estimated_now"] == pytest.approx(now.y_true.mean(), abs=0.05)
    unlabelled = drift(before, predictions=now.proba)
    assert [part.name for part in unlabelled.outputs] == ["predicted class", "confidence"]
    assert unlabelled.classes[1]["true_now"] is None
    assert "confidence" in drift(before, predictions=predictions(rng, 1000, sure=2).proba).drifted_outputs


def test_many_columns_do_not_hide_the_predictions():
    rng = np.random.default_rng(0)
    before, now = rng.normal(size=(2, 500, 400))
    result = drift(before, now, reference_predictions=predictions(rng, 500), predictions=predictions(rng, 500, 0.3))
    assert result.drifted_outputs
    assert not result.drifted_columns


def test_a_classifier_sees_what_no_column_shows():
    rng = np.random.default_rng(0)
    before, now = rng.normal(size=(2, 2000, 3))
    now[:, 1] = np.abs(now[:, 1]) * np.sign(now[:, 0])
    assert not drift(before, now).drifted
    result = drift(before, now, classifier=True, random_state=0)
    assert result.drifted
    assert not result.drifted_columns
    assert "together" in result.summary()
    reason = drift(ReferenceProfile.from_frame(before), now, classifier=True).not_asked
    assert reason == "the reference keeps no rows: pass the rows themselves"


@pytest.mark.parametrize("make", [np.asarray, pd.DataFrame, sparse.csr_array, np.ndarray.tolist])
def test_containers(make):
    X = np.random.default_rng(0).normal(size=(2, 100, 3)).round()
    plain = drift(X[0], X[1]).to_dict()["columns"]
    told = drift(make(X[0]), make(X[1])).to_dict()["columns"]
    assert [column["distance"] for column in told] == [column["distance"] for column in plain]


def test_columns_of_frames_are_matched_by_name():
    before = frame(np.random.default_rng(0), 300)
    result = drift(before, before[before.columns[::-1]])
    assert max(column.distance for column in result.columns) == 0


def test_result_is_json_safe_and_tells_itself():
    rng = np.random.default_rng(0)
    result = drift(frame(rng, 300), frame(rng, 300, shift=2))
    json.dumps(result.to_dict(), allow_nan=False)
    assert result.summary().startswith("Drift: 1 of 12 columns (p < 0.001).")
    assert "normal: distance 0." in result.summary()
    assert repr(result) == "DriftResult(drifted: 1 of 12 columns, 300 rows before, 300 now)"
    assert result.to_frame().loc[("rows", "normal"), "drifted"]
    assert "<h1>Drift: <span" in result._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((None, np.zeros((3, 2))), "Expected a reference, got None"),
        ((np.zeros((3, 2)),), "Expected rows or predictions to compare, got neither"),
        ((np.zeros((3, 2)), np.zeros((3, 3))), "the 2 columns of the reference, got 3"),
        ((np.zeros((3, 2)), np.zeros((0, 2))), "Expected rows in the window, got none"),
        ((np.zeros((0, 2)), np.zeros((3, 2))), "Expected rows and columns in X, got 0 and 2"),
        ((np.zeros((3, 2)), "nonsense"), "two dimensions, rows and columns, got str with 0"),
        ((np.zeros((3, 2)), [[1, 2], [3]]), "rows of different lengths"),
        ((pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})), r"\['a'\] lacking and \['b'\] that it does not have"),
        ((pd.DataFrame({"a": [1]}), pd.DataFrame([[1, 2]], columns=["a", "a"])), "1 names for 2 columns"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments, reason):
    with pytest.raises(ValueError, match=reason):
        drift(*arguments)


def test_predictions_that_cannot_be_compared_are_refused():
    X = np.zeros((10, 2))
    table = predictions(np.random.default_rng(0), 10)
    for reference, options, reason in [
        (X, {"predictions": table}, "got one without"),
        (table, {"window": X}, "got one of predictions only"),
        (table, {"predictions": table.proba[:, :1]}, "2 columns, one per class"),
        (table, {"predictions": ["cat"]}, "to be among the classes"),
        (table, {"predictions": [0, None]}, "1 of 2 missing"),
        (table, {"predictions": [["a", "b"]]}, "probabilities as numbers"),
        (table, {"predictions": table, "reference_predictions": table}, "Leave one of them out"),
        (ReferenceProfile.from_frame(X), {"window": X, "reference_predictions": table}, "which has its own"),
    ]:
        with pytest.raises(ValueError, match=reason):
            drift(reference, **options)
    with pytest.raises(ValueError, match="for the 10 rows of the window, got 4"):
        drift(X, X, reference_predictions=table, predictions=table.take(np.arange(4)))
    with pytest.raises(ValueError, match="alpha between 0 and 1"):
        drift(X, X, alpha=2)
