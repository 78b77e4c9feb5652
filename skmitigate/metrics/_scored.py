"""Metrics that only a scorer can compute: run it on the table, and move blocks of alike rows to see what each adds."""

import math
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from skmitigate._sklearn import _BaseScorer
from skmitigate._typing import FloatArray, IntArray
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._formula import Formula, around
from skmitigate.metrics._pos_label import advice
from skmitigate.metrics._ranking import AveragePrecision, RocAuc
from skmitigate.metrics._table_classifier import table_classifier
from skmitigate.predictions._prediction_table import PredictionTable

#: Says scikit-learn of a metric of two classes where there are more, or where no class is labelled 1.
_MISFIT = re.compile("pos_label|multi.?class|binary")
#: Into how many blocks of alike rows a large table is cut; there may be two more per class.
_N_BLOCKS = 128
#: By which share a block's weights are raised.
_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class Scored(Formula):
    """What a scorer says of the table, and the influence of its rows.

    Rows that are alike (same truth and prediction for a metric of labels, else same truth, hit or miss, and close in
    the true class's probability) are moved together and share one influence.
    """

    scorer: Callable[..., Any]
    takes_weights: bool
    labels_only: bool
    sign: int = 1
    exact: RocAuc | AveragePrecision | None = None

    def score(self, table: PredictionTable) -> float:
        """Return what the scorer gives, its sign undone."""
        positions = np.arange(len(table))[:, None]
        weights = {} if table.sample_weight is None else {"sample_weight": table.sample_weight}
        try:
            value = self.scorer(table_classifier(table), positions, table.classes[table.y_true], **weights)
        except AttributeError as error:
            if table.proba is None:
                raise NotApplicable(
                    f"The scorer asks for what a table without probabilities does not give: {error}. "
                    "Use a metric of labels, or a model that has predict_proba."
                ) from error
            raise
        except ValueError as error:
            func = self.scorer._score_func if isinstance(self.scorer, _BaseScorer) else None
            if func is None or not func.__module__.startswith("sklearn."):
                raise
            misfit = _MISFIT.search(str(error))
            todo = advice(func, table.classes) if misfit else "It may need rows of every class: use 'accuracy' instead."
            raise ValueError(f"{func.__name__} does not fit this table: {str(error).rstrip('.')}. {todo}") from error
        if np.ndim(value) != 0 or isinstance(value, dict):
            raise ValueError(f"Expected the scorer to return one number, got {value!r}. Pass one metric.")
        return self.sign * float(value)

    def rows(self, table: PredictionTable) -> FloatArray:
        """Return the score plus the influence of each row on it."""
        if self.exact is not None:
            return self.exact.rows(table)
        score = self.score(table)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the same as of the whole table, a hundred times over
            slopes = self._reweighted(table) if self.takes_weights else self._repeated(table, score)
        return around(score, slopes)

    def _reweighted(self, table: PredictionTable) -> FloatArray:
        """Return each row's slope from raising the weights of its block a little."""
        weights = table.weights
        if self.labels_only:
            cell = table.y_true * table.n_classes + table.y_pred
            _, first, block = np.unique(cell, return_index=True, return_inverse=True)
            small, moved = table.take(first), np.arange(len(first))
        else:
            block = moved = alike_rows(table)
            small = table
        held: FloatArray = np.bincount(block, weights=weights).astype(np.float64)
        base = held if self.labels_only else weights
        score = self.score(replace(small, sample_weight=base))
        change = np.zeros(len(held))
        for i in np.flatnonzero(held > 0):
            raised = replace(small, sample_weight=np.where(moved == i, base * (1 + _STEP), base))
            change[i] = (self.score(raised) - score) / _STEP
        return weights * np.divide(change, held, out=np.zeros(len(held)), where=held > 0)[block]

    def _repeated(self, table: PredictionTable, score: float) -> FloatArray:
        """Return each row's slope from adding the rows of its block a second time."""
        n, block = len(table), alike_rows(table)
        every = np.arange(n)
        slopes = np.empty(n)
        for i in range(int(block.max()) + 1):
            rows = np.flatnonzero(block == i)
            again = self.score(table.take(np.concatenate([every, rows])))
            slopes[rows] = (again - score) * (1 / len(rows) + 1 / n)
        return slopes


def alike_rows(table: PredictionTable) -> IntArray:
    """Return the number of each row's block: one truth, all hits or all misses, alike in probability."""
    n = len(table)
    own = table.y_pred if table.proba is None else table.proba[np.arange(n), table.y_true]
    cell = table.y_true * 2 + table.errors
    order = np.lexsort((own, cell))
    cell = cell[order]
    new_cell = np.concatenate([[True], cell[1:] != cell[:-1]])
    start = np.maximum.accumulate(np.where(new_cell, np.arange(n), 0))
    block = np.empty(n, dtype=np.intp)
    block[order] = np.cumsum((np.arange(n) - start) % math.ceil(n / _N_BLOCKS) == 0) - 1
    return block
