"""Averages and majorities of answers."""

import numpy as np
import pytest

from skmitigate.predictions import PredictionTable
from skmitigate.strategies._mixture import bag, hit_rates, member_proba, selected, voting

TRUTH = [0, 1, 1, 2]
SURE = PredictionTable.from_predictions(TRUTH, np.eye(3)[TRUTH] * 0.7 + 0.1)
LABELS = PredictionTable.from_predictions(TRUTH, [0, 1, 2, 2], classes=[0, 1, 2])


def test_vote_weighs_as_much_as_it_is_right():
    rate = hit_rates({"model": SURE, "other": LABELS})
    assert rate == {"other": (0.75 * 4 + 1) / 6}
    votes = member_proba(LABELS, rate["other"], 3)
    np.testing.assert_allclose(votes[2], [1 / 6, 1 / 6, 2 / 3])
    assert member_proba(SURE, None, 3) is SURE.proba


def test_selected_members_are_those_that_help():
    assert selected({"model": SURE, "other": LABELS}, 5).weights == {"model": 1.0}


def test_even_average_and_majority():
    soft, hard = voting({"a": True, "b": True}), voting({"a": True, "b": False, "c": False})
    codes, proba = soft.answer({"a": SURE, "b": SURE}, 3)
    np.testing.assert_allclose(proba, SURE.proba)
    np.testing.assert_array_equal(codes, TRUTH)
    codes, proba = hard.answer({"a": SURE, "b": LABELS, "c": LABELS}, 3)
    np.testing.assert_array_equal(codes, [0, 1, 2, 2])
    assert proba is None
    np.testing.assert_array_equal(hard.answer(dict.fromkeys("ab", SURE) | {"c": LABELS}, 3)[0], TRUTH)


def test_bag_counts_votes_where_there_are_no_probabilities():
    mixture = bag({"1": False, "2": False})
    codes, proba = mixture.answer({"1": LABELS, "2": PredictionTable.from_predictions(TRUTH, TRUTH)}, 3)
    assert proba[2] == pytest.approx([0, 0.5, 0.5])
    assert codes[2] == 1
