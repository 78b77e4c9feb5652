"""SMOTE and its relatives with as many neighbours as the classes allow."""

import numpy as np
import pytest
from imblearn.over_sampling import ADASYN, BorderlineSMOTE
from scipy import sparse

from skmitigate.strategies._neighbour_sampling import draw_between

RNG = np.random.default_rng(0)
CODES = np.repeat([0, 1], [60, 15])
X = RNG.normal(size=(75, 3)) + CODES[:, None] * 0.7
NUMBERS = np.zeros(3, dtype=bool)
RELATIVES = {"borderline": BorderlineSMOTE(random_state=4), "adasyn": ADASYN(random_state=4)}


@pytest.mark.parametrize("method", RELATIVES)
@pytest.mark.parametrize("container", [np.asarray, sparse.csr_matrix])
def test_numbers_are_those_of_imbalanced_learn(method, container):
    rows, made, skipped = draw_between(container(X), CODES, NUMBERS, method=method, k_neighbors=5, seed=4)
    theirs, their_codes = RELATIVES[method].fit_resample(container(X), CODES)
    dense = (part.toarray() if sparse.issparse(part) else part for part in (rows, theirs[75:]))
    np.testing.assert_allclose(*dense)
    np.testing.assert_array_equal(made, their_codes[75:])
    assert sparse.issparse(rows) == sparse.issparse(container(X))
    assert len(made) > 30
    assert skipped == {}


@pytest.mark.parametrize("method", ["smote", "borderline", "adasyn"])
@pytest.mark.parametrize("categorical", [[False, True, True], [True, True, True]], ids=["mixed", "categories only"])
def test_categories_take_levels_of_their_class(method, categorical):
    matrix = np.column_stack([RNG.normal(size=75), RNG.integers(0, 4, 75), CODES + RNG.integers(0, 2, 75)])
    if categorical[0]:
        matrix[:, 0] = RNG.integers(0, 3, 75)
    rows, made, _ = draw_between(matrix, CODES, np.array(categorical), method=method, k_neighbors=5, seed=0)
    assert len(rows) == len(made) > 30
    for j in (1, 2):
        assert set(rows[:, j]) <= set(matrix[CODES == 1, j])
    if not categorical[0]:
        own = matrix[CODES == 1, 0]
        assert own.min() <= rows[:, 0].min()
        assert rows[:, 0].max() <= own.max()
        assert len(np.unique(rows[:, 0])) > len(own)


@pytest.mark.parametrize("method", ["smote", "borderline", "adasyn"])
def test_tiny_classes_use_the_neighbours_that_they_have_or_are_skipped(method):
    codes = np.repeat([0, 1, 2, 3], [60, 12, 2, 1])
    rows, made, skipped = draw_between(RNG.normal(size=(75, 3)), codes, NUMBERS, method=method, k_neighbors=5, seed=0)
    assert len(rows) == len(made)
    assert 3 not in made
    assert "one row" in skipped[3]
    # With two rows there is one neighbour, which here is of another class or not: rows or a reason, never neither.
    assert (2 in made) != (2 in skipped)
    assert set(made) | set(skipped) == {1, 2, 3}


def test_class_far_from_all_others_is_skipped_with_the_reason():
    far = X + 100.0 * CODES[:, None]
    for method, reason in (("borderline", "at the border"), ("adasyn", "neighbour of another class")):
        rows, made, skipped = draw_between(far, CODES, NUMBERS, method=method, k_neighbors=5, seed=0)
        assert rows.shape == (0, 3)
        assert len(made) == 0
        assert reason in skipped[1]
    levels = np.column_stack([far[:, 0], CODES])
    rows, _, _ = draw_between(levels, CODES, np.array([False, True]), method="adasyn", k_neighbors=5, seed=0)
    assert rows.shape == (0, 2)


def test_rows_too_few_to_be_spread_are_not_made():
    """One row is missing, and each of many hard rows would get a small part of it."""
    codes = np.repeat([0, 1], [31, 30])
    same = RNG.normal(size=(61, 2))
    rows, _, skipped = draw_between(same, codes, NUMBERS[:2], method="adasyn", k_neighbors=5, seed=0)
    assert len(rows) == 0
    assert "too few rows" in skipped[1]
