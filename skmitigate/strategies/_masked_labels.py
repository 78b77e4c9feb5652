"""Show an answer that was not given as a masked one."""

from typing import Any

import numpy as np

from skmitigate._typing import AnyArray, IntArray


def masked_labels(codes: IntArray, classes: AnyArray) -> "np.ma.MaskedArray[Any, Any]":
    """Return the labels of the codes, those of -1 masked."""
    return np.ma.MaskedArray(classes[np.maximum(codes, 0)], mask=codes < 0)
