"""The final estimator and what it reads."""

import numpy as np
import pytest
from generators import random_table
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import LinearSVC

from skmitigate.predictions import PredictionTable
from skmitigate.strategies._stacking import stacked


@pytest.mark.parametrize(("classes", "width"), [([0, 1], 1), ([0, 1, 2], 3)])
def test_final_estimator_reads_probabilities_side_by_side(classes, width):
    tables = {name: random_table(seed, classes, 60) for seed, name in enumerate(["model", "other"])}
    stack = stacked(tables, LogisticRegression())
    assert stack.final.n_features_in_ == 2 * width
    columns = np.hstack([table.proba[:, -width:] for table in tables.values()])
    codes, proba = stack.answer(tables, len(classes))
    np.testing.assert_allclose(proba, stack.final.predict_proba(columns))
    np.testing.assert_array_equal(codes, stack.final.predict(columns))
    assert sum(stack.weights.values()) == pytest.approx(1.0)


def test_final_estimator_without_probabilities_gives_codes():
    tables = {name: random_table(seed, [0, 1], 60) for seed, name in enumerate(["model", "other"])}
    codes, proba = stacked(tables, LinearSVC()).answer(tables, 2)
    assert set(codes) <= {0, 1}
    assert proba is None


def test_weights_reach_the_final_estimator_or_are_refused():
    table = PredictionTable.from_predictions([0, 1, 1, 0] * 9, [0, 1, 0, 0] * 9, sample_weight=np.arange(1.0, 37))
    assert stacked({"model": table}, LogisticRegression()).answer({"model": table}, 2)[1].shape == (36, 2)
    with pytest.raises(ValueError, match="cannot be fitted with weights"):
        stacked({"model": table}, KNeighborsClassifier())


def test_shares_on_many_rows_count_those_with_weight():
    n = 5000
    truth = np.arange(n) % 2
    weight = np.where(np.arange(n) < 30, 1.0, 0.0)
    sure = np.where(np.eye(2)[truth] > 0, 0.9, 0.1)
    tables = {
        "model": PredictionTable.from_predictions(truth, np.full((n, 2), 0.5), sample_weight=weight),
        "other": PredictionTable.from_predictions(truth, sure, sample_weight=weight),
    }
    assert stacked(tables, None).weights == {"model": 0.0, "other": 1.0}
