"""What is known of one row of a table."""

import json

import numpy as np
import pytest

from skmitigate.metrics._one_prediction import one_prediction
from skmitigate.predictions import PredictionTable

TRUTH = np.array(["a", "b"] * 30)
PROBA = np.where(TRUTH[:, None] == ["a", "b"], 0.8, 0.2)
PROBA[:4] = [[0.4, 0.6], [0.9, 0.1], [0.45, 0.55], [0.3, 0.7]]
TABLE = PredictionTable.from_predictions(TRUTH, PROBA)


def test_counts_are_of_the_other_rows():
    told = one_prediction(TABLE, 0)
    assert (told["y_true"], told["y_pred"], told["wrong"], told["n_errors"]) == ("a", "b", True, 3)
    assert (told["of_true"]["n"], told["of_true"]["k"]) == (29, 1)
    assert (told["of_pred"]["n"], told["of_pred"]["k"]) == (30, 1)
    low, high = told["of_true"]["interval"]
    assert 0 < low < told["of_true"]["rate"] == 1 / 29 < high < 0.2


def test_sureness_looks_at_rows_that_are_as_sure_or_as_unsure():
    sure, unsure = one_prediction(TABLE, 1)["model"], one_prediction(TABLE, 2)["model"]
    assert (sure["side"], sure["n"], sure["rate"]) == ("at least", 0, None)
    assert (unsure["side"], unsure["n"], unsure["proba_true"]) == ("at most", 0, 0.45)
    assert one_prediction(TABLE, 10)["model"]["n"] == 56


def test_it_is_safe_for_json_whatever_the_labels():
    table = PredictionTable.from_predictions(np.array([0, 1, 1], dtype=np.int8), np.array([0, 1, 0], dtype=np.int8))
    told = one_prediction(table, np.int64(2), np.array([[np.inf], [np.nan], [1]]))
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["model"] is None


@pytest.mark.parametrize("row", [-1, 60, "0", False, None])
def test_row_that_is_not_there_is_refused(row):
    with pytest.raises(ValueError, match="Expected row to be the position in X"):
        one_prediction(TABLE, row)
