"""Put what the folds gave together into tables."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from skmitigate._typing import AnyArray, Estimator, IntArray
from skmitigate.exceptions import CandidateFailedWarning, RareClassWarning
from skmitigate.predictions._fold_fits import FoldResult, Rows
from skmitigate.predictions._folds import Splits, make_splits
from skmitigate.predictions._prediction_table import PredictionTable


def table_of_folds(
    results: Mapping[int, FoldResult],
    rows: Rows,
    *,
    codes: IntArray,
    classes: AnyArray,
    groups: AnyArray | None,
    splits: Splits,
    random_state: int,
) -> PredictionTable:
    """Put the predictions of some folds in the order of the rows; average rows that were tested more than once."""
    n_rows, n_classes = len(codes), len(classes)
    times = np.zeros(n_rows, dtype=np.intp)
    votes = np.zeros((n_rows, n_classes))
    proba = np.zeros((n_rows, n_classes)) if all(r.proba is not None for r in results.values()) else None
    fold = np.full(n_rows, -1, dtype=np.intp)
    for k, result in sorted(results.items()):
        test = splits[k][1]
        times[test] += 1
        votes[test, result.codes] += 1
        if proba is not None and result.proba is not None:
            proba[test] += result.proba
        fold[test[fold[test] < 0]] = k
    row = np.flatnonzero(times)
    if proba is not None:
        proba = proba[row] / times[row, None]
        votes = np.where(times[:, None] > 1, 0.0, votes)[row] + np.where(times[row, None] > 1, proba, 0.0)
    else:
        votes = votes[row]
    return PredictionTable(
        classes=classes,
        y_true=codes[row],
        y_pred=np.argmax(votes, axis=1),
        proba=proba,
        fold=fold[row],
        row=row,
        sample_weight=None if rows.sample_weight is None else rows.sample_weight[row],
        groups=None if groups is None else groups[row],
        splits=splits,
        random_state=random_state,
        n_untested=n_rows - len(row),
    )


#: A decision is learned from four fifths of the rows, as with the usual five folds.
_N_PARTS = 5


def in_parts(table: PredictionTable) -> PredictionTable:
    """Return the table as if its rows had been tested in five folds; as it is where they are too few for that."""
    parted = len(table) if table.groups is None else len(np.unique(table.groups))
    if parted < _N_PARTS:
        return table
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RareClassWarning)
        splits = make_splits(_N_PARTS, table.row, table.y_true, table.classes, table.groups, table.random_state or 0)
    fold = np.empty(len(table), dtype=np.intp)
    for k, (_, test) in enumerate(splits):
        fold[test] = k
    return replace(table, fold=fold, splits=tuple((table.row[train], table.row[test]) for train, test in splits))


def in_folds(table: PredictionTable, splits: Splits, folds: Sequence[int]) -> PredictionTable:
    """Return the table with the folds that its rows were tested in."""
    fold = np.full(1 + max(int(splits[k][1].max()) for k in folds), -1, dtype=np.intp)
    for k in reversed(folds):
        fold[splits[k][1]] = k
    return replace(table, fold=fold[table.row], splits=splits)


def merged(repetitions: Sequence[PredictionTable]) -> PredictionTable:
    """Average the tables of the same rows that repeated folds gave, and keep them."""
    first = repetitions[0]
    probas = [table.proba for table in repetitions if table.proba is not None]
    if len(probas) == len(repetitions):
        proba = np.mean(probas, axis=0)
        codes = np.argmax(proba, axis=1)
    else:
        proba = None
        votes = np.zeros((len(first), first.n_classes))
        for table in repetitions:
            votes[np.arange(len(first)), table.y_pred] += 1
        codes = np.argmax(votes, axis=1)
    return replace(first, y_pred=codes, proba=proba, repetitions=tuple(repetitions))


def composed(estimator: Estimator, tables: Mapping[str, PredictionTable]) -> PredictionTable:
    """Return the table of a decision on the tables of its parts, taken within each repetition of the folds."""
    n_repetitions = min(len(table.repetitions) for table in tables.values())
    if not n_repetitions:
        whole: PredictionTable = estimator._compose(tables)
        return whole
    return merged(
        [
            estimator._compose({name: table.repetitions[i] for name, table in tables.items()})
            for i in range(n_repetitions)
        ]
    )


def kept_tables(tables: Mapping[str, PredictionTable | Exception], *, optional: bool) -> dict[str, PredictionTable]:
    """Return the tables of the parts that could be fitted; raise the error of one that could not and is needed."""
    kept = {}
    for name, table in tables.items():
        if isinstance(table, PredictionTable):
            kept[name] = table
        elif optional and name != "model":
            warnings.warn(
                f"The member {name!r} is left out, because it failed on these rows: {table}",
                CandidateFailedWarning,
                stacklevel=3,
            )
        else:
            raise table
    return kept
