"""The contract's checks find what they are for."""

from typing import ClassVar

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from skmitigate._utils._fitting import fit_weighted
from skmitigate.exceptions import NotApplicable
from skmitigate.strategies import RowStrategy
from skmitigate.strategies.testing import check_strategy, strategy_checks

CHECKS = {check.__name__.removeprefix("check_"): check for check in strategy_checks()}


class Good(RowStrategy):
    """Fits on all rows."""

    def __init__(self, estimator=None):
        self.estimator = estimator

    def _change_rows(self, X, y, sample_weight):
        return X, y, sample_weight


class Positional(Good):
    def __init__(self, estimator=None, factor=2):
        self.estimator = estimator
        self.factor = factor


class SaysNothing(Good):
    def suits(self, diagnosis):
        del diagnosis
        raise NotApplicable("")


class FullCandidates(Good):
    def candidates(self, diagnosis):
        del diagnosis
        return [FullCandidates(LogisticRegression())]


class OneClass(Good):
    def predict(self, X):
        return np.full(len(X), "other")


class NumbersOnly(Good):
    def predict(self, X):
        answer = super().predict(X)
        return np.full_like(answer, "yes") if answer.dtype.kind == "U" else answer


class Spoils(Good):
    def _change_rows(self, X, y, sample_weight):
        X[0] = 0
        return X, y, sample_weight


class Random(Good):
    def _change_rows(self, X, y, sample_weight):
        keep = np.random.default_rng().random(len(y)) < 0.8
        return X[keep], y[keep], None if sample_weight is None else sample_weight[keep]


class Remembers(Good):
    """Fits on every row that it ever saw."""

    seen: ClassVar[list] = []

    def _fit(self, X, y, sample_weight, groups):
        del sample_weight, groups
        self.seen.append((np.asarray(X), y))
        same = [(rows, labels) for rows, labels in self.seen if rows.shape[1] == np.asarray(X).shape[1]]
        rows, labels = (np.concatenate(parts) for parts in zip(*same, strict=True))
        self.estimator_ = fit_weighted(clone(self.estimator), rows, labels, None)


class Lenient(Good):
    def fit(self, X, y, **fit_params):
        if self.estimator is None or isinstance(self.estimator, type):
            return self
        return super().fit(X, y, **fit_params)


class TakesAnyLabel(Good):
    def fit(self, X, y, **fit_params):
        return self if len(np.unique(y)) == 1 else super().fit(X, y, **fit_params)


class AnswersUnfitted(Good):
    def predict(self, X):
        return np.zeros(len(X), dtype=int)


class LeavesThingsAround(Good):
    def _change_rows(self, X, y, sample_weight):
        self.rows = X
        return X, y, sample_weight


def test_a_good_strategy_passes():
    check_strategy(Good())


@pytest.mark.parametrize(
    ("strategy", "check", "told"),
    [
        (Positional, "is_a_classifier", "keyword-only"),
        (SaysNothing, "says_what_it_is_for", "says why it is not applicable"),
        (FullCandidates, "says_what_it_is_for", "estimator=None at the core"),
        (OneClass, "answers", "one known label per row"),
        (NumbersOnly, "kind_of_labels_does_not_matter", "whatever they are called"),
        (Spoils, "changes_nothing_it_is_given", "rows, labels and weights stay"),
        (Random, "same_seed_same_answers", "answers the same"),
        (Random, "gives_the_same_table_again", "give the same table"),
        (Remembers, "scores_no_row_it_was_fitted_on", "a row that it was fitted on"),
        (Lenient, "refuses_what_is_no_classifier", "nothing was raised"),
        (TakesAnyLabel, "refuses_labels_nobody_can_learn", "for one class, and nothing was raised"),
        (AnswersUnfitted, "says_that_it_is_not_fitted", "NotFittedError for predict before fit"),
    ],
)
def test_a_broken_promise_is_told(strategy, check, told):
    with pytest.raises(AssertionError, match=told):
        CHECKS[check](strategy())


def test_checks_of_scikit_learn_are_among_them():
    with pytest.raises(AssertionError, match="rows"):
        CHECKS["passes_the_checks_of_scikit_learn"](LeavesThingsAround())


def test_what_is_no_strategy_is_refused():
    with pytest.raises(TypeError, match="Expected an instance of a subclass"):
        check_strategy(LogisticRegression())
