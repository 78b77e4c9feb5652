"""What further labels bring: curves with a known end, and evidence that is too weak."""

import json

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits, make_classification
from sklearn.dummy import DummyClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import shuffle

from skmitigate import ActiveLearning
from skmitigate.strategies import LabelForecast
from skmitigate.strategies._label_forecast import forecast_labels, power_law


def learn(n: int, model=None, seed: int = 0, n_queried: int = 0) -> ActiveLearning:
    X, y = make_classification(3000, n_features=20, n_informative=8, flip_y=0, class_sep=1.0, random_state=seed)
    active = ActiveLearning(clone(model or DecisionTreeClassifier(random_state=0)), random_state=seed)
    active.fit(X[:n], y[:n])
    if n_queried:
        rows = n + active.query(X[n:], n_queried)
        active.teach(X[rows], y[rows])
    return active


def test_power_law_is_found_again_and_carried_on():
    sizes, ahead = np.array([20, 40, 80, 160]), np.array([320.0, 1280.0])
    floors, scales, rates = np.array([0.1, 0.0, 0.05]), np.array([0.8, 1.5, 3.0]), np.array([0.5, 0.7, 1.0])
    curves, expected = (
        floors[:, None] + scales[:, None] * at ** -rates[:, None] for at in (sizes.astype(float), ahead)
    )
    np.testing.assert_allclose(power_law(sizes, curves, ahead, rates), expected)


def test_power_law_neither_rises_nor_falls_below_0():
    sizes, ahead = np.array([20, 40, 80]), np.array([160.0, 1e12])
    errors, rates = np.array([[0.1, 0.2, 0.3], [0.6, 0.2, 0.0]]), np.array([0.5, 0.9])
    rising, falling = power_law(sizes, errors, ahead, rates)
    np.testing.assert_allclose(rising, 0.2)
    assert (falling >= 0).all()
    assert falling[1] < 1e-6


def test_gain_is_forecast_where_accuracy_is_still_growing():
    digits = load_digits(return_X_y=True)
    X, y = shuffle(*digits, random_state=0)
    forecast = (
        ActiveLearning(DecisionTreeClassifier(random_state=0), random_state=0).fit(X[:150], y[:150]).forecast(150)
    )
    assert forecast.known
    assert 0 < forecast.interval[0] <= forecast.gain <= forecast.interval[1]
    assert "still grows with the labels" in forecast.reason
    accuracy = {n: [] for n in (150, 300)}
    for seed in range(10):
        rows, labels = shuffle(*digits, random_state=seed)
        for n, scores in accuracy.items():
            model = DecisionTreeClassifier(random_state=seed).fit(rows[:n], labels[:n])
            scores.append(model.score(rows[800:], labels[800:]))
    assert forecast.interval[0] < np.mean(accuracy[300]) - np.mean(accuracy[150]) < forecast.interval[1]
    assert forecast.accuracy == pytest.approx(np.mean(accuracy[150]), abs=0.06)


def test_nothing_more_is_forecast_where_nothing_is_learned():
    forecast = learn(100, DummyClassifier(strategy="constant", constant=1)).forecast(50)
    assert forecast.known
    assert forecast.gain == pytest.approx(0.0)
    assert forecast.interval[1] < 0.01
    assert "hardly grows any more" in forecast.reason


def test_few_rows_are_not_known():
    forecast = learn(29).forecast(10)
    assert (forecast.known, forecast.gain, forecast.interval) == (False, None, None)
    assert forecast.reason == "29 rows were given to fit, and a curve needs 30"
    assert repr(forecast).startswith("LabelForecast(10 labels more: not known, 29 rows")


def test_wide_interval_is_not_known():
    forecast = learn(40, DecisionTreeClassifier(max_depth=1)).forecast(40)
    assert not forecast.known
    assert forecast.interval[0] < 0.01 < forecast.interval[1]
    assert "anything between +0.00" in forecast.reason


def test_far_ahead_is_not_known():
    forecast = learn(60).forecast(61)
    assert not forecast.known
    assert forecast.reason == "61 labels more lie too far beyond the 60 that are there"


def test_queried_rows_are_learned_from_and_never_scored():
    asked: list[set[float]] = []
    learned: list[set[float]] = []

    class Spy(GaussianNB):
        def fit(self, X, y, sample_weight=None):
            learned.append(set(X[:, 0]))
            self.seen_ = learned[-1]
            return super().fit(X, y, sample_weight)

        def predict(self, X):
            asked.append(set(X[:, 0]) | {0.0} if set(X[:, 0]) & self.seen_ else set(X[:, 0]))
            return super().predict(X)

    active = learn(60, Spy(), n_queried=30)
    learned.clear()
    asked.clear()
    forecast = active.forecast(20)
    scored, queried = set(active.X_[:60, 0]), set(active.X_[60:, 0])
    assert set().union(*asked) == scored  # 0.0 would stand for a row that had been learned from
    assert set().union(*learned) == scored | queried
    assert forecast.n_labels == 90


def test_class_of_one_row_and_weights_are_carried_along():
    X, y = np.random.default_rng(0).normal(size=(50, 2)), np.arange(50) % 2
    y[3] = 7
    weights = np.linspace(0.5, 2, 50)
    forecast = forecast_labels(GaussianNB(), X, y, sample_weight=weights, n_scored=50, n_more=10, seed=0)
    assert len(forecast.sizes) == len(forecast.accuracies) == 5


def test_forecast_is_the_same_again_and_becomes_json_and_a_frame():
    forecast = learn(60).forecast(20)
    assert forecast == learn(60).forecast(20)
    assert json.loads(json.dumps(forecast.to_dict()))["sizes"] == list(forecast.sizes)
    assert forecast.to_frame().shape == (5, 2)
    known = LabelForecast(n_labels=9, n_more=5, known=True, reason="grown", gain=0.1, interval=(0.02, 0.2))
    assert repr(known) == "LabelForecast(5 labels more: accuracy +0.100, between +0.020 and +0.200)"
