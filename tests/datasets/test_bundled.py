"""load_bundled gives what scikit-learn ships."""

import numpy as np
import pytest
from sklearn import datasets

from skmitigate.datasets._bundled import load_bundled


@pytest.mark.parametrize("name", ["digits", "breast_cancer", "wine", "iris"])
def test_same_rows_and_classes_as_scikit_learn(name):
    data = load_bundled(name)
    bunch = getattr(datasets, f"load_{name}")()
    np.testing.assert_array_equal(np.asarray(data.X), bunch.data)
    np.testing.assert_array_equal(data.y, np.asarray(bunch.target_names)[bunch.target])
    assert data.name == name


def test_wrong_name_gets_the_near_one():
    with pytest.raises(ValueError, match=r"got 'wines'\. Did you mean 'wine'"):
        load_bundled("wines")
    with pytest.raises(ValueError, match=r"one of \['breast_cancer', 'digits', 'iris', 'wine'\], got 'zzz'\.$"):
        load_bundled("zzz")
