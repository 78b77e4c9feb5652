"""Choosing rows of a pool: by uncertainty, and far from each other."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.spatial.distance import pdist
from sklearn.datasets import make_classification
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn.svm import SVC, LinearSVC

from skmitigate.strategies._pool_queries import highest, highest_and_diverse, numeric_columns, spread_out, uncertainty


class Silent:
    """Predicts, and gives neither probabilities nor scores."""

    def predict(self, X):
        return np.zeros(len(X))


@pytest.fixture(scope="module")
def data():
    return make_classification(200, n_informative=4, n_classes=3, random_state=0)


def test_uncertainty_is_read_from_probabilities(data):
    X, y = data
    model = GaussianNB().fit(X, y)
    proba = np.sort(model.predict_proba(X), axis=1)
    np.testing.assert_allclose(uncertainty(model, X, model.classes_, "margin"), 1 - (proba[:, 2] - proba[:, 1]))
    np.testing.assert_allclose(uncertainty(model, X, model.classes_, "least_confident"), 1 - proba[:, 2])
    bits = -np.sum(proba * np.log(np.maximum(proba, 1e-300)), axis=1)
    np.testing.assert_allclose(uncertainty(model, X, model.classes_, "entropy"), bits, atol=1e-12)


@pytest.mark.parametrize("method", ["margin", "entropy", "least_confident"])
def test_two_classes_are_ordered_alike_by_all_methods(method, data):
    X, y = data
    model = LogisticRegression().fit(X, y > 0)
    score = uncertainty(model, X, model.classes_, method)
    np.testing.assert_array_equal(np.argsort(-score), np.argsort(np.abs(model.decision_function(X))))


@pytest.mark.parametrize("n_classes", [2, 3])
@pytest.mark.parametrize("model", [LinearSVC(), SVC()], ids=["LinearSVC", "SVC"])
def test_margin_is_read_from_scores_where_there_are_no_probabilities(model, n_classes, data):
    X, y = data
    model.fit(X, np.minimum(y, n_classes - 1))
    scores = model.decision_function(X)
    distance = np.abs(scores) if n_classes == 2 else np.diff(np.sort(scores, axis=1)[:, 1:], axis=1).ravel()
    found = uncertainty(model, X, model.classes_, "margin")
    np.testing.assert_array_equal(np.argsort(-found), np.argsort(distance))


def test_what_a_model_cannot_give_is_refused_with_what_to_do(data):
    X, y = data
    model = LinearSVC().fit(X, y)
    with pytest.raises(ValueError, match=r"method='entropy' needs a model with predict_proba, got LinearSVC\. Wrap it"):
        uncertainty(model, X, model.classes_, "entropy")
    four = np.arange(len(y)) % 4
    pairs = SVC(decision_function_shape="ovo").fit(X, four)
    with pytest.raises(ValueError, match=r'one score for each of 4 classes, got 6.*decision_function_shape="ovr"'):
        uncertainty(pairs, X, np.unique(four), "margin")
    with pytest.raises(ValueError, match="needs a model with predict_proba or decision_function, got Silent"):
        uncertainty(Silent(), X, np.unique(y), "margin")


def test_ties_fall_as_the_seed_has_it_and_not_as_the_rows_lie():
    scores = np.repeat([0.5, 1.0, 0.0], 100)
    found = highest(scores, 120, seed=3)
    assert set(found[:100]) == set(range(100, 200))
    assert found[100:].max() < 100
    assert found[100:].mean() == pytest.approx(50, abs=20)
    assert len(set(found)) == 120
    np.testing.assert_array_equal(found, highest(scores, 120, seed=3))
    assert not np.array_equal(found, highest(scores, 120, seed=4))


def test_rows_are_spread_out_over_what_is_there():
    rng = np.random.default_rng(0)
    clusters = rng.normal(size=(5, 3)) * 20
    columns = clusters[np.arange(50) % 5] + rng.normal(size=(50, 3))
    found, n_distinct = spread_out(columns, rng.uniform(0.9, 1, 50), 5)
    assert set(found % 5) == set(range(5))
    assert n_distinct == 5


@pytest.mark.parametrize("container", [np.asarray, sparse.csr_array])
def test_copies_are_chosen_last(container):
    columns = np.repeat(np.array([[1.0, 2.0], [3.0, 1.0], [0.0, 5.0]]) / 3, [20, 1, 1], axis=0)
    weights = np.linspace(1, 0.5, 22)
    assert set(spread_out(container(columns), weights, 3)[0]) == {0, 20, 21}
    found, n_distinct = spread_out(container(columns), weights, 5)
    np.testing.assert_array_equal(np.sort(found), [0, 1, 2, 20, 21])
    assert n_distinct == 3
    assert sorted(spread_out(container(columns), weights, 22)[0]) == list(range(22))
    np.testing.assert_array_equal(spread_out(container(columns[:4]), np.zeros(4), 2)[0], [0, 1])


def test_more_rows_are_looked_at_where_the_highest_are_copies():
    columns = np.r_[np.zeros(500), np.arange(1.0, 101.0)].reshape(-1, 1)
    scores = np.r_[np.ones(500), np.full(100, 0.5)]
    looked_at: list[int] = []

    def columns_of(rows):
        looked_at.append(len(rows))
        return columns[rows]

    found = highest_and_diverse(scores, 10, 0, columns_of)
    assert looked_at == [50, 250, 600]
    assert len(np.unique(columns[found])) == 10
    assert highest_and_diverse(np.ones(20), 3, 0, lambda rows: np.zeros((len(rows), 1))).shape == (3,)


def test_columns_are_those_of_the_last_step():
    frame = pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.0], "b": ["x", "y", "x", "y"]})
    y = [0, 1, 0, 1]
    encoded = make_pipeline(OneHotEncoder(), LogisticRegression()).fit(frame[["b"]], y)
    assert numeric_columns(encoded, frame[["b"]], frame[["b"]].iloc[:2]).shape == (2, 2)
    texts = ["red", "blue", "red green", "blue"]
    words = make_pipeline(CountVectorizer(), LogisticRegression()).fit(texts, y)
    assert numeric_columns(words, texts, texts[:3]).shape == (3, 3)


def test_mixed_columns_without_a_pipeline_become_numbers_of_one_scale():
    frame = pd.DataFrame({"a": [1.0, np.nan, 3000.0, 4.0] * 5, "b": ["x", "y", None, "y"] * 5})
    columns = numeric_columns(LogisticRegression(), frame, frame)
    assert np.isfinite(columns).all()
    assert pdist(columns).max() < 10
