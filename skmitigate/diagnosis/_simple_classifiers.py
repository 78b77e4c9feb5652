"""What simple classifiers say of rows that they were not fitted on: witnesses beside the model that is diagnosed."""

import warnings
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.model_selection import KFold
from sklearn.naive_bayes import GaussianNB

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._seeds import derived_seed
from skmitigate._utils._shared_work import shared
from skmitigate.diagnosis._neighbourhood import points
from skmitigate.predictions._prediction_table import PredictionTable

_MOST_ROWS, _FOLDS = 3000, 3
#: Of more classes than this, there are too few rows of each to fit anything on.
_MOST_CLASSES = 100
_SIMPLE = {
    "naive Bayes": GaussianNB(var_smoothing=1e-6),
    "linear discriminant analysis": LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto"),
    "random trees": ExtraTreesClassifier(20, min_samples_leaf=2),
}


def simple_answers(table: PredictionTable, X: Any) -> tuple[IntArray, dict[str, IntArray]]:
    """Return some positions in the table and what each classifier predicts there; nothing where rows are too few."""
    return shared(_simple_answers, points(table, X), table.y_true, seed=table.random_state or 0)


def _simple_answers(coordinates: FloatArray, codes: IntArray, *, seed: int) -> tuple[IntArray, dict[str, IntArray]]:
    rng = np.random.default_rng(derived_seed(seed, "error floor"))
    rows = rng.permutation(len(codes))[:_MOST_ROWS]
    coordinates, codes = coordinates[rows].astype(np.float64), codes[rows]
    counts = np.bincount(codes)
    n_present, largest = int(np.count_nonzero(counts)), int(counts.max())
    if not 2 <= n_present <= _MOST_CLASSES or len(codes) - largest < 2 * _FOLDS:
        return rows, {}
    answers = {name: np.empty_like(codes) for name in _SIMPLE}
    for fit, test in KFold(_FOLDS).split(coordinates):
        if len(np.unique(codes[fit])) < 2:
            return rows, {}
        for name, simple in _SIMPLE.items():
            model = clone(simple)
            if "random_state" in model.get_params():
                model.set_params(random_state=int(rng.integers(2**31 - 1)))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # classes of a single row, columns that follow from others
                answers[name][test] = model.fit(coordinates[fit], codes[fit]).predict(coordinates[test])
    return rows, answers
