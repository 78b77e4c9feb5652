"""What methods give back."""

import numpy as np

from skmitigate.explanation._attribution import Attribution


def test_the_additivity_error_is_what_is_missing():
    found = Attribution(
        method="linear",
        scale="decision",
        contributions=np.array([[1.0, 2.0], [3.0, 4.0]]),
        base=np.array([0.5, 0.5]),
        output=np.array([4.5, 6.0]),
        n_background=1,
        n_evaluations=1,
    )
    assert found.additivity_errors.tolist() == [0.0, 0.5]
