"""The exact test of paired changes."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, permutation_test

from skmitigate.evidence._sign_flip import sign_flip_p_value, smallest_p_value


@given(st.lists(st.integers(-4, 4), max_size=9))
def test_p_value_is_that_of_all_signs(changes):
    values = np.array(changes, dtype=int)
    sums = [
        sum(sign * value for sign, value in zip(signs, values, strict=True))
        for signs in product((-1, 1), repeat=len(values))
    ]
    assert sign_flip_p_value(values) == pytest.approx(np.mean(np.array(sums) >= values.sum()))


@pytest.mark.parametrize(("n_up", "n_down"), [(0, 0), (1, 0), (12, 3), (3, 12), (400, 350), (30000, 29500)])
def test_changes_of_single_rows_make_it_mcnemars(n_up, n_down):
    values = np.r_[np.ones(n_up, dtype=int), -np.ones(n_down, dtype=int), 0, 0]
    assert sign_flip_p_value(values) == pytest.approx(binom.sf(n_up - 1, n_up + n_down, 0.5))


def test_p_value_is_scipys_of_a_paired_permutation():
    values = np.array([5, 3, 2, -1, 2, 2, -3, 4, 1, 1])
    expected = permutation_test(
        (values, np.zeros(10)),
        lambda a, b, axis: (a - b).mean(axis=axis),
        permutation_type="samples",
        alternative="greater",
    )
    assert sign_flip_p_value(values) == pytest.approx(expected.pvalue)


def test_many_clusters_all_worse_have_the_smallest_p_value():
    assert sign_flip_p_value(np.full(50, 3)) == pytest.approx(float(smallest_p_value(50)))
    assert sign_flip_p_value(np.full(50, -3)) == 1.0


def test_direction_that_is_not_asked_for_is_near_one():
    values = np.array([-5, -3, -2, 1])
    assert sign_flip_p_value(values) > 0.8
    assert sign_flip_p_value(-values) < 0.2
