"""Draw synthetic rows for tables of any columns: SMOTE for numbers, SMOTEN for categories, SMOTENC for both."""

from typing import Any

import numpy as np
import pandas as pd
from imblearn.over_sampling import SMOTE, SMOTEN, SMOTENC
from pandas.api import types
from scipy import sparse

from skmitigate._typing import AnyArray, BoolArray, FloatArray, IntArray
from skmitigate._utils._tabular import column_kinds


def synthesise(X: Any, codes: IntArray, k_neighbors: int, seed: int) -> tuple[Any, IntArray]:
    """Return synthetic rows, as X has them, that make every class as large as the largest, and their class codes."""
    # A class of one row gets none, and one of few rows uses fewer neighbours. Numbers are compared on a common scale,
    # and missing ones count as the median; synthetic rows have no missing numbers.
    if sparse.issparse(X):
        matrix = sparse.csr_matrix(X)
        rows, labels = _draw(matrix, codes, np.zeros(X.shape[1], dtype=bool), k_neighbors, seed)
        return sparse.csr_matrix(rows, dtype=np.float64), labels
    frame = X if isinstance(X, pd.DataFrame) else pd.DataFrame(_two_dimensional(X))
    kinds = column_kinds(frame)
    numeric = np.array([_is_number(frame.iloc[:, j], kind) for j, kind in enumerate(kinds)], dtype=bool)
    matrix = np.empty(frame.shape)
    scale = np.ones(frame.shape[1])
    first_rows: dict[int, IntArray] = {}
    for j in range(frame.shape[1]):
        column = frame.iloc[:, j]
        if numeric[j]:
            matrix[:, j], scale[j] = _filled(column)
        else:
            matrix[:, j], first_rows[j] = _levels(column)
    rows, labels = _draw(matrix, codes, ~numeric, k_neighbors, seed)
    if not isinstance(X, pd.DataFrame) and numeric.all():
        return rows * scale, labels
    columns = [
        pd.Series(rows[:, j] * scale[j])
        if numeric[j]
        else frame.iloc[first_rows[j][rows[:, j].astype(np.intp)], j].reset_index(drop=True)
        for j in range(frame.shape[1])
    ]
    made = pd.concat(columns, axis=1) if columns else frame.iloc[:0]
    made.columns = frame.columns
    return (made, labels) if isinstance(X, pd.DataFrame) else (made.to_numpy(dtype=object), labels)


def append_rows(X: Any, extra: Any) -> Any:
    """Return X with more rows below, in X's own container."""
    if sparse.issparse(X):
        return sparse.vstack([X, extra], format="csr")
    if isinstance(X, pd.DataFrame):
        columns = [X.iloc[:, j] for j in range(X.shape[1])]
        columns = [column.astype(np.float64) if _is_plain_integer(column) else column for column in columns]
        extras = [_as_precise(extra.iloc[:, j], column.dtype) for j, column in enumerate(columns)]
        joined = [pd.concat(pair, ignore_index=True) for pair in zip(columns, extras, strict=True)]
        table = pd.concat(joined, axis=1)
        table.columns = X.columns
        return table
    array = _two_dimensional(X)
    return np.concatenate([array, _as_precise(extra, array.dtype)])


def _as_precise(extra: Any, dtype: Any) -> Any:
    """Return synthetic numbers as single-precision floats where the real ones are."""
    return extra.astype(dtype) if isinstance(dtype, np.dtype) and dtype.kind == "f" else extra


def _two_dimensional(X: Any) -> AnyArray:
    array = np.asarray(X)
    if array.ndim != 2:
        raise ValueError(
            f"DataAugmentation makes rows of a table: expected X of shape (n_samples, n_features), got {array.shape}. "
            "Turn texts or images into columns in front of it, in a Pipeline. Reshape your data if it is one column."
        )
    if array.dtype == object:
        try:
            return array.astype(np.float64)
        except ValueError:
            return array  # text: a table of mixed columns
    return array


def _is_number(column: pd.Series, kind: str) -> bool:
    """Whether values between two others make sense: times are drawn as levels."""
    if column.dtype.kind in "mM" or isinstance(column.dtype, pd.PeriodDtype):
        return False
    if column.dtype == object and types.infer_dtype(column, skipna=True).startswith(("date", "time")):
        return False
    return kind == "numeric"


def _is_plain_integer(column: pd.Series) -> bool:
    return isinstance(column.dtype, np.dtype) and column.dtype.kind in "iu"


def _filled(column: pd.Series) -> tuple[FloatArray, float]:
    """Return the numbers on a scale of 1 with gaps filled by the median, and the scale."""
    values = pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)
    known = values[~np.isnan(values)]
    if np.isinf(known).any():
        raise ValueError("Input X contains infinity or a value too large for dtype('float64').")
    values = np.where(np.isnan(values), np.median(known) if len(known) else 0.0, values)
    scale = float(np.std(values)) or 1.0
    return values / scale, scale


def _levels(column: pd.Series) -> tuple[FloatArray, IntArray]:
    """Return level codes, missing ones a level too, and for each level the first row that has it."""
    codes, _ = pd.factorize(column, use_na_sentinel=False)
    return codes.astype(np.float64), np.unique(codes, return_index=True)[1]


def _draw(matrix: Any, codes: IntArray, categorical: BoolArray, k_neighbors: int, seed: int) -> tuple[Any, IntArray]:
    """Run the sampler once for each number of neighbours that the classes allow."""
    counts = np.bincount(codes)
    by_k: dict[int, dict[int, int]] = {}
    for c in np.flatnonzero((counts > 1) & (counts < counts.max())):
        by_k.setdefault(int(min(k_neighbors, counts[c] - 1)), {})[int(c)] = int(counts.max())
    rows, labels = [matrix[:0]], [codes[:0]]
    for k, targets in sorted(by_k.items()):
        settings = {"sampling_strategy": targets, "k_neighbors": k, "random_state": seed}
        if not categorical.any():
            sampler = SMOTE(**settings)
        elif categorical.all():
            sampler = SMOTEN(**settings)
        else:
            # A list, because imbalanced-learn compares what it gets with "auto".
            sampler = SMOTENC(np.flatnonzero(categorical).tolist(), **settings)
        made, made_codes = sampler.fit_resample(matrix, codes)
        rows.append(made[len(codes) :])
        labels.append(made_codes[len(codes) :])
    stack = sparse.vstack if sparse.issparse(matrix) else np.concatenate
    return stack(rows), np.concatenate(labels).astype(np.intp)
