"""Copies of rows, and samplers of imbalanced-learn."""

import numpy as np
import pandas as pd
import pytest
from imblearn.combine import SMOTETomek
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.under_sampling import ClusterCentroids, EditedNearestNeighbours, RandomUnderSampler
from scipy import sparse

from skmitigate.strategies._resampling import by_sampler, rows_to_copy, with_copies, with_new_rows

RNG = np.random.default_rng(0)
CODES = np.repeat([0, 1, 2], [30, 10, 1])
X = RNG.normal(size=(41, 2)) + CODES[:, None]
WEIGHTS = RNG.uniform(1, 2, 41)
ONES = np.ones(41)


def test_copies_make_classes_even():
    source = rows_to_copy(CODES, 0)
    assert np.bincount(CODES[source]).tolist() == [0, 20, 29]
    np.testing.assert_array_equal(source, rows_to_copy(CODES, 0))
    assert not np.array_equal(source, rows_to_copy(CODES, 1))


@pytest.mark.parametrize("container", [np.asarray, pd.DataFrame, sparse.csr_array, list])
def test_copies_keep_the_container_and_weigh_what_their_originals_do(container):
    made = with_copies(container(X), CODES, WEIGHTS, noise=0.0, seed=0)
    assert type(made.X) is type(container(X))
    source = rows_to_copy(CODES, 0)
    np.testing.assert_array_equal(made.weights, np.concatenate([WEIGHTS, WEIGHTS[source]]))
    np.testing.assert_array_equal(made.codes, np.concatenate([CODES, CODES[source]]))


def test_noisy_copies_are_near_their_originals():
    made = with_copies(X, CODES, WEIGHTS, noise=0.1, seed=0)
    original = X[rows_to_copy(CODES, 0)]
    offset = made.X[41:] - original
    np.testing.assert_allclose(offset.std(axis=0), 0.1 * X.std(axis=0), rtol=0.4)
    at_the_edge = (original == X.min(axis=0)) | (original == X.max(axis=0))  # noise never leads out of a column's range
    assert (offset != 0)[~at_the_edge].all()
    assert (made.X.min(axis=0) == X.min(axis=0)).all()
    assert (made.X.max(axis=0) == X.max(axis=0)).all()


def test_synthetic_rows_weigh_what_their_class_does():
    made = with_new_rows(X, CODES, WEIGHTS, X[:2], np.array([1, 2]), {})
    np.testing.assert_allclose(made.weights[41:], [WEIGHTS[CODES == 1].mean(), WEIGHTS[CODES == 2].mean()])
    assert with_new_rows(X, CODES, WEIGHTS, X[:0], CODES[:0], {0: "why"}).X is X


LABELS = np.array(["a", "b", "c"])
TWO = CODES < 2


@pytest.mark.parametrize(
    "sampler",
    [SMOTE, RandomOverSampler, RandomUnderSampler, ClusterCentroids, SMOTETomek],
    ids=lambda sampler: sampler.__name__,
)
def test_any_sampler_gives_rows_labels_and_weights(sampler):
    codes, weights = CODES[TWO], np.where(CODES[TWO] == 1, 3.0, 1.0)
    sampler = sampler(random_state=3)
    made = by_sampler(sampler, X[TWO], LABELS[codes], LABELS[:2], weights, 0)
    theirs = sampler.fit_resample(X[TWO], LABELS[codes])
    np.testing.assert_allclose(made.X, theirs[0])
    np.testing.assert_array_equal(LABELS[made.codes], theirs[1])
    np.testing.assert_array_equal(made.weights, np.where(made.codes == 1, 3.0, 1.0))


def test_rows_that_a_sampler_kept_keep_their_weights():
    codes, weights = CODES[TWO], WEIGHTS[TWO]
    over = by_sampler(SMOTE(), X[TWO], codes, np.arange(2), weights, 0)
    np.testing.assert_array_equal(over.weights[:40], weights)
    np.testing.assert_allclose(over.weights[40:], weights[codes == 1].mean())
    under = by_sampler(RandomUnderSampler(), X[TWO], codes, np.arange(2), weights, 0)
    assert set(under.weights) <= set(weights)
    assert len(under.weights) == 20


def test_sampler_is_not_changed_and_its_own_seed_is_kept():
    sampler = RandomUnderSampler(random_state=7)
    rows = [by_sampler(sampler, X[TWO], CODES[TWO], np.arange(2), ONES[TWO], seed).X for seed in (0, 1)]
    np.testing.assert_array_equal(*rows)
    assert not hasattr(sampler, "sample_indices_")


def test_class_that_a_sampler_would_lose_is_put_back():
    cleaner = EditedNearestNeighbours(sampling_strategy="all", n_neighbors=3)
    mixed = X - CODES[:, None]
    made = by_sampler(cleaner, mixed, CODES, np.arange(3), WEIGHTS, 0)
    back = made.codes == 2
    np.testing.assert_array_equal(made.X[back], mixed[CODES == 2])
    np.testing.assert_array_equal(made.weights[back], WEIGHTS[CODES == 2])
    assert "put back" in made.skipped[2]
