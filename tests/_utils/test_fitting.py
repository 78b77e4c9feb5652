"""Weights find their way into any classifier; answers are read against a fixed list of classes."""

import numpy as np
import pytest
from imblearn.pipeline import make_pipeline as make_imblearn_pipeline
from sklearn import config_context
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV, TunedThresholdClassifierCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC, LinearSVC

from skmitigate._utils._fitting import (
    accepts_sample_weight,
    aligned_proba,
    check_weights,
    fit_weighted,
    has_proba,
    predicted_codes,
)

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2))
Y = (X[:, 0] + RNG.normal(size=60) > 0).astype(int)
WEIGHTS = np.where(Y == 1, 9.0, 1.0)


class Spy(ClassifierMixin, BaseEstimator):
    """It remembers the weights of its last fit."""

    def __init__(self, random_state=None):
        self.random_state = random_state

    def fit(self, X, y, sample_weight=None):
        del X
        self.classes_, self.weights_ = np.unique(y), sample_weight
        return self

    def predict(self, X):
        return np.repeat(self.classes_[:1], len(X))


class Wrapper(ClassifierMixin, BaseEstimator):
    """A meta-estimator of no library that we know, which hands on what it gets."""

    def __init__(self, estimator=None):
        self.estimator = estimator

    def fit(self, X, y, **params):
        self.estimator.fit(X, y, **params)
        return self


TAKE = {
    "plain": GaussianNB(),
    "pipeline": make_pipeline(StandardScaler(), GaussianNB()),
    "pipeline in pipeline": make_pipeline(MinMaxScaler(), Pipeline([("inner", make_pipeline(MinMaxScaler(), SVC()))])),
    "imblearn pipeline": make_imblearn_pipeline(StandardScaler(), GaussianNB()),
    "search": GridSearchCV(LogisticRegression(), {"C": [1, 2]}, cv=2),
    "search of pipeline": GridSearchCV(make_pipeline(StandardScaler(), GaussianNB()), {}, cv=2),
    "search in pipeline": make_pipeline(StandardScaler(), RandomizedSearchCV(SVC(), {"C": [1]}, n_iter=1, cv=2)),
    "voting": VotingClassifier([("nb", GaussianNB()), ("gone", "drop"), ("lr", LogisticRegression())]),
    "stacking": StackingClassifier([("nb", GaussianNB())], cv=2),
    "bagging": BaggingClassifier(GaussianNB(), n_estimators=2),
    "boosting": AdaBoostClassifier(n_estimators=2),
    "calibrated": CalibratedClassifierCV(GaussianNB(), cv=2),
    "foreign wrapper": Wrapper(GaussianNB()),
}
TAKE_NONE = {
    "neighbours": KNeighborsClassifier(),
    "pipeline": make_pipeline(StandardScaler(), KNeighborsClassifier()),
    "pipeline without an end": make_pipeline(StandardScaler(), "passthrough"),
    "search": GridSearchCV(KNeighborsClassifier(), {}),
    "voting": VotingClassifier([("nb", GaussianNB()), ("knn", KNeighborsClassifier())]),
    "voting of pipelines": VotingClassifier([("nb", make_pipeline(StandardScaler(), GaussianNB()))]),
    "one vs rest": OneVsRestClassifier(GaussianNB()),
    "one vs one": OneVsOneClassifier(GaussianNB()),
    "tuned threshold": TunedThresholdClassifierCV(GaussianNB()),
    "foreign wrapper": Wrapper(KNeighborsClassifier()),
    "foreign wrapper of nothing": Wrapper(),
}


@pytest.mark.parametrize("name", TAKE)
def test_what_takes_weights_is_fitted_with_them(name):
    assert accepts_sample_weight(TAKE[name])
    assert fit_weighted(TAKE[name], X, Y, WEIGHTS) is TAKE[name]


@pytest.mark.parametrize("name", TAKE_NONE)
def test_weights_for_what_takes_none_are_refused(name):
    assert not accepts_sample_weight(TAKE_NONE[name])
    with pytest.raises(ValueError, match=r"^Got sample_weight, but \w+ cannot be fitted with weights\. Leave"):
        fit_weighted(TAKE_NONE[name], X, Y, WEIGHTS)


@pytest.mark.parametrize(
    ("wrap", "dig"),
    [
        (lambda spy: spy, lambda model: model),
        (lambda spy: make_pipeline(StandardScaler(), spy), lambda model: model[-1]),
        (lambda spy: make_pipeline(MinMaxScaler(), make_pipeline(MinMaxScaler(), spy)), lambda model: model[-1][-1]),
        (
            lambda spy: GridSearchCV(make_pipeline(MinMaxScaler(), spy), {}, cv=2),
            lambda model: model.best_estimator_[-1],
        ),
        (Wrapper, lambda model: model.estimator),
    ],
    ids=["plain", "pipeline", "pipelines", "search", "foreign wrapper"],
)
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["without", "with"])
def test_the_innermost_model_gets_the_very_weights(wrap, dig, weights):
    inner = dig(fit_weighted(wrap(Spy()), X, Y, weights))
    np.testing.assert_array_equal(inner.weights_, weights)


def test_without_weights_anything_is_fitted():
    assert fit_weighted(KNeighborsClassifier(), X, Y, None).n_features_in_ == 2


class TestMetadataRouting:
    """With routing enabled, scikit-learn's meta-estimators hand on what was asked for."""

    @pytest.fixture(autouse=True)
    def routing(self):
        with config_context(enable_metadata_routing=True):
            yield

    @pytest.fixture
    def asks(self):
        """A classifier that asks for weights."""
        return Spy().set_fit_request(sample_weight=True).set_score_request(sample_weight=True)

    def test_plain_classifier_needs_no_request(self):
        assert fit_weighted(Spy(), X, Y, WEIGHTS).weights_ is WEIGHTS

    def test_pipelines_and_others_hand_weights_to_who_asks(self, asks):
        inner = make_pipeline(MinMaxScaler(), asks)
        for model, spy in [(inner, asks), (make_pipeline(MinMaxScaler(), inner), asks)]:
            asks.weights_ = None
            assert accepts_sample_weight(model)
            fit_weighted(model, X, Y, WEIGHTS)
            np.testing.assert_array_equal(spy.weights_, WEIGHTS)
        one_vs_rest = OneVsRestClassifier(LogisticRegression().set_fit_request(sample_weight=True))
        search = GridSearchCV(inner, {}, cv=2)
        np.testing.assert_array_equal(fit_weighted(search, X, Y, WEIGHTS).best_estimator_[-1].weights_, WEIGHTS)
        assert accepts_sample_weight(one_vs_rest)
        assert not np.allclose(
            fit_weighted(one_vs_rest, X, Y, WEIGHTS).estimators_[0].intercept_,
            LogisticRegression().fit(X, Y).intercept_,
            atol=0.1,
        )

    def test_weights_that_nobody_asked_for_are_refused_and_not_dropped(self):
        for model in (make_pipeline(MinMaxScaler(), Spy()), OneVsRestClassifier(GaussianNB())):
            assert not accepts_sample_weight(model)
            with pytest.raises(ValueError, match=r"requests it by set_fit_request\(sample_weight=True\)"):
                fit_weighted(model, X, Y, WEIGHTS)


def test_weights_become_floats():
    assert check_weights(None, X) is None
    checked = check_weights([1, 0, 2], np.zeros((3, 1)))
    assert checked.dtype == np.float64
    np.testing.assert_array_equal(checked, [1, 0, 2])
    np.testing.assert_array_equal(check_weights(2, ["some", "texts"]), [2.0, 2.0])


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([0, 0], "at least one sample_weight above 0, got only zeros. Leave sample_weight out"),
        ([1, -1], "Negative values"),
        ([1, np.nan], "NaN"),
        ([1, np.inf], "infinity"),
        ([1, 1, 1], r"expected \(2,\)"),
        ([[1, 1]], "1D array"),
    ],
)
def test_weights_that_are_none_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        check_weights(weights, np.zeros((2, 1)))


def test_probabilities_offered_are_seen_before_the_fit():
    assert has_proba(make_pipeline(StandardScaler(), LogisticRegression()))
    assert not has_proba(make_pipeline(StandardScaler(), LinearSVC()))


def test_classes_that_the_model_never_saw_get_zeros():
    model = GaussianNB().fit(X, np.where(Y == 1, "d", "b"))
    proba = aligned_proba(model, X, np.array(["a", "b", "c", "d"]))
    np.testing.assert_array_equal(proba[:, [0, 2]], 0.0)
    np.testing.assert_array_equal(proba[:, [1, 3]], model.predict_proba(X))
    np.testing.assert_array_equal(aligned_proba(model, X, model.classes_), model.predict_proba(X))
    np.testing.assert_array_equal(
        predicted_codes(model, X, np.array(["a", "b", "c", "d"])), np.where(model.predict(X) == "d", 3, 1)
    )


class Foreign:
    """A classifier that does not say which classes it knows."""

    def predict_proba(self, X):
        return [[0.25, 0.75]] * len(X)

    def predict(self, X):
        return [["b"]] * len(X)


def test_a_model_without_classes_is_taken_to_know_them_all():
    classes = np.array(["a", "b"])
    np.testing.assert_array_equal(aligned_proba(Foreign(), X, classes)[0], [0.25, 0.75])
    np.testing.assert_array_equal(predicted_codes(Foreign(), X[:2], classes), [1, 1])


def test_a_class_that_is_not_in_the_list_is_refused():
    model = RandomForestClassifier(n_estimators=2, random_state=0).fit(X, Y)
    with pytest.raises(ValueError, match="the model's classes to be among the classes"):
        aligned_proba(model, X, np.array([1, 2]))


def test_stack_without_a_final_estimator_will_have_probabilities():
    stack = StackingClassifier([("a", GaussianNB())])
    assert has_proba(stack)
    assert has_proba(make_pipeline(StandardScaler(), stack))
    assert not has_proba(StackingClassifier([("a", GaussianNB())], final_estimator=LinearSVC()))
