"""Comparing classes and confidence of two tables."""

import json

import numpy as np
import pytest

from skmitigate.metrics._label_comparison import compare_labels
from skmitigate.predictions._prediction_table import PredictionTable


def table(seed, share, n=2000, sure=0.0):
    """A model that confuses neighbouring classes in 20 % of the rows."""
    rng = np.random.default_rng(seed)
    truth = rng.choice(len(share), n, p=share)
    guess = np.where(rng.random(n) < 0.2, (truth + 1) % len(share), truth)
    top = rng.uniform(0.7, 0.9, n) + sure
    proba = np.repeat((1 - top)[:, None] / (len(share) - 1), len(share), axis=1)
    proba[np.arange(n), guess] = top
    return PredictionTable.from_predictions(truth, proba, classes=np.arange(len(share)))


def test_shares_of_classes_are_estimated_without_their_truth():
    found = compare_labels(table(0, [0.5, 0.3, 0.2]), table(1, [0.1, 0.3, 0.6]))
    assert set(found.drifted) == {"predicted", "true"}
    assert found.estimated_now == pytest.approx([0.1, 0.3, 0.6], abs=0.05)
    assert found.true_now == pytest.approx([0.1, 0.3, 0.6], abs=0.04)
    assert found.distances["true"] == pytest.approx(0.4, abs=0.04)


def test_confidence_alone_can_drift():
    found = compare_labels(table(0, [0.5, 0.5]), table(1, [0.5, 0.5], sure=0.05))
    assert found.drifted == ("confidence",)
    assert found.confidence_difference == pytest.approx(0.05, abs=0.01)
    assert repr(found) == "LabelComparison(2 classes: confidence differ)"


def test_alike_tables_are_alike():
    """100 pairs, at most 5 % + 2.5 standard errors."""
    found = sum(
        compare_labels(table([k, 0], [0.8, 0.2], 300), table([k, 1], [0.8, 0.2], 300)).p_value <= 0.05
        for k in range(100)
    )
    assert found <= 5 + 2.5 * np.sqrt(100 * 0.05 * 0.95)


def test_without_probabilities_confidence_is_not_compared():
    one = PredictionTable.from_predictions([0, 1], [0, 1])
    found = compare_labels(one, one)
    assert list(found.p_values) == ["predicted", "true"]
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["confidence_difference"] is None


def test_many_classes_are_not_estimated():
    truth = np.arange(101)
    one = PredictionTable.from_predictions(truth, truth)
    assert compare_labels(one, one).estimated_now is None


def test_tables_that_cannot_be_compared_are_refused():
    one, other = (PredictionTable.from_predictions(names, names) for names in (["a", "b"], ["a", "c"]))
    with pytest.raises(ValueError, match=r"the same classes, got .*'b'.* and .*'c'"):
        compare_labels(one, other)
    with pytest.raises(ValueError, match="rows in both tables, got 2 and 0"):
        compare_labels(one, one.take(np.empty(0, dtype=int)))
