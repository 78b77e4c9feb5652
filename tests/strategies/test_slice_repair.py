"""Slices that get more weight, or a second model."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from skmitigate import (
    ProbabilityCalibration,
    SelfCorrectingClassifier,
    SliceRepair,
    analyze_errors,
    cross_val_predictions,
)
from skmitigate.diagnosis import Diagnosis, Finding, Slice
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions import PredictionTable

RNG = np.random.default_rng(1)
X = pd.DataFrame(RNG.normal(size=(1200, 3)), columns=["a", "b", "c"])
X["town"] = RNG.choice(["Ulm", "Bonn", "Trier"], 1200)
WEAK = "a > 0.5 and town == 'Ulm'"
IN = Slice.parse(WEAK).mask(X)
Y = (np.where(IN, -1.0, 1.0) * X["b"] + 0.3 * RNG.normal(size=1200) > 0).to_numpy().astype(int)
NUMBERS = X.assign(town=X["town"] == "Ulm")
WEAK_NUMBERS = "a > 0.5 and town == True"


def finding(**evidence):
    return Finding(
        kind="weak_slices",
        code="ERR09",
        measure="share of errors",
        rows=np.arange(5),
        n_rows=10,
        n_errors=5,
        share=0.5,
        estimate=0.5,
        interval=(0.3, 0.7),
        p_value=0.01,
        p_raw=0.01,
        bound=0.01,
        evidence=evidence,
    )


def diagnosis(*findings):
    return Diagnosis(findings=findings, n_rows=1000, n_errors=100, alpha=0.05)


def errors(model, where):
    return (model.predict(NUMBERS[where]) != Y[where]).mean()


def test_weights_count_the_rows_of_a_slice_several_times():
    model = SliceRepair(LogisticRegression(), slices=[WEAK_NUMBERS], weight=4).fit(NUMBERS, Y)
    reference = LogisticRegression().fit(NUMBERS, Y, sample_weight=np.where(IN, 4.0, 1.0))
    np.testing.assert_allclose(model.predict_proba(NUMBERS), reference.predict_proba(NUMBERS))
    np.testing.assert_allclose(model.decision_function(NUMBERS), reference.decision_function(NUMBERS))
    assert model.n_slice_rows_.tolist() == [IN.sum()]
    assert model.left_alone_ == {}


def test_a_row_in_two_slices_counts_no_more_than_in_one():
    slices = [WEAK_NUMBERS, "a > 0.5"]
    model = SliceRepair(GaussianNB(), slices=slices, weight=2).fit(NUMBERS, Y, sample_weight=np.full(1200, 0.5))
    counts = model.estimator_.class_count_
    np.testing.assert_allclose(counts.sum(), 600 + 0.5 * (X["a"] > 0.5).sum())


def test_model_that_takes_no_weights_gets_the_rows_again():
    model = SliceRepair(KNeighborsClassifier(), slices=[WEAK_NUMBERS], weight=2.5, random_state=0).fit(NUMBERS, Y)
    n_rows = model.estimator_.n_samples_fit_
    assert abs(n_rows - 1200 - 1.5 * IN.sum()) < 4 * np.sqrt(IN.sum() / 4)
    with pytest.raises(ValueError, match="both sides of the folds"):
        SliceRepair(ProbabilityCalibration(KNeighborsClassifier()), slices=["a > 0"]).fit(NUMBERS, Y)


@pytest.mark.parametrize(("method", "better_by"), [("weights", 0.1), ("corrector", 0.5)])
def test_slice_gets_better(method, better_by):
    plain = LogisticRegression().fit(NUMBERS, Y)
    model = SliceRepair(LogisticRegression(), slices=[WEAK_NUMBERS], method=method, weight=10, random_state=0)
    model.fit(NUMBERS, Y)
    assert errors(model, IN) < errors(plain, IN) - better_by


def test_corrector_changes_nothing_outside_the_slices():
    plain = LogisticRegression().fit(NUMBERS, Y)
    model = SliceRepair(LogisticRegression(), slices=[WEAK_NUMBERS], method="corrector", random_state=0)
    model.fit(NUMBERS, Y)
    assert model.shares_[0] > 0.8
    np.testing.assert_array_equal(model.predict(NUMBERS[~IN]), plain.predict(NUMBERS[~IN]))
    np.testing.assert_allclose(model.predict_proba(NUMBERS[~IN]), plain.predict_proba(NUMBERS[~IN]))
    assert not hasattr(model, "decision_function")


def test_corrector_of_another_kind_and_slices_that_are_left_alone():
    slices = [WEAK_NUMBERS, "b > 100", Slice.parse("c > 0")]
    model = SliceRepair(LogisticRegression(), slices=slices, method="corrector", corrector=GaussianNB(), random_state=0)
    model.fit(NUMBERS, Y)
    assert model.shares_[0] > 0
    assert model.shares_[1:].tolist() == [0, 0]
    assert model.left_alone_["b > 100"] == "no row is in it"
    assert "no more than a standard error" in model.left_alone_["c > 0"]
    assert model.n_slice_rows_.tolist() == [IN.sum(), 0, (X["c"] > 0).sum()]


def test_cross_fitted_predictions_judge_it_on_the_whole_and_on_the_slice():
    tables = [
        cross_val_predictions(model, NUMBERS, Y, cv=4, random_state=0)
        for model in (
            LogisticRegression(),
            SliceRepair(LogisticRegression(), slices=[WEAK_NUMBERS], method="corrector"),
        )
    ]
    assert tables[1].errors[IN].mean() < tables[0].errors[IN].mean() - 0.5
    assert tables[1].errors.mean() < tables[0].errors.mean()


def test_loop_accepts_it_for_a_planted_slice_and_keeps_the_model_without_one():
    strategies = [SliceRepair(slices=[WEAK_NUMBERS], method="corrector")]
    for labels, verdict in ((Y, "corrected"), ((X["b"] > 0).to_numpy() ^ (RNG.random(1200) < 0.1), "kept")):
        loop = SelfCorrectingClassifier(LogisticRegression(), strategies=strategies, random_state=0)
        assert loop.fit(NUMBERS, labels).report_.verdict == verdict


def test_loop_without_slices_says_so():
    loop = SelfCorrectingClassifier(DummyClassifier(), strategies=["slice_repair"], random_state=0)
    loop.fit(NUMBERS, Y)  # all rows of one class are wrong, wherever they are
    assert loop.trials_["status"].tolist() == ["skipped"]
    assert "no slices were given" in loop.trials_["reason"][0]


@pytest.mark.parametrize("slices", [None, []])
def test_fit_without_slices_is_refused(slices):
    with pytest.raises(ValueError, match=r"expected slices to be a list of conditions.*Pass them"):
        SliceRepair(GaussianNB(), slices=slices).fit(NUMBERS, Y)


def test_corrector_needs_probabilities():
    with pytest.raises(ValueError, match="LinearSVC has no predict_proba"):
        SliceRepair(LinearSVC(), slices=["a > 0"], method="corrector").fit(NUMBERS, Y)
    assert hasattr(SliceRepair(LinearSVC(), slices=["a > 0"]), "decision_function")


# --- what the diagnosis says --------------------------------------------------------------------------------------


def test_suits_weak_slices_and_takes_those_that_were_found():
    found = diagnosis(finding(slices=[WEAK]))
    assert SliceRepair().suits(found) == "found: weak slices"
    assert [(c.method, c.weight, c.slices) for c in SliceRepair().candidates(found)] == [
        ("weights", 2.0, [WEAK]),
        ("weights", 5.0, [WEAK]),
        ("corrector", 3.0, [WEAK]),
    ]
    own = SliceRepair(slices=["a > 0"]).candidates(found)
    assert {tuple(candidate.slices) for candidate in own} == {("a > 0",)}


def test_does_not_suit_other_findings():
    with pytest.raises(NotApplicable, match="addresses weak slices, which could not be looked for"):
        SliceRepair().suits(analyze_errors(PredictionTable.from_predictions(Y, Y)))
    with pytest.raises(NotApplicable, match="none were found"):
        SliceRepair().candidates(diagnosis())
    with pytest.raises(NotApplicable, match="none were found"):
        SliceRepair().candidates(diagnosis(finding()))


def test_is_not_applicable_without_slices_or_probabilities():
    table = PredictionTable.from_predictions(Y, 1 - Y)
    SliceRepair(slices=["a > 0"]).check_applicable(table)
    with pytest.raises(NotApplicable, match="no slices were given"):
        SliceRepair(slices=[]).check_applicable(table)
    with pytest.raises(NotApplicable, match="the model has no predict_proba"):
        SliceRepair(slices=["a > 0"], method="corrector").check_applicable(table)


def test_auto_tries_it_for_slices_that_were_found_and_counts_what_changed_in_them():
    model = SelfCorrectingClassifier(LogisticRegression(), cv=3, max_iterations=1, max_fits=20, random_state=0)
    model.fit(NUMBERS, Y)
    slices = model.diagnosis_.find("weak_slices").evidence["slices"]
    assert (Slice.parse(slices[0]).mask(NUMBERS) == IN).mean() > 0.97
    tried = [trial.candidate for trial in model.report_.trials if trial.strategy == "slice_repair"]
    assert len(tried) == 3
    assert all(slices[0] in candidate for candidate in tried)
    lines = {line.group: line for line in model.report_.flips.groups if line.kind == "slice"}
    assert set(slices) == set(lines)
    assert lines[slices[0]].n_rows == Slice.parse(slices[0]).mask(NUMBERS).sum()
