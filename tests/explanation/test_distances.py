"""Distances over columns of all kinds."""

import numpy as np
import pandas as pd

from skmitigate.explanation._distances import cell_distances
from skmitigate.explanation._mixed_rows import mixed_rows


def test_levels_differ_or_not_and_numbers_by_two_standard_deviations():
    background = pd.DataFrame({"x": [0.0, 2.0, np.nan], "town": ["a", "b", None], "same": [1.0, 1.0, 1.0]})
    far = cell_distances(mixed_rows(pd.DataFrame({"x": [1.0], "town": ["a"], "same": [1.0]}), background, list("xts")))
    assert far.tolist() == [[0.5, 0.0, 0.0], [0.5, 1.0, 0.0], [1.0, 1.0, 0.0]]
    other = cell_distances(
        mixed_rows(pd.DataFrame({"x": [np.nan], "town": [None], "same": [1.5]}), background, list("xts"))
    )
    assert other.tolist() == [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [0.0, 0.0, 1.0]]


def test_far_is_at_most_1():
    far = cell_distances(mixed_rows(np.array([[100.0]]), np.array([[0.0], [1.0]]), ["x"]))
    assert far.tolist() == [[1.0], [1.0]]
