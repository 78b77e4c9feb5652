"""What make_faulty_classification plants is there, and nothing where none was asked for."""

import numpy as np
import pandas as pd
import pytest
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.metrics import log_loss, recall_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

from skmitigate.datasets._faulty import make_faulty_classification
from skmitigate.predictions._cross_val import cross_val_predictions

FAULTS = ["class_imbalance", "none", "overconfidence", "wrong_family"]


def judged(model, data):
    """Return the cross-fitted table of a model."""
    return cross_val_predictions(model, data.X, data.y, random_state=0)


@pytest.mark.parametrize("n_classes", [2, 3, 4])
@pytest.mark.parametrize("fault", FAULTS)
def test_size_names_and_classes(fault, n_classes):
    data, planted = make_faulty_classification(
        200, fault=fault, n_classes=n_classes, n_categorical=2, missing=0.2, random_state=0
    )
    assert len(data) == len(data.X) == 200
    assert np.unique(data.y).tolist() == [f"class_{k}" for k in range(n_classes)]
    assert planted.kind == data.name == fault
    assert {"signal_1", "noise_1", "group_1", "group_2"} <= set(data.X)
    assert 0 < planted.bayes_error < 0.5


@pytest.mark.parametrize("fault", FAULTS)
def test_same_seed_same_table(fault):
    one, two = (
        make_faulty_classification(100, fault=fault, n_categorical=1, missing=0.1, random_state=3) for _ in "ab"
    )
    pd.testing.assert_frame_equal(one[0].X, two[0].X)
    np.testing.assert_array_equal(one[0].y, two[0].y)
    assert one[1].to_dict() == two[1].to_dict()


def test_missing_values_are_taken_from_noise_only():
    data, _ = make_faulty_classification(1000, n_categorical=1, missing=0.3, random_state=0)
    share = data.X.isna().mean()
    assert (share.filter(like="signal") == 0).all()
    assert share.drop(share.filter(like="signal").index).between(0.25, 0.35).all()


@pytest.mark.parametrize("n_classes", [2, 3])
def test_none_leaves_nothing_to_gain(n_classes):
    data, planted = make_faulty_classification(3000, n_classes=n_classes, random_state=0)
    for model in (GaussianNB(), LinearDiscriminantAnalysis()):
        assert judged(model, data).errors.mean() == pytest.approx(planted.bayes_error, abs=0.02)
    assert planted.remedies == ()
    assert len(planted.rows) == 0


@pytest.mark.parametrize("n_classes", [2, 3])
def test_rare_class_is_overlooked_at_the_fewest_errors(n_classes):
    data, planted = make_faulty_classification(3000, fault="class_imbalance", n_classes=n_classes, random_state=0)
    table = judged(LinearDiscriminantAnalysis(), data)
    recall = recall_score(table.y_true, table.y_pred, average=None)
    assert recall[-1] < 0.5 < recall[:-1].min()
    assert table.errors.mean() == pytest.approx(planted.bayes_error, abs=0.02)
    assert planted.classes == (f"class_{n_classes - 1}",)
    np.testing.assert_array_equal(data.y[planted.rows], planted.classes[0])
    assert len(planted.rows) == 180


def test_overconfident_where_columns_are_counted_twice():
    data, planted = make_faulty_classification(2000, fault="overconfidence", random_state=0)
    naive, linear = judged(GaussianNB(), data), judged(LinearDiscriminantAnalysis(), data)
    assert naive.proba.max(axis=1).mean() > (1 - naive.errors.mean()) + 0.08
    assert linear.proba.max(axis=1).mean() == pytest.approx(1 - linear.errors.mean(), abs=0.03)
    assert log_loss(naive.y_true, naive.proba) > 2 * log_loss(linear.y_true, linear.proba)
    assert naive.errors.mean() == pytest.approx(planted.bayes_error, abs=0.02)


@pytest.mark.parametrize("n_classes", [2, 3])
def test_checkerboard_is_chance_for_the_wrong_family_only(n_classes):
    data, planted = make_faulty_classification(3000, fault="wrong_family", n_classes=n_classes, random_state=0)
    for model in (GaussianNB(), LinearDiscriminantAnalysis()):
        assert judged(model, data).errors.mean() > 0.8 * (1 - 1 / n_classes)
    X = data.X[["signal_1", "signal_2"]]
    near = cross_val_predictions(KNeighborsClassifier(15), X, data.y, random_state=0)
    assert near.errors.mean() == pytest.approx(planted.bayes_error, abs=0.04)
    assert judged(DecisionTreeClassifier(min_samples_leaf=5), data).errors.mean() < 0.2


def test_bayes_error_of_two_normal_classes_is_the_known_one():
    """Two classes of unit variance 2.5 apart: the normal distribution beyond 1.25 holds 10.56 %."""
    _, planted = make_faulty_classification(100, random_state=0)
    assert planted.bayes_error == pytest.approx(0.1056, abs=0.007)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"fault": "bug"}, "one of .*'wrong_family'.*got 'bug'"),
        ({"n_classes": 1}, "n_classes == 1"),
        ({"n_samples": 10}, "n_samples == 10"),
        ({"n_categorical": -1}, "n_categorical == -1"),
        ({"missing": 1.0}, "missing == 1.0"),
    ],
)
def test_settings_out_of_range(settings, message):
    with pytest.raises(ValueError, match=message):
        make_faulty_classification(**settings)
