"""Folds in which every class is spread as evenly as it can be, rare classes included."""

import warnings
from typing import Any

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, check_cv

from skmitigate._typing import AnyArray, IntArray
from skmitigate.exceptions import RareClassWarning
from skmitigate.predictions._prediction_table import PredictionTable

Splits = tuple[tuple[IntArray, IntArray], ...]


def make_splits(cv: Any, X: Any, codes: IntArray, classes: AnyArray, groups: AnyArray | None, seed: int) -> Splits:
    """Return (train, test) positions for an integer, a splitter, an iterable of splits, or a table with its folds."""
    if isinstance(cv, PredictionTable):
        return _splits_of(cv, len(codes))
    n_rows = len(codes)
    if isinstance(cv, int | np.integer) and not isinstance(cv, bool):
        if cv < 2:
            raise ValueError(f"Expected cv to be at least 2 folds, got cv={cv}.")
        if n_rows < cv:
            raise ValueError(
                f"Expected at least as many rows as folds, got n_samples={n_rows} and cv={cv}. "
                "Pass more rows or a smaller cv."
            )
        if groups is None:
            return _stratified(int(cv), codes, classes, seed)
        if len(np.unique(groups)) < cv:
            raise ValueError(f"Expected at least {cv} groups for cv={cv}, got {len(np.unique(groups))}.")
        cv = StratifiedGroupKFold(n_splits=int(cv), shuffle=True, random_state=seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # ours, below, says it in terms of what happens
            splits = tuple((train, test) for train, test in cv.split(X, codes, groups) if len(test))
        _warn_of_rare_classes(codes, classes, cv.n_splits, stacklevel=5)
        return splits
    splitter = check_cv(cv, codes, classifier=True)
    splits = tuple((np.asarray(a), np.asarray(b)) for a, b in splitter.split(X, codes, groups))
    splits = tuple((np.flatnonzero(a), np.flatnonzero(b)) if a.dtype == bool else (a, b) for a, b in splits)
    splits = tuple((train, test) for train, test in splits if len(test))
    if not splits:
        raise ValueError("Expected cv to test at least one row, got no splits. Pass an integer or a splitter.")
    for fold, (train, test) in enumerate(splits):
        shared = np.intersect1d(train, test)
        if len(shared):
            raise ValueError(
                f"Expected cv to test rows that the model was not fitted on, got {len(shared)} rows in both parts of "
                f"fold {fold}, the first of them {shared[0]}. Take them out of one of the two."
            )
    return splits


def repetitions_of(splits: Splits) -> tuple[tuple[int, ...], ...]:
    """Return the folds of each repetition, as positions; nothing where rows are tested once, or not all as often."""
    rows = np.unique(np.concatenate([test for _, test in splits]))
    times = np.zeros(rows[-1] + 1, dtype=np.intp)
    parts: list[list[int]] = []
    for k, (_, test) in enumerate(splits):
        if times[test].any() or not parts:
            if parts and not times[rows].all():
                return ()
            parts.append([])
            times[:] = 0
        np.add.at(times, test, 1)
        if times.max() > 1:
            return ()
        parts[-1].append(k)
    return tuple(map(tuple, parts)) if len(parts) > 1 and times[rows].all() else ()


def _splits_of(table: PredictionTable, n_rows: int) -> Splits:
    """Return the folds of a table of the same rows."""
    if not table.splits:
        raise ValueError(
            "Expected cv to be a table made by cross-fitting, got one made from predictions, which has no folds. "
            "Pass an integer, a splitter, or what cross_val_predictions returns."
        )
    largest = max(int(part.max(initial=-1)) for split in table.splits for part in split)
    expected = max(1 + largest, len(table) + table.n_untested)
    if n_rows != expected:
        raise ValueError(
            f"Expected the {expected} rows that the table passed as cv was made from, got {n_rows} rows. "
            "Pass the same X, or an integer as cv."
        )
    return table.splits


def _stratified(n_folds: int, codes: IntArray, classes: AnyArray, seed: int) -> Splits:
    """Deal the shuffled rows of each class to the folds in turn; fold sizes differ by one row at most."""
    _warn_of_rare_classes(codes, classes, n_folds, stacklevel=6)
    shuffled = np.random.RandomState(seed).permutation(len(codes))
    order = shuffled[np.argsort(codes[shuffled], kind="stable")]
    fold = np.empty(len(codes), dtype=np.intp)
    fold[order] = np.arange(len(codes)) % n_folds
    return tuple((np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(n_folds))


def _warn_of_rare_classes(codes: IntArray, classes: AnyArray, n_folds: int, *, stacklevel: int) -> None:
    counts = np.bincount(codes, minlength=len(classes))
    rare = np.flatnonzero(counts < n_folds)
    if len(rare):
        shown = ", ".join(f"{classes[i]!s} ({counts[i]})" for i in rare[:5]) + (" ..." if len(rare) > 5 else "")
        warnings.warn(
            f"{len(rare)} of {len(classes)} classes have fewer rows than the {n_folds} folds: {shown}. They are "
            "carried along, but some folds are fitted without them, and little can be said about them.",
            RareClassWarning,
            stacklevel=stacklevel,
        )
