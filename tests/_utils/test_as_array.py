"""Rows however they are given."""

import numpy as np

from skmitigate._utils._as_array import as_array


def test_numbers_beside_text_stay_numbers():
    assert as_array([[1, "a"], [2, "b"]]).tolist() == [[1, "a"], [2, "b"]]
    assert as_array([[1, 2.5]]).dtype == np.float64


def test_arrays_are_not_copied():
    X = np.array([["a"]])
    assert as_array(X) is X
