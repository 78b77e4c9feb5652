"""A table can stand for the classifier that made it."""

from dataclasses import replace

import numpy as np
import pytest
from generators import random_table
from sklearn.base import is_classifier
from sklearn.utils.validation import check_is_fitted

from skmitigate.metrics._table_classifier import table_classifier


def test_it_is_a_fitted_classifier():
    model = table_classifier(random_table(0, ["a", "b"], 20))
    assert is_classifier(model)
    check_is_fitted(model)
    assert model.fit() is model
    assert model.classes_.tolist() == ["a", "b"]


def test_it_answers_for_the_rows_asked_for():
    table = random_table(0, ["a", "b", "c"], 20)
    model, rows = table_classifier(table), np.array([[3], [3], [0]])
    assert model.predict(rows).tolist() == table.classes[table.y_pred[[3, 3, 0]]].tolist()
    assert (model.predict_proba(rows) == table.proba[[3, 3, 0]]).all()
    assert np.exp(model.predict_log_proba(rows)) == pytest.approx(table.proba[[3, 3, 0]])


def test_it_has_no_probabilities_where_the_table_has_none():
    model = table_classifier(replace(random_table(0, [0, 1], 20), proba=None))
    assert not hasattr(model, "predict_proba")
    assert not hasattr(model, "predict_log_proba")


def test_its_score_is_the_accuracy():
    table = random_table(0, ["a", "b"], 20)
    score = table_classifier(table).score(np.arange(20)[:, None], table.classes[table.y_true])
    assert score == pytest.approx(1 - table.errors.mean())
