"""Aliases for the types that signatures repeat."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.intp]
BoolArray: TypeAlias = NDArray[np.bool_]
AnyArray: TypeAlias = NDArray[Any]
#: An estimator; scikit-learn ships no types, so nothing tighter can be said.
Estimator: TypeAlias = Any
#: A scikit-learn scorer name, or a callable ``scorer(estimator, X, y)``.
Scoring: TypeAlias = str | Callable[..., float]
