"""Make synthetic rows for tables of any columns: between neighbours, or by noise."""

from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types
from scipy import sparse

from skmitigate._typing import AnyArray, BoolArray, FloatArray, IntArray
from skmitigate._utils._tabular import column_kinds
from skmitigate.strategies._neighbour_sampling import draw_between


def synthesise(
    X: Any, codes: IntArray, k_neighbors: int, seed: int, *, method: str = "smote"
) -> tuple[Any, IntArray, dict[int, str]]:
    """Return rows between neighbours that fill the smaller classes, their codes, and why a class got none."""
    # A class of one row gets none, and one of few rows uses fewer neighbours. Numbers are compared on a common scale,
    # and missing ones count as the median; synthetic rows have no missing numbers.
    if sparse.issparse(X):
        matrix = sparse.csr_matrix(X)
        numbers = np.zeros(X.shape[1], dtype=bool)
        rows, labels, skipped = draw_between(matrix, codes, numbers, method=method, k_neighbors=k_neighbors, seed=seed)
        return sparse.csr_matrix(rows, dtype=np.float64), labels, skipped
    frame, numeric = _as_frame(X)
    matrix = np.empty(frame.shape)
    scale = np.ones(frame.shape[1])
    first_rows: dict[int, IntArray] = {}
    for j in range(frame.shape[1]):
        column = frame.iloc[:, j]
        if numeric[j]:
            matrix[:, j], scale[j] = _filled(column)
        else:
            matrix[:, j], first_rows[j] = _levels(column)
    rows, labels, skipped = draw_between(matrix, codes, ~numeric, method=method, k_neighbors=k_neighbors, seed=seed)
    columns = [
        pd.Series(rows[:, j] * scale[j])
        if numeric[j]
        else frame.iloc[first_rows[j][rows[:, j].astype(np.intp)], j].reset_index(drop=True)
        for j in range(frame.shape[1])
    ]
    return _as_given(columns, X, frame, numeric), labels, skipped


def jitter(X: Any, codes: IntArray, source: IntArray, noise: float, seed: int) -> Any:
    """Return copies of rows with noise on the numbers, a share of the other values drawn from the row's class."""
    # Numbers stay between the least and the greatest of their column: counts do not become negative.
    rng = np.random.RandomState(seed)
    if sparse.issparse(X):
        rows = sparse.csr_matrix(X, dtype=np.float64)[source]
        mean = np.asarray(X.mean(axis=0)).ravel()
        spread = np.sqrt(np.maximum(np.asarray(X.multiply(X).mean(axis=0)).ravel() - mean**2, 0.0))
        moved = rows.data + rng.normal(size=len(rows.data)) * noise * spread[rows.indices]
        low, high = (getattr(sparse.csc_matrix(X), end)(axis=0).toarray().ravel() for end in ("min", "max"))
        outside = (moved < low[rows.indices]) | (moved > high[rows.indices])
        rows.data = np.where(outside, rows.data, moved)  # at the bound of 0 it would no longer be there
        return rows
    frame, numeric = _as_frame(X)
    # Rows of the class that a copy may take a value from.
    members = {c: np.flatnonzero(codes == c) for c in np.unique(codes[source])}
    other = np.array([rng.choice(members[codes[i]]) for i in source], dtype=np.intp)
    columns = []
    for j in range(frame.shape[1]):
        column = frame.iloc[:, j]
        if numeric[j]:
            values, spread = _numbers(column)
            moved = values[source] + rng.normal(size=len(source)) * noise * spread
            columns.append(pd.Series(np.clip(moved, np.fmin.reduce(values), np.fmax.reduce(values))))
        else:
            taken = np.where(rng.random_sample(len(source)) < noise, other, source)
            columns.append(column.iloc[taken].reset_index(drop=True))
    return _as_given(columns, X, frame, numeric)


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


def _as_frame(X: Any) -> tuple[pd.DataFrame, BoolArray]:
    """Return a table as a DataFrame, and which of its columns are numbers."""
    frame = X if isinstance(X, pd.DataFrame) else pd.DataFrame(_two_dimensional(X))
    kinds = column_kinds(frame)
    return frame, np.array([_is_number(frame.iloc[:, j], kind) for j, kind in enumerate(kinds)], dtype=bool)


def _as_given(columns: list[pd.Series], X: Any, frame: pd.DataFrame, numeric: BoolArray) -> Any:
    """Return columns as a table of X's own container."""
    made = pd.concat(columns, axis=1) if columns else frame.iloc[:0]
    made.columns = frame.columns
    if isinstance(X, pd.DataFrame):
        return made
    return made.to_numpy() if numeric.all() else made.to_numpy(dtype=object)


def _as_precise(extra: Any, dtype: Any) -> Any:
    """Return synthetic numbers as single-precision floats where the real ones are."""
    return extra.astype(dtype) if isinstance(dtype, np.dtype) and dtype.kind == "f" else extra


def _two_dimensional(X: Any) -> AnyArray:
    array = np.asarray(X)
    if array.ndim != 2:
        raise ValueError(
            f"DataAugmentation makes rows of a table: expected X of shape (n_samples, n_features), got {array.shape}. "
            'Turn texts into columns in front of it, in a Pipeline; for images there is method="image". Reshape your '
            "data if it is one column."
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


def _numbers(column: pd.Series) -> tuple[FloatArray, float]:
    """Return the numbers of a column, NaN where one is missing, and their standard deviation."""
    values = pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)
    known = values[~np.isnan(values)]
    if np.isinf(known).any():
        raise ValueError("Input X contains infinity or a value too large for dtype('float64').")
    return values, float(np.std(known)) if len(known) else 0.0


def _filled(column: pd.Series) -> tuple[FloatArray, float]:
    """Return the numbers on a scale of 1 with gaps filled by the median, and the scale."""
    values, _ = _numbers(column)
    gaps = np.isnan(values)
    values = np.where(gaps, 0.0 if gaps.all() else np.nanmedian(values), values)
    scale = float(np.std(values)) or 1.0
    return values / scale, scale


def _levels(column: pd.Series) -> tuple[FloatArray, IntArray]:
    """Return level codes, missing ones a level too, and for each level the first row that has it."""
    codes, _ = pd.factorize(column, use_na_sentinel=False)
    return codes.astype(np.float64), np.unique(codes, return_index=True)[1]
