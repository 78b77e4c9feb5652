"""Put newly labelled rows below those that were there."""

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from skmitigate._sklearn import _num_samples
from skmitigate._typing import AnyArray, FloatArray
from skmitigate._utils._labels import check_labels


def join_rows(known: Any, more: Any) -> Any:
    """Return all rows in the container of `known`; categories are extended by levels that are new."""
    if sparse.issparse(known):
        return sparse.vstack([known, sparse.csr_array(more)], format="csr")
    if sparse.issparse(more):
        more = more.toarray()
    if isinstance(known, pd.DataFrame):
        more = more if isinstance(more, pd.DataFrame) else pd.DataFrame(np.asarray(more), columns=known.columns)
        columns = [_join_columns(known.iloc[:, j], more.iloc[:, j]) for j in range(known.shape[1])]
        table = pd.concat(columns, axis=1)
        table.columns = known.columns
        return table
    if isinstance(known, pd.Series):
        return pd.concat([known, pd.Series(list(more))], ignore_index=True)
    if isinstance(known, list | tuple):
        return [*known, *(more.to_numpy() if isinstance(more, pd.DataFrame) else more)]
    return np.concatenate([known, np.asarray(more)])


def _join_columns(known: pd.Series, more: pd.Series) -> pd.Series:
    if isinstance(known.dtype, pd.CategoricalDtype) and more.dtype != known.dtype:
        levels = known.cat.categories
        new = pd.Index(more.dropna().unique()).difference(levels, sort=False)
        dtype = pd.CategoricalDtype([*levels, *new], ordered=known.cat.ordered)
        known, more = known.astype(dtype), more.astype(dtype)
    return pd.concat([known, more], ignore_index=True)


def join_labels(known: AnyArray, more: AnyArray) -> AnyArray:
    """Return all labels; TypeError where some are text and some are not."""
    check_labels([*known.tolist(), *more.tolist()])
    return np.concatenate([known, more])


def join_weights(known: FloatArray | None, n_known: int, more: FloatArray | None, n_more: int) -> FloatArray | None:
    """Return all weights, 1 for rows that came without; None where none came with any."""
    if known is None and more is None:
        return None
    return np.concatenate([np.ones(n_known) if known is None else known, np.ones(n_more) if more is None else more])


def check_some_rows(X: Any) -> int:
    """Return how many rows there are; ValueError where there are none."""
    n_rows = _num_samples(X)
    if n_rows == 0:
        raise ValueError("Expected at least one labelled row, got none. Label the rows that query returns.")
    return int(n_rows)
