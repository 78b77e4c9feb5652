"""Witnesses beside the model."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_wine

from skmitigate._utils._shared_work import shared_work
from skmitigate.diagnosis._simple_classifiers import simple_answers
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable

X, Y = load_wine(return_X_y=True)
TABLE = PredictionTable.from_predictions(Y, Y)


def test_each_answers_for_all_rows_and_mostly_right():
    rows, answers = simple_answers(TABLE, X)
    assert sorted(rows) == list(range(len(Y)))
    assert set(answers) == {"naive Bayes", "linear discriminant analysis", "random trees"}
    assert all(np.mean(codes == Y[rows]) > 0.9 for codes in answers.values())


def test_no_row_is_answered_by_what_was_fitted_on_it():
    rng = np.random.default_rng(0)
    noise, labels = rng.normal(size=(600, 3)), rng.integers(0, 2, 600)
    rows, answers = simple_answers(PredictionTable.from_predictions(labels, labels), noise)
    assert all(abs(np.mean(codes == labels[rows]) - 0.5) < 0.1 for codes in answers.values())


def test_made_once_for_a_diagnosis():
    with shared_work():
        assert simple_answers(TABLE, X)[1] is simple_answers(TABLE, X)[1]
    assert simple_answers(TABLE, X)[1] is not simple_answers(TABLE, X)[1]


def test_large_tables_are_asked_in_part():
    labels = np.arange(5000) % 2
    rows, _ = simple_answers(PredictionTable.from_predictions(labels, labels), labels[:, None].astype(float))
    assert len(rows) == len(np.unique(rows)) == 3000


@pytest.mark.parametrize("labels", [np.repeat([0, 1], [96, 4]), np.arange(400) % 150])
def test_too_little_to_fit_on_gives_no_answers(labels):
    X = np.random.default_rng(0).normal(size=(len(labels), 2))
    assert simple_answers(PredictionTable.from_predictions(labels, labels), X)[1] == {}


def test_classes_of_one_row_warn_nobody():
    labels = np.r_[np.arange(100) % 2, 2]
    X = np.random.default_rng(0).normal(size=(101, 2))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert simple_answers(PredictionTable.from_predictions(labels, labels), X)[1]


def test_rows_that_cannot_be_compared_are_refused():
    with pytest.raises(NotApplicable):
        simple_answers(TABLE, None)
