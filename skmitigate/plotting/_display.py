"""What the pictures of comparisons share."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Protocol, Self


class TellsAll(Protocol):
    """What can be drawn: a data object, whose room may be above this one."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-safe values."""


class Display(ABC):
    """Base of the pictures: made by :meth:`from_comparison`, as a Display of scikit-learn.

    Parameters
    ----------
    told : dict
        What ``to_dict()`` of the comparison returns.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told

    @classmethod
    def from_comparison(cls, comparison: TellsAll, *, ax: Any = None) -> Self:
        """Draw a comparison.

        Parameters
        ----------
        comparison : Comparison or StrategyComparison
            What :func:`~skmitigate.compare` or :func:`~skmitigate.compare_strategies` returns, whichever is drawn here.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        Display
            With the picture in ``figure_``.

        Raises
        ------
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        return cls(comparison.to_dict()).plot(ax=ax)

    def plot(self, ax: Any = None) -> Self:
        """Draw the picture.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        Display
            Itself.

        Raises
        ------
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        self._draw(ax)
        return self

    @abstractmethod
    def _draw(self, ax: Any) -> None:
        """Set ``ax_`` and ``figure_``."""
