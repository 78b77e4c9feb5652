"""Correcting probabilities for other class frequencies."""

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

from skmitigate.strategies._priors import frequency_ratio, restored


def test_ratio_is_that_of_frequencies_before_and_after():
    np.testing.assert_allclose(frequency_ratio(np.array([80.0, 20.0]), np.array([80.0, 80.0])), [1.0, 0.25])
    np.testing.assert_allclose(frequency_ratio(np.array([90.0, 10.0]), np.array([10.0, 10.0])), [1.0, 1 / 9])


def test_class_that_weighs_nothing_gets_nothing():
    ratio = frequency_ratio(np.array([5.0, 0.0]), np.array([5.0, 0.0]))
    assert ratio.tolist() == [1.0, 0.0]
    # Where nothing would be left, the probabilities stay.
    np.testing.assert_allclose(restored(np.array([[0.4, 0.6], [0.0, 1.0]]), ratio), [[1.0, 0.0], [0.0, 1.0]])


def test_model_that_takes_frequencies_at_face_value_is_restored_exactly():
    """Naive Bayes multiplies by the priors, so that its restored probabilities are those under the other priors."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [70, 20, 10])
    X = rng.normal(size=(100, 2)) + y[:, None]
    even = GaussianNB(priors=np.full(3, 1 / 3)).fit(X, y)
    true = GaussianNB().fit(X, y)
    ratio = frequency_ratio(np.bincount(y), np.ones(3))
    np.testing.assert_allclose(restored(even.predict_proba(X), ratio), true.predict_proba(X))
    assert restored(even.predict_proba(X), ratio).sum(axis=1) == pytest.approx(np.ones(100))
