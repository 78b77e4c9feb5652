"""Turn tables of mixed columns into the float matrix that most classifiers want."""

import numbers
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils import check_array
from sklearn.utils.validation import check_is_fitted, validate_data

from skmitigate._sklearn import Interval, StrOptions, _fit_context
from skmitigate._typing import AnyArray, FloatArray, IntArray
from skmitigate._utils._as_array import as_array
from skmitigate._utils._column_values import column_floats, level_texts, stored_kind

#: Columns of one kind of measurement differ by less than this factor in spread; different units by much more.
_LIKE_SPREAD = 5.0


def column_kinds(X: Any) -> list[str]:
    """Return "numeric" or "categorical" for each column of a table.

    Columns of text, categories or truth values are categorical, everything else (numbers, times) is numeric. A column
    that holds Python objects is numeric where all its values that are not missing are numbers or times.

    Parameters
    ----------
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
        The table.

    Returns
    -------
    list of str
        One entry for each column, in order.

    Examples
    --------
    >>> import pandas as pd
    >>> from skmitigate._utils._tabular import column_kinds
    >>> column_kinds(pd.DataFrame({"age": [31, 45], "town": ["Ulm", "Bonn"], "member": [True, False]}))
    ['numeric', 'categorical', 'categorical']
    """
    if sparse.issparse(X):
        return ["numeric"] * int(X.shape[1])
    if isinstance(X, pd.DataFrame):
        columns = [X.iloc[:, j] for j in range(X.shape[1])]
    else:
        array = _as_array(X)
        columns = [pd.Series(array[:, j]) for j in range(array.shape[1])]
    return ["categorical" if stored_kind(column) in ("bool", "level") else "numeric" for column in columns]


class TabularEncoder(TransformerMixin, BaseEstimator):
    """Encode numbers, truth values, times, categories and text as one float matrix without gaps.

    Put it in front of a classifier in a Pipeline, so that inside a cross-validation fold it is fitted on the training
    rows only. Numbers get the median for missing values and are scaled to mean 0 and variance 1; times become days;
    truth values become 0 and 1; categories and text get one column for each frequent level. A missing value is itself
    information: it is a level of its own, and a number that was missing in training gets a second column that says so.
    Nothing that turns up later fails: unknown levels count as rare ones, a column that was empty in training is 0.

    Parameters
    ----------
    max_categories : int, default=20
        The most levels of one column, the group of rare levels included; the least frequent ones are grouped.
    min_frequency : int, default=2
        Levels with fewer training rows than this are grouped as rare. A level that would be alone in its group stays.
    scale : bool or "auto", default=True
        Scale numbers and times, each column by itself. Sparse input is divided by each column's largest absolute value,
        and not centred. ``"auto"``: where all columns are numbers of like spread (pixels, spectra), they are divided by
        one number for all, so that columns in which little happens do not become as loud as the others.
    missing_indicator : bool, default=True
        Add a column for every numeric column with missing training values that says where they were.

    Attributes
    ----------
    kinds_ : list of str of length n_features_in_
        "number", "bool", "time", "duration" or "level", as found in training.
    categories_ : dict of int to list of str
        For each column of kind "level", by position, its levels that have a column of their own.
    n_features_in_ : int
        How many columns were seen in fit.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Their names, where all of them are strings.

    See Also
    --------
    skmitigate._utils._tabular.column_kinds : Which columns are categorical.

    Examples
    --------
    >>> import pandas as pd
    >>> from skmitigate._utils._tabular import TabularEncoder
    >>> X = pd.DataFrame({"age": [31, None, 45], "town": ["Ulm", "Bonn", "Ulm"]})
    >>> encoder = TabularEncoder(scale=False).fit(X)
    >>> encoder.get_feature_names_out().tolist()
    ['age', 'age_(missing)', 'town_Bonn', 'town_Ulm']
    >>> encoder.transform(X)
    array([[31.,  0.,  0.,  1.],
           [38.,  1.,  1.,  0.],
           [45.,  0.,  0.,  1.]])
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "max_categories": [Interval(numbers.Integral, 2, None, closed="left")],
        "min_frequency": [Interval(numbers.Integral, 1, None, closed="left")],
        "scale": ["boolean", StrOptions({"auto"})],
        "missing_indicator": ["boolean"],
    }

    def __init__(
        self,
        *,
        max_categories: int = 20,
        min_frequency: int = 2,
        scale: bool | str = True,
        missing_indicator: bool = True,
    ) -> None:
        self.max_categories = max_categories
        self.min_frequency = min_frequency
        self.scale = scale
        self.missing_indicator = missing_indicator

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X: Any, y: Any = None) -> "TabularEncoder":
        """Learn the levels, the medians and the scales of the columns.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The training rows.
        y : object, default=None
            Ignored.

        Returns
        -------
        TabularEncoder
            The fitted encoder.
        """
        del y  # here because every fit of scikit-learn takes it
        table = _as_table(X)
        validate_data(self, X, skip_check_array=True)
        self._sparse = sparse.issparse(table)
        self.categories_: dict[int, list[str]] = {}
        self._levels: dict[int, _Levels] = {}
        if self._sparse:
            self.kinds_ = ["number"] * self.n_features_in_
            largest = abs(_fill_sparse(table)).max(axis=0).toarray().ravel() if self.scale else np.ones(table.shape[1])
            self._scale = np.where(largest > 0, largest, 1.0)
            return self
        dense = isinstance(table, np.ndarray)
        self.kinds_ = ["number"] * self.n_features_in_ if dense else [stored_kind(column) for column in table]
        self._numeric = [j for j, kind in enumerate(self.kinds_) if kind != "level"]
        values = self._numbers(table)
        self._fill, self._center, self._scale = _centre_and_scale(values)
        keep = np.array([self.kinds_[j] == "bool" for j in self._numeric], dtype=bool) | (not self.scale)
        self._center[keep], self._scale[keep] = 0.0, 1.0
        if self.scale == "auto" and len(self._numeric) == self.n_features_in_ and not keep.any():
            self._scale = _one_scale(values, self._scale)
        gaps = np.isnan(values)
        self._indicated = np.flatnonzero(gaps.any(axis=0) & ~gaps.all(axis=0) & self.missing_indicator)
        for j in np.flatnonzero([kind == "level" for kind in self.kinds_]).tolist():
            self._levels[j] = _Levels.learn(level_texts(table[j]), self.max_categories, self.min_frequency)
            self.categories_[j] = list(self._levels[j].kept)
        return self

    def transform(self, X: Any) -> Any:
        """Encode rows.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Rows with the columns seen in fit.

        Returns
        -------
        {ndarray, sparse matrix} of shape (n_samples, n_features_out)
            Floats without gaps; sparse where the encoder was fitted on a sparse matrix.
        """
        check_is_fitted(self)
        table = _as_table(X, sparse_output=self._sparse)
        validate_data(self, X, reset=False, skip_check_array=True)
        if self._sparse:
            return (_fill_sparse(table) @ sparse.diags_array(1.0 / self._scale)).tocsr()
        values = self._numbers(table)
        gaps = np.isnan(values)
        scaled = (np.where(gaps, self._fill, values) - self._center) / self._scale
        blocks = [scaled, gaps[:, self._indicated].astype(np.float64)]
        blocks += [levels.encode(level_texts(_column(table, j))) for j, levels in self._levels.items()]
        return np.hstack(blocks)

    def get_feature_names_out(self, input_features: Any = None) -> AnyArray:
        """Return the names of the encoded columns.

        Parameters
        ----------
        input_features : array-like of str, default=None
            Names of the columns; by default those seen in fit, or x0, x1, ... where there were none.

        Returns
        -------
        ndarray of str of shape (n_features_out,)
            One name for each column of the output.
        """
        check_is_fitted(self)
        names = self._input_names(input_features)
        if self._sparse:
            return np.array(names, dtype=object)
        out = [names[j] for j in self._numeric]
        out += [f"{out[i]}_(missing)" for i in self._indicated]
        out += [f"{names[j]}_{level}" for j, levels in self._levels.items() for level in levels.names()]
        return np.array(out, dtype=object)

    def origins(self) -> IntArray:
        """Return, for each column of the output, the position of the column that it was made from.

        Returns
        -------
        ndarray of int of shape (n_features_out,)
            Positions among the columns seen in fit.
        """
        check_is_fitted(self)
        if self._sparse:
            return np.arange(self.n_features_in_)
        out = [*self._numeric, *(self._numeric[i] for i in self._indicated)]
        out += [j for j, levels in self._levels.items() for _ in levels.names()]
        return np.array(out, dtype=np.intp)

    def __sklearn_tags__(self) -> Any:
        """Return what the encoder takes: gaps, text, categories, sparse matrices."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        tags.input_tags.sparse = True
        return tags

    def _numbers(self, table: Any) -> FloatArray:
        """Return the columns that are not levels as one float matrix, NaN where a value is missing or unreadable."""
        if isinstance(table, np.ndarray):
            return table if len(self._numeric) == table.shape[1] else table[:, self._numeric]
        floats = [column_floats(table[j], self.kinds_[j]) for j in self._numeric]
        return np.column_stack(floats) if floats else np.empty((len(table[0]), 0))

    def _input_names(self, given: Any) -> list[str]:
        seen = getattr(self, "feature_names_in_", None)
        if given is None:
            return [f"x{j}" for j in range(self.n_features_in_)] if seen is None else list(seen)
        names = [str(name) for name in given]
        if len(names) != self.n_features_in_:
            raise ValueError(
                f"input_features should have length equal to number of features ({self.n_features_in_}), "
                f"got {len(names)} names."
            )
        if seen is not None and names != list(seen):
            raise ValueError("input_features is not equal to feature_names_in_. Leave input_features out.")
        return names


@dataclass(frozen=True, slots=True)
class _Levels:
    """The levels of one column that have a column of their own, and whether rare and missing ones have one."""

    kept: tuple[str, ...]
    rare: bool
    missing: bool

    @classmethod
    def learn(cls, labels: AnyArray, max_categories: int, min_frequency: int) -> "_Levels":
        """Keep the most frequent levels; group the others unless there is only one."""
        counts = pd.Series(labels, dtype=object).value_counts()
        order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        kept = [str(level) for level, count in order if count >= min_frequency]
        if len(kept) + (len(kept) < len(order)) > max_categories:
            kept = kept[: max_categories - 1]
        if len(order) - len(kept) == 1 and len(order) <= max_categories:
            kept = [str(level) for level, _ in order]
        return cls(tuple(sorted(kept)), len(kept) < len(order), bool(pd.isna(labels).any()))

    def names(self) -> list[str]:
        """Return what the columns stand for."""
        return [*self.kept, *(["(rare)"] if self.rare else []), *(["(missing)"] if self.missing else [])]

    def encode(self, labels: AnyArray) -> FloatArray:
        """Return one column for each name; a row is 1 in one of them, or in none where there is no place for it."""
        codes = pd.Index(self.kept, dtype=object).get_indexer(pd.Index(labels, dtype=object))
        gaps = np.asarray(pd.isna(labels))
        width = len(self.names())
        codes = np.where((codes < 0) & ~gaps & self.rare, len(self.kept), codes)
        codes = np.where(gaps & self.missing, width - 1, codes)
        out = np.zeros((len(labels), width))
        known = np.flatnonzero(codes >= 0)
        out[known, codes[known]] = 1.0
        return out


def _as_table(X: Any, *, sparse_output: bool | None = None) -> Any:
    """Return a csr matrix, a float matrix, or a list of columns; ValueError where X is none of these."""
    if sparse.issparse(X):
        X = check_array(X, accept_sparse="csr", dtype=np.float64, ensure_all_finite="allow-nan")
        return X.toarray() if sparse_output is False else X
    if not isinstance(X, pd.DataFrame):
        X = _as_array(X)
        if X.dtype.kind in "fiub":
            X = check_array(X, dtype=np.float64, ensure_all_finite="allow-nan")
            return sparse.csr_array(X) if sparse_output else X
        X = pd.DataFrame(X)
    for length, what in zip(X.shape, ("sample", "feature"), strict=True):
        if length == 0:
            raise ValueError(f"Found array with 0 {what}(s) (shape={X.shape}) while a minimum of 1 is required.")
    columns = [X.iloc[:, j].reset_index(drop=True) for j in range(X.shape[1])]
    return (
        sparse.csr_array(np.column_stack([column_floats(c, "number") for c in columns])) if sparse_output else columns
    )


def _as_array(X: Any) -> AnyArray:
    """Return a matrix of numbers, times, text or objects; numbers beside text stay numbers."""
    return np.asarray(check_array(as_array(X), dtype=None, ensure_all_finite=False))


def _column(table: Any, j: int) -> pd.Series:
    return pd.Series(table[:, j]) if isinstance(table, np.ndarray) else table[j]


def _centre_and_scale(values: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return medians, means and standard deviations of columns; 0, 0, 1 for empty, and scale 1 for constant ones."""
    empty = np.isnan(values).all(axis=0)
    values = np.where(empty, 0.0, values)
    largest = np.nanmax(np.abs(values), axis=0, initial=0.0)
    largest = np.where(largest > 0, largest, 1.0)
    unit = values / largest  # so that squares of very large or small numbers stay finite
    spread = np.where(np.nanmax(unit, axis=0) > np.nanmin(unit, axis=0), np.nanstd(unit, axis=0), 0.0)
    scale = np.where(spread > 0, spread * largest, 1.0)
    return np.nanmedian(values, axis=0), np.nanmean(unit, axis=0) * largest, scale


def _one_scale(values: FloatArray, scale: FloatArray) -> FloatArray:
    """Return one scale for all columns where none spreads much more than most do, else the scales as they are."""
    moving = np.nanmax(values, axis=0, initial=-np.inf) > np.nanmin(values, axis=0, initial=np.inf)
    if not moving.any() or scale[moving].max() > _LIKE_SPREAD * np.median(scale[moving]):
        return scale
    largest = scale[moving].max()  # taken out, since the square of a large number is none
    return np.full_like(scale, largest * np.sqrt(np.mean((scale[moving] / largest) ** 2)))


def _fill_sparse(X: Any) -> Any:
    """Return a copy with 0 in the place of NaN."""
    X = sparse.csr_array(X, copy=True)
    X.data[np.isnan(X.data)] = 0.0
    return X
