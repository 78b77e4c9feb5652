"""Where a sample has more rows than another leads to expect."""

import numpy as np

from skmitigate._typing import BoolArray, FloatArray, IntArray

#: A region is one of drift where there are at least half as many rows again as there were.
_DENSER = 1.5


def over_represented(before: FloatArray | IntArray, now: FloatArray | IntArray) -> BoolArray:
    """Return which entries of `now` lie where there are clearly more than `before`: by deciles of both, or by code."""
    if now.dtype.kind == "f":
        with_all = np.concatenate([before, now])
        known = with_all[np.isfinite(with_all)]
        edges = np.unique(np.quantile(known, np.linspace(0, 1, 11))[1:-1]) if len(known) else np.empty(0)
        before, now = _bins(before, edges), _bins(now, edges)
    size = int(max(before.max(), now.max())) + 2
    counts = [np.bincount(sample + 1, minlength=size) for sample in (before, now)]  # what is missing comes first
    # half a row more in each, so that a bin without rows before is not infinitely denser
    ratio = (counts[1] + 0.5) / (len(now) + 0.5) / ((counts[0] + 0.5) / (len(before) + 0.5))
    least = min(_DENSER, float(ratio[counts[1] > 0].max()))
    return np.asarray(ratio[now + 1] >= least)


def _bins(sample: FloatArray | IntArray, edges: FloatArray) -> IntArray:
    return np.asarray(np.where(np.isnan(sample), -1, np.searchsorted(edges, sample, side="right")), dtype=np.intp)
