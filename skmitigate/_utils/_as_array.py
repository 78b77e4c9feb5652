"""Lists of rows as arrays."""

from typing import Any

import numpy as np


def as_array(X: Any) -> Any:
    """Return an array as it is, and anything else as one: of objects beside text, so that numbers stay numbers."""
    if hasattr(X, "dtype"):
        return X
    array = np.asarray(X)
    return np.asarray(X, dtype=object) if array.dtype.kind in "US" else array
