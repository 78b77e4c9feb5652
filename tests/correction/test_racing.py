"""Candidates that cannot win any more are dropped after a few folds, and the others end as they would have anyway."""

from typing import ClassVar

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import PredefinedSplit, RepeatedStratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from skmitigate import (
    ClassBalancing,
    DataAugmentation,
    EnsembleLearning,
    ProbabilityCalibration,
    SelfCorrectingClassifier,
)
from skmitigate.correction._racing import race, rows_seen_of_all
from skmitigate.evidence import judge, paired_rows
from skmitigate.exceptions import CandidateFailedWarning
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import CrossFitter


class CountingTree(DecisionTreeClassifier):
    """A tree that counts its fits."""

    n_fits: ClassVar[int] = 0

    def fit(self, X, y, sample_weight=None):
        CountingTree.n_fits += 1
        return super().fit(X, y, sample_weight)


@pytest.fixture
def counting(monkeypatch):
    monkeypatch.setattr(CountingTree, "n_fits", 0)
    return CountingTree


def correct(estimator, data, strategies, **settings):
    settings = {"cv": 5, "random_state": 0, "min_errors_for_correction": 0, **settings}
    return SelfCorrectingClassifier(estimator, strategies=strategies, **settings).fit(*data)


def raced(data, current, candidates, **settings):
    fitter = CrossFitter(*data, cv=settings.pop("cv", 5), random_state=0)
    settings = {"evidence": "proper_score", "alpha": 0.05, "n_candidates": len(candidates), "catch": (), **settings}
    metric = resolve_metric(settings.pop("scoring", "accuracy"))
    return race(fitter, current, candidates, metric, **settings), fitter


def test_a_hopeless_candidate_is_dropped_at_the_first_look(counting, digits):
    dropped, fitter = raced(digits, GaussianNB(), [counting(max_depth=1), LogisticRegression(max_iter=2000)])
    assert list(dropped) == [0]
    n_seen, difference = dropped[0]
    assert n_seen == 2
    assert difference < -0.3
    assert counting.n_fits == 2
    assert fitter.n_fits == 2 + 2 * 4  # the last fold is left to those that go on


def test_its_difference_is_that_on_the_rows_seen(digits):
    worse = DecisionTreeClassifier(max_depth=1)
    dropped, fitter = raced(digits, GaussianNB(), [worse])
    before, after = fitter.tables([GaussianNB(), worse], folds=[0, 1])
    score = resolve_metric("accuracy").score
    assert dropped[0][1] == pytest.approx(score(after) - score(before))


def test_the_same_is_accepted_with_fewer_fits(counting, imbalanced):
    strategies = [
        *(ProbabilityCalibration(method=method) for method in ("temperature", "isotonic")),
        *(ClassBalancing(method=method) for method in ("weights", "resample", "undersample")),
        DataAugmentation(),
        EnsembleLearning(),
        DummyClassifier(),
        counting(max_depth=1),
    ]
    with_race, without = (
        correct(LogisticRegression(), imbalanced, strategies, scoring="balanced_accuracy", racing=racing)
        for racing in (True, False)
    )
    assert [step.candidate for step in with_race.report_.steps] == [step.candidate for step in without.report_.steps]
    assert "dropped" not in without.trials_["status"]
    assert with_race.report_.n_fits < without.report_.n_fits
    assert with_race.report_.n_candidates == (with_race.trials_["status"] != "skipped").sum()


def test_every_fit_is_on_somebodys_account(counting, digits):
    model = correct(
        GaussianNB(), digits, [counting(max_depth=1), counting(max_depth=2), DummyClassifier()], max_iterations=1
    )
    assert set(model.trials_["status"]) == {"dropped"}
    assert model.trials_["n_fits"].sum() + 5 + 1 == model.report_.n_fits
    assert model.trials_["n_fits"][:2].sum() == counting.n_fits
    assert model.report_.trials[0].reason == "after 2 of 5 folds its chance of passing was below 10%"
    assert np.isnan(model.trials_["score"]).all()


def test_what_is_dropped_still_counts_in_the_test(checkerboard):
    tree = DecisionTreeClassifier(min_samples_leaf=5)
    alone = correct(GaussianNB(), checkerboard, [tree], max_iterations=1).report_.trials[0]
    hopeless = [DummyClassifier(strategy="constant", constant=label) for label in np.unique(checkerboard[1])]
    beside = correct(GaussianNB(), checkerboard, [tree, *hopeless], max_iterations=1).report_
    assert [trial.status for trial in beside.trials].count("dropped") == 2
    assert beside.n_candidates == 3
    assert (
        next(t for t in beside.trials if t.strategy == alone.strategy and t.score is not None).p_value >= alone.p_value
    )


@pytest.mark.parametrize("current", [GaussianNB(), ProbabilityCalibration(GaussianNB(), method="isotonic")])
def test_what_decides_on_other_models_is_raced_by_what_these_have_answered(current, counting, digits):
    hopeless = ProbabilityCalibration(counting(max_depth=1), method="isotonic")
    good = EnsembleLearning(GaussianNB(), members=[LogisticRegression(max_iter=2000)])
    dropped, fitter = raced(digits, current, [hopeless, good])
    assert list(dropped) == [0]
    assert counting.n_fits == 2
    assert fitter.n_fits == 2 + 2 * 4


def test_two_folds_are_too_few_for_a_race(counting, digits):
    dropped, fitter = raced(digits, GaussianNB(), [counting(max_depth=1)], cv=2)
    assert dropped == {}
    assert fitter.n_fits == 0


def test_rows_on_which_the_metric_is_undefined_drop_nobody():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 2))
    fold = np.arange(120) // 30
    y = np.where(fold < 2, 0, np.arange(120) % 2)
    hopeless = DummyClassifier()
    dropped, _ = raced((X, y), GaussianNB(), [hopeless], cv=PredefinedSplit(fold), scoring="roc_auc")
    assert dropped.get(0, (3, 0))[0] == 3


class Failing(GaussianNB):
    """Fails where it is fitted."""

    def fit(self, X, y, sample_weight=None):
        raise RuntimeError(f"no fit on {len(X)} rows with {len(y)} labels and weights {sample_weight}")


def test_bar_knows_how_alike_those_that_were_dropped_are(digits):
    fitter = CrossFitter(*digits, cv=5, random_state=0)
    trees = [DecisionTreeClassifier(max_depth=2, min_samples_leaf=leaf) for leaf in range(1, 9)]
    settings = {"evidence": "proper_score", "catch": (RuntimeError,)}
    metric = resolve_metric("accuracy")
    current = GaussianNB()
    table = fitter.table(current)
    rows = paired_rows(table, fitter.tables(trees[:1]), metric)
    seen = rows_seen_of_all(fitter, current, trees, metric, **settings)
    assert fitter.n_fits == 2 * 5 + 7 * 2
    assert seen.metric.shape == (8, 240)
    alone, alike, independent = (
        judge(rows, n_dropped=n, seen=of, random_state=0).critical_value for n, of in ((0, None), (7, seen), (7, None))
    )
    assert alone - 0.1 < alike < independent - 0.2
    assert rows_seen_of_all(fitter, current, [*trees, Failing()], metric, **settings) is None


def test_fits_that_a_failure_made_needless_are_not_counted(digits):
    with pytest.warns(CandidateFailedWarning):
        model = correct(GaussianNB(), digits, [Failing(), LogisticRegression(max_iter=2000)], max_iterations=1)
    failed = next(trial for trial in model.report_.trials if trial.status == "failed")
    assert failed.n_fits == 2
    in_folds = 5 + sum(trial.n_fits for trial in model.report_.trials)
    assert model.report_.n_fits == in_folds + 1


def test_a_candidate_that_fails_is_left_to_the_search(digits):
    dropped, fitter = raced(digits, GaussianNB(), [Failing(), DummyClassifier()], catch=(RuntimeError,))
    assert list(dropped) == [1]
    assert isinstance(fitter.tables([Failing()], catch=(RuntimeError,))[0], RuntimeError)


def test_workers_change_nothing(digits):
    strategies = [DummyClassifier(), DecisionTreeClassifier(max_depth=3), LogisticRegression(max_iter=2000)]
    one, two = (correct(GaussianNB(), digits, strategies, n_jobs=n).report_.to_dict() for n in (1, 2))
    assert {**one, "seconds": 0} == {**two, "seconds": 0}
    assert "dropped" in [trial["status"] for trial in one["trials"]]


def test_repeated_folds_are_raced_by_single_models(digits):
    # The mean of several trees is far better than each; a race on it would drop what is better than one.
    cv = RepeatedStratifiedKFold(n_splits=3, n_repeats=6, random_state=0)
    dropped, fitter = raced(digits, DecisionTreeClassifier(), [LogisticRegression(max_iter=2000)], cv=cv)
    assert dropped == {}
    assert fitter.n_fits == 2 * 2
    dropped, _ = raced(digits, GaussianNB(), [DummyClassifier()], cv=cv)
    assert dropped[0][0] == 2


def test_room_that_was_freed_is_used(digits):
    strategies = [DummyClassifier(), LogisticRegression(max_iter=2000)]
    model = correct(GaussianNB(), digits, strategies, max_fits=14, max_iterations=1)
    assert dict(zip(model.trials_["candidate"], model.trials_["status"], strict=True)) == {
        "DummyClassifier": "dropped",
        "LogisticRegression": "accepted",
    }
    tight = correct(GaussianNB(), digits, strategies, max_fits=11, max_iterations=1)
    assert tight.trials_["reason"][-1] == "it needs 5 fits, more than max_fits=11 leaves"
