"""Which groups each row belongs to, by the columns and slices that must not become worse off."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import issparse

from skmitigate._typing import AnyArray
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.diagnosis._slice import Slice
from skmitigate.evidence._harm import Harm
from skmitigate.evidence._row_groups import RowGroups
from skmitigate.predictions._prediction_table import PredictionTable

#: A column of numbers or dates with more values than this is cut into thirds.
_MOST_VALUES = 10
#: A reason names no more harmed groups than this; the trial has them all.
_MOST_NAMED = 3


def protected_groups(X: Any, what: Any) -> RowGroups:
    """Return the groups of the rows of X by one column, or the one that is a slice."""
    column = _column(X, what)
    if column is not None:
        return RowGroups.from_values(*column) if not _is_wide(column[1]) else _thirds(*column)
    if isinstance(what, str):
        try:
            what = Slice.parse(what)
        except ValueError as error:
            raise ValueError(_refused(X, what)) from error
    if isinstance(what, Slice):
        return RowGroups.from_mask(str(what), what.mask(X))
    raise ValueError(_refused(X, what))


def check_guarded(what: Any, classes: AnyArray) -> None:
    """Raise ValueError where `protect_classes` lists a label that is not there."""
    known = classes.tolist()
    unknown = [] if isinstance(what, bool | np.bool_) else [label for label in what if label not in known]
    if unknown:
        raise ValueError(
            f"Expected protect_classes to list labels among the classes {known!r}, got {unknown[0]!r}. True protects "
            "all."
        )


def each_once(groups: Iterable[RowGroups]) -> list[RowGroups]:
    """Return the groups without those that are there already, as when a column is named twice."""
    return list({(each.kind, each.names): each for each in groups}.values())


def found_slices(diagnosis: Diagnosis, X: Any, table: PredictionTable, *, but: Sequence[RowGroups]) -> list[RowGroups]:
    """Return the weak slices that a diagnosis has found, as groups of the table's rows, but those there already."""
    finding = diagnosis.find("weak_slices")
    texts = [] if finding is None else finding.evidence.get("slices", [])
    known = {name for groups in but for name in groups.names}
    slices = [where for where in (Slice.parse(str(text)) for text in texts) if str(where) not in known]
    return [RowGroups.from_mask(str(where), where.mask(X)).take(table.row) for where in slices]


def worse_for(harms: Sequence[Harm]) -> str:
    """Say for whom a candidate is worse, and by how much."""
    told = [
        f"{harm.group} ({harm.n_broken} rows broken and {harm.n_fixed} put right of {harm.n_rows}: "
        f"{100 * harm.change:+.1f} points of error, at least {100 * harm.at_least:+.1f}, p = {harm.p_value:.2g})"
        for harm in harms[:_MOST_NAMED]
    ]
    left = [f"{len(harms) - _MOST_NAMED} more"] if len(harms) > _MOST_NAMED else []
    return f"it is worse for {' and '.join([*told, *left])}"


def _is_wide(values: pd.Series) -> bool:
    """Whether a column has an order and more values than can be groups each."""
    kind = values.dtype
    ordered = pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_complex_dtype(kind)
    dated = pd.api.types.is_datetime64_any_dtype(kind) or pd.api.types.is_timedelta64_dtype(kind)
    return (ordered or dated) and values.nunique() > _MOST_VALUES


def _thirds(name: str, values: pd.Series) -> RowGroups:
    """Cut an ordered column into thirds, or into as many parts as equal values leave, two at least."""
    missing = values.isna().to_numpy(dtype=bool)
    known: AnyArray = values[~missing].to_numpy()
    levels, position = np.unique(known, return_inverse=True)
    # by rank, so that dates and infinite numbers are cut as numbers are
    order = np.sort(position)
    ends = np.unique([min(order[len(order) * part // 3 - 1], len(levels) - 2) for part in (1, 2)])
    code = np.full(len(values), len(ends) + 1, dtype=np.intp)
    code[~missing] = np.searchsorted(ends, position)
    edges = [_written(levels[end]) for end in ends]
    between = [f"{low} < {name} <= {high}" for low, high in pairwise(edges)]
    names = [f"{name} <= {edges[0]}", *between, f"{name} > {edges[-1]}"]
    return RowGroups("column", (*names, f"{name} is missing") if missing.any() else tuple(names), code)


def _written(value: Any) -> str:
    if isinstance(value, np.datetime64 | np.timedelta64):
        return str(pd.Timestamp(value) if isinstance(value, np.datetime64) else pd.Timedelta(value))
    return f"{value:g}" if isinstance(value, int | float | np.number) else str(value)


def _column(X: Any, what: Any) -> tuple[str, pd.Series] | None:
    """Return the name and the values of one column of X, or None where there is no such column."""
    if isinstance(what, bool | np.bool_):
        return None
    if isinstance(X, pd.DataFrame):
        found = [j for j, name in enumerate(X.columns) if isinstance(what, Hashable) and name == what]
        if len(found) > 1:
            raise ValueError(f"Expected one column {what!r} to protect, got {len(found)} of that name. Rename them.")
        return (str(what), X.iloc[:, found[0]].infer_objects()) if found else None
    X = X if issparse(X) else np.asarray(X)
    if not isinstance(what, int | np.integer) or X.ndim != 2 or not 0 <= what < X.shape[1]:
        return None
    values = X.tocsc()[:, [what]].toarray().ravel() if issparse(X) else X[:, what]
    return f"x{what}", pd.Series(values).infer_objects()


def _refused(X: Any, what: Any) -> str:
    if isinstance(X, pd.DataFrame):
        there = f"the columns of X, {list(X.columns)}, by name"
    else:
        shape = X.shape if issparse(X) else np.asarray(X).shape
        there = f"the columns of X by position, 0 to {shape[1] - 1}" if len(shape) == 2 else "columns, and X has none"
    return f"Expected protect to list {there}, or slices such as 'age < 30'; got {what!r}."
