"""Kept rows tell a model that answers otherwise from one that is the same."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate.exceptions import InvalidModelFile, ModelVersionWarning
from skmitigate.persistence._golden_rows import ask, check_rows, keep_rows
from skmitigate.persistence._rows import decode_rows


def answered(model, told):
    """What the model says about the kept rows."""
    return ask(model, decode_rows(told["rows"])).labels.tolist()


def shifted(model, by):
    """The same model with a slightly different intercept."""
    other = LogisticRegression()
    other.__dict__.update(vars(model))
    other.intercept_ = model.intercept_ + np.array([by, 0, 0])
    return other


@pytest.fixture(scope="module")
def logistic(iris):
    return LogisticRegression(max_iter=1000).fit(*iris)


def test_rows_of_all_predicted_classes_are_kept(tree, iris):
    told = keep_rows(tree, iris[0], 6)
    assert told["n_rows"] == 6
    assert len(set(answered(tree, told))) == 3
    check_rows(tree, told, other_versions="")


def test_each_class_has_its_turn_even_where_one_is_rare(tree, iris):
    rare = np.r_[iris[0][:50], iris[0][140:142]]
    kept = keep_rows(tree, rare, 4)
    labels = answered(tree, kept)
    assert sorted(labels) == ["setosa", "setosa", "virginica", "virginica"]


@pytest.mark.parametrize("X", [None, np.zeros((0, 4))])
def test_without_rows_nothing_is_kept(tree, X):
    assert keep_rows(tree, X, 4) is None


def test_none_are_kept_where_none_may_be_or_none_can_be_written(tree, iris):
    assert keep_rows(tree, iris[0], 0) is None
    odd = pd.DataFrame({f"x{j}": pd.arrays.SparseArray(iris[0][:, j], fill_value=0) for j in range(4)})
    assert keep_rows(DecisionTreeClassifier().fit(odd, iris[1]), odd, 4) is None


def test_the_same_model_passes_and_another_is_refused(logistic, iris):
    told = keep_rows(logistic, iris[0], 8)
    check_rows(logistic, told, other_versions="")
    check_rows(shifted(logistic, 1e-9), told, other_versions="")
    with pytest.raises(InvalidModelFile, match="does not give the answers"):
        check_rows(shifted(logistic, 1e-3), told, other_versions="")
    with pytest.raises(InvalidModelFile, match="Here are numpy 2 instead of 1"):
        check_rows(shifted(logistic, 5.0), told, other_versions="numpy 2 instead of 1")
    with pytest.raises(InvalidModelFile, match="does not give the answers"):
        check_rows(LinearSVC().fit(*iris), told, other_versions="")


def test_with_other_versions_small_differences_are_warned_of(logistic, iris):
    told = keep_rows(logistic, iris[0], 8)
    with pytest.warns(ModelVersionWarning, match="numpy 2 instead of 1. Install"):
        check_rows(shifted(logistic, 1e-3), told, other_versions="numpy 2 instead of 1")


def test_labels_alone_are_compared_where_there_are_no_probabilities(iris):
    X, y = iris
    model = LinearSVC().fit(X, y)
    told = keep_rows(model, X, 8)
    assert told["proba"] is None
    check_rows(model, told, other_versions="")
    model.classes_ = model.classes_[::-1]
    with pytest.raises(InvalidModelFile, match="does not give"):
        check_rows(model, told, other_versions="numpy")


def test_a_tie_may_fall_to_either_side(iris):
    X, y = iris[0][:100], iris[1][:100]
    model = DecisionTreeClassifier(max_depth=1).fit(np.zeros_like(X), y)
    told = keep_rows(model, X, 4)
    model.classes_ = model.classes_[::-1]
    check_rows(model, told, other_versions="")


class Unsure(DecisionTreeClassifier):
    """Knows no probability where the first column is large."""

    def predict_proba(self, X):
        proba = super().predict_proba(X)
        proba[X[:, 0] > 6] = np.nan
        return proba


def test_probabilities_that_are_missing_are_missing_again(iris):
    X, y = iris
    model = Unsure(max_depth=3).fit(X, y)
    told = keep_rows(model, X, 20)
    check_rows(model, told, other_versions="")
    with pytest.raises(InvalidModelFile, match="does not give"):
        check_rows(DecisionTreeClassifier(max_depth=3).fit(X, y), told, other_versions="")


@pytest.mark.parametrize("change", [{"rows": {"kind": "texts", "values": ["a"]}}, {"rows": {}}, {"labels": None}])
def test_made_up_rows_are_refused(tree, iris, change):
    with pytest.raises(InvalidModelFile, match="cannot be asked about"):
        check_rows(tree, {**keep_rows(tree, iris[0], 4), **change}, other_versions="")
