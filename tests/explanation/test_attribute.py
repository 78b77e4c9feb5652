"""The first method that applies is taken, and the others are said not to."""

import sys

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

from skmitigate.exceptions import NotApplicable
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._attribute import attribute
from skmitigate.explanation._mixed_rows import mixed_rows

rng = np.random.RandomState(0)
X = rng.normal(size=(60, 12))
y = (X[:, 0] > 0).astype(int)
MIXED = mixed_rows(X[:1], X, [f"x{j}" for j in range(12)])
LINEAR, TREE, OTHER = (m.fit(X, y) for m in (LogisticRegression(), DecisionTreeClassifier(), KNeighborsClassifier()))


def explain(model, method="auto", *, late=False):
    allowance = Allowance(-9.0) if late else Allowance(None)
    return attribute(MIXED, model, model.classes_, np.array([1, 0]), method=method, seed=0, allowance=allowance)


@pytest.mark.parametrize(
    ("model", "expected"), [(LINEAR, "linear"), (TREE, "tree"), (OTHER, "permutation")], ids=["linear", "tree", "other"]
)
def test_auto_takes_the_first_that_applies_and_says_why(model, expected):
    found, reason = explain(model)
    assert found.method == expected
    assert reason.endswith(f"{expected} is the first that applies")
    assert reason.count("not ") >= ["linear", "tree", "permutation"].index(expected)


def test_with_no_time_left_lime_answers():
    found, reason = explain(OTHER, late=True)
    assert found.method == "lime"
    assert "not permutation, since the budget allows 0 rows" in reason


def test_without_the_packages_permutation_answers(monkeypatch):
    monkeypatch.setitem(sys.modules, "shap", None)
    monkeypatch.setitem(sys.modules, "lime.lime_tabular", None)
    found, reason = explain(TREE)
    assert found.method == "permutation"
    assert "not tree, since the package shap is not installed" in reason
    found, reason = explain(TREE, late=True)
    assert found.method == "permutation"
    assert "as little as the budget allows" in reason
    for method in ("tree", "lime"):
        with pytest.raises(ImportError, match=r"pip install 'skmitigate\[explain\]'"):
            explain(TREE, method)


@pytest.mark.parametrize("method", ["linear", "tree", "permutation", "lime"])
def test_a_method_that_is_asked_for_is_taken_or_refused(method):
    model = {"linear": LINEAR, "tree": TREE}.get(method, OTHER)
    found, reason = explain(model, method)
    assert found.method == method
    assert reason == f'method="{method}" was asked for'


def test_one_that_does_not_apply_says_why_and_what_to_do():
    with pytest.raises(NotApplicable, match=r'method="linear" does not apply: KNeighborsClassifier .* Use "auto"'):
        explain(OTHER, "linear")
