"""What every strategy keeps to."""

import pickle
from copy import deepcopy
from functools import cache
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from contracts.estimators import STRATEGIES, around
from scipy import sparse
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import GridSearchCV, TimeSeriesSplit, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

import skmitigate
from skmitigate import (
    ActiveLearning,
    ClassBalancing,
    ConfidenceThresholding,
    CostSensitiveDecision,
    DataAugmentation,
    EnsembleLearning,
    LabelCleaning,
    ProbabilityCalibration,
    cross_val_predictions,
)
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.predictions import CrossFitter
from skmitigate.strategies import Strategy
from skmitigate.strategies._catalogue import ALIASES
from skmitigate.strategies.testing import strategy_checks

each = pytest.mark.parametrize("strategy", STRATEGIES)
#: Strategies that can do without probabilities and without scores.
AUGMENTATIONS = [name for name, strategy in STRATEGIES.items() if isinstance(strategy, DataAugmentation)]
BALANCING_FITS = ["weights", "resample", "undersample", "weights, prior restored", "undersample, prior restored"]
WITHOUT_PROBA = ["active", *BALANCING_FITS, "ensemble", "bagging", "voting", "stacking", "averaged", *AUGMENTATIONS]
WITHOUT_PROBA += ["selection", "selection, share", "outliers", "outliers, tuned", "outliers, sampler"]
#: The settings of EnsembleLearning that have members.
ENSEMBLES = ["ensemble", "voting", "stacking", "averaged"]
CALIBRATIONS = ["temperature", "sigmoid", "isotonic", "venn-abers"]
DECIDING = [name for name, strategy in STRATEGIES.items() if strategy._decides]
#: scikit-learn's own checks stand in a file of their own.
CHECKS = [check for check in strategy_checks() if check.__name__ != "check_passes_the_checks_of_scikit_learn"]
#: Settings that read columns of X themselves, so that text rows are not for them.
NEED_COLUMNS = [name for name in STRATEGIES if name in AUGMENTATIONS or name.startswith("slice")]
NEED_COLUMNS.remove("random copies")
#: Those that cross-fit inside ``fit``: the deciding ones, and those that judge rows by predictions made without them.
CROSS_FITTING = [name for name, strategy in STRATEGIES.items() if strategy._learns_in_folds]


def rows(n_classes: int, seed: int = 0) -> tuple[Any, Any]:
    """Overlapping classes, the first one the commonest."""
    codes = np.repeat(np.arange(n_classes), [60, 30] if n_classes == 2 else [50, 24, 16])
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(90, 4))
    X[:, 0] += 1.5 * codes
    X[:, 1] -= codes
    order = rng.permutation(90)
    return X[order], codes[order]


def mixed(X: Any) -> pd.DataFrame:
    """The same rows with gaps, categories, text and truth values."""
    frame = pd.DataFrame(X, columns=list("abcd"))
    frame["level"] = pd.Categorical(np.where(X[:, 0] > 1, "high", "low"))
    frame["text"] = np.where(X[:, 1] > 0, "up", "down")
    frame["flag"] = X[:, 2] > 0
    frame.loc[::7, "a"] = np.nan
    frame.loc[::9, "text"] = None
    frame.loc[::11, "level"] = None
    return frame


def case(container: str, n_classes: int) -> tuple[Any, Any, Any]:
    """A model, X and y."""
    X, y = rows(n_classes)
    if container == "sparse":
        return LogisticRegression(), sparse.csr_array(np.where(X > 0, X, 0.0)), y
    if container == "mixed DataFrame":
        return make_pipeline(TabularEncoder(), LogisticRegression()), mixed(X), y
    return LogisticRegression(), X, y


@cache
def fitted(strategy: str, container: str, n_classes: int) -> tuple[Strategy, Any, Any]:
    model, X, y = case(container, n_classes)
    return around(strategy, model).fit(X, y), X, y


each_case = pytest.mark.parametrize("n_classes", [2, 3])
each_container = pytest.mark.parametrize("container", ["numpy", "mixed DataFrame", "sparse"])


def answers(model: Any, X: Any) -> tuple[Any, Any]:
    return model.predict(X), model.predict_proba(X)


def assert_same_answers(one: Any, other: Any, X: Any, **tolerance: float) -> None:
    np.testing.assert_array_equal(one.predict(X), other.predict(X))
    np.testing.assert_allclose(one.predict_proba(X), other.predict_proba(X), **(tolerance or {"rtol": 1e-12}))


# --- the family ---------------------------------------------------------------------------------------------------


def test_every_strategy_is_held_to_the_contract():
    public = {thing for name in skmitigate.__all__ if isinstance(thing := getattr(skmitigate, name), type)}
    strategies = {thing for thing in public if issubclass(thing, Strategy)}
    assert strategies == {type(strategy) for strategy in STRATEGIES.values()} == set(ALIASES.values())


@each
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_keeps_the_contract_that_authors_can_check(strategy, check):
    given = STRATEGIES[strategy]
    if strategy.startswith("selection") and check.__name__ == "check_scores_no_row_it_was_fitted_on":
        given = clone(given).set_params(n_features=1.0)  # the spy needs the column with the number
    check(given)


# --- what goes in and what comes out ------------------------------------------------------------------------------


@each
@each_container
@each_case
def test_predicts_labels_it_was_given(strategy, container, n_classes):
    model, X, y = fitted(strategy, container, n_classes)
    predicted = model.predict(X)
    assert predicted.shape == y.shape
    assert set(predicted) <= set(y)
    assert np.mean(predicted == y) > 1 / n_classes + 0.1


@each
@each_container
@each_case
def test_probabilities_have_a_column_for_each_class_and_sum_to_1(strategy, container, n_classes):
    model, X, y = fitted(strategy, container, n_classes)
    proba = model.predict_proba(X)
    np.testing.assert_array_equal(model.classes_, np.arange(n_classes))
    assert proba.shape == (len(y), n_classes)
    assert (proba >= 0).all()
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)
    # Each column is that of its class: the rows of a class get more of it than the others do.
    for c in range(n_classes):
        assert proba[y == c, c].mean() > proba[y != c, c].mean() + 0.05
    np.testing.assert_array_equal(model.predict_log_proba(X), np.log(proba))


@each
@each_container
@each_case
def test_pickled_model_answers_the_same(strategy, container, n_classes):
    model, X, _ = fitted(strategy, container, n_classes)
    assert_same_answers(pickle.loads(pickle.dumps(model)), model, X)


@each
@each_container
def test_clone_under_the_same_seed_answers_the_same(strategy, container):
    model, X, y = fitted(strategy, container, 3)
    assert_same_answers(clone(model).fit(X, y), model, X)


@each
@each_container
def test_changes_nothing_that_it_is_given(strategy, container):
    model, X, y = case(container, 3)
    weight = np.random.default_rng(0).uniform(1, 2, len(y))
    before = deepcopy((X, y, weight, vars(model)))
    strategy = around(strategy, model)
    strategy.fit(X, y, sample_weight=weight)
    answers(strategy, X)
    assert strategy.estimator is model
    if container == "sparse":
        np.testing.assert_array_equal(X.toarray(), before[0].toarray())
    elif container == "mixed DataFrame":
        pd.testing.assert_frame_equal(X, before[0])
    else:
        np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])
    np.testing.assert_array_equal(weight, before[2])
    assert repr(vars(model)) == repr(before[3])


@each
def test_takes_labels_as_list_series_and_category(strategy):
    X, codes = rows(2)
    names = np.array(["no", "yes"])[codes]
    reference = around(strategy, GaussianNB()).fit(X, names)
    for y in (names.tolist(), pd.Series(names, index=np.arange(5, 95)), pd.Series(names, dtype="category")):
        assert_same_answers(around(strategy, GaussianNB()).fit(X, y), reference, X)


@each
def test_index_and_names_of_a_frame_do_not_matter_but_are_kept(strategy):
    X, y = rows(3)
    frame = pd.DataFrame(X, columns=["x", "y", "z", "u"], index=np.arange(90)[::-1] // 2)
    model = around(strategy, GaussianNB()).fit(frame, pd.Series(y, index=frame.index))
    assert model.feature_names_in_.tolist() == ["x", "y", "z", "u"]
    assert model.n_features_in_ == 4
    reference = around(strategy, GaussianNB()).fit(X, y)
    np.testing.assert_array_equal(model.predict(frame), reference.predict(X))
    np.testing.assert_allclose(model.predict_proba(frame), reference.predict_proba(X))


@pytest.mark.parametrize("strategy", [name for name in STRATEGIES if name not in NEED_COLUMNS])
def test_takes_text_that_a_pipeline_turns_into_columns(strategy):
    words = np.random.default_rng(0).choice(["red", "green", "blue"], size=(60, 6))
    y = (words == "red").sum(axis=1) > 1
    X = [" ".join(line) for line in words]
    model = around(strategy, make_pipeline(CountVectorizer(), LogisticRegression())).fit(X, y)
    assert np.mean(model.predict(X) == y) > 0.8


@each
def test_rare_classes_are_carried_along(strategy):
    X, y = rows(3)
    y = np.where(np.arange(90) == 7, 5, y)  # one row
    y = np.where(np.isin(np.arange(90), [11, 70]), 4, y)  # two rows
    settings = {"cv": 3} if "cv" in STRATEGIES[strategy].get_params() else {}
    model = around(strategy, GaussianNB(), **settings)
    if STRATEGIES[strategy]._learns_in_folds:
        with pytest.warns(skmitigate.exceptions.RareClassWarning, match="fewer rows than the 3 folds"):
            model.fit(X, y)
    else:
        model.fit(X, y)
    np.testing.assert_array_equal(model.classes_, [0, 1, 2, 4, 5])
    np.testing.assert_allclose(model.predict_proba(X).sum(axis=1), 1.0)


# --- weights ------------------------------------------------------------------------------------------------------


@each
@pytest.mark.parametrize("weight", [1e-3, 1.0, 7.0])
def test_weights_that_are_all_the_same_change_nothing(strategy, weight):
    X, y = rows(3)
    plain = around(strategy, GaussianNB()).fit(X, y)
    weighted = around(strategy, GaussianNB()).fit(X, y, sample_weight=np.full(len(y), weight))
    assert_same_answers(weighted, plain, X, rtol=1e-5, atol=1e-7)


@each
def test_rows_of_more_weight_count_more(strategy):
    X, y = rows(2)
    heavy = X[:, 2] > 0.5
    weight = np.where(heavy, 5.0, 0.2)
    proba = around(strategy, LogisticRegression()).fit(X, y).predict_proba(X)
    weighted = around(strategy, LogisticRegression()).fit(X, y, sample_weight=weight).predict_proba(X)
    assert np.abs(weighted - proba).max() > 1e-3
    own = np.arange(len(y)), y
    gain = np.log(weighted[own]) - np.log(proba[own])
    if strategy not in (*BALANCING_FITS, "smote, prior not restored"):  # these weigh classes
        assert np.average(gain, weights=weight) > 0


@each
def test_weights_reach_the_last_step_of_a_pipeline(strategy):
    X, y = rows(2)
    weight = np.random.default_rng(0).uniform(0.1, 3, len(y))
    inner = make_pipeline(make_pipeline(StandardScaler(), GaussianNB()))
    plain = around(strategy, inner).fit(X, y)
    weighted = around(strategy, inner).fit(X, y, sample_weight=weight)
    assert np.abs(plain.predict_proba(X) - weighted.predict_proba(X)).max() > 1e-4


@pytest.mark.parametrize("strategy", [name for name in STRATEGIES if name != "bagging"])  # weights draw its rows
def test_weights_for_a_model_that_takes_none_are_refused(strategy):
    X, y = rows(2)
    with pytest.raises(ValueError, match="cannot be fitted with weights"):
        around(strategy, KNeighborsClassifier()).fit(X, y, sample_weight=np.ones(len(y)))


@each
def test_argument_that_is_not_known_is_refused(strategy):
    X, y = rows(2)
    with pytest.raises(TypeError, match=r"unexpected arguments \['colour'\]"):
        around(strategy, GaussianNB()).fit(X, y, colour="red")


# --- other models -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strategy", WITHOUT_PROBA)
@pytest.mark.parametrize("model", [LinearSVC(), SVC()], ids=["LinearSVC", "SVC"])
def test_model_without_probabilities_predicts(strategy, model):
    X, y = rows(3)
    corrected = around(strategy, model).fit(X, y)
    assert corrected.score(X, y) > 0.6
    assert hasattr(corrected, "predict_proba") == (strategy in ("ensemble", "bagging", "stacking", "averaged"))


@pytest.mark.parametrize("strategy", CALIBRATIONS)
@pytest.mark.parametrize("model", [LinearSVC(), SVC()], ids=["LinearSVC", "SVC"])
@each_case
def test_calibration_gives_probabilities_to_a_model_with_scores(strategy, model, n_classes):
    X, y = rows(n_classes)
    proba = around(strategy, model).fit(X, y).predict_proba(X)
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)
    assert np.mean(np.argmax(proba, axis=1) == y) > 0.6


@pytest.mark.parametrize("strategy", [name for name in CROSS_FITTING if name not in (*CALIBRATIONS, *WITHOUT_PROBA)])
def test_model_without_probabilities_is_refused_with_what_to_do(strategy):
    X, y = rows(2)
    with pytest.raises(ValueError, match=r"LinearSVC has no predict_proba\. .*ProbabilityCalibration"):
        around(strategy, LinearSVC()).fit(X, y)


class Foreign(ClassifierMixin, BaseEstimator):
    """Somebody's classifier: nearest mean, with no more than it takes."""

    def fit(self, X, y):
        self.means = {label: np.asarray(X)[y == label].mean(axis=0) for label in sorted(set(np.asarray(y).tolist()))}
        return self

    def predict_proba(self, X):
        distances = np.stack([np.linalg.norm(np.asarray(X) - mean, axis=1) for mean in self.means.values()], axis=1)
        return np.exp(-distances) / np.exp(-distances).sum(axis=1, keepdims=True)

    def predict(self, X):
        return [list(self.means)[i] for i in np.argmax(self.predict_proba(X), axis=1)]


class ForeignWithClasses(Foreign):
    """The same, telling its classes."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return super().fit(X, y)


class ForeignWithoutBase:
    """Somebody's classifier that inherits nothing and can be cloned."""

    def __init__(self, shift=0.0):
        self.shift = shift

    def get_params(self, deep=True):
        del deep
        return {"shift": self.shift}

    def set_params(self, **params):
        self.shift = params.get("shift", self.shift)
        return self

    fit, predict, predict_proba = Foreign.fit, Foreign.predict, Foreign.predict_proba


@each
@pytest.mark.parametrize(
    "model", [Foreign(), ForeignWithClasses(), ForeignWithoutBase()], ids=lambda m: type(m).__name__
)
# The members of an ensemble around a model of no known family are bagged, which not every model can be.
@pytest.mark.filterwarnings("ignore:The member:skmitigate.exceptions.CandidateFailedWarning")
def test_wraps_a_classifier_that_is_not_of_scikit_learn(strategy, model):
    X, y = rows(3)
    names = np.array(["x", "y", "z"])[y]
    corrected = around(strategy, model).fit(X, names)
    assert np.mean(corrected.predict(X) == names) > 0.5
    np.testing.assert_allclose(corrected.predict_proba(X).sum(axis=1), 1.0)


# --- in scikit-learn's own tools ----------------------------------------------------------------------------------


@each
def test_works_as_the_last_step_of_a_pipeline(strategy):
    X, y = rows(3)
    model = make_pipeline(StandardScaler(), around(strategy, LogisticRegression())).fit(X, y)
    assert_same_answers(
        model[-1], around(strategy, LogisticRegression()).fit(model[0].transform(X), y), model[0].transform(X)
    )
    assert set(model.predict(X)) <= {0, 1, 2}


@each
def test_cross_val_score_gives_numbers(strategy):
    X, y = rows(3)
    scores = cross_val_score(around(strategy, GaussianNB()), X, y, cv=3, scoring="neg_log_loss", error_score="raise")
    assert np.isfinite(scores).all()


@each
def test_parameters_can_be_read_and_set(strategy):
    model = around(strategy, make_pipeline(StandardScaler(), LogisticRegression()))
    model.set_params(estimator__logisticregression__C=3.0)
    assert model.get_params()["estimator__logisticregression__C"] == 3.0
    assert set(model.get_params(deep=False)) == set(type(model)().get_params(deep=False))


@pytest.mark.parametrize(
    ("model", "grid"),
    [
        (ActiveLearning(GaussianNB()), {"method": ["margin", "entropy"], "diversity": [True, False]}),
        (ClassBalancing(GaussianNB(), cv=2), {"method": ["weights", "resample", "undersample", "prior", "thresholds"]}),
        (
            ProbabilityCalibration(GaussianNB(), cv=2),
            {"method": ["temperature", "sigmoid", "isotonic", "venn_abers"], "estimator__var_smoothing": [1e-9, 1e-3]},
        ),
        (ConfidenceThresholding(GaussianNB(), cv=2), {"target_coverage": [0.5, 0.9]}),
        (
            CostSensitiveDecision(GaussianNB(), cv=2),
            {"cost_matrix": [None, "balanced"], "calibration": [None, "temperature"]},
        ),
        (
            EnsembleLearning(GaussianNB(), cv=2),
            {"members": [[GaussianNB(var_smoothing=0.1)]], "method": ["selection", "stacking", "voting", "bagging"]},
        ),
        (LabelCleaning(GaussianNB(), cv=2), {"method": ["reweigh", "prune", "relabel"], "n_rounds": [1, 2]}),
        (DataAugmentation(GaussianNB()), {"k_neighbors": [1, 5], "restore_prior": [True, False]}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_grid_search_over_its_own_parameters(model, grid):
    X, y = rows(3)
    search = GridSearchCV(
        model.set_params(random_state=0), grid, cv=2, scoring="balanced_accuracy", error_score="raise"
    )
    search.fit(X, y)
    assert set(search.best_params_) == set(grid)
    assert set(search.predict(X)) <= {0, 1, 2}


def test_grid_search_over_strategies_as_the_last_step_of_a_pipeline():
    X, y = rows(3)
    steps = [GaussianNB(), *(around(name, GaussianNB()) for name in STRATEGIES)]
    pipeline = make_pipeline(StandardScaler(), GaussianNB())
    search = GridSearchCV(pipeline, {"gaussiannb": steps}, cv=2, scoring="neg_log_loss", error_score="raise").fit(X, y)
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()
    assert len(set(search.cv_results_["mean_test_score"])) > 6


@each
def test_metadata_routing_brings_weights_through_a_search(strategy):
    X, y = rows(2)
    weight = np.random.default_rng(0).uniform(0.1, 3, len(y))
    with config_context(enable_metadata_routing=True):
        inner = GaussianNB().set_fit_request(sample_weight=True)
        model = around(strategy, inner).set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        search = GridSearchCV(model, {"estimator__var_smoothing": [1e-9]}, cv=2, error_score="raise")
        search.fit(X, y, sample_weight=weight)
    assert_same_answers(search, around(strategy, GaussianNB()).fit(X, y, sample_weight=weight), X)


@pytest.mark.parametrize("strategy", CROSS_FITTING)
def test_metadata_routing_brings_groups(strategy):
    X, y = rows(2)
    groups = np.arange(90) // 3
    with config_context(enable_metadata_routing=True):
        model = make_pipeline(StandardScaler(), around(strategy, GaussianNB()).set_fit_request(groups=True))
        model.fit(X, y, groups=groups)
    reference = around(strategy, GaussianNB()).fit(model[0].transform(X), y, groups=groups)
    assert_same_answers(model[-1], reference, model[0].transform(X))


# --- what is refused ----------------------------------------------------------------------------------------------


@each
@pytest.mark.parametrize(
    ("model", "error", "message"),
    [
        (None, ValueError, r"wraps a classifier: expected estimator to be one, got None\. Pass it"),
        (GaussianNB, TypeError, "got the class GaussianNB; add parentheses"),
        (LinearRegression(), ValueError, "corrects classifiers, got LinearRegression"),
        (make_pipeline(StandardScaler(), LinearRegression()), ValueError, "corrects classifiers, got Pipeline"),
        ("gaussian_nb", ValueError, "'estimator' parameter"),
        (SVC(kernel="precomputed"), ValueError, "precomputed"),
    ],
    ids=["None", "class", "regressor", "regressor in a Pipeline", "text", "precomputed"],
)
def test_what_is_no_classifier_is_refused(strategy, model, error, message):
    X, y = rows(2)
    with pytest.raises(error, match=message):
        around(strategy, model).fit(X, y)


@each
@pytest.mark.parametrize(
    ("y", "message"),
    [
        (np.zeros(90), "at least 2 classes in y, got 1 class"),
        (np.eye(2)[rows(2)[1]].astype(int), "multilabel-indicator"),
        (np.linspace(0, 1, 90), "continuous"),
        (None, "requires y"),
        (np.arange(80) % 2, "inconsistent numbers of samples"),
        (np.where(np.arange(90) == 3, None, "a"), "NaN or None|missing"),
    ],
    ids=["one class", "multilabel", "continuous", "None", "length", "missing label"],
)
def test_labels_that_no_classifier_can_learn_are_refused(strategy, y, message):
    X, _ = rows(2)
    with pytest.raises(ValueError, match=message):
        around(strategy, GaussianNB()).fit(X, y)


@pytest.mark.parametrize("strategy", CROSS_FITTING)
def test_fewer_rows_than_folds_are_refused(strategy):
    X, _ = rows(2)
    with pytest.raises(ValueError, match="at least as many rows as folds, got n_samples=6 and cv=7"):
        around(strategy, GaussianNB(), cv=7).fit(X[:6], [0, 1, 0, 1, 0, 1])


# --- nothing leaks ------------------------------------------------------------------------------------------------


class Spy(ClassifierMixin, BaseEstimator):
    """Naive Bayes on all columns but the first, which holds the number of the row; tells what it saw and was asked."""

    fits: ClassVar[list[set[int]]] = []
    asked: ClassVar[list[tuple[set[int], set[int]]]] = []

    def __init__(self, var_smoothing=1e-9):
        self.var_smoothing = var_smoothing

    @staticmethod
    def split(X):
        table = X.to_numpy() if isinstance(X, pd.DataFrame) else X
        return {int(str(number).removeprefix("row ")) for number in table[:, 0]}, table[:, 1:].astype(float)

    def fit(self, X, y, sample_weight=None):
        self.seen_, values = self.split(X)
        self.fits.append(self.seen_)
        self.model_ = GaussianNB(var_smoothing=self.var_smoothing).fit(values, y, sample_weight)
        self.classes_ = self.model_.classes_
        return self

    def predict_proba(self, X):
        numbers, values = self.split(X)
        self.asked.append((self.seen_, numbers))
        return self.model_.predict_proba(values)

    def predict(self, X):
        return self.classes_[np.argmax(self.predict_proba(X), axis=1)]


@pytest.fixture(autouse=True)
def _spies_forget():
    Spy.fits.clear()
    Spy.asked.clear()


def numbered(n_classes: int) -> tuple[pd.DataFrame, Any]:
    """Rows with their number as text, so that a synthetic row has the number of a row that it was made from."""
    X, y = rows(n_classes)
    frame = pd.DataFrame(X, columns=list("abcd"))
    frame.insert(0, "number", [f"row {i}" for i in range(len(y))])
    return frame, y


def spied(strategy: str, **settings: Any) -> Strategy:
    if strategy in ENSEMBLES:
        settings["members"] = [Spy(1e-3), Spy(1e-1)]
    if strategy.startswith("selection"):
        settings["n_features"] = 1.0  # the spy needs the column with the number; so there are no folds inside
    return around(strategy, Spy(), **settings)


@each
@each_case
def test_no_part_is_fitted_on_a_row_that_it_is_scored_on(strategy, n_classes):
    X, y = numbered(n_classes)
    table = cross_val_predictions(spied(strategy), X, y, cv=3, random_state=0)
    assert len(table) == len(y)
    assert Spy.asked
    assert set().union(*(numbers for _, numbers in Spy.asked)) == set(range(90))
    assert not [seen & numbers for seen, numbers in Spy.asked if seen & numbers]


@pytest.mark.parametrize("strategy", [name for name in CROSS_FITTING if name != "selection"])
def test_a_decision_is_learned_from_rows_that_the_model_had_not_seen(strategy):
    X, y = numbered(3)
    spied(strategy).fit(X, y)
    assert Spy.asked
    assert not [seen & numbers for seen, numbers in Spy.asked if seen & numbers]


@pytest.mark.parametrize("inner", STRATEGIES)
@pytest.mark.parametrize("outer", ["weights", "undersample", "prior", "temperature"])
def test_nothing_leaks_where_strategies_are_nested(outer, inner):
    X, y = numbered(2)
    cross_val_predictions(around(outer, spied(inner)), X, y, cv=3, random_state=0)
    around(outer, spied(inner)).fit(X, y)
    assert Spy.asked
    assert not [seen & numbers for seen, numbers in Spy.asked if seen & numbers]


@pytest.mark.parametrize("inner", [name for name in CROSS_FITTING if name != "selection"])
@pytest.mark.parametrize("outer", ["resample", "smote"])
def test_copies_of_rows_are_not_given_to_what_learns_in_folds(outer, inner):
    X, y = numbered(2)
    wrapped = around("weights", make_pipeline(StandardScaler(), spied(inner)))
    with pytest.raises(ValueError, match=r"both sides of the folds in which .* learns\. Change the order"):
        around(outer, wrapped).fit(X, y)


@pytest.mark.parametrize("strategy", [name for name in DECIDING if name not in ENSEMBLES])
def test_decision_for_a_fold_is_learned_from_the_other_folds(strategy):
    X, y = numbered(2)
    fitter = CrossFitter(X, y, cv=3, random_state=0)
    plain, table = fitter.tables([Spy(), spied(strategy)])
    for fold in range(3):
        here, there = plain.fold == fold, plain.fold != fold
        learned = spied(strategy)._learn({"model": plain.take(there)})
        codes, proba = spied(strategy)._apply(learned, {"model": plain.take(here)})
        np.testing.assert_array_equal(table.y_pred[here], codes)
        np.testing.assert_array_equal(table.proba[here], proba)


# --- cross-fitting ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("strategy", [name for name in DECIDING if name not in ENSEMBLES])
def test_decision_costs_no_fit_beyond_those_of_the_model(strategy):
    X, y = numbered(3)
    fitter = CrossFitter(X, y, cv=3, random_state=0)
    fitter.table(Spy())
    assert (len(Spy.fits), fitter.n_fits) == (3, 3)
    assert fitter.n_fits_needed(spied(strategy)) == 0
    assert not spied(strategy).costs_fits
    fitter.table(spied(strategy))
    assert (len(Spy.fits), fitter.n_fits) == (3, 3)


def test_ensemble_costs_the_fits_of_its_members_once():
    X, y = numbered(3)
    fitter = CrossFitter(X, y, cv=3, random_state=0)
    fitter.table(Spy())
    assert fitter.n_fits_needed(spied("ensemble")) == 6
    fitter.table(spied("ensemble"))
    fitter.table(around("prior", spied("ensemble")))
    assert len(Spy.fits) == fitter.n_fits == 9


@pytest.mark.parametrize("strategy", CROSS_FITTING)
def test_time_order_is_kept_where_the_first_rows_are_never_tested(strategy):
    X, y = rows(2)
    model = around(strategy, LogisticRegression(), cv=TimeSeriesSplit(3)).fit(X, y)
    assert np.mean(model.predict(X) == y) > 0.6
    table = cross_val_predictions(around(strategy, LogisticRegression()), X, y, cv=TimeSeriesSplit(3), random_state=0)
    assert table.n_untested > 0
