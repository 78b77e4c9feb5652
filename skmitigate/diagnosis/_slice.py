"""A part of the rows, described by readable conditions on columns."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from skmitigate._typing import BoolArray
from skmitigate._utils._json import jsonable
from skmitigate.diagnosis._slice_text import COMPARISONS, CONSTANTS, OPERATORS, WORDS, parse_conditions, write_value

_UNNAMED = re.compile(r"x(\d+)")
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on one column.

    Parameters
    ----------
    column : str or int
        The column's name, or its position from 0. Columns without names are also called ``"x0"``, ``"x1"``, ...
    operator : {"<", "<=", ">", ">=", "==", "!=", "in", "not in", "is missing", "is not missing"}
        What is asked of the column. A missing value meets ``"is missing"`` only.
    value : object, default=None
        What the column is compared with; a tuple or list for ``"in"`` and ``"not in"``.

    Raises
    ------
    ValueError
        If there is no such operator, or the value does not suit it.

    See Also
    --------
    Slice : Several conditions that must hold together.

    Examples
    --------
    >>> import pandas as pd
    >>> from skmitigate.diagnosis import Condition
    >>> condition = Condition("town", "in", ("Ulm", "Bonn"))
    >>> print(condition)
    town in ['Ulm', 'Bonn']
    >>> condition.mask(pd.DataFrame({"town": ["Ulm", "Trier", None]}))
    array([ True, False, False])
    """

    column: str | int
    operator: str
    value: Any = None

    def __post_init__(self) -> None:
        """Check the operator, and make a list of values one that can be hashed."""
        if self.operator not in OPERATORS:
            raise ValueError(f"Expected an operator among {list(OPERATORS)}, got {self.operator!r}.")
        if self.operator.endswith("in"):
            if isinstance(self.value, str) or not np.iterable(self.value):
                raise ValueError(f"Expected a list of values after {self.operator!r}, got {self.value!r}.")
            object.__setattr__(self, "value", tuple(self.value))
        elif not self.operator.startswith("is") and (self.value is None or np.ndim(self.value) > 0):
            raise ValueError(
                f"Expected one value after {self.operator!r}, got {self.value!r}. For missing values say 'is missing', "
                "for several values 'in'."
            )

    def mask(self, X: Any) -> BoolArray:
        """Say which rows meet the condition.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of bool of shape (n_samples,)
            True where it is met.

        Raises
        ------
        ValueError
            If X has no such column, or its values cannot be compared with that of the condition.
        """
        column = column_of(X, self.column)
        missing = column.isna().to_numpy(dtype=bool)
        if self.operator.startswith("is"):
            return missing if self.operator == "is missing" else ~missing
        if self.operator.endswith("in"):
            found = column.isin(self.value).to_numpy(dtype=bool)
            return ~missing & (found if self.operator == "in" else ~found)
        known = column[~missing]
        if isinstance(known.dtype, pd.CategoricalDtype):
            known = known.astype(known.cat.categories.dtype)  # an unordered category has no "<", its numbers have
        try:
            met = COMPARISONS[self.operator](known, self.value)
        except TypeError as error:
            raise ValueError(
                f"Expected column {self.column!r} to have values that can be compared by {self}, got values like "
                f"{known.iloc[0]!r}. Compare numbers with numbers and text with text."
            ) from error
        mask = np.zeros(len(column), dtype=bool)
        mask[~missing] = np.asarray(met, dtype=bool)
        return mask

    def __str__(self) -> str:
        """Return the condition as text that :meth:`Slice.parse` reads."""
        name = f"x{self.column}" if isinstance(self.column, int) else self.column
        if not _PLAIN_NAME.fullmatch(name) or name in WORDS or name in CONSTANTS:
            name = f"`{name}`"
        if self.operator.startswith("is"):
            return f"{name} {self.operator}"
        return f"{name} {self.operator} {write_value(self.value)}"


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows that meet all of some conditions.

    Parameters
    ----------
    conditions : tuple of Condition
        At least one.

    Raises
    ------
    ValueError
        If there is no condition.

    See Also
    --------
    skmitigate.SliceRepair : Fits a model with more regard for some slices.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.diagnosis import Slice
    >>> slice_ = Slice.parse("x0 < 2 and x1 is missing")
    >>> print(slice_)
    x0 < 2 and x1 is missing
    >>> slice_.mask(np.array([[1.0, np.nan], [1.0, 7.0], [3.0, np.nan]]))
    array([ True, False, False])
    """

    conditions: tuple[Condition, ...]

    def __post_init__(self) -> None:
        """Check that there are conditions."""
        object.__setattr__(self, "conditions", tuple(self.conditions))
        if not self.conditions or not all(isinstance(condition, Condition) for condition in self.conditions):
            raise ValueError(
                f"Expected one Condition or more, got {self.conditions!r}. Slice.parse makes them of text."
            )

    @classmethod
    def parse(cls, text: str) -> "Slice":
        """Read a slice from text.

        Parameters
        ----------
        text : str
            Conditions joined by ``and``: ``age < 30``, ``30 <= age < 50``, ``town == 'Ulm'``,
            ``town in ['Ulm', 'Bonn']``, ``income is missing``. A name that is no plain word stands in backticks.

        Returns
        -------
        Slice
            The conditions in their order.

        Raises
        ------
        ValueError
            If the text cannot be read; the message says where.
        """
        return cls(tuple(Condition(*parts) for parts in parse_conditions(text)))

    def mask(self, X: Any) -> BoolArray:
        """Say which rows are in the slice.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of bool of shape (n_samples,)
            True for rows that meet all conditions.
        """
        return np.asarray(np.logical_and.reduce([condition.mask(X) for condition in self.conditions]))

    def __str__(self) -> str:
        """Return the slice as text that :meth:`parse` reads."""
        return " and ".join(str(condition) for condition in self.conditions)

    def to_dict(self) -> dict[str, Any]:
        """Return the slice as JSON-safe values.

        Returns
        -------
        dict
            The text, and column, operator and value of each condition.
        """
        parts = [{"column": c.column, "operator": c.operator, "value": jsonable(c.value)} for c in self.conditions]
        return {"text": str(self), "conditions": parts}


def column_of(X: Any, name: str | int) -> pd.Series:
    """Return one column, whatever holds it."""
    position: Any = None
    if isinstance(X, pd.DataFrame):
        matches = [j for j, column in enumerate(X.columns) if column == name]
        if len(matches) > 1:
            raise ValueError(f"Expected one column {name!r}, got {len(matches)} of that name. Rename them.")
        position = matches[0] if matches else None
        table: Any = X
    else:
        table = X if sparse.issparse(X) else np.asarray(X)
        if table.ndim == 2 and 0 in table.shape:
            what = "sample" if table.shape[0] == 0 else "feature"
            raise ValueError(
                f"Found array with 0 {what}(s) (shape={table.shape}) while a minimum of 1 is required by a slice."
            )
        if table.ndim != 2:
            raise ValueError(f"Slices are conditions on columns: expected X of two dimensions, got {table.ndim}.")
    if position is None:
        position = _position(name)
    if position is None or not -1 < position < table.shape[1]:
        names = [str(c) for c in X.columns] if isinstance(X, pd.DataFrame) else [f"x{j}" for j in range(table.shape[1])]
        shown = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
        raise ValueError(f"Expected a slice on columns of X ({shown}), got column {name!r}.")
    if isinstance(X, pd.DataFrame):
        column: pd.Series = X.iloc[:, position].reset_index(drop=True)
        return column
    if sparse.issparse(X):
        return pd.Series(sparse.csc_array(X)[:, [position]].toarray().ravel())
    return pd.Series(table[:, position]).infer_objects()


def _position(name: str | int) -> int | None:
    if isinstance(name, int | np.integer):
        return int(name)
    found = _UNNAMED.fullmatch(name)
    return int(found[1]) if found else None
