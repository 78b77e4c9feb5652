"""The classifier that corrects another one, as its users meet it."""

import pickle
import warnings

import numpy as np
import pandas as pd
import pytest
import sklearn
from scipy.sparse import csr_array, csr_matrix
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_digits, make_classification
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import fbeta_score, get_scorer, make_scorer
from sklearn.model_selection import (
    GridSearchCV,
    RepeatedStratifiedKFold,
    ShuffleSplit,
    TimeSeriesSplit,
    cross_val_score,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate import SelfCorrectingClassifier, cross_val_predictions
from skmitigate.exceptions import RareClassWarning
from skmitigate.strategies import ClassBalancing, DataAugmentation, EnsembleLearning, ProbabilityCalibration

ISOTONIC = [ProbabilityCalibration(method="isotonic")]
TREE = [DecisionTreeClassifier(max_depth=6)]


def loop(estimator, strategies, **settings):
    settings = {"cv": 3, "random_state": 0, **settings}
    return SelfCorrectingClassifier(estimator, strategies=strategies, **settings)


def same_table(a, b):
    assert a.row.tolist() == b.row.tolist()
    assert a.y_pred.tolist() == b.y_pred.tolist()
    assert (a.proba is None) == (b.proba is None)
    if a.proba is not None:
        np.testing.assert_array_equal(a.proba, b.proba)


# --- kept, with the reason; corrected -----------------------------------------------------------------------------


def test_few_errors_are_no_reason_to_try_anything(clean):
    model = loop(GaussianNB(), TREE, min_errors_for_correction=200).fit(*clean)
    n_errors = int(model.predictions_.errors.sum())
    assert model.report_.verdict == "kept"
    assert model.report_.reason.startswith(
        f"{n_errors} errors in 300 rows are fewer than min_errors_for_correction=200"
    )
    assert model.report_.n_fits == 3 + 1
    assert model.trials_["status"].size == 0


def test_as_many_errors_as_needed_are_enough(clean):
    n_errors = int(loop(GaussianNB(), []).fit(*clean).predictions_.errors.sum())
    model = loop(GaussianNB(), TREE, min_errors_for_correction=n_errors).fit(*clean)
    assert model.trials_["status"].tolist() == ["dropped"]


def test_nothing_is_tried_where_the_share_of_errors_is_at_the_threshold(clean):
    share = loop(GaussianNB(), []).fit(*clean).predictions_.errors.mean()
    at = loop(GaussianNB(), TREE, correction_threshold=share).fit(*clean)
    below = loop(GaussianNB(), TREE, correction_threshold=share - 1e-9).fit(*clean)
    assert "is not above correction_threshold" in at.report_.reason
    assert (at.trials_["status"].size, below.trials_["status"].size) == (0, 1)


def test_share_of_errors_is_weighted(clean):
    X, y = clean
    wrong = loop(GaussianNB(), []).fit(X, y).predictions_.errors
    weights = np.where(wrong, 1e-6, 1.0)
    model = loop(LogisticRegression(), TREE, correction_threshold=0.05).fit(X, y, sample_weight=weights)
    assert model.predictions_.errors.mean() > 0.05
    assert "correction_threshold" in model.report_.reason


def test_model_that_makes_no_errors_is_kept():
    X = np.r_[np.zeros((20, 1)), np.ones((20, 1))] + np.arange(40)[:, None] / 1000
    model = loop(DecisionTreeClassifier(), TREE, min_errors_for_correction=0).fit(X, np.arange(40) // 20)
    assert "the share of errors, 0.0000, is not above" in model.report_.reason


def test_kept_model_is_the_given_one_fitted_on_all_rows(clean):
    X, y = clean
    model = loop(GaussianNB(var_smoothing=1e-3), ISOTONIC).fit(X, y)
    assert model.report_.reason == "none of 1 candidates is shown to be better"
    plain = GaussianNB(var_smoothing=1e-3).fit(X, y)
    np.testing.assert_array_equal(model.predict_proba(X), plain.predict_proba(X))


def test_planted_fault_is_corrected_on_rows_never_seen(checkerboard):
    X, y = checkerboard
    model = loop(LogisticRegression(), [EnsembleLearning(members=TREE)], cv=5).fit(X[:400], y[:400])
    assert model.report_.verdict == "corrected"
    assert model.report_.gain > 0.2
    assert model.score(X[400:], y[400:]) > LogisticRegression().fit(X[:400], y[:400]).score(X[400:], y[400:]) + 0.2


def test_predictions_are_those_of_the_accepted_classifier(corrected, digits):
    X, _ = digits
    for method in ("predict", "predict_proba", "predict_log_proba"):
        np.testing.assert_array_equal(getattr(corrected, method)(X), getattr(corrected.estimator_, method)(X))
    assert not hasattr(corrected, "decision_function")


def test_scores_of_the_model_are_passed_on_where_it_has_any(clean):
    X, y = clean
    model = loop(LinearSVC(), [], min_errors_for_correction=0).fit(X, y)
    np.testing.assert_array_equal(model.decision_function(X), model.estimator_.decision_function(X))
    assert not hasattr(model, "predict_proba")


# --- the scored one is the returned one ---------------------------------------------------------------------------

CASES = {
    "decision": (GaussianNB(), "digits", ISOTONIC, {}),
    "ensemble": (GaussianNB(), "digits", [EnsembleLearning()], {}),
    "thresholds": (LogisticRegression(), "imbalanced", [ClassBalancing(method="thresholds")], {}),
    "weights": (LogisticRegression(), "imbalanced", [ClassBalancing(method="weights")], {}),
    "resample": (LogisticRegression(), "imbalanced", [ClassBalancing(method="resample")], {}),
    "synthetic rows": (LogisticRegression(), "imbalanced", [DataAugmentation(restore_prior=False)], {}),
    "random model": (ExtraTreesClassifier(20, max_depth=4), "imbalanced", [ClassBalancing()], {}),
    "random member": (
        LogisticRegression(),
        "checkerboard",
        [EnsembleLearning(members=[ExtraTreesClassifier(20, min_samples_leaf=4)])],
        {},
    ),
    "generator": (
        LogisticRegression(),
        "centre",
        [ExtraTreesClassifier(20, min_samples_leaf=4, class_weight="balanced", random_state=np.random.RandomState(0))],
        {},
    ),
    "replacement": (LogisticRegression(), "centre", [DecisionTreeClassifier(min_samples_leaf=25)], {}),
    "two steps": (
        LogisticRegression(),
        "centre",
        [EnsembleLearning(members=[KNeighborsClassifier(25)]), ClassBalancing(method="prior")],
        {"n_steps": 2},
    ),
    "rows under a decision": (
        ProbabilityCalibration(LogisticRegression()),
        "imbalanced",
        [ClassBalancing(method="resample")],
        {},
    ),
    "weighted rows": (LogisticRegression(), "imbalanced", [ClassBalancing(method="prior")], {"weighted": True}),
    "weighted ensemble": (GaussianNB(), "digits", [EnsembleLearning()], {"weighted": True}),
    "groups": (GaussianNB(), "digits", ISOTONIC, {"grouped": True}),
}


@pytest.mark.parametrize("case", CASES)
def test_scored_one_is_the_returned_one(case, request):
    estimator, data, strategies, asked = CASES[case]
    X, y = request.getfixturevalue(data)
    rng = np.random.default_rng(0)
    fit_params = {}
    if asked.get("weighted"):
        fit_params["sample_weight"] = rng.uniform(0.5, 2.0, len(y))
    if asked.get("grouped"):
        fit_params["groups"] = rng.integers(0, 100, len(y))
    scoring = "accuracy" if data == "digits" else "balanced_accuracy"
    model = loop(estimator, strategies, scoring=scoring).fit(X, y, **fit_params)
    assert len(model.report_.steps) == asked.get("n_steps", 1)
    again = cross_val_predictions(model.estimator_, X, y, cv=model.predictions_, **fit_params)
    same_table(again, model.predictions_)
    if asked.get("grouped"):
        folds_of = pd.Series(again.fold).groupby(fit_params["groups"]).nunique()
        assert folds_of.max() == 1


def test_base_predictions_are_those_of_the_given_model(corrected, digits):
    again = cross_val_predictions(GaussianNB(), *digits, cv=3, random_state=0)
    same_table(again, corrected.base_predictions_)


def test_returned_strategy_can_be_fitted_again_without_the_loop(corrected, digits):
    X, y = digits
    again = clone(corrected.estimator_).fit(X, y)
    assert again.score(X, y) > GaussianNB().fit(X, y).score(X, y)


# --- seeds --------------------------------------------------------------------------------------------------------

RANDOM = [
    *ISOTONIC,
    DataAugmentation(restore_prior=False),
    EnsembleLearning(members=[DecisionTreeClassifier(max_features=1)]),
    DecisionTreeClassifier(max_features=2),
]


def account(model):
    return {name: value for name, value in model.report_.to_dict().items() if name != "seconds"}


def test_same_seed_gives_the_same_whatever_n_jobs(imbalanced):
    X, y = imbalanced
    estimator = DecisionTreeClassifier(max_depth=4)
    one, two = (loop(estimator, RANDOM, scoring="balanced_accuracy", n_jobs=n_jobs).fit(X, y) for n_jobs in (None, 2))
    assert account(one) == account(two)
    same_table(one.predictions_, two.predictions_)
    np.testing.assert_array_equal(one.predict_proba(X), two.predict_proba(X))


def test_other_seed_gives_other_folds(clean):
    one, two = (loop(GaussianNB(), [], random_state=seed).fit(*clean) for seed in (0, 1))
    assert (one.predictions_.fold != two.predictions_.fold).any()


def test_no_seed_is_needed(clean):
    state = np.random.get_state()
    try:
        assert loop(DecisionTreeClassifier(max_depth=3), RANDOM, random_state=None).fit(*clean).report_.n_rows == 300
    finally:
        np.random.set_state(state)


def test_generator_is_drawn_from(clean):
    rng = np.random.RandomState(0)
    one, two = (loop(GaussianNB(), [], random_state=rng).fit(*clean) for _ in range(2))
    assert (one.predictions_.fold != two.predictions_.fold).any()


def test_global_random_state_is_left_alone(imbalanced):
    before = np.random.get_state()[1].copy()
    loop(DecisionTreeClassifier(max_depth=4), RANDOM, scoring="balanced_accuracy").fit(*imbalanced)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_nothing_that_is_given_is_changed(imbalanced):
    X, y = imbalanced
    weights = np.ones(len(y))
    copies = X.copy(), y.copy(), weights.copy()
    strategies = [*RANDOM, ClassBalancing(method="thresholds")]
    model = loop(DecisionTreeClassifier(max_depth=4), strategies, scoring="balanced_accuracy")
    settings = repr(model.get_params())
    model.fit(X, y, sample_weight=weights)
    assert repr(model.get_params()) == settings
    pd.testing.assert_frame_equal(X, copies[0])
    np.testing.assert_array_equal(y, copies[1])
    np.testing.assert_array_equal(weights, copies[2])
    assert not hasattr(model.estimator, "tree_")


# --- metrics ------------------------------------------------------------------------------------------------------


def recall_of_the_rare(estimator, X, y):
    return float(np.mean(np.asarray(estimator.predict(X))[np.asarray(y) == "class_1"] == "class_1"))


@pytest.mark.parametrize(
    "scoring",
    [
        "accuracy",
        "balanced_accuracy",
        "f1_macro",
        "neg_log_loss",
        "roc_auc",
        make_scorer(fbeta_score, beta=2, pos_label="class_1"),
        recall_of_the_rare,
    ],
)
def test_any_metric_is_scored_as_scikit_learn_does(scoring, imbalanced):
    X, y = imbalanced
    strategies = [*ISOTONIC, ClassBalancing(method="prior"), ClassBalancing(method="weights")]
    model = loop(LogisticRegression(), strategies, scoring=scoring, racing=False).fit(X, y)
    table = model.base_predictions_

    class Known:
        """Gives the predictions of the table."""

        _estimator_type = "classifier"
        classes_ = model.classes_

        def fit(self, _X, _y):
            return self

        def predict(self, _X):
            return table.classes[table.y_pred]

        def predict_proba(self, _X):
            return table.proba

        def __sklearn_tags__(self):
            return GaussianNB().__sklearn_tags__()

    scorer = get_scorer(scoring) if isinstance(scoring, str) else scoring
    assert model.report_.score_before == pytest.approx(scorer(Known(), X, y), abs=1e-12)
    compared = model.trials_["status"] != "skipped"
    differences = model.trials_["score"] - np.where(model.trials_["iteration"] == 0, model.report_.score_before, np.nan)
    first = compared & (model.trials_["iteration"] == 0)
    np.testing.assert_allclose(model.trials_["difference"][first], differences[first], atol=5e-3)


def test_metric_decides_what_is_better(imbalanced):
    strategies = [ClassBalancing(method="prior")]
    assert loop(LogisticRegression(), strategies, scoring="accuracy").fit(*imbalanced).report_.verdict == "kept"
    model = loop(LogisticRegression(), strategies, scoring="balanced_accuracy").fit(*imbalanced)
    assert model.report_.verdict == "corrected"


@pytest.mark.parametrize("scoring", ["acuracy", "r2", "neg_mean_squared_error", "f1"])
def test_metric_that_does_not_fit_is_refused(scoring, clean):
    with pytest.raises(ValueError, match="Expected"):
        loop(GaussianNB(), ISOTONIC, scoring=scoring).fit(*clean)


def test_metric_of_probabilities_needs_a_model_that_gives_them(clean):
    with pytest.raises(ValueError, match="neg_log_loss needs probabilities"):
        loop(LinearSVC(), ISOTONIC, scoring="neg_log_loss").fit(*clean)


# --- labels and rows of any kind ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "labels",
    [
        np.array(["no", "yes"]),
        np.array(["no", "yes"], dtype=object),
        np.array([False, True]),
        np.array([-1, 1]),
        np.array([1, 2], dtype=np.int8),
        np.array([0.0, 1.0]),
        np.array([10, 7]),
    ],
    ids=repr,
)
def test_labels_of_two_classes(labels, centre):
    X, codes = centre
    model = loop(LogisticRegression(), [KNeighborsClassifier(25)], scoring="balanced_accuracy").fit(X, labels[codes])
    assert model.report_.verdict == "corrected"
    assert model.classes_.tolist() == sorted(labels.tolist())
    answers = model.predict(X)
    assert answers.dtype == labels.dtype
    assert set(answers) == set(labels)
    assert [row["class"] for row in model.report_.to_dict()["per_class"]] == sorted(labels.tolist())


@pytest.mark.parametrize("labels", [np.array([-1, 0, 1]), np.arange(1, 4, dtype=np.uint8), np.array(list("cab"))])
@pytest.mark.parametrize("container", [np.asarray, list, pd.Series])
def test_labels_of_three_classes_in_any_container(labels, container):
    X, y = sklearn.datasets.make_blobs(150, centers=3, cluster_std=6, random_state=0)
    model = loop(GaussianNB(), ISOTONIC).fit(X, container(labels[y]))
    assert model.predict_proba(X).shape == (150, 3)
    assert model.classes_.tolist() == sorted(labels.tolist())
    assert set(model.predict(X)) <= set(labels)


@pytest.fixture(scope="module")
def mixed():
    """Numbers with gaps, texts with gaps, a category and truth values; the class hangs on all of them."""
    rng = np.random.default_rng(0)
    n = 240
    X = pd.DataFrame(
        {
            "number": rng.normal(size=n),
            "text": rng.choice(np.array(["u", "v", "w"], dtype=object), n),
            "kind": pd.Categorical(rng.choice(["x", "y"], n)),
            "sure": rng.random(n) < 0.5,
        }
    )
    y = np.where((X["number"] > 0) ^ (X["text"] == "u") ^ (rng.random(n) < 0.1), "yes", "no")
    X.loc[::11, "number"] = np.nan
    X.loc[::13, "text"] = None
    return X, y


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_frame_of_mixed_columns_through_a_pipeline(mixed):
    X, y = mixed
    encode = make_column_transformer(
        (make_pipeline(SimpleImputer(), StandardScaler()), ["number"]),
        (OneHotEncoder(handle_unknown="ignore", sparse_output=False), ["text", "kind", "sure"]),
    )
    model = loop(make_pipeline(encode, LogisticRegression()), ["class_balancing", EnsembleLearning(members="library")])
    model.fit(X, y)
    assert model.feature_names_in_.tolist() == list(X.columns)
    assert model.n_features_in_ == 4
    assert model.report_.verdict == "corrected"
    assert set(model.trials_["status"]) <= {"accepted", "rejected", "skipped"}
    assert model.predict(X.iloc[:5]).shape == (5,)


@pytest.mark.parametrize("kind", [csr_matrix, csr_array])
def test_sparse_rows(kind, imbalanced):
    X, y = imbalanced
    strategies = [ClassBalancing(method="resample"), ClassBalancing(method="prior"), *TREE]
    dense = loop(LogisticRegression(), strategies, scoring="balanced_accuracy").fit(X.to_numpy(), y)
    model = loop(LogisticRegression(), strategies, scoring="balanced_accuracy").fit(kind(X.to_numpy()), y)
    assert model.report_.verdict == "corrected"
    assert model.trials_["candidate"].tolist() == dense.trials_["candidate"].tolist()


def test_texts_through_a_pipeline():
    rng = np.random.default_rng(0)
    words = np.array([f"word{i}" for i in range(30)])
    y = np.arange(120) % 2
    texts = [" ".join(rng.choice(words[10 * c : 10 * c + 20], 6)) for c in y]
    model = loop(make_pipeline(TfidfVectorizer(), LogisticRegression(C=0.01)), [*ISOTONIC, "class_balancing"])
    model.fit(texts, y)
    assert set(model.trials_["status"]) <= {"accepted", "rejected", "skipped"}
    assert model.predict(texts[:4]).shape == (4,)


def test_weights_reach_fits_and_scores(imbalanced):
    X, y = imbalanced
    weights = np.where(y == "class_1", 8.0, 1.0)
    model = loop(LogisticRegression(), []).fit(X, y, sample_weight=weights)
    plain = LogisticRegression().fit(X, y, sample_weight=weights)
    np.testing.assert_allclose(model.predict_proba(X), plain.predict_proba(X))
    table = model.predictions_
    assert model.report_.score_before == pytest.approx(np.average(~table.errors, weights=weights))


def test_weights_reach_the_last_step_of_a_pipeline(imbalanced):
    X, y = imbalanced
    weights = np.where(y == "class_1", 8.0, 1.0)
    model = loop(make_pipeline(StandardScaler(), LogisticRegression()), []).fit(X, y, sample_weight=weights)
    assert (model.predict(X) == "class_1").sum() > (LogisticRegression().fit(X, y).predict(X) == "class_1").sum()


def test_weights_are_refused_for_a_model_that_takes_none(clean):
    X, y = clean
    with pytest.raises(ValueError, match="KNeighborsClassifier cannot be fitted with weights"):
        loop(KNeighborsClassifier(), []).fit(X, y, sample_weight=np.ones(len(y)))


@pytest.mark.parametrize("estimator", [LinearSVC(), SVC(), Ridge], ids=["LinearSVC", "SVC", "third party"])
def test_classifier_without_probabilities(estimator, centre):
    if estimator is Ridge:
        estimator = Bare()
    X, y = centre
    strategies = [ClassBalancing(method="resample"), ClassBalancing(method="prior"), KNeighborsClassifier(25)]
    model = loop(estimator, strategies, scoring="balanced_accuracy").fit(X, y)
    assert model.base_predictions_.proba is None
    assert "skipped" in model.trials_["status"]
    assert model.report_.n_candidates >= 2
    assert model.predict(X).shape == y.shape


class Bare:
    """The least that scikit-learn can clone: a classifier of another package, with none of its base classes."""

    def __init__(self, side=1.0):
        self.side = side

    def get_params(self, deep=True):
        assert deep in (True, False)
        return {"side": self.side}

    def set_params(self, **params):
        vars(self).update(params)
        return self

    def fit(self, _X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return self.classes_[(self.side * np.asarray(X)[:, 0] > 0).astype(int)]


def test_classes_rarer_than_the_folds_are_carried_along(clean):
    X, y = clean
    y = y.astype(object)
    y[:2] = "rare"
    with pytest.warns(RareClassWarning, match=r"rare \(2\)"):
        model = loop(GaussianNB(), ISOTONIC).fit(X, y)
    assert model.classes_.tolist() == ["class_0", "class_1", "rare"]
    assert model.predict_proba(X).shape == (300, 3)


def test_rows_in_time_are_tested_by_what_came_before(clean):
    model = loop(GaussianNB(), ISOTONIC, cv=TimeSeriesSplit(4)).fit(*clean)
    assert model.report_.n_rows == 240
    assert model.predictions_.n_untested == 60


def test_repeated_folds_are_compared_within_each_repetition(clean):
    cv = RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=0)
    model = loop(GaussianNB(), ISOTONIC, cv=cv).fit(*clean)
    table = model.base_predictions_
    assert len(table.repetitions) == 2
    scores = [1 - part.errors.mean() for part in table.repetitions]
    assert model.report_.score_before == pytest.approx(np.mean(scores))
    assert model.report_.n_fits == 6 + 1


# --- inside scikit-learn ------------------------------------------------------------------------------------------


def test_clone_has_the_settings_and_nothing_fitted(corrected):
    copy = clone(corrected)
    assert repr(copy) == repr(corrected)
    with pytest.raises(NotFittedError, match="not fitted"):
        copy.predict(np.zeros((1, 64)))


def test_pickle_keeps_predictions_and_report(corrected, digits):
    copy = pickle.loads(pickle.dumps(corrected))
    np.testing.assert_array_equal(copy.predict_proba(digits[0]), corrected.predict_proba(digits[0]))
    assert copy.report_.to_dict() == corrected.report_.to_dict()
    same_table(copy.predictions_, corrected.predictions_)


def test_grid_search_over_the_loop_and_the_model(imbalanced):
    X, y = imbalanced
    grid = {
        "estimator__C": [0.01, 1.0],
        "alpha": [0.05, 0.2],
        "strategies": [["class_balancing"], [ProbabilityCalibration()]],
    }
    search = GridSearchCV(loop(LogisticRegression(), "auto", max_fits=6), grid, cv=2, scoring="balanced_accuracy")
    search.fit(X, y)
    assert search.best_params_["strategies"] == ["class_balancing"]
    assert not np.isnan(search.cv_results_["mean_test_score"]).any()
    assert search.best_estimator_.report_.n_rows == 500


def test_cross_validation_and_pipeline(clean):
    X, y = clean
    scores = cross_val_score(make_pipeline(StandardScaler(), loop(GaussianNB(), ISOTONIC)), X, y, cv=3)
    assert scores.shape == (3,)
    assert scores.min() > 0.8


def test_metadata_is_routed_to_the_loop(clean):
    X, y = clean
    weights = np.linspace(0.5, 2, len(y))
    groups = np.arange(len(y)) // 3
    direct = loop(GaussianNB(), ISOTONIC).fit(X, y, sample_weight=weights, groups=groups)
    with sklearn.config_context(enable_metadata_routing=True):
        model = loop(GaussianNB(), ISOTONIC).set_fit_request(sample_weight=True, groups=True)
        pipeline = make_pipeline(FunctionTransformer(), model)
        pipeline.fit(X, y, sample_weight=weights, groups=groups)
    same_table(pipeline[-1].predictions_, direct.predictions_)
    np.testing.assert_array_equal(pipeline[-1].predictions_.sample_weight, weights)


def test_loop_corrects_a_loop(digits):
    X, y = digits
    inner = loop(GaussianNB(), ISOTONIC)
    model = loop(inner, [EnsembleLearning(members=[KNeighborsClassifier(3)])]).fit(X[:300], y[:300])
    assert model.report_.model == "SelfCorrectingClassifier"


# --- what is refused, and how -------------------------------------------------------------------------------------


def test_unfitted_use_is_refused(clean):
    model = loop(GaussianNB(), [])
    for method in ("predict", "predict_proba", "predict_log_proba"):
        with pytest.raises(NotFittedError, match="not fitted"):
            getattr(model, method)(clean[0])
    with pytest.raises(NotFittedError, match="not fitted"):
        loop(LinearSVC(), []).decision_function(clean[0])


X40 = np.random.default_rng(0).normal(size=(40, 3))
Y40 = np.arange(40) % 2

WRONG_DATA = {
    "other length": (X40[:30], Y40, {}, r"inconsistent numbers of samples: \[30, 40\]"),
    "no y": (X40, None, {}, "Pass one class label per row"),
    "gaps in y": (X40, np.where(Y40 == 0, np.nan, 1.0), {}, "y contains NaN"),
    "one class": (X40, np.ones(40), {}, "at least 2 classes in y, got 1 class"),
    "several labels a row": (X40, np.c_[Y40, 1 - Y40], {}, "fit one classifier per label column"),
    "continuous": (X40, X40[:, 0], {}, "continuous"),
    "too few rows": (X40[:2], Y40[:2], {}, "Pass more rows or a smaller cv"),
    "no columns": (np.empty((40, 0)), Y40, {}, r"0 feature\(s\)"),
    "no rows": (X40[:0], Y40[:0], {}, "got 0 class"),
    "negative weights": (X40, Y40, {"sample_weight": -np.ones(40)}, "[Nn]egative"),
    "weights of zero": (X40, Y40, {"sample_weight": np.zeros(40)}, "Leave sample_weight out"),
    "class without weight": (X40, Y40, {"sample_weight": Y40}, "with a sample_weight above 0, got 1 class"),
    "too few weights": (X40, Y40, {"sample_weight": np.ones(3)}, "sample_weight"),
    "too few groups": (X40, Y40, {"groups": np.ones(40)}, "at least 3 groups"),
}


@pytest.mark.parametrize("case", WRONG_DATA)
def test_wrong_data_are_refused_in_one_line(case):
    X, y, fit_params, message = WRONG_DATA[case]
    with pytest.raises(ValueError, match=message) as caught:
        loop(GaussianNB(), ISOTONIC).fit(X, y, **fit_params)
    assert "\n" not in str(caught.value)


def test_names_of_columns_must_differ():
    with pytest.raises(ValueError, match="unique"):
        loop(GaussianNB(), ISOTONIC).fit(pd.DataFrame(X40, columns=list("aba")), Y40)


def test_unknown_argument_of_fit_is_refused():
    with pytest.raises(TypeError, match=r"unexpected arguments \['weight'\]"):
        loop(GaussianNB(), ISOTONIC).fit(X40, Y40, weight=1)


WRONG_SETTINGS = {
    "alpha": 2,
    "cv": [1, "x", 100, ShuffleSplit(5, test_size=0.5, random_state=0)],
    "n_jobs": [0, "x"],
    "strategies": [
        5,
        None,
        "class_balancing",
        ["clas_balancing"],
        [ClassBalancing],
        [Ridge()],
        [5],
        [ClassBalancing(method="x")],
        [ProbabilityCalibration(ClassBalancing(method="x"))],
    ],
    "evidence": "p_value",
    "correction_threshold": [-0.1, 1.5],
    "min_errors_for_correction": -1,
    "max_iterations": 0,
    "improvement_threshold": -0.1,
    "protect": ["age", [7], [[0]]],
    "max_fits": 0,
    "max_time": -1,
    "error_score": "ignore",
    "random_state": "x",
    "scoring": [None, 3],
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name, values in WRONG_SETTINGS.items()
        for value in (values if type(values) is list else [values])
    ],
)
def test_wrong_settings_are_refused_in_one_line_that_says_what_came(name, value):
    with pytest.raises(ValueError, match=r"[Gg]ot|which is none") as caught:
        SelfCorrectingClassifier(GaussianNB(), **{"cv": 3, name: value}).fit(X40, Y40)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("estimator", "message"),
    [
        (None, "expected estimator to be one, got None"),
        (GaussianNB, "add parentheses"),
        (Ridge(), "corrects classifiers, got Ridge"),
        ("svm", "must be an object implementing"),
        (SVC(kernel="precomputed"), "pass features instead"),
    ],
)
def test_what_is_no_classifier_is_refused(estimator, message):
    with pytest.raises((ValueError, TypeError), match=message):
        SelfCorrectingClassifier(estimator).fit(X40, Y40)


def test_score_after_is_not_better_than_that_of_a_model_without_errors():
    X = np.array([[0.0, 1.0], [1.0, 2.0], [3.0, 4.0], [9.0, 3.0]] * 30)
    y = np.array([0, 1, 0, 1] * 30)
    loop = SelfCorrectingClassifier(LogisticRegression(C=1e-3), strategies=[DecisionTreeClassifier()], random_state=0)
    report = loop.fit(X, y).report_
    assert report.verdict == "corrected"
    assert report.score_after <= 1
    assert report.score_before + report.interval[1] <= 1


def test_a_change_that_leaves_the_ranking_as_it_is_is_no_gain_in_ranking():
    """A shift of all probabilities cannot change the area under the ROC curve but by the luck of other seeds."""
    candidates = [ClassBalancing(RandomForestClassifier(20, random_state=s), method="prior") for s in (1, 2, 3)]
    verdicts = []
    for seed in range(8):
        X, y = make_classification(500, n_features=10, weights=[0.85], flip_y=0.1, random_state=seed)
        loop = SelfCorrectingClassifier(
            RandomForestClassifier(20, random_state=0), strategies=candidates, scoring="roc_auc", random_state=seed
        )
        verdicts.append(loop.fit(X, y).report_.verdict)
    assert verdicts.count("corrected") <= 1


def test_threads_of_the_numerical_library_leave_every_digit_of_the_report_as_it_is():
    X, y = load_digits(return_X_y=True)
    model = make_pipeline(StandardScaler(), MLPClassifier((50,), max_iter=8))
    reports = []
    for n_jobs in (1, 2):
        loop = SelfCorrectingClassifier(model, strategies=[], n_jobs=n_jobs, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            told = loop.fit(X, y).report_.to_dict()
        reports.append({name: value for name, value in told.items() if name != "seconds"})
    assert reports[0] == reports[1]
