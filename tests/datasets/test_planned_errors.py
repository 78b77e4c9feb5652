"""Plans of errors, before they are drawn."""

import numpy as np
import pytest

from skmitigate.datasets._planned_errors import PLANS, Wanted
from skmitigate.diagnosis import Slice


def plan(fault, **changes):
    make, size, support, error_rate = PLANS[fault]
    wanted = {
        "n_samples": 4000,
        "n_classes": 3,
        "n_columns": 8,
        "majority": 1 / 3,
        "size": size,
        "support": support,
        "n_conditions": 2,
        "error_rate": error_rate,
        "informative": True,
        "rng": np.random.RandomState(0),
    }
    return make(Wanted(**wanted | changes))


@pytest.mark.parametrize("fault", ["class_imbalance", "outliers", "high_confidence", "weak_slices", "boundary_cases"])
def test_concerned_rows_are_as_many_as_the_support_and_have_the_extra_errors(fault):
    drawn, (_, size, support, _) = plan(fault), PLANS[fault]
    assert len(drawn.rows) / 4000 == pytest.approx(support, rel=0.2)
    np.testing.assert_array_equal(np.flatnonzero(drawn.extra), drawn.rows)
    assert set(drawn.extra[drawn.rows]) == {size}


@pytest.mark.parametrize(("n_conditions", "support"), [(1, 0.05), (2, 0.05), (3, 0.08)])
def test_slice_is_told_as_text_that_can_be_read_again(n_conditions, support):
    drawn = plan("weak_slices", n_conditions=n_conditions, support=support)
    assert len(drawn.columns) == n_conditions
    np.testing.assert_array_equal(np.flatnonzero(Slice.parse(drawn.slice).mask(drawn.X)), drawn.rows)
    assert len(drawn.rows) / 4000 == pytest.approx(support, rel=0.3)


def test_confusion_goes_one_way():
    drawn = plan("systematic_confusion")
    assert set(drawn.codes[drawn.rows]) == {0}
    assert set(drawn.taken_for) == {1}


def test_wrong_labels_are_not_those_sought():
    drawn = plan("label_noise")
    np.testing.assert_array_equal(np.flatnonzero(drawn.codes != drawn.guess), drawn.rows)
    assert len(drawn.rows) / 4000 == pytest.approx(0.1, abs=0.02)


def test_boundary_is_where_the_best_class_is_hardly_better_than_the_next():
    drawn = plan("boundary_cases")
    ordered = np.sort(drawn.scores, axis=1)
    margin = ordered[:, -1] - ordered[:, -2]
    assert margin[drawn.rows].max() <= np.delete(margin, drawn.rows).min()
    assert (drawn.taken_for != drawn.codes).all()


def test_overlap_knows_its_bayes_error():
    drawn = plan("overlap")
    assert drawn.bayes_error == pytest.approx(0.2, abs=0.03)
    assert np.mean(drawn.posterior.argmax(axis=1) != drawn.codes) == pytest.approx(drawn.bayes_error, abs=0.03)
    np.testing.assert_allclose(drawn.posterior.sum(axis=1), 1)


def test_one_column_has_moved_against_the_reference():
    drawn = plan("drift", size=2.0)
    moved = abs(drawn.X.mean(numeric_only=True) - drawn.reference.mean(numeric_only=True))
    assert moved.filter(like="number").idxmax() == drawn.columns[0]


def test_duplicates_are_of_the_same_class():
    drawn = plan("duplicates")
    both = drawn.X.assign(code=drawn.codes)
    assert both.duplicated(keep=False).sum() >= len(drawn.rows) == 400


def test_leaking_column_tells_the_class():
    drawn = plan("leakage")
    assert np.mean(drawn.X["result"] == drawn.codes) > 0.97


def test_every_class_has_a_row():
    assert set(plan("none", n_samples=50, n_classes=10, majority=0.9).codes) == set(range(10))
