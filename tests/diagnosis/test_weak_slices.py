"""Slices with more errors than elsewhere, as a finding."""

import numpy as np
import pandas as pd
import pytest

from skmitigate.diagnosis import Slice, WeakSlices, analyze_errors
from skmitigate.exceptions import NotApplicable, TooExpensive
from skmitigate.predictions import PredictionTable

N = 2000


def mixed(rng):
    X = pd.DataFrame(rng.normal(size=(N, 4)), columns=list("abcd"))
    X["town"] = rng.choice(["Ulm", "Bonn", "Trier", None], N)
    X["grade"] = rng.integers(1, 7, N)
    X["kind"] = pd.Categorical(rng.choice([f"k{i}" for i in range(12)], N))
    X.loc[rng.random(N) < 0.1, "a"] = np.nan
    return X


def table(truth, wrong):
    return PredictionTable.from_predictions(truth, np.where(wrong, (truth + 1) % 3, truth), classes=np.arange(3))


def detect(X, wrong, truth=None, seed=0, **settings):
    truth = np.zeros(len(wrong), dtype=int) if truth is None else truth
    return WeakSlices(**settings).detect(table(truth, wrong), X, alpha=0.05, random_state=seed)


@pytest.mark.parametrize("text", ["c > 1.5", "kind == 'k3'", "a is missing", "b > 0.3 and town == 'Ulm' and d < 0.8"])
def test_planted_slice_is_found_with_its_numbers(text):
    rng = np.random.default_rng(1)
    X = mixed(rng)
    weak = Slice.parse(text).mask(X)
    wrong = rng.random(N) < 0.1 + 0.3 * weak
    finding = detect(X, wrong)
    told = Slice.parse(finding.evidence["slices"][0])
    assert (told.mask(X) & weak).sum() / (told.mask(X) | weak).sum() > 0.7
    np.testing.assert_array_equal(finding.rows, np.flatnonzero(told.mask(X) & wrong))
    assert (finding.n_rows, finding.evidence["counts"], finding.evidence["errors"]) == (
        told.mask(X).sum(),
        [told.mask(X).sum()],
        [finding.n_errors],
    )
    assert finding.evidence["shrunken_rates"][0] <= finding.evidence["rates"][0]
    assert finding.interval[0] <= 0.3 <= finding.interval[1]
    assert finding.expected == pytest.approx(0.1 * finding.n_rows, rel=0.3)


def test_a_class_that_is_often_missed_is_no_slice():
    """The column tells the class, and the class alone explains the errors."""
    rng = np.random.default_rng(2)
    X, truth = mixed(rng), (rng.random(N) < 0.1).astype(int)
    X["b"] += 4 * truth
    wrong = rng.random(N) < 0.1 + 0.4 * truth
    assert wrong[X["b"] > 3].mean() > 0.4
    assert detect(X, wrong, truth) is None


def test_own_slices_are_tested_as_they_are():
    rng = np.random.default_rng(3)
    X = mixed(rng)
    weak = Slice.parse("town == 'Ulm' and grade >= 5")
    wrong = rng.random(N) < 0.1 + 0.2 * weak.mask(X)
    finding = detect(X, wrong, slices=[str(weak), Slice.parse("c < 0")])
    assert finding.evidence["slices"] == [str(weak)]
    assert (
        finding.evidence["shrunken_rates"] == finding.evidence["rates"] == [pytest.approx(wrong[weak.mask(X)].mean())]
    )
    assert finding.evidence["n_searched"] == 2


def test_slices_reach_the_ledger_and_the_diagnosis():
    rng = np.random.default_rng(4)
    X = mixed(rng)
    weak = (X["grade"] == 2).to_numpy()
    wrong = rng.random(N) < 0.05 + 0.4 * weak
    diagnosis = analyze_errors(table(np.zeros(N, dtype=int), wrong), X, detectors=[WeakSlices(max_conditions=1)])
    assert diagnosis.ledger.counts["weak_slices"] == (wrong & weak).sum()
    assert diagnosis.find("weak_slices").evidence["slices"] == ["grade == 2"]


@pytest.mark.parametrize(
    ("X", "reason"),
    [
        (None, "no X was given"),
        (np.zeros((60, 2)), "no column has values"),
        (np.zeros((60, 2, 2)), "3 dimensions"),
        (pd.DataFrame({"a": [np.nan] * 60}), "no column has values"),
    ],
)
def test_says_why_it_is_not_applicable(X, reason):
    with pytest.raises(NotApplicable, match=reason):
        detect(X, np.arange(60) < 9)


def test_few_rows_cannot_be_divided():
    with pytest.raises(NotApplicable, match="there are 15 rows, and a slice needs 10"):
        detect(np.arange(30.0).reshape(15, 2), np.arange(15) < 3)


def test_too_many_columns_are_too_expensive():
    with pytest.raises(TooExpensive, match="100000 columns"):
        detect(np.zeros((20, 100_000), dtype=np.int8), np.arange(20) < 3)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"slices": "age < 3"}, "a list of texts"),
        ({"slices": []}, "Leave it out"),
        ({"slices": ["age <"]}, "Expected a number or a text"),
        ({"max_conditions": 4}, "max_conditions of WeakSlices to be a whole number from 1 to 3, got 4"),
        ({"min_support": 0.7}, "Expected min_support to be a share"),
        ({"min_support": True}, "Expected min_support to be a share"),
        ({"n_candidates": 0}, "n_candidates"),
        ({"n_permutations": 9.5}, "n_permutations"),
        ({"method": "bonferroni"}, "method of WeakSlices among"),
    ],
)
def test_settings_that_are_none_are_refused(settings, told):
    with pytest.raises(ValueError, match=told):
        WeakSlices(**settings)


def test_support_is_a_share_or_a_number_of_rows():
    rng = np.random.default_rng(5)
    X = pd.DataFrame({"town": np.repeat(["Ulm", "Bonn"], [40, 960])})
    wrong = rng.random(1000) < np.repeat([0.6, 0.1], [40, 960])
    assert detect(X, wrong, min_support=40).evidence["slices"] == ["town == 'Ulm'"]
    with pytest.raises(NotApplicable):
        detect(X.iloc[:50], wrong[:50], min_support=41)
