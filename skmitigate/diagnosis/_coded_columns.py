"""Cut the columns of a table into few bins, and write any run of bins as readable conditions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._typing import AnyArray, IntArray
from skmitigate.diagnosis._readable_cuts import readable_cut, readable_number
from skmitigate.diagnosis._slice import Condition, column_of

#: Numbers with more values than this are cut at quantiles, into as many bins.
N_BINS = 20
#: The most frequent categories that are looked at one by one.
_MOST_CATEGORIES = 40
#: Rarer categories are pooled where the list of them stays readable.
_MOST_POOLED = 8
_LONGEST_TEXT = 80


@dataclass(frozen=True, slots=True, eq=False)
class CodedColumn:
    """One column as bins: first those with an order, then categories, then the pool of rare ones, then missing.

    `below` holds, for each ordered bin but the first, the largest value of the bin before and the smallest of its own;
    `values` holds what each bin contains where it is listed (one value, or several that are pooled), None otherwise.
    """

    name: str
    codes: IntArray
    n_ordered: int
    n_bins: int
    counts: IntArray
    below: tuple[tuple[Any, Any], ...]
    values: tuple[tuple[Any, ...] | None, ...]
    missing: int | None
    unnamed: int | None

    def conditions(self, first: int, last: int) -> tuple[Condition, ...]:
        """Write the bins from `first` to `last` as conditions on the column."""
        if first == self.missing:
            return (Condition(self.name, "is missing"),)
        values = self.values[first]
        if first == last and values is not None:
            return (Condition(self.name, "==", values[0]) if len(values) == 1 else Condition(self.name, "in", values),)
        if (first, last) == (0, self.n_ordered - 1):
            return (Condition(self.name, "is not missing"),)
        found = []
        if first > 0:
            found.append(Condition(self.name, ">=", readable_cut(*self.below[first - 1])))
        if last < self.n_ordered - 1:
            found.append(Condition(self.name, "<", readable_cut(*self.below[last])))
        return tuple(found)

    def take(self, rows: IntArray) -> "CodedColumn":
        """Return the column of some of the rows, in the same bins."""
        codes = self.codes[rows]
        return replace(self, codes=codes, counts=np.bincount(codes, minlength=self.n_bins))

    def singles(self) -> list[int]:
        """Return the bins without an order that are conditions of their own."""
        return [j for j in range(self.n_ordered, self.n_bins) if j != self.unnamed]

    def borders(self, shares: Sequence[float]) -> list[int]:
        """Return the borders (numbers of ordered bins below) that are nearest to some shares of the known rows."""
        below = np.cumsum(self.counts[: self.n_ordered])[:-1] / max(self.counts[: self.n_ordered].sum(), 1)
        if len(below) == 0:
            return []
        return sorted({int(np.argmin(np.abs(below - share))) + 1 for share in shares})


def code_columns(X: Any, min_rows: int) -> list[CodedColumn]:
    """Return the columns of X that can be sliced: at least two bins, a name that can be written, readable values."""
    coded = []
    for j, name in enumerate(_names(X)):
        if name is None:
            continue
        column = code_column(name, _values(X, j), min_rows)
        if column is not None:
            coded.append(column)
    return coded


def code_column(name: str, values: pd.Series, min_rows: int) -> CodedColumn | None:
    """Return one column in bins, or None where no condition on it has rows on both sides."""
    kind = values.dtype
    missing = values.isna().to_numpy(dtype=bool)
    known = values[~missing]
    if pd.api.types.is_bool_dtype(kind) or isinstance(kind, pd.CategoricalDtype) or not _has_order(kind):
        return _code_categories(name, known, missing, min_rows)
    if pd.api.types.is_datetime64_any_dtype(kind) or pd.api.types.is_timedelta64_dtype(kind):
        return _code_ordered(name, known.astype("int64").to_numpy(), known, missing)
    numbers = known.to_numpy(dtype=np.float64)
    return _code_ordered(name, numbers, None, missing)


def _has_order(kind: Any) -> bool:
    numeric = pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_complex_dtype(kind)
    return numeric or pd.api.types.is_datetime64_any_dtype(kind) or pd.api.types.is_timedelta64_dtype(kind)


def _code_ordered(name: str, numbers: AnyArray, times: pd.Series | None, missing: AnyArray) -> CodedColumn | None:
    levels, where, counts = np.unique(numbers, return_index=True, return_counts=True)
    starts = _quantile_starts(counts) if len(levels) > N_BINS else np.arange(1, len(levels))
    codes = np.full(len(missing), len(starts) + 1, dtype=np.intp)
    codes[~missing] = np.searchsorted(levels[starts], numbers, side="right")

    def value(position: int) -> Any:
        return numbers[where[position]] if times is None else times.iloc[where[position]]

    listed: tuple[tuple[Any, ...] | None, ...] = (None,) * (len(starts) + 1)
    if len(levels) <= N_BINS and times is None:
        listed = tuple((readable_number(level),) for level in levels)
    n_ordered = len(starts) + 1 if len(levels) else 0
    return _column(
        name,
        codes if n_ordered else np.zeros(len(missing), dtype=np.intp),
        n_ordered,
        below=tuple((value(start - 1), value(start)) for start in starts),
        values=listed if n_ordered else (),
        missing=missing,
        unnamed=None,
    )


def _quantile_starts(counts: IntArray) -> IntArray:
    """Return which levels open a bin, but the first, so that bins hold about as many rows each."""
    ends = np.cumsum(counts)[:-1]
    targets = counts.sum() * np.arange(1, N_BINS) / N_BINS
    nearest = np.clip(np.searchsorted(ends, targets), 1, len(ends) - 1)
    nearest -= targets - ends[nearest - 1] < ends[nearest] - targets
    return np.unique(nearest) + 1


def _code_categories(name: str, known: pd.Series, missing: AnyArray, min_rows: int) -> CodedColumn | None:
    try:
        place, levels = pd.factorize(known)
    except TypeError:  # values that cannot be hashed cannot be written either
        return None
    counts = np.bincount(place, minlength=len(levels))
    readable = np.array([_is_readable(level) for level in levels], dtype=bool)
    values_of = list(levels)
    order = sorted(np.flatnonzero(readable), key=lambda i: (-counts[i], str(values_of[i])))
    alone = [i for i in order if counts[i] >= min_rows][:_MOST_CATEGORIES]
    rest = [i for i in range(len(levels)) if i not in set(alone)] if len(levels) < 10 * _MOST_CATEGORIES else None
    pooled = rest is not None and 1 < len(rest) <= _MOST_POOLED and bool(readable[rest].all())
    of_level = np.full(len(levels), len(alone), dtype=np.intp)
    of_level[alone] = np.arange(len(alone))
    values: list[tuple[Any, ...] | None] = [(_plain(values_of[i]),) for i in alone]
    has_rest = len(alone) < len(levels)
    if has_rest:
        values.append(tuple(sorted((_plain(values_of[i]) for i in rest), key=str)) if pooled and rest else None)
    codes = np.full(len(missing), len(values), dtype=np.intp)
    codes[~missing] = of_level[place]
    unnamed = len(alone) if has_rest and not pooled else None
    return _column(name, codes, 0, below=(), values=tuple(values), missing=missing, unnamed=unnamed)


def _column(
    name: str,
    codes: IntArray,
    n_ordered: int,
    *,
    below: tuple[tuple[Any, Any], ...],
    values: tuple[tuple[Any, ...] | None, ...],
    missing: AnyArray,
    unnamed: int | None,
) -> CodedColumn | None:
    n_bins = len(values) + bool(missing.any())
    if n_bins < 2:
        return None
    return CodedColumn(
        name=name,
        codes=codes,
        n_ordered=n_ordered,
        n_bins=n_bins,
        counts=np.bincount(codes, minlength=n_bins),
        below=below,
        values=values + ((None,) if missing.any() else ()),
        missing=len(values) if missing.any() else None,
        unnamed=unnamed,
    )


def _is_readable(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST_TEXT
    return isinstance(value, bool | np.bool_ | int | np.integer | float | np.floating)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _names(X: Any) -> list[str | None]:
    """Return what each column is called in a condition; None where no name means this column alone."""
    if not isinstance(X, pd.DataFrame):
        return [f"x{j}" for j in range(X.shape[1])]
    there = list(X.columns)
    texts = {name for name in there if isinstance(name, str)}
    once = X.columns.value_counts() if len(set(map(type, there))) == 1 else None
    names: list[str | None] = []
    for j, name in enumerate(there):
        n_same = int(once[name]) if once is not None else sum(other == name for other in there)
        if isinstance(name, str) and name and "`" not in name:
            names.append(name if n_same == 1 else None)
        else:
            names.append(None if f"x{j}" in texts else f"x{j}")
    return names


def _values(X: Any, j: int) -> pd.Series:
    column = X.iloc[:, j] if isinstance(X, pd.DataFrame) else column_of(X, j)
    return column.infer_objects() if column.dtype == object else column
