"""Remember, in little room, which rows a model was fitted on, so that errors on them are not taken for new ones."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api import types
from scipy import sparse

from skmitigate._utils._as_array import as_array
from skmitigate._utils._plain_columns import plain_columns
from skmitigate._utils._row_hash import Hashes, row_hashes

#: Kept of a fit: 32 kB. The share of rows known is then within about three points of the true one.
_KEPT = 4096
#: Rows times columns that are hashed in some four seconds.
_MOST_CELLS = 50_000_000
_CHUNK = 4_000_000

Sketch = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many of some rows could be looked up among those of a fit, and how many of these are there."""

    n_compared: int
    n_found: int

    @property
    def share(self) -> float:
        """The share that is there; NaN where none could be looked up."""
        return self.n_found / self.n_compared if self.n_compared else np.nan


def sketch(X: Any) -> Sketch | None:
    """Return the smallest hashes of the different rows, sorted; None for rows that cannot be hashed."""
    hashes = _hashes(X)
    return None if hashes is None else np.unique(hashes)[:_KEPT]


def merged(one: Sketch | None, other: Sketch | None) -> Sketch | None:
    """Return the sketch of the rows of both."""
    return None if one is None or other is None else np.union1d(one, other)[:_KEPT]


def overlap(fitted: Sketch | None, X: Any) -> Overlap | None:
    """Look rows up in a sketch; None where the rows of the fit, or these, are not known."""
    hashes = None if fitted is None or not len(fitted) else _hashes(X)
    if hashes is None or fitted is None:
        return None
    # a full sketch knows of the rows up to its largest hash only: a random sample of both sets, and the same one
    compared = hashes[hashes <= fitted[-1]] if len(fitted) == _KEPT else hashes
    return Overlap(len(compared), int(np.isin(compared, fitted).sum()))


def remember_rows(cls: type, name: str, *, keeping: bool) -> None:
    """Have a class's method remember the rows that it is given; with `keeping`, those of earlier calls stay known."""
    # methods that are there for some settings only are no plain functions, and stay as they are
    method = inspect.getattr_static(cls, name, None)
    if inspect.isfunction(method) and not getattr(method, "_remembers_rows", False):
        setattr(cls, name, _remembering(method, keeping=keeping))


def _remembering(method: Callable[..., Any], *, keeping: bool) -> Callable[..., Any]:
    @functools.wraps(method)
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        before = getattr(self, "_fitted_rows", None) if keeping else None
        result = method(self, *args, **kwargs)
        rows = sketch(args[0] if args else kwargs.get("X"))
        self._fitted_rows = rows if before is None else merged(before, rows)
        return result

    fit.__dict__["_remembers_rows"] = True
    return fit


def _hashes(X: Any) -> Hashes | None:
    try:
        rows = _as_rows(X)
        n_rows, n_columns = rows.shape
        if not n_rows * n_columns or n_rows * n_columns > _MOST_CELLS:
            return None
        step = max(1, _CHUNK // n_columns)
        return np.concatenate([_hash(rows[k : k + step]) for k in range(0, n_rows, step)])
    except (TypeError, ValueError, AttributeError):  # rows of some make of their own: then nothing is said of them
        return None


def _as_rows(X: Any) -> Any:
    """Return a table of two dimensions: texts as one column, pictures as one long row each."""
    if isinstance(X, pd.DataFrame):
        return X
    if sparse.issparse(X):
        return X.tocsr()
    array = np.asarray(as_array(X))
    table = array.reshape(len(array), -1)
    return table if table.dtype.kind in "fiu" else pd.DataFrame(table).infer_objects()


def _hash(rows: Any) -> Hashes:
    """Return a hash of each row that depends on its values only, not on what else is in the table."""
    if not isinstance(rows, pd.DataFrame) or all(_is_number(kind) for kind in rows.dtypes):
        return row_hashes(plain_columns(rows))
    columns = {
        j: rows.iloc[:, j].to_numpy(np.float64, na_value=np.nan)
        if _is_number(kind)
        else rows.iloc[:, j].astype(object).map(_text).to_numpy(dtype=object)
        for j, kind in enumerate(rows.dtypes)
    }
    return np.asarray(pd.util.hash_pandas_object(pd.DataFrame(columns), index=False), dtype=np.uint64)


def _is_number(kind: Any) -> bool:
    return types.is_numeric_dtype(kind) and not types.is_bool_dtype(kind) and not types.is_complex_dtype(kind)


def _text(value: Any) -> str:
    return str(float(value)) if isinstance(value, int | float | np.number) else str(value)
