"""Rows and classes that are not what they were."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from skmitigate.diagnosis._analyze_errors import analyze_errors
from skmitigate.diagnosis._drift import Drift
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def rows(seed, n=1000, shift=0.0):
    X = np.random.default_rng(seed).normal(size=(n, 20))
    X[:, 3] += shift
    return X


def predictions(seed, n=1000, rate=0.15, share=0.5):
    rng = np.random.default_rng([seed, 7])
    truth = (rng.random(n) < share).astype(int)
    return PredictionTable.from_predictions(truth, np.where(rng.random(n) < rate, 1 - truth, truth))


def detect(reference, X, table=None, alpha=0.05):
    table = predictions(0) if table is None else table
    return Drift(reference).detect(table, X, alpha=alpha, random_state=0)


def test_one_drifted_column_of_twenty_is_found_and_its_new_rows_are_concerned():
    """Half a standard deviation, 8 pairs of 1000 rows, at a level for twelve tests."""
    for seed in range(8):
        X = rows([seed, 1], shift=0.5)
        finding = detect(rows([seed, 0]), X, alpha=0.05 / 12)
        assert finding.evidence["columns"] == ["x3"]
        assert finding.interval[0] <= finding.estimate <= finding.interval[1]
        assert 0 < finding.n_rows < 600
        assert X[finding.rows, 3].mean() > 1


def test_alike_samples_are_alike():
    """25 pairs, at most 5 % + 2.5 standard errors."""
    found = sum(detect(rows([k, 0], 200), rows([k, 1], 200), predictions(k, 200)) is not None for k in range(25))
    assert found <= 25 * 0.05 + 2.5 * np.sqrt(25 * 0.05 * 0.95)


def test_excess_tells_whether_drift_harms():
    X = rows(1, shift=1)
    truth = np.zeros(1000, dtype=int)
    harm = PredictionTable.from_predictions(truth, ((X[:, 3] > 1.5) & (np.arange(1000) % 2 == 0)).astype(int))
    assert detect(rows(0), X, harm).excess > 0.9
    assert detect(rows(0), X).excess < 0.3


def test_what_no_column_shows_concerns_all_errors():
    X = rows(1, 2000)
    same = np.abs(rows(0, 2000)) * np.sign(rows(0, 2000)[:, :1])
    finding = detect(same, X, predictions(0, 2000))
    assert finding.measure == "share of held-out rows told apart"
    assert finding.n_rows == 2000
    assert finding.evidence["columns"] == []


def test_categories_have_an_interval_too():
    rng = np.random.default_rng(0)
    before, now = (pd.DataFrame({"town": rng.choice(["Ulm", "Bonn"], 500, p=p)}) for p in ([0.5, 0.5], [0.2, 0.8]))
    finding = detect(before, now, predictions(0, 500))
    assert finding.interval[0] < 0.3 < finding.interval[1]
    assert (now.loc[finding.rows, "town"] == "Bonn").all()


def test_classes_and_confidence_against_a_table():
    finding = detect(predictions(1, 2000), None, predictions(2, share=0.8))
    assert finding.measure in ("distance of the true classes", "distance of the predicted classes")
    assert finding.evidence["estimated_now"][1] == pytest.approx(0.8, abs=0.06)
    assert (predictions(2, share=0.8).y_true[finding.rows] == 1).all()
    assert detect(predictions(1), None, predictions(2)) is None


@pytest.mark.parametrize("what", ["confidence", "predicted"])
def test_drift_of_predictions_only(what):
    truth = np.arange(1000) % 2
    proba = np.array([[0.8, 0.2], [0.2, 0.8]])[truth]
    proba[:20] = proba[:20, ::-1]
    reference = PredictionTable.from_predictions(truth, proba)
    other = 0.9 * proba + 0.05 if what == "confidence" else np.where(np.arange(1000)[:, None] < 300, [0.2, 0.8], proba)
    finding = detect(reference, None, PredictionTable.from_predictions(truth, other))
    assert what in finding.evidence["drifted"]
    assert finding.n_rows == 1000 if what == "confidence" else finding.n_rows < 1000


def test_reference_of_analyze_errors_is_handed_over():
    X = rows(1, shift=1)
    assert analyze_errors(predictions(0), X, reference=rows(0), detectors="drift").has("drift")
    assert analyze_errors(predictions(0), X).not_applicable["drift"] == "there is no reference to compare with"


def test_not_applicable():
    with pytest.raises(NotApplicable, match="there is no X"):
        detect(rows(0), None)
    with pytest.raises(NotApplicable, match="there are no errors"):
        detect(rows(0), rows(1), predictions(0, rate=0))


@pytest.mark.parametrize("make", [np.asarray, pd.DataFrame, sparse.coo_array, np.ndarray.tolist])
@pytest.mark.parametrize(("n_before", "n_now"), [(4000, 4000), (4000, 700), (700, 4000)])
def test_of_many_values_rows_are_drawn_and_all_rows_are_judged(make, n_before, n_now, monkeypatch):
    """The limit being 40,000 values, 2000 rows of 20 columns."""
    monkeypatch.setattr("skmitigate.diagnosis._drift._MOST_CELLS", 40_000)
    X = rows([0, 1], n_now, shift=0.5)
    finding = detect(make(rows([0, 0], n_before)), make(X), predictions(0, n_now))
    assert finding.evidence["columns"] in (["x3"], ["3"])
    assert finding.rows.max() > 0.9 * n_now
    assert X[finding.rows, 3].mean() > X[:, 3].mean()
    assert detect(make(rows([1, 0], n_before)), make(rows([1, 1], n_now)), predictions(0, n_now)) is None


def test_levels_of_all_rows_are_judged_by_the_rows_drawn(monkeypatch):
    monkeypatch.setattr("skmitigate.diagnosis._drift._MOST_CELLS", 2000)
    rng = np.random.default_rng(0)
    before, now = (pd.DataFrame({"town": rng.choice(["Ulm", "Bonn"], 3000, p=p)}) for p in ([0.5, 0.5], [0.2, 0.8]))
    now.loc[2999, "town"] = "Köln"
    finding = detect(before, now, predictions(0, 3000))
    assert set(now.loc[finding.rows, "town"]) in ({"Bonn"}, {"Bonn", "Köln"})
