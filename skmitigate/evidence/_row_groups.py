"""Rows divided into named groups."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from skmitigate._typing import BoolArray, IntArray
from skmitigate.predictions._prediction_table import PredictionTable


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RowGroups:
    """Which of some named groups each row belongs to, if any.

    Parameters
    ----------
    kind : str
        What made the groups: ``"column"``, ``"slice"`` or ``"class"``.
    names : tuple of str
        The groups' names.
    code : ndarray of int of shape (n_rows,)
        The position in `names` of each row's group; -1 for a row in none.

    See Also
    --------
    find_harm : Tests each group for having become worse.
    flips : Counts what changed in each group.

    Examples
    --------
    >>> from skmitigate.evidence import RowGroups
    >>> RowGroups.from_values("sex", ["f", "m", None, "f"])
    RowGroups(sex = f: 2, sex = m: 1, sex is missing: 1)
    """

    kind: str
    names: tuple[str, ...]
    code: IntArray

    @classmethod
    def from_values(cls, column: str, values: Any) -> "RowGroups":
        """Make a group of each value of a column, and one of the rows where it is missing.

        Parameters
        ----------
        column : str
            The column's name.
        values : array-like of shape (n_rows,)
            Its values; those that are written alike are in one group.

        Returns
        -------
        RowGroups
            The groups in the order of their texts.
        """
        series = pd.Series(values).reset_index(drop=True)
        missing = series.isna().to_numpy(dtype=bool)
        text = np.array([str(value) for value in series[~missing]], dtype=object)
        names, position = np.unique(text, return_inverse=True)
        code = np.full(len(series), len(names), dtype=np.intp)
        code[~missing] = position
        told = [f"{column} = {name}" for name in names]
        return cls("column", (*told, f"{column} is missing") if missing.any() else tuple(told), code)

    @classmethod
    def from_mask(cls, name: str, mask: ArrayLike) -> "RowGroups":
        """Make one group of some rows.

        Parameters
        ----------
        name : str
            The group's name, such as the text of a slice.
        mask : array-like of bool of shape (n_rows,)
            Which rows are in it.

        Returns
        -------
        RowGroups
            One group; the other rows are in none.
        """
        inside: BoolArray = np.asarray(mask, dtype=bool)
        return cls("slice", (name,), np.where(inside, 0, -1))

    @classmethod
    def from_classes(cls, table: PredictionTable, labels: Iterable[Any] | None = None) -> "RowGroups":
        """Make a group of the rows of each true class.

        Parameters
        ----------
        table : PredictionTable
            The rows with their truth.
        labels : iterable of labels, default=None
            Which classes; None takes all.

        Returns
        -------
        RowGroups
            The groups in the order of the classes.

        Raises
        ------
        ValueError
            If a label is not one of the table's classes.
        """
        names = table.classes.tolist()
        wanted = names if labels is None else list(labels)
        if unknown := [label for label in wanted if label not in names]:
            raise ValueError(f"Expected labels among the classes {names!r}, got {unknown[0]!r}.")
        kept = [i for i, label in enumerate(names) if label in wanted]
        code = np.full(len(names), -1, dtype=np.intp)
        code[kept] = np.arange(len(kept))
        return cls("class", tuple(f"class {names[i]}" for i in kept), code[table.y_true])

    def take(self, rows: BoolArray | IntArray) -> "RowGroups":
        """Return the groups of some rows only.

        Parameters
        ----------
        rows : ndarray of bool or int
            Which rows, as a mask or as positions.

        Returns
        -------
        RowGroups
            With the same names.
        """
        return replace(self, code=self.code[rows])

    @property
    def n_rows(self) -> IntArray:
        """How many rows each group has, shape (n_groups,)."""
        return np.bincount(self.code[self.code >= 0], minlength=len(self.names))

    def __len__(self) -> int:
        """Return the number of groups."""
        return len(self.names)

    def __repr__(self) -> str:
        """Return one line with the first groups and their rows."""
        shown = [f"{name}: {n}" for name, n in zip(self.names[:5], self.n_rows[:5], strict=True)]
        return f"RowGroups({', '.join(shown)}{', ...' if len(self) > 5 else ''})"
