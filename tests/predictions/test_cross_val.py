"""Cross-fitted predictions: nothing leaks, seeds differ, order and number of jobs do not matter."""

import logging
import pickle
import warnings
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_iris
from sklearn.ensemble import BaggingClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    RepeatedStratifiedKFold,
    ShuffleSplit,
    StratifiedKFold,
    TimeSeriesSplit,
    cross_val_predict,
)
from sklearn.naive_bayes import GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import ExtraTreeClassifier

from skmitigate.exceptions import CandidateFailedWarning, RareClassWarning
from skmitigate.predictions._cross_val import CrossFitter, cross_val_predictions
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._probability_calibration import ProbabilityCalibration

RNG = np.random.default_rng(0)
N = 90
Y = RNG.integers(0, 3, N)
X = np.column_stack([np.arange(N), RNG.normal(size=(N, 3)) + Y[:, None]])  # the first column is the row's number
WEIGHTS = RNG.uniform(0.5, 2.0, N)


class Spy(ClassifierMixin, BaseEstimator):
    """It records which rows each of its models was fitted on and asked about, with seeds and weights."""

    fits: ClassVar[list[dict]] = []

    def __init__(self, random_state=None, n_jobs=None):
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X, y, sample_weight=None):
        self.classes_ = np.unique(y)
        self.record_ = {
            "fitted": X[:, 0].astype(int),
            "asked": [],
            "seed": self.random_state,
            "weights": sample_weight,
        }
        Spy.fits.append(self.record_)
        return self

    def predict_proba(self, X):
        self.record_["asked"].extend(X[:, 0].astype(int))
        draws = np.random.RandomState(self.random_state).random_sample((len(X), len(self.classes_)))
        return draws / draws.sum(axis=1, keepdims=True)

    def predict(self, X):
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]


@pytest.fixture(autouse=True)
def forget():
    Spy.fits.clear()


def assert_same(one, other):
    assert one.to_dict() == other.to_dict()


class TestLeaks:
    """No row is predicted by a model that was fitted on it."""

    @pytest.mark.parametrize(
        ("cv", "groups"),
        [
            (5, None),
            (5, np.arange(N) // 3),
            (RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=0), None),
            (TimeSeriesSplit(4), None),
            (GroupKFold(4), np.arange(N) // 3),
        ],
        ids=["rows", "groups", "repeated", "time", "group splitter"],
    )
    def test_rows_that_are_asked_about_were_never_fitted(self, cv, groups):
        table = cross_val_predictions(Spy(), X, Y, cv=cv, groups=groups, random_state=0)
        assert len(Spy.fits) == len(table.splits)
        for fit, (train, test) in zip(Spy.fits, table.splits, strict=True):
            assert sorted(fit["fitted"]) == sorted(train)
            assert set(fit["asked"]) == set(test)
            assert not set(fit["fitted"]) & set(fit["asked"])

    def test_every_row_is_predicted_by_the_model_of_its_fold(self):
        table = cross_val_predictions(Spy(), X, Y, random_state=0)
        for k, fit in enumerate(Spy.fits):
            assert set(fit["asked"]) == set(table.row[table.fold == k])

    def test_a_splitter_that_leaks_is_refused(self):
        with pytest.raises(ValueError, match="test rows that the model was not fitted on"):
            cross_val_predictions(Spy(), X, Y, cv=[(np.arange(60), np.arange(59, 90))])

    def test_groups_stay_together(self):
        groups = np.arange(N) // 4
        table = cross_val_predictions(Spy(), X, Y, groups=list(groups), random_state=0)
        assert all(len(set(table.fold[groups == g])) == 1 for g in np.unique(groups))
        np.testing.assert_array_equal(table.groups, groups)


def test_table_is_that_of_cross_val_predict():
    cv = StratifiedKFold(4, shuffle=True, random_state=0)
    table = cross_val_predictions(GaussianNB(), X, Y, cv=cv)
    np.testing.assert_array_equal(table.proba, cross_val_predict(GaussianNB(), X, Y, cv=cv, method="predict_proba"))
    np.testing.assert_array_equal(table.y_pred, cross_val_predict(GaussianNB(), X, Y, cv=cv))
    np.testing.assert_array_equal(table.y_true, Y)
    np.testing.assert_array_equal(table.row, np.arange(N))
    assert table.n_untested == 0


class TestSeeds:
    """A seed is not a setting: every fold's fit has its own."""

    @pytest.mark.parametrize("own", [None, 7, np.random.RandomState(7)], ids=["none", "int", "stream"])
    def test_every_fold_has_another_whatever_the_model_says(self, own):
        cross_val_predictions(Spy(random_state=own), X, Y, random_state=0)
        seeds = [fit["seed"] for fit in Spy.fits]
        assert len(set(seeds)) == 5
        assert 7 not in seeds

    def test_nested_models_have_their_own_too(self):
        model = make_pipeline(StandardScaler(with_mean=False, with_std=False), Spy(random_state=7))
        cross_val_predictions(model, X, Y, random_state=0)
        assert len({fit["seed"] for fit in Spy.fits} | {7}) == 6

    def test_models_that_differ_in_their_seed_only_give_other_tables(self):
        fitter = CrossFitter(X, Y, random_state=0)
        one, other = fitter.tables([ExtraTreeClassifier(random_state=0), ExtraTreeClassifier(random_state=1)])
        assert not np.array_equal(one.proba, other.proba)

    def test_same_random_state_gives_the_same_table_and_another_one_another(self):
        one, again, other = (cross_val_predictions(ExtraTreeClassifier(), X, Y, random_state=s) for s in (0, 0, 1))
        assert_same(one, again)
        assert not np.array_equal(one.fold, other.fold)

    def test_a_table_as_cv_stands_for_folds_and_seeds(self):
        table = cross_val_predictions(ExtraTreeClassifier(), X, Y, cv=4, random_state=np.random.RandomState(3))
        assert_same(table, cross_val_predictions(ExtraTreeClassifier(), X, Y, cv=table, random_state=99))
        assert len(cross_val_predictions(GaussianNB(), X, Y, cv=table).splits) == 4

    def test_number_of_jobs_does_not_matter(self):
        models = [BaggingClassifier(n_estimators=3), ExtraTreeClassifier(), GaussianNB()]
        tables = [CrossFitter(X, Y, n_jobs=n_jobs, cv=3, random_state=0).tables(models) for n_jobs in (None, 1, 2)]
        for one, *others in zip(*tables, strict=True):
            for other in others:
                assert_same(one, other)

    def test_order_of_the_candidates_does_not_matter(self):
        models = [BaggingClassifier(n_estimators=3), ExtraTreeClassifier(max_depth=2), ExtraTreeClassifier()]
        forward = CrossFitter(X, Y, random_state=0).tables(models)
        backward = CrossFitter(X, Y, random_state=0).tables(models[::-1])[::-1]
        alone = [CrossFitter(X, Y, random_state=0).table(model) for model in models]
        for one, other, third in zip(forward, backward, alone, strict=True):
            assert_same(one, other)
            assert_same(one, third)

    def test_the_callers_model_is_left_alone(self):
        model = Spy(random_state=7)
        cross_val_predictions(model, X, Y, random_state=0)
        assert vars(model) == {"random_state": 7, "n_jobs": None}


class TestSplitters:
    """Rows tested several times are averaged; rows never tested are left out and counted."""

    CV = RepeatedStratifiedKFold(n_splits=3, n_repeats=3, random_state=0)

    def by_hand(self, model, method):
        found = [[] for _ in range(N)]
        for train, test in self.CV.split(X, Y):
            for row, answer in zip(test, getattr(clone(model).fit(X[train], Y[train]), method)(X[test]), strict=True):
                found[row].append(answer)
        return np.array(found)

    def test_probabilities_of_repeated_tests_are_averaged(self):
        table = cross_val_predictions(GaussianNB(), X, Y, cv=self.CV)
        expected = self.by_hand(GaussianNB(), "predict_proba").mean(axis=1)
        np.testing.assert_allclose(table.proba, expected)
        np.testing.assert_array_equal(table.y_pred, expected.argmax(axis=1))

    def test_labels_of_repeated_tests_are_those_of_the_majority(self):
        model = make_pipeline(StandardScaler(), LinearSVC(random_state=0, C=0.01))
        votes = [np.bincount(row, minlength=3) for row in self.by_hand(KNeighborsClassifier(1), "predict")]
        table = cross_val_predictions(WithoutProba(1), X, Y, cv=self.CV)
        assert table.proba is None
        np.testing.assert_array_equal(table.y_pred, np.argmax(votes, axis=1))
        assert cross_val_predictions(model, X, Y, cv=self.CV).proba is None

    def test_a_row_has_the_number_of_its_first_fold(self):
        table = cross_val_predictions(GaussianNB(), X, Y, cv=self.CV)
        assert set(table.fold) == {0, 1, 2}

    def test_a_single_test_keeps_the_models_own_answer(self):
        """It need not be the likeliest class: a model may set a threshold of its own."""
        table = cross_val_predictions(LastClass(), X, Y, random_state=0)
        assert set(table.y_pred) == {2}
        assert set(table.proba.argmax(axis=1)) == {0}

    def test_rows_never_tested_are_left_out_and_counted(self):
        table = cross_val_predictions(GaussianNB(), X, Y, cv=TimeSeriesSplit(4), sample_weight=WEIGHTS)
        assert (len(table), table.n_untested) == (72, 18)
        assert table.row.tolist() == list(range(18, 90))
        np.testing.assert_array_equal(table.y_true, Y[18:])
        np.testing.assert_array_equal(table.weights, WEIGHTS[18:])
        assert repr(table).endswith("18 rows never tested)")

    def test_some_rows_may_be_tested_more_often_than_others(self):
        table = cross_val_predictions(GaussianNB(), X, Y, cv=ShuffleSplit(3, test_size=0.4, random_state=0))
        assert 36 < len(table) < 90
        assert len(table) + table.n_untested == 90
        np.testing.assert_allclose(table.proba.sum(axis=1), 1.0)


class WithoutProba(KNeighborsClassifier):
    """Nearest neighbours that give labels only."""

    predict_proba = property()


class LastClass(ClassifierMixin, BaseEstimator):
    """It says the last class and thinks the first."""

    def fit(self, X, y):
        del X
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.repeat(self.classes_[-1:], len(X))

    def predict_proba(self, X):
        return np.tile([1.0] + [0.0] * (len(self.classes_) - 1), (len(X), 1))


class TestRareClasses:
    """They are carried along, with a warning at the caller's line."""

    def test_folds_without_the_class_give_it_no_probability(self):
        y = np.array(["common"] * 20 + ["other"] * 20 + ["rare"])
        with pytest.warns(RareClassWarning, match=r"rare \(1\)") as caught:
            table = cross_val_predictions(KNeighborsClassifier(27), X[:41], y, cv=3, random_state=0)
        assert caught[0].filename == __file__
        assert table.classes.tolist() == ["common", "other", "rare"]
        without = table.fold == table.fold[40]
        np.testing.assert_array_equal(table.proba[without, 2], 0.0)
        assert (table.proba[~without, 2] > 0).any()
        np.testing.assert_allclose(table.proba.sum(axis=1), 1.0)

    def test_warning_points_to_the_caller_with_groups_too(self):
        with pytest.warns(RareClassWarning) as caught:
            cross_val_predictions(GaussianNB(), X[:20], [0] * 18 + [1] * 2, cv=3, groups=np.arange(20), random_state=0)
        assert caught[0].filename == __file__

    @pytest.mark.parametrize("weights", [None, np.ones(21)], ids=["without", "with"])
    def test_fold_with_one_class_only_predicts_it(self, weights):
        y = [0] * 20 + [1]
        with pytest.warns(RareClassWarning):
            table = cross_val_predictions(LogisticRegression(), X[:21], y, cv=3, sample_weight=weights, random_state=0)
        alone = table.fold == table.fold[20]
        np.testing.assert_array_equal(table.y_pred[alone], 0)
        np.testing.assert_array_equal(table.proba[alone], [[1.0, 0.0]] * alone.sum())

    def test_fold_in_which_one_class_only_weighs_predicts_it(self):
        weights = np.where((Y == 0) | (np.arange(N) == np.flatnonzero(Y == 1)[0]), 1.0, 0.0)
        table = cross_val_predictions(LogisticRegression(), X, Y, sample_weight=weights, cv=3, random_state=0)
        alone = table.fold == table.fold[np.flatnonzero(Y == 1)[0]]
        np.testing.assert_array_equal(table.y_pred[alone], 0)

    def test_fold_with_one_class_of_a_model_without_probabilities(self):
        with pytest.warns(RareClassWarning):
            table = cross_val_predictions(WithoutProba(), X[:21], [0] * 20 + [1], cv=3, random_state=0)
        assert table.proba is None


@pytest.mark.parametrize(
    "labels",
    [
        ["a", "b", "c"],
        [-1, 0, 1],
        [1, 2, 3],
        np.array([10, 20, 30], dtype=np.int8),
        [1.0, 2.0, 3.0],
        np.array(["x", "y", "z"], dtype=object),
    ],
    ids=str,
)
@pytest.mark.parametrize("container", [np.asarray, list, pd.Series], ids=["array", "list", "series"])
def test_labels_of_any_type_give_the_same_codes(labels, container):
    expected = cross_val_predictions(GaussianNB(), X, Y, cv=3, random_state=0)
    table = cross_val_predictions(GaussianNB(), X, container(np.asarray(labels)[Y]), cv=3, random_state=0)
    assert table.classes.tolist() == list(labels)
    np.testing.assert_array_equal(table.y_true, Y)
    np.testing.assert_array_equal(table.y_pred, expected.y_pred)
    np.testing.assert_array_equal(table.proba, expected.proba)


@pytest.mark.parametrize("labels", [[False, True], [-1, 1]], ids=str)
def test_two_classes_of_any_type(labels):
    table = cross_val_predictions(GaussianNB(), X, np.asarray(labels)[(Y > 0).astype(int)], cv=3, random_state=0)
    assert table.classes.tolist() == labels
    np.testing.assert_array_equal(table.y_true, Y > 0)


class TestInput:
    """Rows go to the model as they are."""

    def test_data_frame_keeps_its_columns(self):
        frame = pd.DataFrame({"number": X[:, 1], "text": np.array(["u", "v", "w"])[Y]})
        frame.loc[3, "number"] = np.nan
        model = make_pipeline(
            make_column_transformer((OneHotEncoder(), ["text"]), ("drop", ["number"])), LogisticRegression()
        )
        table = cross_val_predictions(model, frame, pd.Series(Y, index=frame.index + 100), random_state=0)
        assert not table.errors.any()

    def test_sparse_rows(self):
        counts = RNG.poisson(2.0, size=(N, 3)) + 5 * np.eye(3, dtype=int)[Y]
        dense = cross_val_predictions(MultinomialNB(), counts, Y, random_state=0)
        for kind in (sparse.csr_array, sparse.coo_matrix):
            np.testing.assert_allclose(
                cross_val_predictions(MultinomialNB(), kind(counts), Y, random_state=0).proba, dense.proba
            )

    def test_list_of_texts(self):
        texts = [f"{('good', 'bad', 'plain')[code]} row {i}" for i, code in enumerate(Y)]
        model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=100))
        table = cross_val_predictions(model, texts, Y, random_state=0)
        assert not table.errors.any()

    def test_whole_searches(self):
        model = GridSearchCV(make_pipeline(StandardScaler(), LogisticRegression()), {"logisticregression__C": [0.1, 1]})
        assert cross_val_predictions(model, X, Y, cv=3, random_state=0, sample_weight=WEIGHTS).proba.shape == (N, 3)


class TestWeights:
    """They reach the fits and the table."""

    def test_each_fit_has_the_weights_of_its_rows(self):
        table = cross_val_predictions(Spy(), X, Y, sample_weight=list(WEIGHTS), random_state=0)
        for fit in Spy.fits:
            np.testing.assert_array_equal(fit["weights"], WEIGHTS[fit["fitted"]])
        np.testing.assert_array_equal(table.weights, WEIGHTS)

    def test_weights_for_a_pipeline_reach_its_last_step(self):
        model = make_pipeline(StandardScaler(with_mean=False, with_std=False), Spy())
        cross_val_predictions(model, X, Y, sample_weight=WEIGHTS, random_state=0)
        np.testing.assert_array_equal(Spy.fits[0]["weights"], WEIGHTS[Spy.fits[0]["fitted"]])

    def test_without_weights_none_are_passed(self):
        table = cross_val_predictions(Spy(), X, Y, random_state=0)
        assert Spy.fits[0]["weights"] is None
        assert table.sample_weight is None


@pytest.mark.parametrize(
    ("y", "changes", "error", "message"),
    [
        (None, {}, ValueError, "requires y to be passed"),
        (np.zeros(N), {}, ValueError, r"at least 2 classes in y, got 1 class \(\[0.0\]\)"),
        (np.eye(3, dtype=int)[Y][:, [0, 1]], {}, ValueError, "one label per row, got a multilabel-indicator target"),
        (X[:, 1], {}, ValueError, "Unknown label type: continuous"),
        (Y[:-1], {}, ValueError, "inconsistent numbers of samples"),
        (["a", None] * 45, {}, ValueError, "45 of 90 labels are missing"),
        (Y, {"cv": 91}, ValueError, "at least as many rows as folds, got n_samples=90 and cv=91"),
        (Y, {"cv": 1}, ValueError, "at least 2 folds"),
        (Y, {"cv": "many"}, ValueError, "Expected `cv` as an integer"),
        (Y, {"groups": np.arange(N) % 4}, ValueError, "at least 5 groups for cv=5, got 4"),
        (Y, {"groups": [1, 2]}, ValueError, "inconsistent numbers of samples"),
        (Y, {"sample_weight": -WEIGHTS}, ValueError, "Negative values"),
        (Y, {"sample_weight": 0 * WEIGHTS}, ValueError, "only zeros"),
        (Y, {"sample_weight": (Y == 1).astype(float)}, ValueError, "with a sample_weight above 0, got 1 class"),
        (Y, {"sample_weight": WEIGHTS, "estimator": KNeighborsClassifier()}, ValueError, "KNeighborsClassifier cannot"),
        (Y, {"estimator": GaussianNB}, TypeError, "instance of scikit-learn estimator instead"),
        (Y, {"X": np.zeros((0, 2))}, ValueError, "inconsistent|0 sample"),
    ],
)
def test_what_cannot_be_cross_fitted_is_refused(y, changes, error, message):
    arguments = {"estimator": GaussianNB(), "X": X, "random_state": 0, **changes}
    with pytest.raises(error, match=message):
        cross_val_predictions(arguments.pop("estimator"), arguments.pop("X"), y, **arguments)


def test_no_rows_are_refused():
    with pytest.raises(ValueError, match="0 sample"):
        cross_val_predictions(GaussianNB(), np.zeros((0, 2)), [])


class BadProba(LastClass):
    """Its probabilities are none."""

    def predict_proba(self, X):
        return np.full((len(X), len(self.classes_)), np.nan)


def test_probabilities_that_are_none_are_refused():
    with pytest.raises(ValueError, match="finite and not negative"):
        cross_val_predictions(BadProba(), X, Y, random_state=0)


class Failing(LastClass):
    """It cannot be fitted."""

    def fit(self, X, y):
        raise RuntimeError(f"no luck with {len(X)} rows of {len(np.unique(y))} classes")


class TestCrossFitter:
    """Each classifier is cross-fitted at most once."""

    def test_what_is_known_costs_nothing(self):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        model = make_pipeline(StandardScaler(), GaussianNB())
        assert fitter.n_fits_needed(model) == 3
        first = fitter.table(model)
        assert (fitter.n_fits, fitter.n_fits_needed(clone(model))) == (3, 0)
        assert fitter.table(clone(model)) is first
        assert fitter.n_fits == 3
        assert fitter.seconds > 0

    def test_alike_candidates_are_fitted_once(self):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        fitter.tables([Spy(), Spy(n_jobs=2), Spy(random_state=1)])
        assert (fitter.n_fits, len(Spy.fits)) == (6, 6)

    def test_copies_of_a_model_with_a_foreign_part_are_alike(self):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        model = CalibratedClassifierCV(GaussianNB(), cv=StratifiedKFold(2))
        fitter.table(model)
        assert fitter.n_fits_needed(clone(model)) == 0
        assert fitter.n_fits_needed(CalibratedClassifierCV(GaussianNB(), cv=StratifiedKFold(3))) == 3

    def test_the_number_of_jobs_of_a_model_is_no_difference(self):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        assert fitter.table(BaggingClassifier(n_jobs=1)) is fitter.table(BaggingClassifier(n_jobs=2))

    def test_errors_are_raised_or_handed_back_where_asked(self):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        with pytest.raises(RuntimeError, match="no luck with 60 rows"):
            fitter.tables([GaussianNB(), Failing()])
        error, table = fitter.tables([Failing(), GaussianNB()], catch=RuntimeError)
        assert isinstance(error, RuntimeError)
        assert isinstance(table, PredictionTable)

    def test_a_known_failure_is_raised_where_it_is_not_asked_for(self):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        fitter.tables([Failing()], catch=(RuntimeError,))
        assert fitter.n_fits_needed(Failing()) == 0
        with pytest.raises(RuntimeError, match="no luck"):
            fitter.table(Failing())
        with pytest.raises(RuntimeError, match="no luck"):
            fitter.tables([Failing()], catch=KeyError)

    def test_nothing_to_do(self):
        assert CrossFitter(X, Y, random_state=0).tables([]) == []

    def test_progress_is_logged(self, caplog):
        caplog.set_level(logging.DEBUG, logger="skmitigate.predictions")
        models = [make_pipeline(StandardScaler(), GaussianNB()), CalibratedClassifierCV(GaussianNB(), cv=2)]
        CrossFitter(X, Y, cv=3, random_state=0).tables(models)
        told = [record.message for record in caplog.records if record.levelno == logging.INFO]
        assert told == [
            "cross-fitted Pipeline(StandardScaler, GaussianNB) (1 of 2)",
            "cross-fitted CalibratedClassifierCV(GaussianNB) (2 of 2)",
        ]
        assert len(caplog.records) == 2 + 6

    def test_warnings_of_the_fits_are_given_once_at_the_callers_line(self):
        with pytest.warns(ConvergenceWarning) as caught:
            cross_val_predictions(LogisticRegression(max_iter=1), X, Y, cv=3, random_state=0)
        assert len(caught) == 1
        assert caught[0].filename == __file__

    def test_warnings_of_candidates_are_logged(self, caplog):
        caplog.set_level(logging.DEBUG, logger="skmitigate.predictions")
        CrossFitter(X, Y, cv=3, random_state=0).tables([LogisticRegression(max_iter=1)])
        assert any("LogisticRegression warned: lbfgs failed" in record.message for record in caplog.records)


class TestSomeFolds:
    """Fits in some folds give the table of their rows; the others are made where they are asked for."""

    TREE = ExtraTreeClassifier()

    def test_each_fit_is_made_once_whatever_the_order(self):
        fitter, whole = CrossFitter(X, Y, random_state=0), cross_val_predictions(self.TREE, X, Y, random_state=0)
        fitter.fit_folds([self.TREE, GaussianNB()], folds=[3, 1])
        assert (fitter.n_fits, fitter.n_fits_needed(self.TREE)) == (4, 3)
        assert fitter.n_fits_needed(self.TREE, folds=[1, 2]) == 1
        [part] = fitter.tables([self.TREE], folds=(1, 2))
        assert fitter.n_fits == 5
        assert_same(fitter.table(self.TREE), whole)
        assert fitter.n_fits == 7
        tested = np.isin(whole.fold, [1, 2])
        np.testing.assert_array_equal(part.row, whole.row[tested])
        np.testing.assert_array_equal(part.fold, whole.fold[tested])
        np.testing.assert_array_equal(part.proba, whole.proba[tested])
        assert part.n_untested == N - tested.sum()

    def test_known_folds_cost_nothing(self):
        fitter = CrossFitter(X, Y, random_state=0)
        fitter.table(self.TREE)
        assert fitter.n_fits_needed(self.TREE, folds=[0]) == 0
        [first] = fitter.tables([self.TREE], folds=[0])
        assert (len(first), fitter.n_fits) == (18, 5)

    def test_a_failure_in_one_fold_is_a_failure(self):
        model = FailsOnRow(0)
        fitter = CrossFitter(X, Y, random_state=0)
        fold = next(k for k, (train, _) in enumerate(fitter.splits) if 0 not in train)
        [table] = fitter.tables([model], folds=[fold], catch=RuntimeError)
        assert isinstance(table, PredictionTable)
        [error] = fitter.tables([model], folds=[(fold + 1) % 5], catch=RuntimeError)
        assert isinstance(error, RuntimeError)
        assert (fitter.n_fits, fitter.n_fits_needed(model)) == (2, 0)
        assert fitter.tables([model], catch=RuntimeError) == [error]
        with pytest.raises(RuntimeError, match="row 0"):
            fitter.tables([model], folds=[fold])

    def test_a_decision_is_learned_from_rows_of_all_folds_that_are_there(self):
        fitter = CrossFitter(X, Y, random_state=0)
        calibrated = ProbabilityCalibration(GaussianNB(), method="temperature")
        [one], [two] = (fitter.tables([calibrated], folds=folds) for folds in ([4], [1, 4]))
        [plain] = fitter.tables([GaussianNB()], folds=[1, 4])
        assert fitter.n_fits == 2
        np.testing.assert_array_equal(one.fold, np.full(18, 4))
        assert not np.allclose(one.proba, plain.proba[plain.fold == 4])
        assert not np.allclose(two.proba[plain.fold == 4], one.proba)  # it had more rows to learn from
        np.testing.assert_array_equal(two.row, plain.row)
        np.testing.assert_array_equal(two.fold, plain.fold)
        assert two.splits is fitter.splits


class FailsOnRow(GaussianNB):
    """It cannot be fitted on one of the rows."""

    def __init__(self, row=0):
        super().__init__()
        self.row = row

    def fit(self, X, y):
        if self.row in X[:, 0]:
            raise RuntimeError(f"row {self.row} is too much")
        return super().fit(X, y)


class TestFitOnAllRows:
    """The refit has all rows, all weights, and the caller's seeds."""

    def test_all_rows_and_weights_are_used(self):
        fitter = CrossFitter(X, Y, sample_weight=WEIGHTS, random_state=0)
        model = fitter.fit({"model": Spy()})["model"]
        np.testing.assert_array_equal(model.record_["fitted"], np.arange(N))
        np.testing.assert_array_equal(model.record_["weights"], WEIGHTS)
        assert fitter.n_fits == 1

    def test_seeds_of_the_caller_are_kept_and_others_are_set(self):
        models = {"own": Spy(random_state=7), "none": Spy()}
        first, again = (CrossFitter(X, Y, random_state=0).fit(models) for _ in range(2))
        assert first["own"].random_state == 7
        assert first["none"].random_state == again["none"].random_state is not None
        assert models["none"].random_state is None

    def test_number_of_jobs_does_not_matter(self):
        models = {"bag": BaggingClassifier(n_estimators=3), "tree": ExtraTreeClassifier()}
        one, two = (CrossFitter(X, Y, n_jobs=n_jobs, random_state=0).fit(models) for n_jobs in (1, 2))
        for name in models:
            np.testing.assert_array_equal(one[name].predict_proba(X), two[name].predict_proba(X))

    def test_warnings_of_the_model_are_given_and_those_of_others_logged(self, caplog):
        caplog.set_level(logging.DEBUG, logger="skmitigate.predictions")
        fitter = CrossFitter(X, Y, random_state=0)
        fitter.fit({"member": LogisticRegression(max_iter=1)})
        assert "LogisticRegression warned" in caplog.text
        with pytest.warns(ConvergenceWarning):
            fitter.fit({"model": LogisticRegression(max_iter=1)})


class Decision(BaseEstimator):
    """The least that a decision on top of a model offers: the mean of its parts' probabilities."""

    def __init__(self, parts=(), optional=False, fails=False):
        self.parts = parts
        self.optional = optional
        self.fails = fails

    _decides = True

    @property
    def _optional_parts(self):
        return self.optional

    def _parts(self, fitter):
        assert isinstance(fitter, CrossFitter)
        if self.fails == "parts":
            raise KeyError("no parts")
        return dict(self.parts)

    def _compose(self, tables):
        if self.fails:
            raise KeyError("no decision")
        first = next(iter(tables.values()))
        proba = np.mean([table.proba for table in tables.values()], axis=0)
        return PredictionTable.from_predictions(first.classes[first.y_true], proba, classes=first.classes)

    def _fit_on(self, fitter):
        self.fitted_on_ = fitter
        return self


class TestDecisions:
    """What only decides is known from the tables of its parts."""

    PARTS = (("model", GaussianNB()), ("tree", ExtraTreeClassifier()))

    def test_tables_of_the_parts_suffice(self):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        parts = fitter.tables([model for _, model in self.PARTS])
        nested = Decision(parts=(("model", Decision(parts=self.PARTS)), ("tree", ExtraTreeClassifier())))
        assert fitter.n_fits_needed(nested) == 0
        table = fitter.table(nested)
        np.testing.assert_allclose(table.proba, (parts[0].proba + 3 * parts[1].proba) / 4)
        assert fitter.n_fits == 6

    def test_missing_parts_are_fitted_once(self):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        assert fitter.n_fits_needed(Decision(parts=(*self.PARTS, ("again", GaussianNB())))) == 6
        fitter.tables([Decision(parts=self.PARTS), GaussianNB()])
        assert fitter.n_fits == 6

    def test_part_that_fails_is_left_out_where_it_is_optional(self):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        parts = (("model", GaussianNB()), ("bad", Failing()))
        with pytest.warns(CandidateFailedWarning, match="'bad' is left out, because it failed on these rows: no luck"):
            [table] = fitter.tables([Decision(parts=parts, optional=True)], catch=RuntimeError)
        np.testing.assert_array_equal(table.proba, fitter.table(GaussianNB()).proba)

    @pytest.mark.parametrize(
        "decision",
        [
            Decision(parts=(("model", GaussianNB()), ("bad", Failing()))),
            Decision(parts=(("model", Failing()), ("tree", GaussianNB())), optional=True),
        ],
        ids=["needed part", "the model"],
    )
    def test_part_that_is_needed_fails_the_decision(self, decision):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        [error] = fitter.tables([decision], catch=RuntimeError)
        assert isinstance(error, RuntimeError)
        with pytest.raises(RuntimeError, match="no luck"):
            fitter.table(decision)

    @pytest.mark.parametrize("fails", [True, "parts"])
    def test_decision_that_fails_is_handed_back_or_raised(self, fails):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        decision = Decision(parts=self.PARTS, fails=fails)
        error, table = fitter.tables([decision, GaussianNB()], catch=KeyError)
        assert isinstance(error, KeyError)
        assert isinstance(table, PredictionTable)
        with pytest.raises(KeyError):
            fitter.table(decision)

    def test_refit_is_left_to_the_decision(self):
        fitter = CrossFitter(X, Y, cv=3, random_state=0)
        fitted = fitter.fit({"decision": Decision(parts=self.PARTS), "model": GaussianNB()})
        assert fitted["decision"].fitted_on_ is fitter
        assert fitter.n_fits == 1


def test_iris_is_predicted_well_and_the_table_can_be_pickled():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = cross_val_predictions(GaussianNB(), *load_iris(return_X_y=True), random_state=0)
    assert table.errors.mean() < 0.08
    assert_same(table, pickle.loads(pickle.dumps(table)))
