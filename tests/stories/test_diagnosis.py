"""The sentences of a diagnosis."""

import numpy as np

from skmitigate.diagnosis import analyze_errors
from skmitigate.predictions import PredictionTable
from skmitigate.stories._diagnosis import diagnosis_text

TRUTH = np.repeat(["ill", "well"], [30, 270])
GUESS = np.repeat(["well", "ill", "well"], [15, 25, 260])


def text(guess, **settings):
    return diagnosis_text(analyze_errors(PredictionTable.from_predictions(TRUTH, guess), **settings).to_dict())


def test_says_what_was_found_with_its_count_estimate_interval_and_p():
    lines = text(GUESS, detectors="class_imbalance").splitlines()
    assert lines[0] == "25 errors in 300 rows (8.3%)"
    assert lines[1].startswith("  found   ERR04 class_imbalance (high): 15 errors in 30 rows, 60.0% of all errors; ")
    assert lines[1].endswith("rare classes found: 0.463 [0.292, 0.632], p < 0.001")
    assert lines[2:4] == ["  causes  class_imbalance: 15 errors (60.0%)", "          unexplained: 10 errors (40.0%)"]


def test_says_what_was_not_found_and_what_could_not_be_asked():
    told = text(TRUTH, detectors=["low_confidence", "class_imbalance"], ignore="ERR02")
    assert told.startswith("0 errors in 300 rows (0.0%)\n  found   Nothing was found")
    assert "Cannot be asked: low_confidence (the table has no probabilities)" in told
    assert "Not tested: high_confidence (ignored)" in told
    assert "causes" not in told


def test_numbers_that_are_not_known_are_told_as_such():
    as_dict = analyze_errors(PredictionTable.from_predictions(TRUTH, GUESS)).to_dict()
    as_dict["findings"][0]["interval"] = [0.1, None]
    as_dict["ledger"] = None
    told = diagnosis_text(as_dict)
    assert "[0.1, ?]" in told
    assert "causes" not in told
