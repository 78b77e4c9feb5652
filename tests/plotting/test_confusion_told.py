"""The numbers of the picture of a confusion matrix."""

import json

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from skmitigate.evidence import flips
from skmitigate.plotting._confusion_told import told_confusion
from skmitigate.predictions import PredictionTable

RNG = np.random.default_rng(0)
TRUTH = RNG.choice(["a", "b", "c"], 200)
ONE, OTHER = (np.where(RNG.random(200) < right, TRUTH, "b") for right in (0.5, 0.9))


def made(guess, **more):
    return PredictionTable.from_predictions(TRUTH, guess, classes=["a", "b", "c", "d"], **more)


def test_recalls_have_wilsons_interval_and_a_class_without_rows_none():
    told = told_confusion(made(ONE), None, level=0.9)
    assert told["classes"] == ["a", "b", "c", "d"]
    assert told["n_rows"] == [(label == TRUTH).sum() for label in "abcd"]
    n, right = (TRUTH == "a").sum(), ((TRUTH == "a") & (ONE == "a")).sum()
    assert told["matrix"][0][0] == right
    assert told["recall"][0] == right / n
    assert told["recall_interval"][0] == pytest.approx(proportion_confint(right, n, alpha=0.1, method="wilson"))
    assert (told["recall"][3], told["recall_interval"][3]) == (None, None)
    assert told["n_errors"] == (TRUTH != ONE).sum()
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_changes_of_recall_are_those_of_the_flips():
    one, other = made(ONE), made(OTHER)
    told = told_confusion(one, other, level=0.95)
    lines = flips(one, other).groups
    assert told["change"][:3] == [-line.change for line in lines[:3]]
    assert told["change_interval"][0] == [-lines[0].interval[1], -lines[0].interval[0]]
    assert told["change_interval"][3] is None
    assert told["recall_after"][0] - told["recall"][0] == pytest.approx(told["change"][0])
    assert told["n_errors_after"] == other.errors.sum()


def test_cells_are_sums_of_weights():
    told = told_confusion(made(ONE, sample_weight=np.full(200, 0.5)), None, level=0.95)
    assert told["weighted"]
    assert sum(map(sum, told["matrix"])) == 100
    plain = told_confusion(made(ONE), None, level=0.95)
    np.testing.assert_allclose(told["recall_interval"][:3], plain["recall_interval"][:3])


def test_tables_have_the_same_classes_and_rows():
    fewer = PredictionTable.from_predictions(TRUTH, ONE)
    with pytest.raises(ValueError, match="same classes"):
        told_confusion(made(ONE), fewer, level=0.95)
    with pytest.raises(ValueError, match="same rows"):
        told_confusion(fewer, fewer.take(np.arange(100)), level=0.95)
    with pytest.raises(ValueError, match="between 0 and 1"):
        told_confusion(fewer, None, level=95)
