"""Names on the command line become Pipelines that take any table."""

import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.base import is_classifier
from sklearn.model_selection import cross_val_predict

from skmitigate._cli._models import MODELS, make_estimator
from skmitigate._utils._tabular import TabularEncoder

MODULE = """
from sklearn.base import BaseEstimator
from sklearn.linear_model import LinearRegression, RidgeClassifier

class Mine(RidgeClassifier):
    pass

class Needy(RidgeClassifier):
    def __init__(self, alpha):
        self.alpha = alpha

class NoEstimator:
    pass

number = 3
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module in the current directory, under a name of its own."""
    name = f"strangers_{tmp_path.name}"
    (tmp_path / f"{name}.py").write_text(MODULE)
    (tmp_path / f"{name}_broken.py").write_text("def f(:\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    return name


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # 30 rows are few for a network
@pytest.mark.parametrize("name", MODELS)
def test_model_takes_a_mixed_table_with_gaps(name):
    X = pd.DataFrame({"n": [1.0, np.nan, 3.0] * 10, "t": ["u", None, "v"] * 10, "empty": [np.nan] * 30})
    y = np.array(["a", "b", "a"] * 10)
    assert (cross_val_predict(make_estimator(name), X, y, cv=3) == y).mean() > 0.6


def test_encoder_is_fitted_inside():
    model = make_estimator("svm")
    assert isinstance(model[0], TabularEncoder)
    assert is_classifier(model)


def test_unknown_name_gets_the_near_one():
    with pytest.raises(ValueError, match=r"got 'random_forrest'\. Did you mean 'random_forest'\?"):
        make_estimator("random_forrest")
    with pytest.raises(ValueError, match=r"or module:Class, got 'zzz'\.$"):
        make_estimator("zzz")


def test_own_class_in_the_current_directory(module):
    assert type(make_estimator(f"{module}:Mine")[-1]).__name__ == "Mine"
    assert type(make_estimator(f"{module}:Mine")[-1]).__name__ == "Mine"


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("{}:Mime", ValueError, r"has no 'Mime'\. Did you mean 'Mine'\?"),
        ("{}:zzzz", ValueError, r"has no 'zzzz'\.$"),
        ("{}:number", ValueError, "expected a class, got a int"),
        ("{}:Needy", ValueError, "cannot be made without arguments"),
        ("{}:NoEstimator", ValueError, "expected a scikit-learn classifier .* got NoEstimator"),
        ("{}:BaseEstimator", ValueError, "expected a scikit-learn classifier"),
        ("{}:LinearRegression", ValueError, "expected a scikit-learn classifier"),
        ("{}_absent:Mine", ImportError, "cannot be imported .ModuleNotFoundError.*current directory"),
        ("{}_broken:Mine", ImportError, "cannot be imported .SyntaxError"),
        (":Mine", ValueError, "Expected --model module:Class"),
        ("{}:", ValueError, "Expected --model module:Class"),
    ],
)
def test_unusable_class(module, name, error, message):
    with pytest.raises(error, match=message):
        make_estimator(name.format(module))
