"""One planned comparison on paired rows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp
from statsmodels.stats.weightstats import DescrStatsW

from skmitigate.evidence import PairedRows
from skmitigate.evidence._paired_test import degrees_of_freedom, paired_test, spread


def rows(values, fold=0):
    return PairedRows(np.asarray(values, dtype=float)[None], None, np.broadcast_to(fold, len(values)).astype(int))


@given(st.integers(0, 2**32 - 1), st.integers(2, 200), st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_on_one_fold_it_is_the_paired_t_test(seed, n, level):
    values = np.random.default_rng(seed).normal(0.1, 1, n)
    found, plain = paired_test(rows(values), n_changed=n + 25, largest=1.0), ttest_1samp(values, 0)
    assert found.p_value == pytest.approx(plain.pvalue, rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(found.interval(level), plain.confidence_interval(level), rtol=1e-8)
    np.testing.assert_allclose(found.interval(level), DescrStatsW(values).tconfint_mean(1 - level), rtol=1e-8)


def test_folds_that_differ_widen_the_interval():
    values = np.tile([1.0, -1.0], 50) + 0.1
    fold = np.arange(100) // 20
    shifted = values + np.repeat([-1.0, -0.5, 0.0, 0.5, 1.0], 20)
    calm, wild = (paired_test(rows(v, fold), n_changed=100, largest=1.0) for v in (values, shifted))
    assert 0 < calm.between < wild.between
    assert calm.p_value < wild.p_value


def test_more_folds_that_agree_narrow_it_towards_the_rows_alone():
    values = np.tile([1.0, -1.0], 200)
    alone = paired_test(rows(values), n_changed=400, largest=1.0).standard_error
    errors = [
        paired_test(rows(values, np.arange(400) // (400 // k)), n_changed=400, largest=1.0).standard_error
        for k in (2, 5, 20)
    ]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] == pytest.approx(alone, rel=0.1)


def test_rows_that_do_not_change_leave_room_for_a_change():
    """None of 100 rows has changed: the interval of Bonett and Price, with one up and one down."""
    found = paired_test(rows(np.zeros(100)), n_changed=0, largest=1.0)
    assert found.p_value == 1.0
    assert found.standard_error == pytest.approx(np.sqrt(2 / 99 / 100))


def test_nothing_that_can_move_is_certain():
    found = paired_test(rows(np.zeros(10)), n_changed=0, largest=0.0)
    assert (found.p_value, found.interval(0.95), found.rows_needed(0.0, 0.05, 0.8)) == (1.0, (0.0, 0.0), None)
    assert found.probabilities(0.01) == (0.0, 1.0, 0.0)


def test_many_changes_need_no_help():
    values = np.random.default_rng(0).normal(size=100)
    assert spread(rows(values), [25], 10.0)[0] == pytest.approx(values.var(ddof=1) / 100)
    assert spread(rows(values), [24], 10.0)[0] > spread(rows(values), [25], 10.0)[0]


def test_variance_that_was_drawn_takes_the_place_of_that_of_the_rows():
    found = paired_test(rows(np.arange(100.0)), n_changed=100, largest=1.0, row_variance=4.0)
    assert found.standard_error == pytest.approx(2.0)


@pytest.mark.parametrize("fold", [0, np.arange(400) % 5])
def test_smallest_gain_is_resolved_as_often_as_it_says(fold):
    rng = np.random.default_rng(0)
    gain = paired_test(rows(rng.normal(size=400), fold), n_changed=400, largest=1.0).smallest_gain(0.05, 0.8)
    tests = [paired_test(rows(rng.normal(gain, 1, 400), fold), n_changed=400, largest=1.0) for _ in range(300)]
    # with folds the gain allows for a variance between models that these rows do not have
    resolved = np.mean([test.p_value < 0.05 for test in tests])
    assert 0.72 < resolved < (0.88 if np.ndim(fold) == 0 else 1.0)


def test_rows_needed_are_as_many_as_make_the_smallest_gain_that_gain():
    test = paired_test(rows(np.random.default_rng(0).normal(size=100)), n_changed=100, largest=1.0)
    gain = test.smallest_gain(0.05, 0.8)
    assert test.rows_needed(gain, 0.05, 0.8) == pytest.approx(100, abs=1)
    assert test.rows_needed(-gain / 2, 0.05, 0.8) == pytest.approx(400, abs=1)


def test_repetitions_narrow_the_variance_between_models():
    rng = np.random.default_rng(0)
    values, folds = rng.normal(size=200), [rng.permutation(200) % 5 for _ in range(10)]
    once = rows(values, folds[0])
    often = replace(once, repetitions=tuple(rows(values, fold) for fold in folds))
    once, often = (paired_test(each, n_changed=200, largest=1.0) for each in (once, often))
    assert often.row_variance == pytest.approx(once.row_variance)
    assert often.between < once.between


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.01, 0.2]))
def test_probabilities_add_up_and_follow_the_interval(seed, rope):
    values = np.random.default_rng(seed).normal(0.2, 1, 60)
    test = paired_test(rows(values, np.arange(60) % 5), n_changed=60, largest=1.0)
    worse, equal, better = test.probabilities(rope)
    assert worse + equal + better == pytest.approx(1.0)
    low, high = test.interval(1 - 2 * max(1e-9, min(better, 0.49999)))
    assert high == pytest.approx(2 * test.difference - low)


def test_groups_of_unequal_size_count_for_fewer():
    size = np.array([10.0, *np.full(9, 1 / 9)])
    even, uneven = (
        PairedRows(np.arange(10.0)[None], None, np.zeros(10, dtype=int), size=each) for each in (np.ones(10), size)
    )
    assert degrees_of_freedom(even) == 9.0
    assert degrees_of_freedom(uneven) == 1.0
