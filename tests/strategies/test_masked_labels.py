"""Answers that were not given."""

import numpy as np

from skmitigate.strategies._masked_labels import masked_labels


def test_what_has_no_code_is_masked():
    labels = masked_labels(np.array([1, -1, 0]), np.array(["no", "yes"]))
    assert labels.tolist() == ["yes", None, "no"]
    assert labels.mask.tolist() == [False, True, False]
