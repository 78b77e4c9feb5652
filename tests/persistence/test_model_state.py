"""Every strategy, the loop and scikit-learn's classifiers say the same after they were written and read."""

import warnings

import numpy as np
import pandas as pd
import pytest
from contracts.estimators import STRATEGIES, around
from pandas.testing import assert_frame_equal
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.datasets import make_classification
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
    VotingClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import SelectKBest
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, RidgeClassifier, SGDClassifier
from sklearn.model_selection import GridSearchCV, RepeatedStratifiedKFold
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, NearestCentroid
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate import ActiveLearning, ProbabilityCalibration, SelfCorrectingClassifier
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._model_state import model_to_state, state_to_model

PAIR = [("bayes", GaussianNB()), ("tree", DecisionTreeClassifier(max_depth=2, random_state=0))]
NUMERIC = {
    "logistic": LogisticRegression(),
    "ridge": RidgeClassifier(),
    "sgd": SGDClassifier(random_state=0),
    "linear svc": LinearSVC(),
    "svc": SVC(),
    "knn": KNeighborsClassifier(),
    "ball tree": KNeighborsClassifier(algorithm="ball_tree", metric="manhattan"),
    "centroid": NearestCentroid(),
    "gaussian nb": GaussianNB(),
    "bernoulli nb": BernoulliNB(),
    "lda": LinearDiscriminantAnalysis(),
    "qda": QuadraticDiscriminantAnalysis(),
    "gaussian process": GaussianProcessClassifier(),
    "mlp": MLPClassifier((5,), early_stopping=True, n_iter_no_change=1, tol=1.0, random_state=0),
    "tree": DecisionTreeClassifier(random_state=0),
    "forest": RandomForestClassifier(3, random_state=np.random.RandomState(0)),
    "extra trees": ExtraTreesClassifier(3, random_state=0),
    "boosting": GradientBoostingClassifier(n_estimators=2, random_state=0),
    "histogram boosting": HistGradientBoostingClassifier(max_iter=2),
    "adaboost": AdaBoostClassifier(n_estimators=2, random_state=0),
    "bagging": BaggingClassifier(n_estimators=2, max_features=0.5, random_state=0),
    "voting": VotingClassifier(PAIR, voting="soft"),
    "stacking": StackingClassifier(PAIR, cv=2),
    "calibrated": CalibratedClassifierCV(LinearSVC(), method="isotonic", cv=2),
    "calibrated, temperature": CalibratedClassifierCV(GaussianNB(), method="temperature", cv=2),
    "searched": GridSearchCV(LogisticRegression(), {"C": [0.1, 1]}, cv=2, scoring="balanced_accuracy"),
    "selected": make_pipeline(StandardScaler(), SelectKBest(k=2), FunctionTransformer(np.arctan), GaussianNB()),
}


@pytest.fixture(scope="module")
def rows():
    """Three classes with names."""
    X, y = make_classification(
        120, n_features=5, n_informative=4, n_redundant=0, n_classes=3, random_state=0, weights=[0.5, 0.3, 0.2]
    )
    return X, np.array(["low", "middle", "high"])[y]


@pytest.fixture(scope="module")
def mixed(rows):
    """The same with texts, categories and gaps."""
    X, y = rows
    frame = pd.DataFrame(X[:, :3], columns=["a", "b", "c"])
    frame.loc[::7, "a"] = np.nan
    frame["town"] = np.where(X[:, 3] > 0, "Ulm", "Bonn")
    frame["level"] = pd.Categorical(np.where(X[:, 4] > 0, "x", None))
    return frame, y


def again(model):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return state_to_model(model_to_state(model))


def check_same(model, X, loaded=None):
    loaded = again(model) if loaded is None else loaded
    assert type(loaded) is type(model)
    assert np.asarray(loaded.predict(X)).dtype == np.asarray(model.predict(X)).dtype
    for method in ("predict", "predict_proba", "decision_function"):
        if hasattr(model, method):
            np.testing.assert_array_equal(getattr(loaded, method)(X), getattr(model, method)(X))


@pytest.mark.parametrize("name", NUMERIC)
def test_classifiers_of_scikit_learn(name, rows):
    check_same(clone(NUMERIC[name]).fit(*rows), rows[0])


@pytest.mark.parametrize("name", STRATEGIES)
def test_strategies(name, rows):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of fits on little data
        model = around(name, LogisticRegression()).fit(*rows)
    check_same(model, rows[0])


def test_tables_with_texts_and_categories(mixed):
    X, y = mixed
    encoder = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), ["town"]),
        (SimpleImputer(), make_column_selector(dtype_include="number")),
    )
    check_same(make_pipeline(encoder, LogisticRegression()).fit(X, y), X)
    check_same(make_pipeline(TabularEncoder(), GaussianNB()).fit(X, y), X)
    boosted = HistGradientBoostingClassifier(max_iter=2, categorical_features=["level"])
    check_same(boosted.fit(X.drop(columns="town"), y), X.drop(columns="town"))


def test_one_that_learns_on_from_a_table(mixed):
    """It holds the rows that it was taught, and the pool's rows that it watches."""
    X, y = mixed
    learner = ActiveLearning(make_pipeline(TabularEncoder(), GaussianNB()), random_state=0).fit(X[:50], y[:50])
    learner.query(X[50:], 5)
    learner.teach(X[50:70], y[50:70])
    loaded = again(learner)
    check_same(learner, X, loaded)
    assert_frame_equal(loaded.X_, learner.X_)
    pool = X[70:]
    assert loaded.query(pool, 5).tolist() == learner.query(pool, 5).tolist()
    check_same(learner.teach(pool, y[70:]), X, loaded.teach(pool, y[70:]))


def test_repeated_folds(rows):
    loop = SelfCorrectingClassifier(GaussianNB(), cv=RepeatedStratifiedKFold(n_splits=2, n_repeats=2, random_state=0))
    check_same(loop.fit(*rows), rows[0])


def test_texts():
    texts = ["good film", "bad film", "great movie", "awful"] * 5
    for last in (MultinomialNB(), LinearSVC(), KNeighborsClassifier(1), SVC(kernel="linear")):
        check_same(make_pipeline(TfidfVectorizer(), last).fit(texts, [1, 0, 1, 0] * 5), texts)


@pytest.mark.parametrize("classes", [[False, True], [10, 2], [1.0, 2.0]])
def test_labels_of_any_kind(classes, rows):
    X, y = rows[0], np.array(classes)[(rows[0][:, 0] > 0).astype(int)]
    check_same(LogisticRegression(class_weight=dict.fromkeys(classes, 2.0)).fit(X, y), X)
    check_same(around("weights", GaussianNB()).fit(X, y), X)


def test_the_loop_with_its_report(rows):
    X, y = rows
    loop = SelfCorrectingClassifier(
        DecisionTreeClassifier(max_depth=3),
        strategies=[ProbabilityCalibration(method="sigmoid"), around("smote", None)],
        cv=2,
        min_errors_for_correction=1,
        protect_classes=True,
        random_state=np.random.RandomState(0),
    ).fit(X, y)
    loaded = again(loop)
    check_same(loop, X, loaded)
    for result in ("report_", "diagnosis_", "predictions_", "base_predictions_"):
        assert getattr(loaded, result).to_dict() == getattr(loop, result).to_dict()
    assert loaded.report_.summary() == loop.report_.summary()
    assert loaded.trials_.keys() == loop.trials_.keys()
    assert loaded.get_params().keys() == loop.get_params().keys()


def test_a_model_whose_parts_do_not_fit_is_refused(rows):
    model = SVC().fit(*rows)
    model._n_support[0] = 99
    with pytest.raises(InvalidModelFile, match="does not fit"):
        again(model)
