"""Outlyingness: planted outliers are far out, and where nothing is planted nothing is."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.covariance import MinCovDet

from skmitigate._signals._outlyingness import isolation, neighbour_distance, robust_mahalanobis, robust_scale, robust_z

SIGNALS = {
    "isolation": lambda X: isolation(X, 0),
    "neighbours": lambda X: neighbour_distance(X, 10),
    "mahalanobis": robust_mahalanobis,
}
each = pytest.mark.parametrize("signal", SIGNALS)


def normal(n_rows: int, n_columns: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n_rows, n_columns))


@each
@pytest.mark.parametrize("shape", [(60, 4), (300, 30)])
def test_planted_outliers_are_the_farthest(signal, shape):
    X = normal(*shape)
    planted = np.arange(0, 50, 10)
    X[planted] = 8 * np.sign(X[planted])
    scores = SIGNALS[signal](X)
    assert set(np.argsort(scores)[-5:]) == set(planted)
    assert (robust_z(np.log(scores))[planted] > 3.5).all()


@each
@pytest.mark.parametrize("draw", ["normal", "uniform", "lognormal", "two clusters"])
def test_few_rows_are_beyond_the_cut_where_none_is_planted(signal, draw):
    rng = np.random.default_rng(1)
    X = {
        "normal": rng.normal(size=(500, 8)),
        "uniform": rng.uniform(size=(500, 8)),
        "lognormal": np.exp(0.5 * rng.normal(size=(500, 8))),
        "two clusters": rng.normal(size=(500, 8)) + 5 * rng.integers(0, 2, (500, 1)),
    }[draw]
    assert np.mean(robust_z(np.log(SIGNALS[signal](X))) > 3.5) <= 0.015


@pytest.mark.parametrize("signal", ["isolation", "neighbours", "mahalanobis"])
def test_sparse_rows_are_as_far_out_as_dense_ones(signal):
    X = np.where(normal(80, 6) > 0.5, normal(80, 6), 0.0)
    np.testing.assert_allclose(SIGNALS[signal](sparse.csr_array(X)), SIGNALS[signal](X), rtol=1e-6)


def test_distances_agree_with_the_minimum_covariance_determinant_of_scikit_learn():
    X = normal(400, 4) @ np.array([[2, 0, 0, 0], [1, 1, 0, 0], [0, 0, 3, 0], [0.5, 0, 0, 0.1]])
    X[:40] = normal(40, 4) + 15  # outliers that would pull a plain covariance towards them
    theirs = np.sqrt(MinCovDet(random_state=0).fit(X).mahalanobis(X))
    ours = robust_mahalanobis(X)
    assert np.corrcoef(np.log(ours), np.log(theirs))[0, 1] > 0.97
    assert ours[:40].min() > ours[40:].max()


def test_distances_do_not_depend_on_units_or_shift():
    X = normal(100, 3)
    np.testing.assert_allclose(robust_mahalanobis(X * [1e-3, 1, 1e4] + 7), robust_mahalanobis(X), rtol=1e-5)


@pytest.mark.parametrize("n_rows", [8, 20])
def test_more_columns_than_rows_and_constant_ones_give_finite_distances(n_rows):
    X = np.hstack([normal(n_rows, 40), np.ones((n_rows, 2))])
    assert np.isfinite(robust_mahalanobis(X)).all()
    assert np.isfinite(robust_mahalanobis(np.ones((n_rows, 3)))).all()


def test_neighbours_are_other_rows_and_no_more_than_there_are():
    X = np.array([[0.0], [1.0], [3.0]])
    np.testing.assert_allclose(neighbour_distance(X, 10), [2.0, 1.5, 2.5])
    np.testing.assert_allclose(neighbour_distance(X, 1), [1.0, 1.0, 2.0])


def test_robust_scale_is_the_standard_deviation_of_normal_columns_and_is_not_moved_by_outliers():
    X = normal(20_000, 3) * [0.1, 1, 100]
    X[:500] = 1e6
    np.testing.assert_allclose(robust_scale(X), [0.1, 1, 100], rtol=0.05)


def test_robust_z_is_z_for_normal_scores_and_is_not_moved_by_outliers():
    scores = np.random.default_rng(0).normal(3, 2, 20_000)
    np.testing.assert_allclose(robust_z(scores), (scores - 3) / 2, atol=0.15)
    moved = robust_z(np.concatenate([scores, np.full(1000, 1e6)]))[:20_000]
    np.testing.assert_allclose(moved, robust_z(scores), atol=0.4)


def test_robust_z_of_scores_that_are_mostly_the_same_is_0():
    np.testing.assert_array_equal(robust_z(np.array([1.0] * 8 + [9.0])), 0)
