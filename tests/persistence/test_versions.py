"""The versions that a manifest tells."""

import platform

import numpy as np
import sklearn

import skmitigate
from skmitigate.persistence._versions import versions_here


def test_versions_are_those_of_what_is_loaded():
    told = versions_here()
    assert told["python"] == platform.python_version()
    assert told["numpy"] == np.__version__
    assert told["scikit-learn"] == sklearn.__version__
    assert told["skmitigate"] == skmitigate.__version__
    assert {"scipy", "pandas", "skops", "imbalanced-learn"} <= told.keys()
