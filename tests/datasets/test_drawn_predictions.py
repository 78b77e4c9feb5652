"""Predictions that err as planned, and what their probabilities say."""

import numpy as np
import pytest

from skmitigate.datasets import make_faulty_predictions

PROBA = ["constant", "spread", "calibrated", "model"]


def drawn(fault="none", **settings):
    _, table, planted = make_faulty_predictions(8000, fault=fault, random_state=0, **settings)
    return table, planted


def sure(table):
    return table.proba[np.arange(len(table)), table.y_pred]


@pytest.mark.parametrize("n_classes", [2, 5])
@pytest.mark.parametrize("proba", PROBA)
def test_probabilities_are_right_on_average_where_nothing_is_planted(proba, n_classes):
    table, _ = drawn(proba=proba, n_classes=n_classes)
    assert sure(table).mean() == pytest.approx(0.85, abs=0.02)
    assert table.errors.mean() == pytest.approx(0.15, abs=0.02)
    np.testing.assert_array_equal(table.proba.argmax(axis=1), table.y_pred)


@pytest.mark.parametrize("proba", ["spread", "model"])
def test_errors_have_nothing_to_do_with_the_confidence(proba):
    table, _ = drawn(proba=proba)
    high = sure(table) > np.median(sure(table))
    assert table.errors[high].mean() == pytest.approx(table.errors[~high].mean(), abs=0.025)


def test_calibrated_probabilities_are_right_row_by_row():
    table, _ = drawn(proba="calibrated")
    for low in (0.7, 0.8, 0.9):
        inside = (sure(table) >= low) & (sure(table) < low + 0.1)
        assert 1 - table.errors[inside].mean() == pytest.approx(sure(table)[inside].mean(), abs=0.03)


def test_overconfidence_is_as_large_as_asked_for():
    for proba in PROBA[1:]:
        table, _ = drawn("miscalibration", size=0.08, proba=proba, n_classes=3)
        assert sure(table).mean() - 1 + table.errors.mean() == pytest.approx(0.08, abs=0.02)


@pytest.mark.parametrize("proba", ["absent", *PROBA])
@pytest.mark.parametrize("fault", ["weak_slices", "outliers", "class_imbalance"])
def test_concerned_rows_err_more_by_about_the_size(fault, proba):
    table, planted = drawn(fault, size=0.3, support=0.2, proba=proba, n_classes=3, error_rate=0.1)
    inside = np.isin(np.arange(len(table)), planted.rows)
    assert table.errors[inside].mean() - table.errors[~inside].mean() > 0.2


@pytest.mark.parametrize("proba", ["spread", "model"])
def test_confusion_goes_one_way(proba):
    table, _ = drawn("systematic_confusion", n_classes=3, proba=proba)
    taken = [np.sum((table.y_true == a) & (table.y_pred == b)) for a, b in ((0, 1), (1, 0))]
    assert taken[0] > 2 * taken[1]


@pytest.mark.parametrize("proba", ["calibrated", "model"])
def test_the_unsure_half_is_concerned_where_confidence_is_the_fault(proba):
    table, planted = drawn("low_confidence", proba=proba)
    inside = np.isin(np.arange(len(table)), planted.rows)
    assert sure(table)[inside].max() <= sure(table)[~inside].min()
    assert table.errors[inside].mean() > 2 * table.errors[~inside].mean()


@pytest.mark.parametrize("proba", ["absent", "model"])
def test_copies_err_less(proba):
    table, planted = drawn("duplicates", proba=proba)
    assert table.errors[planted.rows].mean() < 0.07 < table.errors.mean()
