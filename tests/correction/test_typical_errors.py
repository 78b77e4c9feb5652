"""One error of each kind that stands for the others."""

import numpy as np
import pytest

from skmitigate import analyze_errors
from skmitigate.correction._typical_errors import errors_told
from skmitigate.predictions import PredictionTable

TRUTH = np.repeat(["ill", "well"], [30, 270])
SURE = np.linspace(0.6, 0.9, 300)


def table(guess):
    chosen = np.where(np.asarray(guess)[:, None] == ["ill", "well"], SURE[:, None], 1 - SURE[:, None])
    return PredictionTable.from_predictions(TRUTH, chosen)


BEFORE = table(np.repeat(["well", "ill", "well"], [15, 25, 260]))
DIAGNOSIS = analyze_errors(BEFORE, detectors="class_imbalance")


def test_each_cause_has_one_error_the_most_frequent_cause_first():
    assert errors_told(DIAGNOSIS, BEFORE, BEFORE, None)["causes"] == {"class_imbalance": 15, "unexplained": 10}
    cases = errors_told(DIAGNOSIS, BEFORE, BEFORE, None)["typical_errors"]
    assert [(case["cause"]["kind"], case["row"]) for case in cases] == [("class_imbalance", 7), ("unexplained", 34)]
    assert all(case["wrong"] and "after" not in case for case in cases)


@pytest.mark.parametrize(("guess", "answer"), [(TRUTH, {"y_pred": "ill", "right": True})])
def test_it_is_told_what_another_classifier_predicts(guess, answer):
    assert errors_told(DIAGNOSIS, BEFORE, table(guess), None)["typical_errors"][0]["after"] == answer


def test_no_probabilities_and_no_errors_will_do():
    guess = np.repeat(["well", "ill", "well"], [15, 15, 270])
    bare = PredictionTable.from_predictions(TRUTH, guess)
    assert errors_told(analyze_errors(bare), bare, bare, np.zeros((300, 1)))["typical_errors"][0]["row"] == 0
    right = PredictionTable.from_predictions(TRUTH, TRUTH)
    assert errors_told(analyze_errors(right), right, right, None) == {"causes": {}, "typical_errors": ()}
