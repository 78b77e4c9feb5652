"""The rows of the background that a row is like: those that the model gets right, and those it was taken for."""

from dataclasses import dataclass
from typing import Any

from skmitigate._utils._json import jsonable


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Neighbour:
    """A row of the background, and how it differs from the one that is explained.

    Parameters
    ----------
    position : int
        Its position in the background.
    label : object
        Its true class; None where the labels of the background are not known.
    predicted : object
        The class that the model predicts for it.
    distance : float
        The mean of the distances of all columns, 0 to 1.
    differs : tuple of dict
        The columns that differ, those that are farthest apart first: ``column``, ``value`` (of the row that is
        explained), ``other`` (of this row) and ``distance``, 0 to 1.

    See Also
    --------
    Neighbours : Where it stands.

    Examples
    --------
    >>> from skmitigate.explanation import Neighbour
    >>> Neighbour(position=3, label="a", predicted="a", distance=0.1, differs=()).to_dict()["position"]
    3
    """

    position: int
    label: Any
    predicted: Any
    distance: float
    differs: tuple[dict[str, Any], ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the neighbour as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Neighbours:
    """The nearest rows of the background, by a distance over mixed columns.

    Parameters
    ----------
    twin : Neighbour or None
        The nearest row of the true class that the model gets right; None where no true class was given or there is no
        such row.
    taken_for : tuple of Neighbour
        The nearest rows of the class that was predicted.
    labelled : bool
        Whether the true classes of the background were given. Without them, a row counts as of the class that the
        model predicts for it.
    n_twins : int
        How many rows of the background are of the true class and predicted so.
    n_rows : int
        How many rows of the background were looked at.

    See Also
    --------
    explain_prediction : Finds them.

    Examples
    --------
    >>> from skmitigate.explanation import Neighbours
    >>> Neighbours(twin=None, taken_for=(), labelled=False, n_twins=0, n_rows=10).to_dict()["twin"] is None
    True
    """

    twin: Neighbour | None
    taken_for: tuple[Neighbour, ...]
    labelled: bool
    n_twins: int
    n_rows: int

    def to_dict(self) -> dict[str, Any]:
        """Return the neighbours as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only.
        """
        return {
            "twin": None if self.twin is None else self.twin.to_dict(),
            "taken_for": [neighbour.to_dict() for neighbour in self.taken_for],
            "labelled": self.labelled,
            "n_twins": self.n_twins,
            "n_rows": self.n_rows,
        }
