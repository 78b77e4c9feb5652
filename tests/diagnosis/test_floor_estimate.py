"""How many errors no strategy can remove."""

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression

from skmitigate import analyze_errors, cross_val_predictions
from skmitigate.diagnosis._floor_estimate import error_floor
from skmitigate.predictions._prediction_table import PredictionTable


def normals(distance, n=1500, seed=0):
    """Two normal classes at a distance from each other; the lowest possible error rate is Phi(-distance / 2)."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, n)
    return rng.normal(size=(n, 4)) + np.outer(truth, [distance, 0, 0, 0]), truth


@pytest.mark.parametrize(("distance", "lowest"), [(1.0, 0.3085), (2.0, 0.1587), (3.0, 0.0668), (4.0, 0.0228)])
@pytest.mark.parametrize("model", [LogisticRegression(), DummyClassifier(strategy="prior")])
def test_lowest_possible_error_rate_is_covered_whatever_the_model(distance, lowest, model):
    X, truth = normals(distance)
    floor = error_floor(cross_val_predictions(model, X, truth, random_state=0), X, alpha=0.05)
    assert floor.interval[0] < lowest < floor.interval[1]
    assert floor.estimate == pytest.approx(lowest, abs=0.03)
    assert floor.interval[1] < lowest + 0.05


def test_is_filled_without_rows_from_the_model_alone():
    table = PredictionTable.from_predictions([0, 1] * 500, [0, 1, 1, 1, 0] * 200)
    floor = analyze_errors(table).floor
    assert floor.error_rates == {"the model": pytest.approx(table.errors.mean())}
    assert floor.interval[0] < floor.estimate < floor.interval[1]
    assert "1 classifier:" in floor.method


def test_extremes_are_answered():
    right = error_floor(PredictionTable.from_predictions([0, 1] * 50, [0, 1] * 50), None, alpha=0.05)
    assert right.interval[0] == 0 < right.interval[1] < 0.1
    wrong = error_floor(PredictionTable.from_predictions([0, 1] * 50, [1, 0] * 50), None, alpha=0.05)
    assert wrong.interval[1] == 1
    single = error_floor(PredictionTable.from_predictions([0] * 120, [0] * 120), np.zeros((120, 1)), alpha=0.05)
    assert single.interval[0] == 0
    rng = np.random.default_rng(0)
    many = PredictionTable.from_predictions(rng.integers(0, 500, 600), rng.integers(0, 500, 600), classes=range(500))
    assert set(error_floor(many, rng.normal(size=(600, 2)), alpha=0.05).error_rates) == {
        "the model",
        "nearest neighbours",
    }


def test_smallest_gain_shrinks_with_the_rows():
    small = error_floor(PredictionTable.from_predictions([0, 1] * 50, [0] * 100), None, alpha=0.05)
    large = error_floor(PredictionTable.from_predictions([0, 1] * 5000, [0] * 10_000), None, alpha=0.05)
    assert large.smallest_gain == pytest.approx(small.smallest_gain / 100)
    assert large.smallest_gain == pytest.approx(3 * 7.849 / 10_000, rel=1e-3)


def test_same_seed_gives_the_same_floor():
    X, truth = normals(1.0, n=300)
    table = cross_val_predictions(LogisticRegression(), X, truth, random_state=3)
    assert error_floor(table, X, alpha=0.05).to_dict() == error_floor(table, X, alpha=0.05).to_dict()
