"""The mean of an average and of a final estimator."""

import numpy as np
import pytest
from generators import random_table
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from skmitigate.predictions import PredictionTable
from skmitigate.strategies._averaged import averaged
from skmitigate.strategies._mixture import selected
from skmitigate.strategies._stacking import stacked

N = 300
TRUTH = np.arange(N) % 3


def tables(n_classes=3):
    return {name: random_table(seed, list(range(n_classes)), 90) for seed, name in enumerate(["model", "other"])}


def too_sure(sharpness):
    """A member that is right in three rows of four and far too sure of it, the more the higher `sharpness`."""
    rng = np.random.default_rng(0)
    told = np.where(rng.random(N) < 0.75, TRUTH, (TRUTH + 1) % 3)
    return PredictionTable.from_predictions(TRUTH, softmax(sharpness * np.eye(3)[told], axis=1))


@pytest.mark.parametrize("n_classes", [2, 3])
def test_answer_is_the_mean_of_selection_and_stacking(n_classes):
    given = tables(n_classes)
    both = averaged(given, 10, None)
    codes, proba = both.answer(given, n_classes)
    cooled = {
        name: PredictionTable.from_predictions(
            table.y_true, softmax(np.log(table.proba) / both.temperatures.get(name, 1.0), axis=1)
        )
        for name, table in given.items()
    }
    parts = [both.mixture.answer(cooled, n_classes)[1], stacked(given, None).answer(given, n_classes)[1]]
    np.testing.assert_allclose(proba, np.mean(parts, axis=0), atol=1e-3)
    np.testing.assert_array_equal(codes, proba.argmax(axis=1))
    np.testing.assert_allclose(proba.sum(axis=1), 1.0)


def test_how_sure_a_member_is_makes_no_difference_to_its_choice():
    calm, sure = too_sure(4.0), too_sure(6.0)
    decision = averaged({"model": calm, "other": sure}, 20, None)
    assert decision.temperatures["model"] > 1.0
    one = decision.mixture.answer(*_answers(decision, calm, sure))[1]
    hit = float(np.mean(calm.y_pred == TRUTH))
    assert one.max(axis=1).mean() == pytest.approx(hit, abs=0.02)


def _answers(decision, calm, sure):
    given = {"model": calm, "other": sure}
    cooled = {
        name: PredictionTable.from_predictions(TRUTH, softmax(np.log(table.proba) / heat, axis=1))
        for name, heat in decision.temperatures.items()
        for table in [given[name]]
    }
    return cooled, 3


def test_shares_add_up_and_name_every_member():
    decision = averaged(tables(), 10, LogisticRegression())
    assert set(decision.weights) == {"model", "other"}
    assert sum(decision.weights.values()) == pytest.approx(1.0)
    assert decision.final.n_features_in_ == 6


def test_final_estimator_must_give_probabilities():
    with pytest.raises(ValueError, match="LinearSVC gives none"):
        averaged(tables(), 10, LinearSVC())


def test_member_without_probabilities_votes():
    given = tables()
    voter = PredictionTable.from_predictions(given["model"].y_true, given["model"].y_true)
    decision = averaged({**given, "voter": voter}, 10, None)
    assert "voter" not in decision.temperatures
    assert set(decision.mixture.weights) == {"voter"}
    codes, _ = decision.answer({**given, "voter": voter}, 3)
    np.testing.assert_array_equal(codes, voter.y_pred)
    assert selected({**given, "voter": voter}, 10).weights == decision.mixture.weights
