"""What pictures share: how they are made and drawn."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, Self

from numpy.typing import ArrayLike

from skmitigate._typing import Estimator
from skmitigate.plotting._axes import axes_for, say
from skmitigate.predictions._held_out import held_out_predictions
from skmitigate.predictions._prediction_table import PredictionTable


class TellsAll(Protocol):
    """What can be drawn: a data object, whose room may be above this one."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-safe values."""


class Display(ABC):
    """Base of the pictures.

    Parameters
    ----------
    told : dict
        JSON-safe values, from which the picture is drawn.
    """

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.told = told

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
        self._own = ax is None
        nothing = self._nothing()
        if nothing:
            self.ax_ = axes_for(ax, width=6.0, height=1.5)
            say(self.ax_, nothing)
        else:
            self._draw(ax)
        self.figure_ = self.ax_.figure
        return self

    @abstractmethod
    def _draw(self, ax: Any) -> None:
        """Set ``ax_``, the axes that were drawn on."""

    def _nothing(self) -> str:
        """Return what to say where there is nothing to draw."""
        return ""


class DisplayOfComparison(Display):
    """Base of the pictures of comparisons.

    Parameters
    ----------
    told : dict
        What ``to_dict()`` of the comparison returns.
    """

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


class DisplayOfTable(Display):
    """Base of the pictures of one classifier's predictions.

    Parameters
    ----------
    told : dict
        What a display of the same class has in its attribute ``told``.
    """

    _tell: ClassVar[Callable[..., dict[str, Any]]]

    @classmethod
    def from_table(cls, table: PredictionTable, *, name: str = "", ax: Any = None, **settings: Any) -> Self:
        """Draw a table of predictions.

        Parameters
        ----------
        table : PredictionTable
            Predictions for rows that the classifier was not fitted on, such as
            :func:`~skmitigate.cross_val_predictions` returns.
        name : str, default=""
            What to call the classifier.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure. Curves are drawn beside those that are there.
        **settings : dict
            Settings of the display, as its class says.

        Returns
        -------
        Display
            With the picture in ``figure_``.

        Raises
        ------
        NotApplicable
            If the picture needs probabilities, and the table has none.
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        return cls(cls._tell(table, name=name, **settings)).plot(ax=ax)

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        proba_or_y_pred: ArrayLike,
        *,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
        name: str = "",
        ax: Any = None,
        **settings: Any,
    ) -> Self:
        """Draw the output of any model.

        Parameters
        ----------
        y_true : array-like of shape (n_rows,)
            The true labels.
        proba_or_y_pred : array-like of shape (n_rows, n_classes) or (n_rows,)
            Probabilities, one column for each of the sorted `classes`; or predicted labels.
        classes : array-like of shape (n_classes,), default=None
            The class labels in the order of the columns, sorted. None takes the labels that occur.
        sample_weight : array-like of shape (n_rows,), default=None
            Weights of the rows.
        name : str, default=""
            What to call the classifier.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure. Curves are drawn beside those that are there.
        **settings : dict
            Settings of the display, as its class says.

        Returns
        -------
        Display
            With the picture in ``figure_``.

        Raises
        ------
        ValueError
            If labels and predictions do not fit together.
        NotApplicable
            If the picture needs probabilities, and labels were passed.
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        table = PredictionTable.from_predictions(y_true, proba_or_y_pred, classes=classes, sample_weight=sample_weight)
        return cls.from_table(table, name=name, ax=ax, **settings)

    @classmethod
    def from_estimator(
        cls,
        estimator: Estimator,
        X: Any,
        y: ArrayLike,
        *,
        sample_weight: ArrayLike | None = None,
        name: str | None = None,
        ax: Any = None,
        **settings: Any,
    ) -> Self:
        """Draw a fitted classifier's predictions for rows that it was not fitted on.

        Parameters
        ----------
        estimator : classifier
            A fitted classifier or Pipeline.
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Rows that it was not fitted on.
        y : array-like of shape (n_samples,)
            Their labels.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the rows.
        name : str, default=None
            What to call the classifier; by default by its class.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure. Curves are drawn beside those that are there.
        **settings : dict
            Settings of the display, as its class says.

        Returns
        -------
        Display
            With the picture in ``figure_``.

        Raises
        ------
        NotFittedError
            If the classifier is not fitted.
        NotApplicable
            If the picture needs probabilities, and the classifier has none.
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        table = held_out_predictions(estimator, X, y, sample_weight=sample_weight)
        return cls.from_table(table, name=type(estimator).__name__ if name is None else name, ax=ax, **settings)
