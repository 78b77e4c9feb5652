"""Predictions with a planted fault."""

import json

import numpy as np
import pytest

from skmitigate.datasets import make_faulty_predictions
from skmitigate.datasets._planned_errors import PLANS
from skmitigate.diagnosis._catalogue import DETECTORS


def test_there_is_a_fault_for_every_kind_of_error():
    assert {detector.kind for detector in DETECTORS} <= set(PLANS)


@pytest.mark.parametrize("n_classes", [2, 4])
@pytest.mark.parametrize("fault", PLANS)
def test_rows_predictions_and_truth_fit_together(fault, n_classes):
    X, table, planted = make_faulty_predictions(300, fault=fault, n_classes=n_classes, random_state=0)
    assert len(X) == len(table) == 300
    assert table.n_classes == n_classes
    assert planted.kind == fault
    assert (np.diff(planted.rows) > 0).all()
    assert set(planted.classes) <= set(table.classes)
    assert set(planted.columns) <= set(X.columns)
    assert json.loads(json.dumps(planted.to_dict(), allow_nan=False)) == planted.to_dict()
    assert 0 < table.errors.sum() < 300


def test_same_seed_gives_the_same_table_and_another_seed_another():
    one, same, other = (make_faulty_predictions(200, fault="outliers", random_state=seed) for seed in (1, 1, 2))
    assert one[0].equals(same[0])
    assert one[1].to_dict() == same[1].to_dict() != other[1].to_dict()


def test_each_row_is_tested_in_one_of_five_folds():
    _, table, _ = make_faulty_predictions(103, random_state=0)
    assert len(table.splits) == 5
    for i, (train, test) in enumerate(table.splits):
        np.testing.assert_array_equal(np.sort(np.concatenate([train, test])), np.arange(103))
        assert (table.fold[test] == i).all()


def test_majority_and_order_of_many_classes():
    _, table, _ = make_faulty_predictions(5000, n_classes=12, majority=0.9, random_state=0)
    assert table.classes[:2].tolist() == ["class_00", "class_01"]
    assert np.mean(table.y_true == 0) == pytest.approx(0.9, abs=0.02)


def test_absent_probabilities():
    for fault in ("none", "overlap"):
        assert make_faulty_predictions(100, fault=fault, proba="absent", random_state=0)[1].proba is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"fault": "bad_luck"}, "Expected fault to be one of"),
        ({"fault": "overlap", "informative": False}, "informative=True for the fault 'overlap'"),
        ({"proba": "good"}, "Expected proba to be one of"),
        ({"n_samples": 10}, "n_samples"),
        ({"support": 2}, "support"),
        ({"error_rate": 0.5}, "error_rate"),
        ({"n_conditions": 9}, "n_conditions"),
    ],
)
def test_parameters_out_of_range_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        make_faulty_predictions(**settings)


def test_columns_may_say_nothing_about_the_class():
    for informative, apart in ((True, True), (False, False)):
        X, table, _ = make_faulty_predictions(4000, informative=informative, random_state=0)
        gaps = X.filter(like="number").groupby(table.y_true).mean().diff().iloc[1].abs()
        assert (gaps.max() > 0.2) == apart
