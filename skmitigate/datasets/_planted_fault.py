"""What was planted in a generated table."""

from dataclasses import dataclass
from typing import Any

from skmitigate._typing import IntArray
from skmitigate._utils._json import jsonable


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PlantedFault:
    """The truth about a generated table: what is wrong in it, and what should help.

    Parameters
    ----------
    kind : str
        The fault that was asked for.
    description : str
        What a usual model will do with the table, in a sentence.
    remedies : tuple of str
        Aliases of the strategies that should help; empty where nothing can be gained.
    classes : tuple of str
        The labels concerned; empty where no class is special.
    rows : ndarray of int of shape (n_concerned,)
        Positions of the rows concerned.
    bayes_error : float
        The share of errors that no classifier can go below on new rows: exact, or estimated from fresh rows with
        known densities; NaN where it is not known.
    columns : tuple of str, default=()
        The columns concerned.
    slice : str, default=""
        The part of the rows concerned, as text that :meth:`~skmitigate.diagnosis.Slice.parse` reads; empty where the
        fault is not one of columns.
    reference : DataFrame, default=None
        The rows to compare with, where the fault is a change.

    See Also
    --------
    skmitigate.datasets.make_faulty_classification : Makes rows and labels for a model to err on.
    skmitigate.datasets.make_faulty_predictions : Makes predictions with errors of a known kind.

    Examples
    --------
    >>> from skmitigate.datasets import make_faulty_classification
    >>> data, fault = make_faulty_classification(400, fault="class_imbalance", random_state=0)
    >>> fault
    PlantedFault('class_imbalance', 24 rows, remedies: class_balancing, data_augmentation)
    >>> sorted(set(data.y[fault.rows].tolist())) == list(fault.classes)
    True
    """

    kind: str
    description: str
    remedies: tuple[str, ...]
    classes: tuple[str, ...]
    rows: IntArray
    bayes_error: float
    columns: tuple[str, ...] = ()
    slice: str = ""
    reference: Any = None

    def __repr__(self) -> str:
        """Return the kind, the size and the remedies."""
        return f"PlantedFault({self.kind!r}, {len(self.rows)} rows, remedies: {', '.join(self.remedies) or 'none'})"

    def to_dict(self) -> dict[str, Any]:
        """Return all fields.

        Returns
        -------
        dict
            One entry for each field but the reference, JSON-safe.
        """
        fields = ("kind", "description", "remedies", "classes", "rows", "bayes_error", "columns", "slice")
        return {name: jsonable(getattr(self, name)) for name in fields}
