"""Correct probabilities of a model that saw other class frequencies than there are."""

import numpy as np

from skmitigate._typing import AnyArray, FloatArray


def frequency_ratio(before: AnyArray, after: AnyArray) -> FloatArray:
    """Return what each class weighed before over what it weighs after, the largest ratio being 1; 0 for no weight."""
    ratio = np.divide(before, after, out=np.zeros(len(before)), where=after > 0)
    return np.asarray(ratio / ratio.max())


def restored(proba: FloatArray, ratio: FloatArray) -> FloatArray:
    """Return probabilities times the ratio, summing to 1; rows of which nothing would be left stay as they are."""
    products = proba * ratio
    total = products.sum(axis=1, keepdims=True)
    return np.asarray(np.where(total > 0, products / np.where(total > 0, total, 1.0), proba))
