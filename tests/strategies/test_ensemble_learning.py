"""Several models that answer together."""

import pickle

import numpy as np
import pandas as pd
import pytest
from fairlearn.postprocessing import ThresholdOptimizer
from fairlearn.reductions import DemographicParity, ExponentiatedGradient
from sklearn.base import BaseEstimator, ClassifierMixin, clone
from sklearn.datasets import load_digits, make_classification
from sklearn.decomposition import PCA
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import BaggingClassifier, RandomForestClassifier, StackingClassifier, VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate import EnsembleLearning, ProbabilityCalibration, analyze_errors, cross_val_predictions
from skmitigate.exceptions import CandidateFailedWarning, NotApplicable
from skmitigate.predictions import CrossFitter, PredictionTable


@pytest.fixture(scope="module")
def data():
    """Digits, half of them for fitting."""
    X, y = load_digits(return_X_y=True)
    return X[:600], y[:600], X[600:1200], y[600:1200]


def test_better_member_gets_the_weight_and_errors_fall(data):
    X, y, X_new, y_new = data
    members = [KNeighborsClassifier(3), DecisionTreeClassifier(max_depth=2)]
    model = EnsembleLearning(GaussianNB(), members=members, random_state=0).fit(X, y)
    assert max(model.weights_, key=model.weights_.get) == "KNeighborsClassifier #1"
    assert sum(model.weights_.values()) == pytest.approx(1.0)
    assert set(model.members_) == set(model.weights_)
    assert np.mean(model.predict(X_new) != y_new) < 0.5 * np.mean(GaussianNB().fit(X, y).predict(X_new) != y_new)


def test_answer_is_the_weighted_mean(data):
    X, y, X_new, _ = data
    model = EnsembleLearning(LogisticRegression(max_iter=2000), members=[KNeighborsClassifier(3)], random_state=0).fit(
        X, y
    )
    assert len(model.weights_) == 2
    mean = sum(weight * model.members_[name].predict_proba(X_new) for name, weight in model.weights_.items())
    np.testing.assert_allclose(model.predict_proba(X_new), mean)
    np.testing.assert_array_equal(model.predict(X_new), model.classes_[mean.argmax(axis=1)])


def deterministic_members():
    return [GaussianNB(), KNeighborsClassifier(5)]


def named(model, members):
    """The model and its members as scikit-learn's ensembles take them."""
    return [("model", model), *((f"m{i}", member) for i, member in enumerate(members))]


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize(
    "model", [DecisionTreeClassifier(max_features=2), LogisticRegression(), KNeighborsClassifier(3), LinearSVC()]
)
@pytest.mark.parametrize("weighted", [False, True])
def test_bagging_is_that_of_scikit_learn(n_classes, model, weighted):
    X, y = make_classification(150, n_classes=n_classes, n_informative=4, flip_y=0.2, random_state=0)
    weight = np.random.default_rng(0).uniform(0.1, 3, len(y)) if weighted else None
    ours = EnsembleLearning(model, method="bagging", n_estimators=7, random_state=3).fit(X, y, sample_weight=weight)
    theirs = BaggingClassifier(model, n_estimators=7, max_samples=len(y), random_state=3).fit(X, y, weight)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), rtol=1e-8, atol=1e-10)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))
    assert ours.weights_ == {"model": 1.0}
    assert not ours.is_replacement_


def test_seed_of_a_bag_reaches_every_step_of_a_pipeline():
    X, y = make_classification(150, random_state=0)
    model = make_pipeline(PCA(3, svd_solver="randomized"), DecisionTreeClassifier(max_features=1))
    ours = EnsembleLearning(model, method="bagging", n_estimators=5, random_state=1).fit(X, y)
    theirs = BaggingClassifier(model, n_estimators=5, random_state=1).fit(X, y)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X))


@pytest.mark.parametrize("n_classes", [2, 3])
def test_soft_voting_is_that_of_scikit_learn(n_classes):
    X, y = make_classification(200, n_classes=n_classes, n_informative=4, flip_y=0.2, random_state=0)
    model, members = DecisionTreeClassifier(max_depth=3, max_features=3, random_state=4), deterministic_members()
    ours = EnsembleLearning(model, method="voting", members=members, random_state=0).fit(X, y)
    theirs = VotingClassifier(named(model, members), voting="soft").fit(X, y)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), rtol=1e-8)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))
    assert ours.weights_ == pytest.approx(dict.fromkeys(["model", "GaussianNB #1", "KNeighborsClassifier #2"], 1 / 3))


def test_without_probabilities_the_majority_decides_as_in_scikit_learn():
    X, y = make_classification(300, n_classes=3, n_informative=4, flip_y=0.4, random_state=0)
    names = np.array(["x", "y", "z"])[y]
    members = [*deterministic_members(), DecisionTreeClassifier(random_state=0)]
    ours = EnsembleLearning(LinearSVC(random_state=0), method="voting", members=members, random_state=0)
    assert not hasattr(ours, "predict_proba")
    theirs = VotingClassifier(named(LinearSVC(random_state=0), members)).fit(X, names)
    np.testing.assert_array_equal(ours.fit(X, names).predict(X), theirs.predict(X))
    assert not hasattr(ours, "predict_proba")
    assert cross_val_predictions(ours, X, names, cv=2, random_state=0).proba is None
    assert hasattr(EnsembleLearning(GaussianNB(), method="voting", members="library"), "predict_proba")
    assert not hasattr(EnsembleLearning(LinearSVC(), method="voting"), "predict_proba")


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize(
    "final", [LogisticRegression(), None, RandomForestClassifier(5, random_state=0)], ids=["LR", "None", "RF"]
)
@pytest.mark.parametrize("weighted", [False, True])
def test_stacking_is_that_of_scikit_learn_on_the_same_folds(n_classes, final, weighted):
    X, y = make_classification(200, n_classes=n_classes, n_informative=4, flip_y=0.2, random_state=0)
    names = np.array(["x", "y", "z"])[y]
    weight = np.random.default_rng(0).dirichlet(np.ones(len(y))) * len(y) if weighted else None
    folds = list(StratifiedKFold(4).split(X, names))
    model, members = LogisticRegression(), [GaussianNB(), LogisticRegression(C=0.01)]
    ours = EnsembleLearning(model, method="stacking", members=members, final_estimator=final, cv=folds, random_state=0)
    ours.fit(X, names, sample_weight=weight)
    theirs = StackingClassifier(named(model, members), final_estimator=clone(ours.decision_.final), cv=folds)
    theirs.fit(X, names, **({} if weight is None else {"sample_weight": weight}))
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), rtol=1e-8, atol=1e-10)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))


def test_shares_of_a_stack_are_those_of_the_members_that_it_believes():
    X, y = make_classification(400, n_informative=4, random_state=0)
    members = [DummyClassifier(strategy="prior"), PluggedIn()]
    model = EnsembleLearning(GaussianNB(), method="stacking", members=members, random_state=0).fit(X, y)
    assert model.weights_ == pytest.approx({"model": 1.0, "DummyClassifier #1": 0.0, "PluggedIn #2": 0.0}, abs=1e-6)
    assert not model.is_replacement_
    noise = EnsembleLearning(DummyClassifier(), method="stacking", members=[DummyClassifier()], random_state=0)
    assert noise.fit(X, y).weights_ == {"model": 0.5, "DummyClassifier #1": 0.5}


def test_final_estimator_without_probabilities_predicts():
    X, y = make_classification(300, n_classes=3, n_informative=4, random_state=0)
    model = EnsembleLearning(
        GaussianNB(), method="stacking", members=[KNeighborsClassifier()], final_estimator=LinearSVC(), random_state=0
    )
    assert not hasattr(model, "predict_proba")
    assert model.fit(X, y).score(X, y) > 0.7
    assert sum(model.weights_.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("method", ["voting", "stacking"])
def test_table_costs_no_fit_beyond_those_of_the_members(method):
    X, y = make_classification(200, random_state=0)
    fitter = CrossFitter(X, y, cv=3, random_state=0)
    fitter.tables([LogisticRegression(), GaussianNB()])
    ensemble = EnsembleLearning(LogisticRegression(), method=method, members=[GaussianNB()])
    assert fitter.n_fits_needed(ensemble) == 0
    table = fitter.table(ensemble)
    assert fitter.n_fits == 6
    assert np.mean(table.errors) < 0.2
    assert fitter.n_fits_needed(EnsembleLearning(LogisticRegression(), method="bagging")) == 3


def test_bag_of_what_learns_in_folds_is_refused():
    X, y = make_classification(60, random_state=0)
    inner = ProbabilityCalibration(GaussianNB(), cv=2)
    with pytest.raises(ValueError, match=r"both sides of the folds .* Change the order"):
        EnsembleLearning(inner, method="bagging").fit(X, y)
    bagged = ProbabilityCalibration(EnsembleLearning(GaussianNB(), method="bagging", n_estimators=2), cv=2)
    assert bagged.fit(X, y).score(X, y) > 0.7


def test_replacement_is_called_one(data):
    X, y, *_ = data
    model = EnsembleLearning(PluggedIn(), members=[KNeighborsClassifier(3)], random_state=0).fit(X, y)
    assert model.is_replacement_
    assert (
        not EnsembleLearning(KNeighborsClassifier(3), members=[PluggedIn()], random_state=0).fit(X, y).is_replacement_
    )


class FitAndPredict:
    """Somebody's classifier: fit returns nothing, labels come as a list, nothing can be cloned, read or set."""

    def fit(self, X, y):
        self.means = {label: np.asarray(X)[y == label].mean(axis=0) for label in sorted(set(y))}

    def predict(self, X):
        names = list(self.means)
        return [names[int(np.argmin([np.sum((x - mean) ** 2) for mean in self.means.values()]))] for x in np.asarray(X)]


class FitPredictAndProba(FitAndPredict):
    """The same with probabilities."""

    def predict_proba(self, X):
        distance = np.array([[np.sum((x - mean) ** 2) for mean in self.means.values()] for x in np.asarray(X)])
        odds = np.exp(-0.1 * (distance - distance.min(axis=1, keepdims=True)))
        return odds / odds.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("method", ["selection", "voting", "stacking"])
@pytest.mark.parametrize("member", [FitAndPredict(), FitPredictAndProba()], ids=lambda m: type(m).__name__)
def test_member_with_fit_and_predict_and_no_more_takes_part(method, member):
    X, y = make_classification(300, n_classes=3, n_informative=4, n_clusters_per_class=1, random_state=0)
    names = np.array(["x", "y", "z"])[y]
    model = EnsembleLearning(DecisionTreeClassifier(max_depth=1), method=method, members=[member], cv=3, random_state=0)
    model.fit(X, names)
    assert model.weights_[f"{type(member).__name__} #1"] > 0.2
    assert vars(member) == {}
    assert pickle.loads(pickle.dumps(clone(model).fit(X, names))).score(X, names) == model.score(X, names)


class Fair(ClassifierMixin, BaseEstimator):
    """One of fairlearn's classifiers, which gets the sensitive feature from a column of X."""

    def __init__(self, estimator, column=0):
        self.estimator = estimator
        self.column = column

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        codes = np.searchsorted(self.classes_, y)
        self.fair_ = clone(self.estimator).fit(X, codes, sensitive_features=X[:, self.column])
        return self

    def predict(self, X):
        asked = {"sensitive_features": X[:, self.column]} if isinstance(self.fair_, ThresholdOptimizer) else {}
        return self.classes_[np.asarray(self.fair_.predict(X, random_state=0, **asked)).astype(int)]


@pytest.mark.parametrize(
    ("fair", "method"),
    [
        (ExponentiatedGradient(LogisticRegression(), DemographicParity(), max_iter=3), "selection"),
        (ThresholdOptimizer(estimator=LogisticRegression(), predict_method="predict_proba"), "selection"),
        (ThresholdOptimizer(estimator=LogisticRegression(), predict_method="predict_proba"), "voting"),
        (ThresholdOptimizer(estimator=LogisticRegression(), predict_method="predict_proba"), "stacking"),
    ],
)
# fairlearn's solver and scikit-learn's deprecations are not ours.
@pytest.mark.filterwarnings("ignore")
def test_classifier_of_fairlearn_is_a_member(fair, method):
    X, y = make_classification(200, n_informative=4, random_state=0)
    X[:, 0] = np.arange(200) % 2
    names = np.where(y, "yes", "no")
    model = EnsembleLearning(DummyClassifier(), method=method, members=[Fair(fair)], cv=2, random_state=0)
    assert model.fit(X, names).weights_["Fair #1"] > 0.4
    assert set(model.predict(X)) <= {"no", "yes"}


def test_models_without_probabilities_vote():
    X, y = make_classification(400, n_classes=3, n_informative=4, random_state=0)
    model = EnsembleLearning(LinearSVC(), members=[NearestCentroidOfLabels(), GaussianNB()], random_state=0).fit(X, y)
    proba = model.predict_proba(X)
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)
    assert set(model.decision_.hit_rates) <= {"model", "NearestCentroidOfLabels #1"}
    alone = EnsembleLearning(LinearSVC(), members=[], random_state=0).fit(X, y)
    assert alone.weights_ == {"model": 1.0}
    np.testing.assert_array_equal(alone.predict(X), alone.estimator_.predict(X))


class NearestCentroidOfLabels(NearestCentroid):
    """Predicts labels and nothing else."""

    predict_proba = property()


class Fails(ClassifierMixin, BaseEstimator):
    """Cannot be fitted."""

    def fit(self, _X, _y):
        raise RuntimeError("no such luck")

    def predict(self, X):
        """Never come to."""

    def predict_proba(self, X):
        """Never come to."""


def test_member_that_fails_is_left_out_and_the_model_is_not(data):
    X, y, *_ = data
    with pytest.warns(CandidateFailedWarning, match="no such luck"):
        model = EnsembleLearning(GaussianNB(), members=[Fails()], random_state=0).fit(X, y)
    assert model.weights_ == {"model": 1.0}
    with pytest.raises(RuntimeError, match="no such luck"):
        EnsembleLearning(Fails(), members=[GaussianNB()]).fit(X, y)


@pytest.mark.parametrize("members", [[3], ["forest"], [GaussianNB]])
def test_members_must_be_classifiers(data, members):
    with pytest.raises((ValueError, TypeError), match="classifier"):
        EnsembleLearning(GaussianNB(), members=members).fit(*data[:2])


def test_library_takes_mixed_columns_with_gaps():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"x": rng.normal(size=120), "town": rng.choice(["Ulm", "Bonn", None], 120)})
    X.loc[::7, "x"] = np.nan
    y = np.where(X["town"] == "Ulm", "yes", "no")
    model = EnsembleLearning(PluggedIn(), members="library", cv=3, random_state=0).fit(X, y)
    assert np.mean(model.predict(X) == y) > 0.95
    assert "model" not in model.weights_
    assert not hasattr(model, "estimator_")


class PluggedIn(ClassifierMixin, BaseEstimator):
    """A classifier of somebody else's, which takes anything and always says the first class."""

    def fit(self, _X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.repeat(self.classes_[:1], len(X))


def test_with_weights_only_members_that_take_them_are_asked(data):
    X, y, *_ = data
    weight = np.ones(len(y))
    model = EnsembleLearning(DecisionTreeClassifier(max_depth=5), members="library", cv=2, random_state=0)
    model.fit(X[:200], y[:200], sample_weight=weight[:200])
    assert "neighbours" not in model.weights_


def test_what_it_suits():
    nothing = analyze_errors(PredictionTable.from_predictions([0, 1], np.array([[0.9, 0.1], [0.2, 0.8]])))
    labels = analyze_errors(PredictionTable.from_predictions([0, 1] * 20, [0, 0] * 20))
    X, y = make_classification(600, flip_y=0.1, weights=[0.85], random_state=0)
    found = analyze_errors(cross_val_predictions(LogisticRegression(), X, y, random_state=0))
    with pytest.raises(NotApplicable, match="not found"):
        EnsembleLearning().suits(nothing)
    assert "could not be looked for" in EnsembleLearning().suits(labels)
    assert "found" in EnsembleLearning().suits(found)
    assert len(EnsembleLearning().candidates(nothing)) == 2
    assert found.has("class_imbalance")
    candidates = EnsembleLearning().candidates(found)
    assert len(candidates) == 3
    candidates[1].set_params(n_rounds=7)
    assert candidates[2].estimator.n_rounds != 7  # they share nothing
