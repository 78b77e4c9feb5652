"""Fit one model, seeded as in the correction loop."""

from typing import Any

from sklearn.base import clone

from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate._utils._fitting import fit_weighted
from skmitigate._utils._seeds import derived_seed, describe, set_seeds


def fit_one(estimator: Estimator, X: Any, y: AnyArray, sample_weight: FloatArray | None, *, seed: int) -> Estimator:
    """Return a fitted clone; seeds that were left unset are derived from `seed`."""
    model = clone(estimator)
    own = derived_seed(seed, "all rows", describe(model))
    return fit_weighted(set_seeds(model, own, only_unset=True), X, y, sample_weight)
