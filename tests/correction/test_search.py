"""The loop: what it tries, what that costs, what it sees, what it accepts."""

import logging
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate import SelfCorrectingClassifier, cross_val_predictions
from skmitigate.exceptions import CandidateFailedWarning
from skmitigate.strategies import (
    ClassBalancing,
    DataAugmentation,
    EnsembleLearning,
    FeatureSelection,
    ProbabilityCalibration,
)

CALIBRATIONS = [ProbabilityCalibration(method=method) for method in ("temperature", "sigmoid", "isotonic")]
DECISIONS = [*CALIBRATIONS, ClassBalancing(method="prior"), ClassBalancing(method="thresholds")]
ROW_CHANGES = [DataAugmentation(), *(ClassBalancing(method=m) for m in ("weights", "resample", "undersample"))]


def correct(estimator, data, strategies, **settings):
    settings = {"cv": 3, "random_state": 0, "min_errors_for_correction": 0, **settings}
    return SelfCorrectingClassifier(estimator, strategies=strategies, **settings).fit(*data)


def statuses(model):
    return dict(zip(model.trials_["candidate"], model.trials_["status"], strict=True))


def reason(model, candidate):
    return next(trial.reason for trial in model.report_.trials if trial.candidate.startswith(candidate))


# --- what it costs ------------------------------------------------------------------------------------------------


class CountingBayes(GaussianNB):
    """Naive Bayes that counts its fits."""

    n_fits: ClassVar[int] = 0

    def fit(self, X, y, sample_weight=None):
        CountingBayes.n_fits += 1
        return super().fit(X, y, sample_weight)


@pytest.fixture
def counting(monkeypatch):
    monkeypatch.setattr(CountingBayes, "n_fits", 0)
    return CountingBayes


def test_decisions_cost_no_fit_in_the_loop(counting, imbalanced):
    model = correct(counting(), imbalanced, DECISIONS, scoring="balanced_accuracy")
    assert (model.trials_["status"] == "accepted").any()
    assert len(model.trials_["status"]) >= len(DECISIONS)
    assert model.trials_["n_fits"].sum() == 0
    assert counting.n_fits == model.report_.n_fits == 3 + 1


def test_report_counts_the_fits_that_were_made(counting, imbalanced):
    strategies = [*DECISIONS, *ROW_CHANGES, EnsembleLearning(n_rounds=5)]
    model = correct(counting(), imbalanced, strategies, scoring="balanced_accuracy", max_iterations=2)
    assert set(model.trials_["iteration"]) == {0, 1}
    assert counting.n_fits == model.report_.n_fits
    assert model.trials_["n_fits"].sum() > 3 * len(ROW_CHANGES)


def test_members_that_two_ensembles_share_cost_once(counting, clean):
    members = [counting(var_smoothing=0.1)]
    ensembles = [EnsembleLearning(members=members, n_rounds=n) for n in (5, 10)]
    model = correct(counting(), clean, ensembles)
    assert sorted(model.trials_["n_fits"]) == [0, 3]
    assert set(correct(counting(), clean, ensembles, max_fits=6).trials_["status"]) <= {"accepted", "rejected"}


def test_max_fits_is_kept_and_what_it_leaves_out_is_said(counting, clean):
    trees = [counting(var_smoothing=10.0**-k) for k in (1, 2, 3)]
    model = correct(counting(), clean, trees, max_fits=10)
    assert counting.n_fits == model.report_.n_fits == 3 + 2 * 3 + 1
    assert sorted(model.trials_["status"]) == ["rejected", "rejected", "skipped"]
    assert "it needs 3 fits, more than max_fits=10 leaves" in model.trials_["reason"]
    assert "max_fits" in model.report_.reason


def test_decisions_are_tried_when_no_fit_is_left(clean):
    model = correct(GaussianNB(), clean, CALIBRATIONS, max_fits=1)
    assert set(model.trials_["status"]) == {"rejected"}


def test_no_room_for_any_candidate_is_said(clean):
    model = correct(GaussianNB(), clean, [KNeighborsClassifier()], max_fits=5)
    assert model.report_.reason == "the budget (max_fits, max_time) left no room for any candidate"


def test_no_candidate_is_started_after_max_time(counting, clean):
    model = correct(counting(), clean, [counting(var_smoothing=0.1), *CALIBRATIONS], max_time=0)
    assert counting.n_fits == 3 + 1
    assert set(model.trials_["status"]) == {"skipped"}
    assert set(model.trials_["reason"]) == {"max_time=0 seconds were over"}
    assert "max_time" in model.report_.reason


def test_time_that_is_left_changes_nothing(digits):
    limited = correct(GaussianNB(), digits, CALIBRATIONS, max_time=1000)
    free = correct(GaussianNB(), digits, CALIBRATIONS)
    assert limited.report_.to_frame().equals(free.report_.to_frame())


# --- what it sees -------------------------------------------------------------------------------------------------


class Rows:
    """Knows which rows of X are real: the first column holds the row's number."""

    def __init__(self, X):
        self.X = X

    def numbers(self, X):
        X = np.asarray(X)
        number = np.round(X[:, 0]).astype(int)
        inside = (number >= 0) & (number < len(self.X))
        real = inside & (self.X[np.clip(number, 0, len(self.X) - 1)] == X).all(axis=1)
        return set(number[real].tolist())


class Spy(BaseEstimator):
    """Remembers the rows it was fitted on, and notes when it is asked about one of them."""

    rows: ClassVar[Rows]
    leaked: ClassVar[set]
    n_asked: ClassVar[int]

    def _learn(self, X):
        self.seen_ = Spy.rows.numbers(X)
        assert self.seen_

    def _ask(self, X):
        asked = Spy.rows.numbers(X)
        Spy.n_asked += len(asked)
        Spy.leaked |= asked & self.seen_


class SpyClassifier(ClassifierMixin, Spy):
    """Naive Bayes on all but the row's number."""

    def fit(self, X, y, sample_weight=None):
        self._learn(X)
        self.model_ = GaussianNB().fit(np.asarray(X)[:, 1:], y, sample_weight)
        self.classes_ = self.model_.classes_
        return self

    def predict(self, X):
        self._ask(X)
        return self.model_.predict(np.asarray(X)[:, 1:])

    def predict_proba(self, X):
        self._ask(X)
        return self.model_.predict_proba(np.asarray(X)[:, 1:])


class SpyTransformer(TransformerMixin, Spy):
    """Stands before a model in a Pipeline, and takes the row's number away."""

    def fit(self, X, _y=None):
        self._learn(X)
        return self

    def fit_transform(self, X, _y=None):
        return self.fit(X)._without(X)

    def transform(self, X):
        self._ask(X)
        return self._without(X)

    def _without(self, X):
        return np.asarray(X)[:, 1:]


@pytest.fixture
def numbered(imbalanced, monkeypatch):
    X, y = imbalanced
    X = np.column_stack([np.arange(len(X)), X])
    for name, value in {"rows": Rows(X), "leaked": set(), "n_asked": 0}.items():
        monkeypatch.setattr(Spy, name, value, raising=False)
    return X, y


def test_spy_notes_a_row_that_it_was_fitted_on(numbered):
    X, y = numbered
    model = SpyClassifier().fit(X[:200], y[:200])
    model.predict(X[200:])
    assert Spy.leaked == set()
    model.predict(X[150:])
    assert Spy.leaked == set(range(150, 200))


def test_no_model_predicts_a_row_that_it_was_fitted_on(numbered):
    strategies = [*DECISIONS, *ROW_CHANGES, EnsembleLearning(), ClassBalancing(EnsembleLearning(), method="prior")]
    model = correct(SpyClassifier(), numbered, strategies, scoring="balanced_accuracy")
    assert set(model.trials_["status"]) <= {"accepted", "rejected", "dropped", "skipped"}
    assert model.trials_["iteration"].max() > 0
    assert Spy.n_asked > 300 * len(ROW_CHANGES)
    assert Spy.leaked == set()


_LIBRARY = "ensemble_learning(selection_and_stacking, library)"


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_no_member_of_the_library_predicts_a_row_that_it_was_fitted_on(numbered):
    estimator = make_pipeline(SpyTransformer(), GaussianNB())
    model = correct(estimator, numbered, "all", scoring="balanced_accuracy", max_iterations=1, racing=False)
    tried = {trial.candidate for trial in model.report_.trials if trial.status in ("accepted", "rejected")}
    assert {_LIBRARY, "data_augmentation(smote)", "class_balancing(weights)"} <= tried
    assert Spy.n_asked > 300 * 10
    assert Spy.leaked == set()


# --- what is tried ------------------------------------------------------------------------------------------------


def test_all_tries_each_strategy_or_says_why_not(imbalanced):
    model = correct(LinearSVC(), imbalanced, "all", max_fits=15)
    assert {"confidence_thresholding", "ensemble_learning", "data_augmentation", "class_balancing"} <= set(
        model.trials_["strategy"]
    )
    assert all(model.trials_["reason"])
    assert statuses(model)["confidence_thresholding"] == "skipped"


def test_auto_tries_what_was_found_and_says_why_not_the_rest(imbalanced):
    model = correct(LogisticRegression(), imbalanced, "auto", max_fits=6)
    assert model.diagnosis_.has("class_imbalance")
    assert not model.diagnosis_.has("high_confidence")
    assert statuses(model)["class_balancing(prior)"] in ("accepted", "rejected")
    assert statuses(model)["probability_calibration"] == "skipped"
    assert "which was not found" in reason(model, "probability_calibration")


def test_auto_tries_nothing_where_nothing_is_found():
    rng = np.random.default_rng(0)
    model = correct(LogisticRegression(C=1e-6), (rng.normal(size=(200, 3)), rng.permutation(200) % 2), "auto")
    assert model.diagnosis_.findings == ()
    assert model.report_.reason == "nothing was found that a strategy addresses"
    assert set(model.trials_["status"]) == {"skipped"}


def test_alias_tries_all_variants_and_an_instance_only_itself(clean):
    named = correct(GaussianNB(), clean, ["probability_calibration"])
    assert set(named.trials_["candidate"]) == {
        f"probability_calibration({method})" for method in ("temperature", "sigmoid", "isotonic")
    }
    given = correct(GaussianNB(), clean, (CALIBRATIONS[1],))
    assert given.trials_["candidate"].tolist() == ["probability_calibration(sigmoid)"]


def test_same_candidate_is_tried_once(clean):
    model = correct(GaussianNB(), clean, [*CALIBRATIONS, "probability_calibration", *CALIBRATIONS])
    assert len(model.trials_["candidate"]) == 3


def test_model_itself_is_no_candidate(clean):
    assert len(correct(GaussianNB(), clean, [GaussianNB()]).trials_["status"]) == 0


def test_classifiers_that_differ_in_a_closure_are_two_candidates(clean):
    def scaled(power):
        return make_pipeline(FunctionTransformer(lambda X: np.abs(X) ** power), GaussianNB())

    model = correct(GaussianNB(), clean, [scaled(1), scaled(2)])
    assert len(set(model.trials_["score"])) == 2


def test_no_strategies_are_no_error(clean):
    model = correct(GaussianNB(), clean, [])
    assert model.report_.verdict == "kept"
    assert model.report_.reason == "no strategies were given"


def test_complete_classifier_replaces_the_model_and_the_report_says_so(checkerboard):
    model = correct(LogisticRegression(), checkerboard, [DecisionTreeClassifier(max_depth=6)], cv=5)
    assert model.report_.result == "DecisionTreeClassifier"
    assert type(model.estimator_) is DecisionTreeClassifier
    assert model.estimator_.max_depth == 6


def test_complete_strategy_is_judged_by_itself(imbalanced):
    wrapped = ClassBalancing(LogisticRegression(), method="prior")
    model = correct(LinearSVC(), imbalanced, [wrapped], scoring="balanced_accuracy")
    assert model.report_.verdict == "corrected"
    assert model.report_.result == "class_balancing(prior) on LogisticRegression"


def test_report_names_a_model_that_was_replaced_under_a_strategy(centre):
    model = correct(
        LogisticRegression(),
        centre,
        [KNeighborsClassifier(25), ClassBalancing(method="prior")],
        scoring="balanced_accuracy",
    )
    assert model.report_.result == "class_balancing(prior) on KNeighborsClassifier"
    assert [step.strategy for step in model.report_.steps] == ["k_neighbors_classifier", "class_balancing"]


def test_steps_are_put_on_top_of_each_other_and_none_twice(centre):
    strategies = [EnsembleLearning(members=[KNeighborsClassifier(25)]), ClassBalancing(method="prior")]
    model = correct(LogisticRegression(), centre, strategies, scoring="balanced_accuracy")
    expected = "class_balancing(prior) on ensemble_learning(members=[KNeighborsClassifier])"
    assert model.report_.result == expected
    assert "it is part of the current model" in model.trials_["reason"]
    assert not any(name.count("class_balancing") > 1 for name in model.trials_["candidate"])


def test_one_iteration_makes_one_step(centre):
    strategies = [EnsembleLearning(members=[KNeighborsClassifier(25)]), ClassBalancing(method="prior")]
    model = correct(LogisticRegression(), centre, strategies, scoring="balanced_accuracy", max_iterations=1)
    assert len(model.report_.steps) == 1
    assert set(model.trials_["iteration"]) == {0}


def test_change_of_rows_goes_to_the_core_inside_the_decisions(imbalanced):
    estimator = ProbabilityCalibration(LogisticRegression())
    model = correct(estimator, imbalanced, [ClassBalancing(method="resample")], scoring="balanced_accuracy")
    assert model.report_.result == "probability_calibration(temperature) on class_balancing(resample)"
    assert isinstance(model.estimator_, ProbabilityCalibration)
    assert isinstance(model.estimator_.estimator, ClassBalancing)


def test_what_cannot_be_applied_is_skipped_with_the_reason(imbalanced):
    model = correct(LinearSVC(), imbalanced, [ClassBalancing(method="prior")])
    assert statuses(model) == {"class_balancing(prior)": "skipped"}
    assert "no predict_proba" in reason(model, "class_balancing")
    assert model.report_.reason == "no strategy could be applied"


def test_thresholds_are_skipped_where_the_metric_reads_probabilities(imbalanced):
    model = correct(
        GaussianNB(), imbalanced, [ClassBalancing(method="thresholds")], scoring="neg_log_loss", error_score="raise"
    )
    assert set(model.trials_["status"]) == {"skipped"}
    assert "neg_log_loss reads probabilities" in reason(model, "class_balancing")


# --- what fails ---------------------------------------------------------------------------------------------------


class Failing(GaussianNB):
    """Naive Bayes that cannot be fitted."""

    def fit(self, _X, _y, _sample_weight=None):
        raise RuntimeError("out of luck.\nsecond line")


def test_candidate_that_fails_is_recorded_and_warned_about(checkerboard):
    strategies = [Failing(), DecisionTreeClassifier(max_depth=6)]
    with pytest.warns(
        CandidateFailedWarning, match=r"Failing failed and was left out: RuntimeError: out of luck\. See"
    ):
        model = correct(LogisticRegression(), checkerboard, strategies, cv=5)
    assert model.report_.verdict == "corrected"
    assert reason(model, "Failing") == "RuntimeError: out of luck."
    failed = next(trial for trial in model.report_.trials if trial.status == "failed")
    assert failed.score is failed.difference is failed.p_value is None


def test_report_says_that_all_candidates_failed(clean):
    with pytest.warns(CandidateFailedWarning):
        model = correct(GaussianNB(), clean, [Failing()])
    assert model.report_.reason == "every candidate that could be tried failed"
    assert model.predict(clean[0]).shape == (300,)


def test_warning_points_to_the_fit_that_was_called(clean):
    with pytest.warns(CandidateFailedWarning) as caught:
        SelfCorrectingClassifier(
            GaussianNB(), strategies=[Failing()], cv=3, random_state=0, min_errors_for_correction=0
        ).fit(*clean)
    assert caught[0].filename == __file__


def test_error_is_raised_where_that_is_asked_for(clean):
    with pytest.raises(RuntimeError, match="out of luck"):
        correct(GaussianNB(), clean, [Failing()], error_score="raise")


def test_members_that_are_no_classifiers_fail_as_a_candidate(clean):
    with pytest.warns(CandidateFailedWarning, match="got FunctionTransformer"):
        model = correct(GaussianNB(), clean, [EnsembleLearning(members=[FunctionTransformer()])])
    assert set(model.trials_["status"]) == {"failed"}
    with pytest.raises((ValueError, TypeError), match="got FunctionTransformer"):
        correct(GaussianNB(), clean, [EnsembleLearning(members=[FunctionTransformer()])], error_score="raise")


def test_failure_of_the_model_itself_is_raised(clean):
    with pytest.raises(RuntimeError, match="out of luck"):
        correct(Failing(), clean, CALIBRATIONS)


# --- what is accepted ---------------------------------------------------------------------------------------------


def test_threshold_that_is_not_reached_keeps_the_model(checkerboard):
    tree = [DecisionTreeClassifier(max_depth=6)]
    assert correct(LogisticRegression(), checkerboard, tree, cv=5, improvement_threshold=0.2).report_.steps
    model = correct(LogisticRegression(), checkerboard, tree, cv=5, improvement_threshold=0.35)
    assert model.report_.verdict == "kept"
    assert reason(model, "Decision") == "its probabilities are better, but the metric is not up"


def test_better_probabilities_are_evidence_unless_the_metric_is_asked_for(centre):
    strategies = [ClassBalancing(method="prior")]
    model = correct(KNeighborsClassifier(25), centre, strategies, scoring="balanced_accuracy")
    assert [step.verdict for step in model.report_.steps] == ["proper_score"]
    strict = correct(KNeighborsClassifier(25), centre, strategies, scoring="balanced_accuracy", evidence="metric")
    assert strict.report_.verdict == "kept"
    assert strict.trials_["difference"][0] == model.trials_["difference"][0]


def test_model_under_another_seed_is_seldom_accepted():
    """The best mean of seven would be, in most runs."""
    accepted, higher = 0, 0
    trees = [DecisionTreeClassifier(random_state=seed) for seed in range(1, 8)]
    for run in range(40):
        X, y = make_classification(300, 10, n_informative=4, flip_y=0.2, class_sep=0.7, random_state=run)
        model = correct(DecisionTreeClassifier(random_state=0), (X, y), trees, cv=5, random_state=run)
        first = model.trials_["iteration"] == 0
        accepted += model.report_.verdict == "corrected"
        higher += model.trials_["difference"][first].max() > 0
    assert accepted <= 6
    assert higher >= 25


# --- whom it must not harm ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def harmful():
    """A tree is much better than the model on most rows, and much worse on those of one small group."""
    rng = np.random.default_rng(0)
    n = 800
    group = np.where(np.arange(n) % 4 == 0, "few", "most")
    X = pd.DataFrame({"a": rng.normal(size=n), "b": rng.normal(size=n), "age": rng.uniform(20, 80, n)})
    X["minor"] = (group == "few").astype(float)
    y = np.where(group == "few", X["a"] > 0, X["a"] * X["b"] > 0) ^ (rng.random(n) < 0.03)
    return X, y, group


class OnlyProduct(ClassifierMixin, BaseEstimator):
    """Right for most rows; for the few no better than chance."""

    def fit(self, _X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return (X["a"] * X["b"] > 0).to_numpy()


def test_candidate_that_harms_a_group_is_rejected_with_its_name(harmful):
    X, y, group = harmful
    X = X.assign(group=group)
    model = make_pipeline(FunctionTransformer(lambda X: X[["a", "b"]]), LogisticRegression())
    free = correct(model, (X, y), [OnlyProduct()])
    assert free.report_.verdict == "corrected"
    protected = correct(model, (X, y), [OnlyProduct()], protect=["group"])
    assert protected.report_.verdict == "kept"
    assert reason(protected, "OnlyProduct").startswith("it is worse for group = few (")
    assert "worse for a protected group (1 are)" in protected.report_.reason
    trial = protected.report_.trials[0]
    assert (trial.status, trial.difference) == ("rejected", None)
    assert trial.score > protected.report_.score_before


def test_candidate_that_harms_nobody_is_accepted(harmful):
    X, y, _ = harmful
    model = correct(GaussianNB(), (X, y), [DecisionTreeClassifier(max_depth=7, min_samples_leaf=10)], protect=["age"])
    assert model.report_.verdict == "corrected"


def test_third_of_a_protected_number_is_named():
    rng = np.random.default_rng(0)
    X = rng.uniform(-1, 1, size=(900, 3))
    y = np.where(X[:, 0] < -1 / 3, X[:, 1] > 0, X[:, 1] * X[:, 2] > 0)
    model = correct(LogisticRegression(), (X, y), [Product()], protect=[0])
    told = reason(model, "Product")
    assert told.startswith("it is worse for x0 <= -0.3")
    assert "rows broken" in told


class Rule(ClassifierMixin, BaseEstimator):
    """Right for all rows, but for a share of those where `column` is 1."""

    def __init__(self, column=0, share=0.5, everywhere=0.0):
        self.column, self.share, self.everywhere = column, share, everywhere

    def fit(self, _X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        wrong = (X[:, self.column] == 1) & (X[:, 4] < self.share) | (X[:, 4] < self.everywhere)
        return (X[:, 3] > 0) ^ wrong


@pytest.fixture(scope="module")
def ruled():
    """Rows of three marks, the truth and a lot: what a rule gets wrong is known."""
    rng = np.random.default_rng(0)
    X = np.c_[rng.random((900, 3)) < 0.15, rng.normal(size=900), rng.random(900)].astype(float)
    return X, X[:, 3] > 0


BASE, UNFAIR, FAIR = Rule(2, 0.05, 0.20), Rule(0, 0.50), Rule(1, 0.12, 0.12)


def test_next_best_that_harms_nobody_is_taken(ruled):
    free = correct(BASE, ruled, [UNFAIR, FAIR], max_iterations=1)
    assert free.trials_["status"].tolist() == ["accepted", "rejected"]
    assert [line.group for line in free.report_.flips.groups if line.kind == "class"] == ["class False", "class True"]
    model = correct(BASE, ruled, [UNFAIR, FAIR], protect=[0, 1], max_iterations=1)
    assert model.trials_["status"].tolist() == ["rejected", "accepted"]
    assert model.trials_["harmed"].tolist() == ["x0 = 1.0", ""]
    harmed = model.report_.trials[0].harms[0]
    tables = [cross_val_predictions(each, *ruled, cv=3, random_state=0) for each in (BASE, UNFAIR)]
    rows = ruled[0][:, 0] == 1
    before, after = (table.errors[rows] for table in tables)
    assert (harmed.n_rows, harmed.n_broken) == (rows.sum(), (after & ~before).sum())
    assert harmed.change == pytest.approx(after.mean() - before.mean())
    assert model.report_.verdict == "corrected"
    assert "  groups  4 protected groups" in model.report_.summary()
    assert model.report_.guarded == ("x0 = 0.0", "x0 = 1.0", "x1 = 0.0", "x1 = 1.0")


def test_slice_is_protected_as_a_column_is(ruled):
    model = correct(BASE, ruled, [UNFAIR], protect=["x0 == 1 and x3 > -9"])
    assert model.report_.verdict == "kept"
    assert [harm.group for harm in model.report_.trials[0].harms] == ["x0 == 1 and x3 > -9"]


def test_clusters_are_not_taken_for_rows(ruled):
    """The same harm in five clusters is not shown; in as many clusters as rows it is."""
    X, y = ruled
    settings = {"cv": GroupKFold(3), "protect": ["x0 == 1"]}
    few, many = np.arange(900) % 5, np.arange(900)
    statuses_ = []
    for groups in (few, many):
        model = SelfCorrectingClassifier(
            BASE, strategies=[UNFAIR], random_state=0, min_errors_for_correction=0, **settings
        )
        statuses_.append(bool(model.fit(X, y, groups=groups).report_.trials[0].harms))
    assert statuses_ == [False, True]


@pytest.mark.parametrize(
    ("wanted", "harmed"), [(False, ""), (True, "class True"), ([True], "class True"), ([False], "")]
)
def test_classes_are_protected_on_request(ruled, wanted, harmed):
    X, y = ruled
    X = X.copy()
    X[:, 0] = y & (X[:, 4] < 0.6)  # the candidate is right for all of one class, and often wrong for the other
    model = correct(Rule(2, 0.0, 0.4), (X, y), [Rule(0, 0.55)], protect_classes=wanted)
    assert model.trials_["harmed"].tolist() == [harmed]


def test_classes_that_are_not_there_are_refused(ruled):
    class NeverFitted(Rule):
        """Must not come to be fitted."""

        def fit(self, X, y):
            pytest.fail(f"fitted on {X.shape} and {y.shape} before the classes were checked")

    with pytest.raises(ValueError, match=r"protect_classes to list .* classes \[False, True\], got 'yes'\. True"):
        correct(NeverFitted(2), ruled, [FAIR], protect_classes=["yes"])


def test_column_that_is_named_twice_is_protected_once(ruled):
    once, twice = (correct(BASE, ruled, [UNFAIR], protect=what).report_ for what in ([0, 1], [0, 1, 0]))
    assert twice.guarded == once.guarded
    assert [harm.p_value for harm in twice.trials[0].harms] == [harm.p_value for harm in once.trials[0].harms]
    assert len(twice.flips.groups) == len(once.flips.groups)


def test_harm_is_measured_from_the_original_model(ruled):
    """The second step takes back some of what the first gave to a group, which is no harm; more would be."""
    X, y = ruled
    steps = [Rule(2, 0.02, 0.15), Rule(0, 0.18, 0.0)]
    model = correct(Rule(2, 0.0, 0.30), (X, y), steps, protect=[0])
    assert model.report_.verdict == "corrected"
    assert not any(model.trials_["harmed"])


def test_group_is_seldom_named_where_all_candidates_do_nothing():
    named = 0
    trees = [DecisionTreeClassifier(random_state=seed) for seed in range(1, 6)]
    for run in range(12):
        X, y = make_classification(300, 10, n_informative=4, flip_y=0.2, class_sep=0.7, random_state=run)
        X[:, 0] = np.random.default_rng(run).integers(0, 3, 300)
        model = correct(
            DecisionTreeClassifier(random_state=0), (X, y), trees, cv=5, protect=[0, 1], protect_classes=True
        )
        named += any(model.trials_["harmed"])
    assert named <= 2


class Product(OnlyProduct):
    """The same for arrays."""

    def predict(self, X):
        return X[:, 1] * X[:, 2] > 0


# --- what is told -------------------------------------------------------------------------------------------------


def test_one_line_is_logged_for_each_trial(imbalanced, caplog):
    with caplog.at_level(logging.INFO, logger="skmitigate.correction"):
        model = correct(GaussianNB(), imbalanced, [*DECISIONS, DataAugmentation()], scoring="balanced_accuracy")
    lines = [record.getMessage() for record in caplog.records if record.name == "skmitigate.correction"]
    assert len(lines) == len(model.report_.trials)
    for line, trial in zip(lines, model.report_.trials, strict=True):
        assert line.startswith(f"{trial.candidate}: {trial.status}")
        assert line.endswith(trial.reason)
        assert "\n" not in line
    assert {record.levelname for record in caplog.records if record.name == "skmitigate.correction"} == {"INFO"}


def test_what_tunes_inside_is_not_put_into_every_member_of_an_ensemble(centre):
    strategies = [EnsembleLearning(members=[KNeighborsClassifier(25)]), "feature_selection"]
    model = correct(LogisticRegression(), centre, strategies)
    later = model.trials_["iteration"] > 0
    told = dict(zip(model.trials_["candidate"][later], model.trials_["reason"][later], strict=True))
    assert "in every member of the ensemble" in told["feature_selection"]
    fixed = correct(LogisticRegression(), centre, [strategies[0], FeatureSelection(n_features=1)])
    assert "rejected" in fixed.trials_["status"]
    assert not any("every member" in reason for reason in fixed.trials_["reason"])
