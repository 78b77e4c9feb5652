"""Active learning acted out on rows whose labels are known."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from skmitigate import ActiveLearning
from skmitigate.strategies import simulate_active_learning


@pytest.fixture(scope="module")
def data():
    return make_classification(600, n_features=10, n_informative=6, flip_y=0.02, class_sep=1.0, random_state=0)


@pytest.fixture(scope="module")
def result(data):
    return simulate_active_learning(LogisticRegression(), *data, n_queries=95, random_state=0)


def test_every_label_is_asked_for_once_and_counted(result):
    assert result.n_labels == (*range(20, 111, 10), 115)
    assert len(result.scores) == len(result.n_labels)
    parts = [result.queried, result.initial_rows, result.test_rows]
    assert [len(part) for part in parts] == [95, 20, 180]
    assert len(np.unique(np.concatenate(parts))) == 295


def test_scores_are_those_of_models_fitted_on_the_labels_so_far(result, data):
    X, y = data
    for i, n in enumerate(result.n_labels):
        rows = np.concatenate([result.initial_rows, result.queried])[:n]
        model = LogisticRegression().fit(X[rows], y[rows])
        assert model.score(X[result.test_rows], y[result.test_rows]) == pytest.approx(result.scores[i])


def test_test_rows_are_neither_fitted_nor_queried(data):
    X, y = data
    X = np.column_stack([np.arange(len(y)), X])
    seen: set[float] = set()

    class Spy(GaussianNB):
        def fit(self, X, y):
            seen.update(X[:, 0])
            return super().fit(X[:, 1:], y)

        def predict_proba(self, X):  # for queries; scores ask for labels
            seen.update(X[:, 0])
            return super().predict_proba(X[:, 1:])

        def predict(self, X):
            return super().predict(X[:, 1:])

    found = simulate_active_learning(ActiveLearning(Spy(), diversity=True), X, y, n_queries=40, random_state=0)
    assert len(seen) == 420
    assert not seen & set(found.test_rows.tolist())


def test_settings_under_one_seed_share_test_rows_and_start(result, data):
    other = simulate_active_learning(
        ActiveLearning(LogisticRegression(), method="random"), *data, n_queries=95, random_state=0
    )
    np.testing.assert_array_equal(other.test_rows, result.test_rows)
    np.testing.assert_array_equal(other.initial_rows, result.initial_rows)
    assert other.scores[0] == result.scores[0]
    assert other.scores != result.scores
    assert simulate_active_learning(LogisticRegression(), *data, n_queries=95, random_state=0).scores == result.scores


def test_stop_rule_is_noted_and_does_not_end_it(result, data):
    assert len(result.agreements) == 9  # the last five labels are too few to compare models by
    early = simulate_active_learning(
        ActiveLearning(LogisticRegression(), stop_threshold=0.5), *data, n_queries=95, random_state=0
    )
    assert early.stopped_at == 50
    assert early.n_labels == result.n_labels


def test_it_ends_with_the_pool_and_takes_frames_and_text_labels(data):
    X, y = data
    names = pd.Series(np.where(y == 1, "yes", "no"), index=np.arange(600)[::-1])
    found = simulate_active_learning(
        LogisticRegression(), pd.DataFrame(X), names, batch_size=100, n_queries=9999, scoring="f1_macro", random_state=0
    )
    assert found.n_labels == (20, 120, 220, 320, 420)
    assert found.labels_to_reach(max(found.scores)) == found.n_labels[int(np.argmax(found.scores))]
    assert found.labels_to_reach(1.1) is None


def test_what_was_given_is_not_changed(data):
    model = ActiveLearning(GaussianNB())
    simulate_active_learning(model, *data, n_queries=10)
    assert model.random_state is None
    assert not hasattr(model, "estimator_")


def test_initial_rows_are_more_where_they_are_all_of_one_class():
    X, y = np.arange(200.0).reshape(-1, 1), (np.arange(200) % 20 == 0).astype(int)
    found = [simulate_active_learning(GaussianNB(), X, y, n_initial=2, n_queries=5, random_state=s) for s in range(9)]
    assert all(len(set(y[one.initial_rows])) == 2 for one in found)
    assert max(len(one.initial_rows) for one in found) > 10


@pytest.mark.parametrize("settings", [{"n_initial": 500}, {"test_size": 1.0}, {"test_size": 0.0}])
def test_too_few_rows_are_refused(settings, data):
    with pytest.raises(ValueError, match=r"Expected enough rows for a test part, .* got 600\."):
        simulate_active_learning(GaussianNB(), *data, **settings)


def test_result_becomes_json_and_a_frame_and_is_told_in_one_line(result):
    assert json.loads(json.dumps(result.to_dict()))["queried"] == result.queried.tolist()
    assert result.to_frame().shape == (11, 2)
    assert repr(result).startswith("ActiveLearningSimulation(20 to 115 labels, score 0.")
