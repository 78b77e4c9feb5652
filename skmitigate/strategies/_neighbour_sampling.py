"""Draw rows between neighbours of one class: SMOTE and its relatives, with as many neighbours as a class allows."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from imblearn.over_sampling import ADASYN, SMOTE, SMOTEN, SMOTENC, BorderlineSMOTE
from scipy import sparse

from skmitigate._typing import BoolArray, IntArray

#: Two levels of a category are as far apart as in SMOTENC, numbers being on a scale of 1.
_LEVEL = 0.5
#: Among how many nearest rows of any class a row is looked at for being at the border, as in imbalanced-learn.
_BORDER_NEIGHBOURS = 10


def draw_between(
    matrix: Any, codes: IntArray, categorical: BoolArray, *, method: str, k_neighbors: int, seed: int
) -> tuple[Any, IntArray, dict[int, str]]:
    """Return new rows of the smaller classes, their codes, and why a class got none."""
    counts = np.bincount(codes)
    small = np.flatnonzero((counts > 0) & (counts < counts.max()))
    skipped = {int(c): "it has one row, and so no neighbours" for c in small if counts[c] == 1}
    by_k: dict[int, list[int]] = {}
    for c in small[counts[small] > 1]:
        by_k.setdefault(int(min(k_neighbors, counts[c] - 1)), []).append(int(c))
    if method == "smote":
        parts = [_smote(matrix, codes, categorical, k, classes, seed) for k, classes in sorted(by_k.items())]
        return *_stacked(matrix, codes, parts), skipped
    table, levels = _as_numbers(matrix, categorical)
    draw = _borderline if method == "borderline" else _adasyn
    parts = []
    for c, k in sorted((c, k) for k, classes in by_k.items() for c in classes):
        made, reason = draw(table, codes, c, k, seed)
        if reason:
            skipped[c] = reason
        else:
            parts.append(made)
    rows, labels = _stacked(table, codes, parts)
    return _with_levels(rows, matrix, categorical, levels), labels, skipped


def _smote(
    matrix: Any, codes: IntArray, categorical: BoolArray, k: int, classes: Iterable[int], seed: int
) -> tuple[Any, IntArray]:
    largest = int(np.bincount(codes).max())
    settings = {"sampling_strategy": dict.fromkeys(classes, largest), "k_neighbors": k, "random_state": seed}
    if not categorical.any():
        sampler = SMOTE(**settings)
    elif categorical.all():
        sampler = SMOTEN(**settings)
    else:
        # A list, because imbalanced-learn compares what it gets with "auto".
        sampler = SMOTENC(np.flatnonzero(categorical).tolist(), **settings)
    return _added(sampler, matrix, codes)


def _borderline(table: Any, codes: IntArray, c: int, k: int, seed: int) -> tuple[tuple[Any, IntArray], str]:
    largest = int(np.bincount(codes).max())
    around = min(_BORDER_NEIGHBOURS, len(codes) - 1)
    sampler = BorderlineSMOTE(sampling_strategy={c: largest}, k_neighbors=k, m_neighbors=around, random_state=seed)
    made = _added(sampler, table, codes)
    return made, "" if len(made[1]) else "none of its rows is at the border to other classes"


def _adasyn(table: Any, codes: IntArray, c: int, k: int, seed: int) -> tuple[tuple[Any, IntArray], str]:
    largest = int(np.bincount(codes).max())
    sampler = ADASYN(sampling_strategy={c: largest}, n_neighbors=k, random_state=seed)
    nothing = (table[:0], codes[:0])
    try:
        return _added(sampler, table, codes), ""
    except RuntimeError:  # no row that is hard
        return nothing, "none of its rows has a neighbour of another class"
    except ValueError:  # shares that are all rounded to no row; the table was checked before
        return nothing, "too few rows are wanted to be spread over those that it has"


def _added(sampler: Any, matrix: Any, codes: IntArray) -> tuple[Any, IntArray]:
    """Return the rows that a sampler puts below those that it is given."""
    made, made_codes = sampler.fit_resample(matrix, codes)
    return made[len(codes) :], made_codes[len(codes) :]


def _stacked(matrix: Any, codes: IntArray, parts: list[tuple[Any, IntArray]]) -> tuple[Any, IntArray]:
    rows = [matrix[:0], *(part[0] for part in parts)]
    labels = [codes[:0], *(part[1] for part in parts)]
    stacked = sparse.vstack(rows, format="csr") if sparse.issparse(matrix) else np.concatenate(rows)
    return stacked, np.concatenate(labels).astype(np.intp)


def _as_numbers(matrix: Any, categorical: BoolArray) -> tuple[Any, dict[int, slice]]:
    """Return the numbers and one column for each level of each category, and where a category's columns are."""
    if not categorical.any():
        return matrix, {}
    blocks = [sparse.csr_matrix(matrix[:, ~categorical])]
    places, start = {}, int((~categorical).sum())
    for j in np.flatnonzero(categorical):
        codes = matrix[:, j].astype(np.intp)
        width = int(codes.max()) + 1
        entries = (np.full(len(codes), _LEVEL), (np.arange(len(codes)), codes))
        blocks.append(sparse.csr_matrix(entries, shape=(len(codes), width)))
        places[int(j)] = slice(start, start + width)
        start += width
    return sparse.hstack(blocks, format="csr"), places


def _with_levels(rows: Any, matrix: Any, categorical: BoolArray, places: dict[int, slice]) -> Any:
    """Return rows with the columns of the matrix: of each category, the level of the nearer of the two rows."""
    if not categorical.any():
        return rows
    out = np.empty((rows.shape[0], matrix.shape[1]))
    out[:, ~categorical] = rows[:, : int((~categorical).sum())].toarray()
    for j, place in places.items():
        # Of an empty matrix, scipy takes no maximum.
        out[:, j] = np.asarray(rows[:, place].argmax(axis=1)).ravel() if rows.shape[0] else 0.0
    return out
