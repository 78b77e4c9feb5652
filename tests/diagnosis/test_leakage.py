"""A column that alone gives the answer."""

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris, load_wine

from skmitigate.datasets import make_faulty_classification
from skmitigate.diagnosis._leakage import Leakage
from skmitigate.exceptions import NotApplicable, TooExpensive
from skmitigate.predictions._prediction_table import PredictionTable


def detect(X, y, alpha=0.05 / 12):
    return Leakage().detect(PredictionTable.from_predictions(y, y), X, alpha=alpha, random_state=0)


def data(share=0.99, n=2000, n_classes=2, seed=0):
    """Five columns of some use, and one that gives the class in a share of the rows."""
    rng = np.random.default_rng(seed)
    y = rng.integers(n_classes, size=n)
    X = pd.DataFrame(rng.normal(size=(n, 5)) + 0.5 * y[:, None], columns=list("abcde"))
    X["result"] = np.where(rng.random(n) < share, y, rng.integers(n_classes, size=n))
    return X, y


@pytest.mark.parametrize("n_classes", [2, 5])
@pytest.mark.parametrize("as_text", [True, False])
def test_column_that_gives_the_answer_is_named(n_classes, as_text):
    X, y = data(n_classes=n_classes)
    if as_text:
        X["result"] = "level " + X["result"].astype(str)
    finding = detect(X, y)
    assert finding.evidence["columns"] == ["result"]
    assert finding.interval[0] < finding.estimate < finding.interval[1]
    assert finding.evidence["accuracy_of_others"] < 0.95
    assert (finding.severity, finding.n_errors, finding.n_rows) == ("high", 0, 2000)


def test_two_copies_of_the_answer_do_not_excuse_each_other():
    X, y = data()
    X["again"] = -X["result"]
    assert set(detect(X, y).evidence["columns"]) == {"result", "again"}


@pytest.mark.parametrize("share", [0.9, 0.0])
def test_honest_columns_are_no_finding(share):
    assert detect(*data(share=share)) is None


def test_good_column_among_good_ones_is_no_finding():
    X, y = data()
    for name in "ab":
        X[name] = X["result"] + np.random.default_rng(1).normal(0, 0.22, 2000)
    assert detect(X, y) is None


@pytest.mark.parametrize("fault", ["none", "class_imbalance", "wrong_family", "overconfidence"])
def test_clean_tables_are_no_finding(fault):
    made, _ = make_faulty_classification(2000, fault=fault, random_state=0)
    assert detect(made.X, np.asarray(made.y)) is None


def test_rare_class_does_not_make_every_column_good():
    rng = np.random.default_rng(0)
    y = (rng.random(3000) < 0.03).astype(int)
    assert detect(rng.normal(size=(3000, 4)), y) is None


@pytest.mark.parametrize("load", [load_iris, load_wine])
def test_few_rows_prove_nothing(load):
    with pytest.raises(NotApplicable, match="rows are too few to prove an error rate below"):
        detect(*load(return_X_y=True))


def test_all_columns_that_give_the_answer_make_an_easy_task():
    X, y = data()
    assert detect(X[["result", "result"]].set_axis(["one", "two"], axis=1), y) is None


@pytest.mark.parametrize(
    ("X", "y", "error", "reason"),
    [
        (None, [0, 1], NotApplicable, "there is no X"),
        (np.zeros((2, 1)), [0, 1], NotApplicable, "X has one column"),
        (np.zeros((50, 2)), [0] * 50, NotApplicable, "all rows are of one class"),
        (np.zeros((2, 2001)), [0, 1], TooExpensive, "more than 2000"),
    ],
)
def test_not_applicable(X, y, error, reason):
    with pytest.raises(error, match=reason):
        detect(X, np.array(y))
