"""A setting is chosen on held-out rows, and the first is kept unless another is clearly better."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from skmitigate.strategies._inner_choice import choose_setting, fitted_answer


def data(n_rows=120):
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, n_rows)
    return rng.normal(size=(n_rows, 2)) + y[:, None], y


def answers(models):
    """Work that fits each of the models."""

    def work(X, y, sample_weight, *, train, test, classes, seed):
        assert not set(train) & set(test)
        weight = None if sample_weight is None else sample_weight[train]
        return [
            fitted_answer(model, X[train], y[train], weight, X[test], classes=classes, seed=seed) for model in models
        ]

    return work


def chosen(models, *, sample_weight=None, groups=None, scoring=None, rows=None):
    X, y = data() if rows is None else rows
    return choose_setting(answers(models), X, y, sample_weight, groups, cv=4, scoring=scoring, n_jobs=None, seed=0)


def test_what_is_clearly_better_is_chosen():
    choice = chosen([DummyClassifier(), LogisticRegression(), DummyClassifier()])
    assert choice.index == 1
    assert choice.difference[1] == pytest.approx(choice.score[1] - choice.score[0])
    assert choice.difference[1] > choice.standard_error[1] > 0


def test_what_is_the_same_or_worse_is_not():
    assert chosen([LogisticRegression(), LogisticRegression(), DummyClassifier()]).index == 0
    assert chosen([LogisticRegression(), LogisticRegression(C=0.99)]).index == 0


def test_the_metric_decides_where_one_is_given():
    """One model has better probabilities and the other makes fewer errors for the class that is asked for."""
    often = DummyClassifier(strategy="constant", constant=1)
    assert chosen([LogisticRegression(), often]).index == 0
    assert chosen([LogisticRegression(), often], scoring="recall").index == 1


def test_models_without_probabilities_are_judged_by_their_labels():
    choice = chosen([DummyClassifier(strategy="uniform"), LinearSVC()])
    assert choice.index == 1
    assert 0.5 < choice.score[1] < 1


def test_rows_of_weight_0_do_not_count():
    X, y = data()
    flipped = np.where(np.arange(120) < 90, 1 - y, y)
    weight = np.where(np.arange(120) < 90, 0.0, 1.0)
    models = [DummyClassifier(), LogisticRegression()]
    assert chosen(models, sample_weight=weight, rows=(X, flipped)).index == 1


def test_rows_of_a_group_are_kept_together():
    """Copies of a row on both sides would make the nearest neighbour look right every time."""
    rng = np.random.default_rng(0)
    X, y, groups = (
        np.repeat(rng.normal(size=(40, 2)), 3, axis=0),
        np.repeat(rng.integers(0, 2, 40), 3),
        np.arange(120) // 3,
    )
    models = [DummyClassifier(), KNeighborsClassifier(1)]
    assert chosen(models, rows=(X, y)).index == 1
    assert chosen(models, rows=(X, y), groups=groups).index == 0


def test_training_rows_of_one_class_are_answered_by_it():
    X, _ = data(20)
    codes, proba = fitted_answer(
        LogisticRegression(), X, np.ones(20, dtype=int), None, X, classes=np.array([0, 1]), seed=0
    )
    assert set(codes) == {1}
    np.testing.assert_array_equal(proba, np.tile([0.0, 1.0], (20, 1)))
