"""Descriptions that last: the same in another process, another for whatever changes what comes out."""

import os
import subprocess
import sys
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.ensemble import VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier

import skmitigate
from skmitigate._utils._lasting_description import NoLastingDescription, describe_data, describe_estimator

X = np.arange(12.0).reshape(4, 3)


class OwnTree(DecisionTreeClassifier):
    """A class that no package with a version has."""


ALIKE = {
    "plain": (GaussianNB, lambda: GaussianNB(var_smoothing=1e-3)),
    "nested": (
        lambda: make_pipeline(StandardScaler(), LogisticRegression()),
        lambda: make_pipeline(StandardScaler(), LogisticRegression(C=2)),
    ),
    "splitter": (
        lambda: GridSearchCV(GaussianNB(), {}, cv=StratifiedKFold(3)),
        lambda: GridSearchCV(GaussianNB(), {}, cv=StratifiedKFold(4)),
    ),
    "function": (lambda: FunctionTransformer(np.log1p), lambda: FunctionTransformer(np.expm1)),
    "partial": (
        lambda: FunctionTransformer(partial(np.power, 2)),
        lambda: FunctionTransformer(partial(np.power, 3)),
    ),
    "array": (lambda: GaussianNB(priors=np.ones(2) / 2), lambda: GaussianNB(priors=np.ones(3) / 3)),
}


@pytest.mark.parametrize(("make", "other"), ALIKE.values(), ids=ALIKE)
def test_estimators_with_the_same_settings_are_described_alike(make, other):
    assert describe_estimator(make()) == describe_estimator(make())
    assert describe_estimator(make()) != describe_estimator(other())


def test_number_of_jobs_is_no_difference():
    assert describe_estimator(LogisticRegression(verbose=1)) == describe_estimator(LogisticRegression())


def test_versions_are_told(monkeypatch):
    before = describe_estimator(GaussianNB())
    assert f"skmitigate {skmitigate.__version__}" in before
    monkeypatch.setattr("sklearn.__version__", "0.1")
    assert describe_estimator(GaussianNB()) != before


def test_source_of_a_class_without_a_version_is_told(monkeypatch):
    nested = VotingClassifier([("own", OwnTree()), ("other", GaussianNB())])
    before = describe_estimator(nested)
    monkeypatch.setattr("inspect.getsource", lambda thing: f"class {thing.__name__}: another")
    assert describe_estimator(nested) != before


def test_class_without_source_cannot_be_known_again():
    made = type("Made", (GaussianNB,), {"__module__": "nowhere"})
    with pytest.raises(NoLastingDescription, match=r"source of <class 'nowhere.Made'> cannot be read"):
        describe_estimator(made())


def test_lambda_cannot_be_known_again():
    with pytest.raises(NoLastingDescription, match=r"lambda.* cannot be pickled"):
        describe_estimator(FunctionTransformer(lambda rows: rows))


FRAME = pd.DataFrame({"number": X[:, 0], "text": list("abca"), "kind": pd.Categorical(list("uvuv")), "n": [1, 2, 3, 4]})
DATA = {
    "array": (X, X + (X == 3)),
    "type": (X.astype(int), X),
    "shape": (X, X.reshape(3, 4)),
    "order": (np.asfortranarray(X), X),
    "labels": (np.array(["a", "b"], dtype=object), np.array(["a", "c"], dtype=object)),
    "texts": (["one", "two"], ["one", "too"]),
    "none": (None, np.zeros(0)),
    "frame": (FRAME, FRAME.assign(number=FRAME["number"] + 1)),
    "names": (FRAME, FRAME.rename(columns={"n": "m"})),
    "text column": (FRAME, FRAME.assign(text=list("abcd"))),
    "mixed column": (FRAME.assign(text=["1", 2, None, "b"]), FRAME.assign(text=[1, 2, None, "b"])),
    "objects": (FRAME.astype({"text": object}), FRAME.astype({"text": object}).assign(text=["a", "b", "c", "d"])),
    "categories": (FRAME, FRAME.assign(kind=FRAME["kind"].cat.add_categories("w"))),
    "nullable": (FRAME.astype({"n": "Int64"}), FRAME.assign(n=pd.array([1, 2, None, 4], dtype="Int64"))),
    "dates": (pd.Series(pd.date_range("2024", periods=3)), pd.Series(pd.date_range("2025", periods=3))),
    "sparse": (sparse.csr_array(X), sparse.csc_array(X)),
    "sparse values": (sparse.coo_matrix(X), sparse.coo_matrix(X * 2)),
}


@pytest.mark.parametrize(("value", "other"), DATA.values(), ids=DATA)
def test_data_are_described_by_what_is_in_them(value, other):
    copied = value.copy() if hasattr(value, "copy") else value
    if isinstance(value, np.ndarray) and value.dtype != object:
        copied = value.copy(order="K")
    assert describe_data(copied) == describe_data(value)
    assert describe_data(other) != describe_data(value)


def test_rows_that_only_this_process_knows_are_refused():
    with pytest.raises(NoLastingDescription):
        describe_data([lambda: 1])


SCRIPT = """
import numpy as np, pandas as pd
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from skmitigate._utils._lasting_description import describe_data, describe_estimator
print(describe_estimator(GridSearchCV(GaussianNB(), {"priors": [None, (.5, .5)]}, cv=StratifiedKFold(3))))
print(describe_data(pd.DataFrame({"a": ["x", "y", "x"], "b": [1.5, None, 2.0]})), describe_data([{"b", "a"}, "c"]))
"""


def test_another_process_describes_alike():
    told = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]
