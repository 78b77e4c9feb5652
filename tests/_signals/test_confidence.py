"""Signals of a row of probabilities, against hand-made rows and sorting."""

import numpy as np

from skmitigate._signals._confidence import confidence, margin


def test_confidence_is_the_largest_probability():
    np.testing.assert_array_equal(confidence(np.array([[0.2, 0.7, 0.1], [0.5, 0.25, 0.25]])), [0.7, 0.5])


def test_margin_is_the_distance_of_the_two_largest_whatever_their_order():
    proba = np.random.default_rng(0).dirichlet(np.ones(4), size=50)
    ordered = np.sort(proba, axis=1)
    np.testing.assert_allclose(margin(proba), ordered[:, -1] - ordered[:, -2])
    np.testing.assert_allclose(margin(np.array([[0.3, 0.7], [0.5, 0.5]])), [0.4, 0.0])
