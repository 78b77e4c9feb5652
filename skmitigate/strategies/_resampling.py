"""Rows drawn again, and rows as a sampler of imbalanced-learn leaves them."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from sklearn.base import clone
from sklearn.utils import _safe_indexing

from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._labels import encode
from skmitigate._utils._seeds import set_seeds
from skmitigate.strategies._synthesis import append_rows, jitter


@dataclass(frozen=True, slots=True)
class Resampled:
    """Rows, class codes and weights after augmentation; why a class got no rows, by its code."""

    X: Any
    codes: IntArray
    weights: FloatArray
    skipped: dict[int, str] = field(default_factory=dict)


def rows_to_copy(codes: IntArray, seed: int) -> IntArray:
    """Return positions of rows which, copied, make every class as large as the largest."""
    rng = np.random.RandomState(seed)
    counts = np.bincount(codes)
    drawn = [
        rng.choice(np.flatnonzero(codes == c), counts.max() - counts[c], replace=True) for c in np.flatnonzero(counts)
    ]
    return np.concatenate(drawn).astype(np.intp)


def with_copies(X: Any, codes: IntArray, weights: FloatArray, *, noise: float, seed: int) -> Resampled:
    """Return the rows, and copies of some of them, which weigh what their originals do."""
    source = rows_to_copy(codes, seed)
    order = np.concatenate([np.arange(len(codes)), source])
    rows = append_rows(X, jitter(X, codes, source, noise, seed)) if noise else _safe_indexing(X, order)
    return Resampled(rows, codes[order], weights[order])


def with_new_rows(
    X: Any, codes: IntArray, weights: FloatArray, extra: Any, extra_codes: IntArray, skipped: dict[int, str]
) -> Resampled:
    """Return the rows and synthetic ones, which weigh what a row of their class does on average."""
    if not len(extra_codes):
        return Resampled(X, codes, weights, skipped)
    own = np.concatenate([weights, _mean_weights(codes, weights)[extra_codes]])
    return Resampled(append_rows(X, extra), np.concatenate([codes, extra_codes]), own, skipped)


def by_sampler(sampler: Estimator, X: Any, y: AnyArray, classes: AnyArray, weights: FloatArray, seed: int) -> Resampled:
    """Return what a clone of an imbalanced-learn sampler makes of the rows; a class that it would lose is put back."""
    sampler = set_seeds(clone(sampler), seed, only_unset=True)
    made, made_y = sampler.fit_resample(X, y)
    codes, made_codes = encode(y, classes), encode(made_y, classes, what="labels of the sampler")
    mean_weights = _mean_weights(codes, weights)
    chosen = getattr(sampler, "sample_indices_", None)
    if chosen is not None and len(chosen) == len(made_codes):
        made_weights = weights[np.asarray(chosen)]
    else:
        made_weights = mean_weights[made_codes]
        if isinstance(sampler, BaseOverSampler):  # these put their rows below those that they were given
            made_weights[: len(codes)] = weights
    lost = np.setdiff1d(codes, made_codes)
    if not len(lost):
        return Resampled(made, made_codes, made_weights)
    back = np.flatnonzero(np.isin(codes, lost))
    return Resampled(
        append_rows(made, _safe_indexing(X, back)),
        np.concatenate([made_codes, codes[back]]),
        np.concatenate([made_weights, weights[back]]),
        {int(c): "the sampler left none of its rows: they were put back" for c in lost},
    )


def _mean_weights(codes: IntArray, weights: FloatArray) -> FloatArray:
    """Return the mean weight of the rows of each class."""
    counts = np.bincount(codes)
    return np.asarray(np.bincount(codes, weights=weights) / np.maximum(counts, 1))
