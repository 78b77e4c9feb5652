"""The smallest change found that makes the model predict another class."""

from dataclasses import dataclass
from typing import Any

from skmitigate._utils._json import jsonable


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Counterfactual:
    """A change in few columns, to values seen in the background, after which the model predicts another class.

    Parameters
    ----------
    found : bool
        Whether there is one.
    wanted : object
        The class that was sought; None where any other class would do.
    reached : object
        The class that the model predicts after the change; None where none was found.
    changes : tuple of dict
        Of each column that is changed: ``column``, ``value`` before and ``changed_to``.
    distance : float or None
        The mean of the distances of all columns, 0 to 1, those that stay as they are included.
    probability : float or None
        What the model gives to the class that is reached, after the change; None where it gives no probabilities.
    n_evaluations : int
        How many changed rows the model was asked about.
    reason : str
        Why none was found, or empty.

    See Also
    --------
    explain_prediction : Looks for it.

    Examples
    --------
    >>> from skmitigate.explanation import Counterfactual
    >>> none = Counterfactual(found=False, wanted="a", n_evaluations=10, reason="no row is predicted so")
    >>> none.to_dict()["changes"]
    []
    """

    found: bool
    wanted: Any = None
    reached: Any = None
    changes: tuple[dict[str, Any], ...] = ()
    distance: float | None = None
    probability: float | None = None
    n_evaluations: int
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the counterfactual as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}
