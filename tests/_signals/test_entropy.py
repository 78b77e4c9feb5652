"""Entropy of a row of probabilities."""

import numpy as np
from scipy.stats import entropy as reference

from skmitigate._signals._entropy import entropy


def test_entropy_is_that_of_scipy_and_zero_probabilities_add_nothing():
    proba = np.random.default_rng(0).dirichlet(np.ones(4), size=50)
    np.testing.assert_allclose(entropy(proba), reference(proba, axis=1))
    np.testing.assert_allclose(entropy(np.array([[0.0, 1.0], [0.5, 0.5]])), [0.0, np.log(2)])
