"""Classifiers that log what they predict."""

import copy
import inspect
import pickle
import threading

import numpy as np
import pandas as pd
import pytest
from sklearn.base import ClassifierMixin, clone
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.utils.estimator_checks import check_estimator

from skmitigate import ClassBalancing, ErrorAnalysisMixin, MonitoringMixin, PredictionLog
from skmitigate.exceptions import PredictionLogWarning

X, Y = load_iris(return_X_y=True, as_frame=True)
NAMES = np.array(["a", "b", "c"])[Y]


class Forest(MonitoringMixin, RandomForestClassifier):
    pass


class Bayes(MonitoringMixin, GaussianNB):
    pass


class Vectors(MonitoringMixin, SVC):
    pass


class Logistic(MonitoringMixin, LogisticRegression):
    pass


class Balanced(MonitoringMixin, ErrorAnalysisMixin, ClassBalancing):
    pass


@pytest.fixture
def log(tmp_path):
    with PredictionLog(tmp_path / "predictions.db") as opened:
        yield opened


@pytest.mark.parametrize("name", ["predict", "predict_proba"])
@pytest.mark.parametrize("cls", [Forest, Bayes])
def test_each_call_is_logged_once_and_predictions_stay(log, cls, name):
    model = cls(**({"n_estimators": 5, "random_state": 0} if cls is Forest else {})).fit(X, NAMES)
    expected = getattr(model, name)(X)
    assert len(log.read()) == 0
    model.monitor_with(log, model="m")
    np.testing.assert_array_equal(getattr(model, name)(X), expected)
    rows = log.read()
    assert rows.models.tolist() == ["m"] * 150
    assert rows.classes[rows.y_pred].tolist() == model.predict(X).tolist()
    pd.testing.assert_frame_equal(rows.X, X)
    if name == "predict_proba":
        np.testing.assert_array_equal(rows.proba, expected)


def test_labels_are_those_of_predict_or_the_likeliest(log):
    model = Balanced(LogisticRegression(max_iter=500), method="thresholds", random_state=0)
    rare = np.r_[0:60, 100:110]
    model.fit(X.iloc[rare], Y[rare] == 1).monitor_with(log)
    model.predict_proba(X)
    assert log.read().y_pred.tolist() == model.predict(X).astype(int).tolist()
    model.monitor_with(log, model="likeliest", likeliest=True).predict_proba(X)
    rows = log.read(model="likeliest")
    assert rows.y_pred.tolist() == rows.proba.argmax(axis=1).tolist()


def test_predict_may_log_probabilities_too(log):
    model = Bayes().fit(X, Y).monitor_with(log, proba=True)
    model.predict(X)
    np.testing.assert_array_equal(log.read().proba, GaussianNB().fit(X, Y).predict_proba(X))


def test_method_that_is_not_there_stays_so(log):
    class Lines(MonitoringMixin, LinearSVC):
        pass

    model = Lines().fit(X, Y).monitor_with(log)
    assert not hasattr(model, "predict_proba")
    assert not hasattr(Vectors().fit(X, Y).monitor_with(log), "predict_proba")
    model.predict(X=X)
    assert log.models() == ["Lines"]


def test_fit_and_score_and_analysis_are_no_traffic(log):
    model = Balanced(GaussianNB(), method="weights").monitor_with(log)
    model.fit(X, Y)
    model.score(X, Y)
    model.error_table(X, Y, cv=2)
    assert len(log.read()) == 0
    model.predict(X)
    assert len(log.read()) == 150


@pytest.mark.parametrize("other", [clone, copy.copy, copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_copies_log_nothing_and_predict_the_same(log, other):
    model = Bayes().fit(X, Y).monitor_with(log)
    twin = other(model)
    expected = model.predict(X)
    assert (twin.fit(X, Y).predict(X) == expected).all()
    assert len(log.read()) == 150
    assert twin.logged_ids() is None
    assert twin.get_params() == model.get_params()


def test_searches_and_pipelines_do_not_fill_the_log(log):
    model = Bayes().monitor_with(log)
    cross_val_score(model, X, Y)
    GridSearchCV(make_pipeline(StandardScaler(), model), {"bayes__var_smoothing": [1e-9, 1e-3]}).fit(X, Y)
    assert len(log.read()) == 0


def test_ids_are_those_of_the_thread(log):
    model = Bayes().fit(X, Y).monitor_with(log)
    model.predict(X)
    mine, others = model.logged_ids(), []
    thread = threading.Thread(target=lambda: (model.predict(X[:3]), others.extend(model.logged_ids())))
    thread.start()
    thread.join()
    assert len(others) == 3
    assert model.logged_ids().tolist() == mine.tolist()
    log.add_labels(mine, Y)
    assert log.performance().total.n_labelled == 150


def test_log_that_fails_warns_and_predictions_are_returned(log):
    model = Bayes().fit(X, Y).monitor_with(log)
    log.close()
    with pytest.warns(PredictionLogWarning, match=r"Predictions of Bayes were not logged: .* closed") as told:
        assert (model.predict(X) == GaussianNB().fit(X, Y).predict(X)).all()
    assert told[0].filename == __file__
    assert model.logged_ids() is None


def test_rows_that_cannot_be_logged_warn(log):
    class Texts(MonitoringMixin, ClassifierMixin):
        def predict(self, X):
            return np.array([len(text) for text in X])

    with pytest.warns(PredictionLogWarning, match="Expected X of shape"):
        assert Texts().monitor_with(log).predict(["a", "bc"]).tolist() == [1, 2]


def test_wrong_rows_raise_what_they_did(log):
    model = Bayes().fit(X, Y).monitor_with(log)
    with pytest.raises(ValueError, match="feature names"):
        model.predict(X.iloc[:, :2])
    model.predict(X)
    assert len(log.read()) == 150


def test_logging_ends_with_none_and_other_things_are_refused(log, tmp_path):
    model = Bayes().fit(X, Y).monitor_with(log)
    assert model.monitor_with(None) is model
    model.predict(X)
    assert len(log.read()) == 0
    with pytest.raises(TypeError, match="Pass PredictionLog"):
        model.monitor_with(str(tmp_path))


def test_own_methods_of_a_subclass_log_once(log):
    class Loud(Bayes):
        def predict(self, X):
            """Predict as before."""
            return super().predict(X)

    model = Loud().fit(X, Y)
    signature = inspect.signature(model.predict)
    model.monitor_with(log).predict(X)
    assert len(log.read()) == 150
    assert inspect.signature(model.predict) == signature
    assert inspect.signature(model.fit) == inspect.signature(GaussianNB().fit)
    assert model.predict.__doc__ == "Predict as before."


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # the checks' rows are not scaled
def test_class_passes_the_checks_of_scikit_learn():
    check_estimator(Logistic(), on_skip=None)
