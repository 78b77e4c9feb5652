"""Query strategies of scikit-activeml, as a parameter and as the reference for our own."""

import sys

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.datasets import load_digits, make_classification
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from skmitigate import ActiveLearning

pool_strategies = pytest.importorskip("skactiveml.pool")
classifiers = pytest.importorskip("skactiveml.classifier")

OURS = {"margin": "margin_sampling", "entropy": "entropy", "least_confident": "least_confident"}


@pytest.fixture(scope="module")
def data():
    return make_classification(300, n_informative=5, n_classes=3, random_state=0)


def queries(model, X, y, n_rounds=6, batch=5):
    """The rows that a loop asks for, with labels that are there."""
    left, asked = np.arange(30, len(y)), []
    model.fit(X[:30], y[:30])
    for _ in range(n_rounds):
        rows = left[model.query(X[left], batch)]
        model.teach(X[rows], y[rows])
        left = np.setdiff1d(left, rows)
        asked.append(rows.tolist())
    return asked


@pytest.mark.parametrize("method", OURS)
@pytest.mark.parametrize("model", [GaussianNB(), make_pipeline(StandardScaler(), LogisticRegression())])
def test_our_methods_ask_for_the_rows_that_scikit_activeml_asks_for(method, model, data):
    X, y = data
    theirs = pool_strategies.UncertaintySampling(method=OURS[method], random_state=0)
    ours = ActiveLearning(clone(model), method=method, random_state=0)
    assert queries(ours, X, y) == queries(ActiveLearning(clone(model), query_strategy=theirs), X, y)


@pytest.mark.parametrize("method", OURS)
def test_curve_equals_that_of_scikit_activeml_run_by_hand(method):
    X, y = load_digits(return_X_y=True)
    X, y, X_test, y_test = X[:400], y[:400], X[1000:], y[1000:]
    known = np.where(np.arange(400) < 30, y, np.nan)
    theirs = pool_strategies.UncertaintySampling(method=OURS[method], random_state=0)
    model = classifiers.SklearnClassifier(GaussianNB(var_smoothing=0.1), classes=np.arange(10))
    ours = ActiveLearning(GaussianNB(var_smoothing=0.1), method=method, random_state=0).fit(X[:30], y[:30])
    left = np.arange(30, 400)
    for _ in range(8):
        rows = theirs.query(X, known, model, batch_size=10)
        known[rows] = y[rows]
        own = left[ours.query(X[left], 10)]
        ours.teach(X[own], y[own])
        left = np.setdiff1d(left, own)
        np.testing.assert_array_equal(own, rows)
        assert ours.score(X_test, y_test) == model.fit(X, known).score(X_test, y_test)


@pytest.mark.parametrize(
    "strategy",
    [
        pool_strategies.RandomSampling(),
        pool_strategies.CoreSet(),
        pool_strategies.QueryByCommittee(),
        pool_strategies.ProbabilisticAL(metric="rbf"),
    ],
    ids=lambda strategy: type(strategy).__name__,
)
def test_strategies_with_other_needs_are_asked(strategy, data):
    X, y = data
    model = ActiveLearning(RandomForestClassifier(5), query_strategy=strategy, random_state=0).fit(X[:40], y[:40])
    before = repr(strategy)
    rows = model.query(X[40:], 4)
    assert len(set(rows.tolist())) == 4
    assert rows.min() >= 0
    assert rows.max() < len(X) - 40
    np.testing.assert_array_equal(rows, model.query(X[40:], 4))
    assert repr(strategy) == before
    assert not hasattr(strategy, "random_state_")


def test_rows_are_handed_over_as_the_last_step_sees_them():
    words = np.random.default_rng(0).choice(["red", "green", "blue"], size=(60, 4))
    texts, y = [" ".join(line) for line in words], (words == "red").sum(axis=1) > 1
    text_model = make_pipeline(CountVectorizer(), LogisticRegression())
    strategy = pool_strategies.UncertaintySampling(random_state=0)
    model = ActiveLearning(text_model, query_strategy=strategy).fit(texts[:20], y[:20])
    assert model.query(texts[20:], 3).shape == (3,)
    bare = ActiveLearning(DummyClassifier(), query_strategy=strategy).fit([["a"], ["b"]], [0, 1])
    with pytest.raises(ValueError, match=r"works on numbers, got rows that are none .*Wrap a Pipeline"):
        bare.query([["a"]])


def test_sparse_rows_and_weights_are_handed_over(data):
    X, y = data
    weight = np.where(y == 0, 100.0, 0.01)
    strategy = pool_strategies.UncertaintySampling(method="margin_sampling", random_state=0)
    model = ActiveLearning(LogisticRegression(), query_strategy=strategy, random_state=0)
    plain = ActiveLearning(LogisticRegression(), random_state=0)
    rows = sparse.csr_array(X)
    for weights in (None, weight[:60]):
        model.fit(rows[:60], y[:60], sample_weight=weights)
        plain.fit(X[:60], y[:60], sample_weight=weights)
        np.testing.assert_array_equal(model.query(rows[60:], 5), plain.query(X[60:], 5))


def test_strategy_that_needs_more_than_a_classifier_is_refused(data):
    X, y = data
    strategy = pool_strategies.ExpectedModelChangeMaximization()
    model = ActiveLearning(GaussianNB(), query_strategy=strategy).fit(X, y)
    with pytest.raises(TypeError, match=r"ExpectedModelChangeMaximization.query also needs \['reg'\]"):
        model.query(X)


def test_missing_package_is_told_with_what_installs_it(monkeypatch, data):
    X, y = data
    model = ActiveLearning(GaussianNB(), query_strategy=pool_strategies.RandomSampling()).fit(X, y)
    monkeypatch.setitem(sys.modules, "skactiveml.classifier", None)
    with pytest.raises(ImportError, match=r"query_strategy=RandomSampling needs .* pip install 'skmitigate\[active\]'"):
        model.query(X)
