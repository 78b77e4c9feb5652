"""List the slices with the highest score, without a test."""

from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import sparse

from skmitigate._sklearn import _num_samples
from skmitigate._typing import FloatArray
from skmitigate.diagnosis._coded_columns import code_columns
from skmitigate.diagnosis._equality_slices import EqualitySearch
from skmitigate.diagnosis._slice import Slice


def top_slices(
    X: Any,
    errors: ArrayLike,
    *,
    k: int = 10,
    max_conditions: int = 3,
    min_support: int | float = 0.02,
    alpha: float = 0.95,
) -> pd.DataFrame:
    """List the slices with the highest SliceLine score; an exact search that looks at all there are, and tests nothing.

    For looking around, and for other measures of error than right and wrong. Some slice is always at the top, also
    where errors have nothing to do with the columns: :class:`WeakSlices` says which are there beyond chance.

    Parameters
    ----------
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
        The rows. Numbers with more than 20 values are cut into 20 bins of about as many rows; every bin, category and
        missing value is a condition.
    errors : array-like of shape (n_samples,)
        How wrong each row is: ``table.errors`` of a PredictionTable, a loss, or anything else of at least 0.
    k : int, default=10
        How many slices; more are listed where they tie with the last one.
    max_conditions : {1, 2, 3}, default=3
        The most conditions of a slice, each on a column of its own.
    min_support : float or int, default=0.02
        The fewest rows of a slice, as a share of all rows or, for an int, as a number.
    alpha : float, default=0.95
        The weight of the error against the size: of n rows, a slice of s whose mean error is r times that of all has
        the score ``alpha * (r - 1) - (1 - alpha) * (n / s - 1)``.

    Returns
    -------
    pandas.DataFrame
        A line for each slice, the highest score first: ``slice`` (text that :meth:`Slice.parse` reads), ``score``,
        ``n_rows`` and ``mean_error``. Only scores above 0 are listed.

    Raises
    ------
    ValueError
        If there is not one error for each row, an error is below 0 or not finite, or a parameter is out of its range.

    See Also
    --------
    WeakSlices : Tests slices, and knows intervals too.

    Notes
    -----
    Slices are counted by tables of two and three columns; those whose parents are too small or have too few errors for
    a score among the best are left out, by the bounds of SliceLine.

    References
    ----------
    S. Sagadeeva and M. Boehm (2021), SliceLine: fast, linear-algebra-based slice finding for ML model debugging,
    SIGMOD.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from skmitigate.diagnosis import top_slices
    >>> X = pd.DataFrame({"town": ["Ulm", "Bonn"] * 50, "grade": np.repeat([1, 2, 3, 4], 25)})
    >>> errors = (X["town"] == "Ulm") & (X["grade"] == 2)
    >>> top_slices(X, errors, k=1)
                              slice  score  n_rows  mean_error
    0  town == 'Ulm' and grade == 2    6.6      12         1.0
    """
    X = X.tocsc() if sparse.issparse(X) else X if isinstance(X, pd.DataFrame) else np.asarray(X)
    wrong = _check_errors(errors, _num_samples(X))
    min_rows = _check_settings(k, max_conditions, min_support, alpha, len(wrong))
    columns = code_columns(X, min_rows)
    search = EqualitySearch(
        [np.where(column.codes == column.unnamed, -1, column.codes) for column in columns],
        wrong,
        k=int(k),
        max_conditions=int(max_conditions),
        min_rows=min_rows,
        alpha=float(alpha),
    )
    lines = []
    for bins, score, n_rows, error in search.results():
        conditions = tuple(condition for j, place in bins for condition in columns[j].conditions(place, place))
        lines.append((str(Slice(conditions)), score, n_rows, error / n_rows))
    return pd.DataFrame(lines, columns=["slice", "score", "n_rows", "mean_error"])


def _check_errors(errors: ArrayLike, n_rows: int) -> FloatArray:
    wrong = np.asarray(errors, dtype=np.float64)
    if wrong.shape != (n_rows,) or n_rows == 0:
        raise ValueError(f"Expected one error for each of the {n_rows} rows of X, got shape {wrong.shape}.")
    if not (np.isfinite(wrong).all() and (wrong >= 0).all()):
        raise ValueError(f"Expected errors to be finite and at least 0, got {wrong.min()} to {wrong.max()}.")
    return wrong


def _check_settings(k: Any, max_conditions: Any, min_support: Any, alpha: Any, n_rows: int) -> int:
    for name, value, most in (("k", k, np.inf), ("max_conditions", max_conditions, 3)):
        if isinstance(value, bool) or not isinstance(value, Integral) or not 1 <= int(value) <= most:
            raise ValueError(f"Expected {name} of top_slices to be a whole number from 1 to {most:g}, got {value!r}.")
    if not isinstance(alpha, Real) or not 0 < float(alpha) <= 1:
        raise ValueError(f"Expected alpha of top_slices above 0 and at most 1, got {alpha!r}.")
    return fewest_rows(min_support, n_rows)


def fewest_rows(min_support: Any, n_rows: int) -> int:
    """Return the fewest rows of a slice, given as a share or a number; ValueError for what is neither."""
    if isinstance(min_support, Integral) and not isinstance(min_support, bool) and int(min_support) >= 1:
        return int(min_support)
    if isinstance(min_support, Real) and not isinstance(min_support, Integral) and 0 < float(min_support) <= 0.5:
        return int(np.ceil(float(min_support) * n_rows))
    raise ValueError(
        "Expected min_support to be a share of the rows, above 0 and at most 0.5, or a whole number of rows from 1, "
        f"got {min_support!r}."
    )
