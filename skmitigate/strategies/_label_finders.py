"""What finds label issues: our own confident learning, cleanlab, or a function of the user's."""

import warnings
from collections.abc import Callable

import numpy as np

from skmitigate._optional import load_optional
from skmitigate._signals._label_doubt import find_issues
from skmitigate._typing import BoolArray, FloatArray, IntArray


def find_by(
    finder: str | Callable[[IntArray, FloatArray], BoolArray], codes: IntArray, proba: FloatArray, *, filter_by: str
) -> BoolArray:
    """Return a mask of the rows whose label is an issue; ValueError where a callable returns something else."""
    if callable(finder):
        found = np.asarray(finder(codes, proba))
        if found.shape != codes.shape or found.dtype != bool:
            raise ValueError(
                f"Expected finder to return a mask of shape {codes.shape}, True for an issue, got an array of "
                f"{found.dtype} of shape {found.shape}. Positions become a mask by np.isin(np.arange(len(codes)), ...)."
            )
        return found
    return (find_issues if finder == "own" else _by_cleanlab)(codes, proba, filter_by=filter_by)


def _by_cleanlab(codes: IntArray, proba: FloatArray, *, filter_by: str) -> BoolArray:
    module = load_optional("cleanlab.filter", extra="labels", needed_for="LabelCleaning(finder='cleanlab')")
    with warnings.catch_warnings():
        # That it leaves one row of each class is what we want.
        warnings.filterwarnings("ignore", message="May not flag all label issues", category=UserWarning)
        found = module.find_label_issues(labels=codes, pred_probs=proba, filter_by=filter_by, n_jobs=1)
    return np.asarray(found, dtype=bool)


def spare_each_class(issues: BoolArray, codes: IntArray, quality: FloatArray) -> BoolArray:
    """Return the issues without the best row of each class of which nothing would be left."""
    spared = issues.copy()
    for label in np.setdiff1d(codes, codes[~issues]):
        rows = np.flatnonzero(codes == label)
        spared[rows[np.argmax(quality[rows])]] = False
    return spared
