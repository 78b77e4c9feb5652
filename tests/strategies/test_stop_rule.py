"""When the predictions of successive models have settled."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import cohen_kappa_score

from skmitigate.strategies._stop_rule import MOST_WATCHED, StopRule, kappa, verdict


class Says(DummyClassifier):
    """Predicts the labels that it is made with."""

    def __init__(self, labels):
        self.labels = labels

    def predict(self, X):
        return np.asarray(self.labels)[np.asarray(X).ravel().astype(int)]


def test_kappa_is_that_of_scikit_learn():
    rng = np.random.default_rng(0)
    for n_classes in (2, 4):
        one = rng.integers(n_classes, size=60)
        other = np.where(rng.random(60) < 0.8, one, rng.integers(n_classes, size=60))
        assert kappa(one, other) == pytest.approx(cohen_kappa_score(one, other))
    assert kappa(np.array(["a", "b"]), np.array(["a", "b"])) == 1.0
    assert np.isnan(kappa(np.zeros(5), np.zeros(5)))


def test_models_are_compared_on_the_same_rows_of_the_first_pool():
    pool = np.arange(3000).reshape(-1, 1)
    before, after = np.arange(3000) % 2, np.arange(3000) // 10 % 2
    rule = StopRule.begin(Says(before), pool, 20, seed=0)
    assert len(rule.rows) == MOST_WATCHED
    assert not np.array_equal(rule.rows.ravel(), np.arange(1000))
    rule.compare(Says(after), 30)
    watched = rule.rows.ravel()
    assert rule.agreements == [pytest.approx(cohen_kappa_score(before[watched], after[watched]))]
    rule.compare(Says(after), 40)
    assert rule.agreements[1] == 1.0


def test_models_that_differ_by_few_labels_are_compared_when_more_have_come():
    pool = np.arange(50).reshape(-1, 1)
    rule = StopRule.begin(Says(np.arange(50) % 2), pool, 20, seed=0)
    for n_labels in range(21, 30):
        rule.compare(Says(np.arange(50) % 2), n_labels)
    assert rule.agreements == []
    rule.compare(Says(np.arange(50) % 3 % 2), 30)
    assert len(rule.agreements) == 1
    assert rule.n_labels == 30


@pytest.mark.parametrize(
    ("agreements", "stop", "reason"),
    [
        ([], False, "0 of 3 comparisons of successive models were made"),
        ([1.0, 1.0], False, "2 of 3 comparisons"),
        ([0.2, 1.0, 0.99, 0.99], True, "the last 3 agreements of successive models have mean kappa 0.993, at least"),
        ([1.0, 1.0, 1.0, 0.9], False, "mean kappa 0.967, less than 0.99"),
        ([1.0, np.nan, 1.0], False, "predicts one class for all"),
    ],
)
def test_window_of_agreements_decides_and_says_why(agreements, stop, reason):
    found, told = verdict(agreements, 0.99, 3)
    assert found is stop
    assert reason in told
