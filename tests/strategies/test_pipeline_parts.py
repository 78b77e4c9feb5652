"""What models refer to, and what stands in front of them."""

import numpy as np
import pandas as pd
import pytest
from imblearn.over_sampling import SMOTENC, RandomOverSampler
from imblearn.pipeline import make_pipeline as make_sampling_pipeline
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin, TransformerMixin
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils.validation import check_is_fitted

from skmitigate import ClassBalancing
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.strategies._pipeline_parts import (
    changes_rows,
    check_numbers,
    front_of,
    is_table,
    join_fitted,
    refers_to_columns,
    takes_numbers_only,
)


class Foreign(TransformerMixin, BaseEstimator):
    """A transformer of which nothing is known."""

    def transform(self, X):
        return X


class NoParams:
    """A model that tells no parameters."""


@pytest.mark.parametrize(
    ("X", "expected"),
    [
        (np.ones((3, 2)), True),
        ([[1, 2], [3, 4]], True),
        ([["a", 1], ["b", 2]], True),
        (pd.DataFrame({"a": [1]}), True),
        (sparse.csr_array(np.ones((3, 2))), True),
        (["some text", "more"], False),
        (pd.Series(["some text", "more"]), False),
        (np.ones((3, 2, 2)), False),
        ([[1], [2, 3]], False),
    ],
)
def test_what_has_rows_and_columns_is_a_table(X, expected):
    assert is_table(X) == expected


by_name = make_column_transformer((StandardScaler(), ["a"]))


@pytest.mark.parametrize(
    ("estimator", "expected"),
    [
        (LogisticRegression(), False),
        (NoParams(), False),
        (make_pipeline(TabularEncoder(), StandardScaler(), LogisticRegression()), False),
        (make_pipeline(make_column_transformer((StandardScaler(), make_column_selector())), GaussianNB()), False),
        (make_pipeline(by_name, LogisticRegression()), True),
        (make_pipeline(make_column_transformer((StandardScaler(), [0])), LogisticRegression()), True),
        (ClassBalancing(make_pipeline(by_name, GaussianNB())), True),
        (GridSearchCV(make_pipeline(by_name, GaussianNB()), {}), True),
        (make_pipeline(FunctionTransformer(np.log1p), GaussianNB()), True),
        (make_pipeline(FunctionTransformer(), GaussianNB()), False),
        (make_pipeline(Foreign(), GaussianNB()), True),
        (HistGradientBoostingClassifier(), False),
        (HistGradientBoostingClassifier(categorical_features=[0]), True),
        (DecisionTreeClassifier(monotonic_cst=[1, 0]), True),
        (make_sampling_pipeline(SMOTENC([0]), GaussianNB()), True),
    ],
)
def test_model_that_may_refer_to_columns_is_known(estimator, expected):
    assert refers_to_columns(estimator) == expected


def test_front_is_what_stands_before_the_model_up_to_a_sampler():
    scaler, encoder = StandardScaler(), TabularEncoder()
    wrapped = ClassBalancing(make_pipeline(encoder, scaler, GaussianNB()))
    assert [step for _, step in front_of(wrapped)] == [encoder, scaler]
    sampling = make_sampling_pipeline(encoder, RandomOverSampler(), scaler, GaussianNB())
    assert [step for _, step in front_of(sampling)] == [encoder]
    assert front_of(GaussianNB()) == []
    assert changes_rows(sampling)
    assert not changes_rows(wrapped.estimator)


class WithoutState(ClassifierMixin, BaseEstimator):
    """A model that sets nothing in fit that scikit-learn would notice."""

    def fit(self, X, y):
        assert len(X) == len(y)
        return self

    def predict(self, X):
        return np.zeros(len(X))


class WithoutBase:
    """A model that inherits nothing."""

    classes_ = np.array([0])
    fit, predict = WithoutState.fit, WithoutState.predict


@pytest.mark.parametrize("model", [WithoutState(), WithoutBase(), GaussianNB()], ids=lambda model: type(model).__name__)
def test_joined_steps_predict_whosever_the_model_is(model):
    X, y = np.random.default_rng(0).normal(size=(20, 2)), np.arange(20) % 2
    joined = join_fitted([("scale", StandardScaler().fit(X)), ("model", model.fit(X, y))])
    check_is_fitted(joined)
    assert len(joined.predict(X)) == 20


def test_model_of_scikit_learn_is_joined_to_a_pipeline_that_a_clone_knows_to_be_unfitted():
    X, y = np.random.default_rng(0).normal(size=(20, 2)), np.arange(20) % 2
    joined = join_fitted([("scale", StandardScaler().fit(X)), ("model", GaussianNB().fit(X, y))])
    with pytest.raises(NotFittedError):
        check_is_fitted(joined.__class__([("scale", StandardScaler()), ("model", GaussianNB())]))


@pytest.mark.parametrize(
    ("estimator", "expected"),
    [
        (GaussianNB(), True),
        (ClassBalancing(GaussianNB()), True),
        (HistGradientBoostingClassifier(), False),
        (make_pipeline(by_name, GaussianNB()), False),
        (ClassBalancing(make_pipeline(by_name, GaussianNB())), False),
        (WithoutState(), False),
        (WithoutBase(), False),
    ],
)
def test_model_that_takes_numbers_only_is_known_where_no_pipeline_stands_before_it(estimator, expected):
    assert takes_numbers_only(estimator) == expected


@pytest.mark.parametrize("rows", [[[1.0, np.nan]], [["a", 1]], [[{}, 1]], np.array([[np.inf]])])
def test_what_is_no_number_is_refused(rows):
    with pytest.raises((TypeError, ValueError)):
        check_numbers(np.asarray(rows, dtype=object if isinstance(rows, list) else None))
    check_numbers(sparse.csr_array(np.eye(2)))
