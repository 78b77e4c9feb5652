"""How many labels a single column gives, and how many all the others."""

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.tree import DecisionTreeClassifier

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._plain_columns import PlainColumns

#: Bins in which a column is looked at before a rule is learned from it.
_MOST_BINS = 256
_LEAST_LEAF = 5

Halves = tuple[IntArray, IntArray]


def columns_worth_a_rule(columns: PlainColumns, y: IntArray, most_errors: float) -> IntArray:
    """Return the columns whose values, in bins, go with so few labels that a rule may have so small an error rate."""
    n_bins = min(_MOST_BINS, max(2, len(y) // 10))
    positions = [*columns.number_at, *columns.level_at]
    kept = []
    for j in map(int, positions):
        bins = _binned(columns.column(j), n_bins)
        # the labels of the commonest class in each bin; on the rows themselves, hence more than a rule would get
        table = np.zeros((int(bins.max()) + 1, int(y.max()) + 1), dtype=np.intp)
        np.add.at(table, (bins, y), 1)
        if table.max(axis=1).sum() >= (1 - most_errors) * len(y):
            kept.append(j)
    return np.array(kept, dtype=np.intp)


def rule_errors(values: FloatArray | IntArray, y: IntArray, halves: Halves) -> int:
    """Return how many rows are labelled wrongly by a rule on one column, each half by the rule of the other half."""
    wrong = 0
    for train, test in (halves, halves[::-1]):
        if values.dtype.kind == "f":
            tree = DecisionTreeClassifier(min_samples_leaf=_LEAST_LEAF, random_state=0)
            finite = np.where(np.isfinite(values), values, np.nan)[:, None]
            guess = tree.fit(finite[train], y[train]).predict(finite[test])
        else:
            levels = values.astype(np.intp) + 1
            table = np.zeros((int(levels.max()) + 1, int(y.max()) + 1), dtype=np.intp)
            np.add.at(table, (levels[train], y[train]), 1)
            table[table.sum(axis=1) == 0] = np.bincount(y[train], minlength=table.shape[1])  # levels not seen before
            guess = table.argmax(axis=1)[levels[test]]
        wrong += int((guess != y[test]).sum())
    return wrong


def model_errors(X: FloatArray, y: IntArray, halves: Halves, seed: int) -> int:
    """Return how many rows are labelled wrongly by boosted trees, each half by those of the other half."""
    X = np.where(np.isfinite(X), X, np.nan)
    X = X[:, np.fmin.reduce(X) < np.fmax.reduce(X)]
    wrong = 0
    for train, test in (halves, halves[::-1]):
        if X.shape[1] == 0 or len(np.unique(y[train])) < 2:
            guess = np.full(len(test), np.bincount(y[train]).argmax())
        else:
            model = HistGradientBoostingClassifier(
                max_iter=30, max_leaf_nodes=15, early_stopping=False, random_state=seed
            )
            guess = model.fit(X[train], y[train]).predict(X[test])
        wrong += int((guess != y[test]).sum())
    return wrong


def _binned(values: FloatArray | IntArray, n_bins: int) -> IntArray:
    """Return bins of numbers, or levels, from 0, which is for what is missing."""
    if values.dtype.kind != "f":
        return np.asarray(values.astype(np.intp) + 1)
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return np.zeros(len(values), dtype=np.intp)
    distinct = np.unique(known)
    edges = distinct if len(distinct) <= n_bins else np.unique(np.quantile(known, np.linspace(0, 1, n_bins + 1))[1:-1])
    return np.asarray(np.where(np.isnan(values), 0, 1 + np.searchsorted(edges, values, side="right")), dtype=np.intp)
