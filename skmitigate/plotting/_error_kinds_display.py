"""A picture of what the errors of a classifier are due to."""

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from skmitigate._typing import Estimator
from skmitigate.diagnosis._analyze_errors import analyze_errors
from skmitigate.metrics._wilson import wilson_band, wilson_interval
from skmitigate.plotting._axes import BETTER, FAINT, QUIET, axes_for, bare, heading, lines_of, plain, texts_right
from skmitigate.plotting._display import Display, TellsAll
from skmitigate.predictions._held_out import held_out_predictions
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.stories._page import counted

_UNEXPLAINED = "unexplained"


class ErrorKindsDisplay(Display):
    """How many errors have each kind as their primary cause, as the error ledger has it.

    Each error is counted once, so the filled bars sum to all errors. The dark part is in excess of what would be
    expected without the finding. An outline goes on to all errors that the finding concerns, among them those that have
    another primary cause. Beside each bar stands the count with its share of all errors and an interval for the share.

    Parameters
    ----------
    told : dict
        What ``Diagnosis.to_dict()`` returns.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the last plot.
    figure_ : matplotlib Figure
        Its figure.

    See Also
    --------
    skmitigate.analyze_errors : Makes the diagnosis.
    skmitigate.diagnosis.ErrorLedger : How an error's primary cause is found.

    Notes
    -----
    Intervals are Wilson's, of level 1 - `alpha` of the diagnosis, each for itself; the findings are taken as given.

    Examples
    --------
    >>> from skmitigate import analyze_errors
    >>> from skmitigate.plotting import ErrorKindsDisplay
    >>> from skmitigate.predictions import PredictionTable
    >>> truth = ["ill"] * 30 + ["well"] * 270
    >>> guess = ["well"] * 15 + ["ill"] * 25 + ["well"] * 260
    >>> diagnosis = analyze_errors(PredictionTable.from_predictions(truth, guess), detectors="class_imbalance")
    >>> display = ErrorKindsDisplay.from_diagnosis(diagnosis)
    >>> [text.get_text() for text in display.ax_.get_yticklabels()]
    ['class imbalance', 'unexplained']
    """

    @classmethod
    def from_diagnosis(cls, diagnosis: TellsAll, *, ax: Any = None) -> Self:
        """Draw a diagnosis.

        Parameters
        ----------
        diagnosis : Diagnosis
            What :func:`~skmitigate.analyze_errors` returns.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        ErrorKindsDisplay
            With the picture in ``figure_``.

        Raises
        ------
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        return cls(diagnosis.to_dict()).plot(ax=ax)

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        proba_or_y_pred: ArrayLike,
        *,
        X: Any = None,
        classes: ArrayLike | None = None,
        ax: Any = None,
    ) -> Self:
        """Diagnose the output of any model, and draw the diagnosis.

        Parameters
        ----------
        y_true : array-like of shape (n_rows,)
            The true labels.
        proba_or_y_pred : array-like of shape (n_rows, n_classes) or (n_rows,)
            Probabilities, one column for each of the sorted `classes`; or predicted labels.
        X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features), default=None
            The rows, for kinds of errors that are told from columns.
        classes : array-like of shape (n_classes,), default=None
            The class labels in the order of the columns, sorted. None takes the labels that occur.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        ErrorKindsDisplay
            With the picture in ``figure_``.

        Raises
        ------
        ValueError
            If labels, predictions and rows do not fit together.
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        table = PredictionTable.from_predictions(y_true, proba_or_y_pred, classes=classes)
        return cls.from_diagnosis(analyze_errors(table, X), ax=ax)

    @classmethod
    def from_estimator(cls, estimator: Estimator, X: Any, y: ArrayLike, *, ax: Any = None) -> Self:
        """Diagnose a fitted classifier on rows that it was not fitted on, and draw the diagnosis.

        Parameters
        ----------
        estimator : classifier
            A fitted classifier or Pipeline.
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Rows that it was not fitted on.
        y : array-like of shape (n_samples,)
            Their labels.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        ErrorKindsDisplay
            With the picture in ``figure_``.

        Raises
        ------
        NotFittedError
            If the classifier is not fitted.
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        return cls.from_diagnosis(analyze_errors(held_out_predictions(estimator, X, y), X), ax=ax)

    def _nothing(self) -> str:
        told = self.told
        if told["ledger"] is None:
            return "The diagnosis does not know its errors: make it with analyze_errors."
        return "" if told["n_errors"] else f"No errors in {counted(told['n_rows'], 'row')}."

    def _draw(self, ax: Any) -> None:
        told = self.told
        ledger, n_errors = told["ledger"], told["n_errors"]
        kinds = sorted(ledger["counts"], key=lambda kind: (kind == _UNEXPLAINED, -ledger["counts"][kind]))
        counts = [ledger["counts"][kind] for kind in kinds]
        excess = [ledger.get("in_excess", {}).get(kind) or 0.0 for kind in kinds]
        self.ax_ = ax = axes_for(ax, width=8.0, height=1.6 + 0.34 * len(kinds))
        heights = range(len(kinds))
        concerned = [max(n, len(ledger["applies"].get(kind, ()))) for kind, n in zip(kinds, counts, strict=True)]
        tints = [QUIET if kind == _UNEXPLAINED else "#BBD3E6" for kind in kinds]
        ax.barh(heights, concerned, height=0.62, fill=False, edgecolor=QUIET, linewidth=0.8)
        ax.barh(heights, counts, height=0.62, color=tints)
        ax.barh(heights, excess, height=0.62, color=BETTER)
        lines_of(ax, heights, [plain(kind.replace("_", " ")) for kind in kinds])
        ax.set_xlim(0, 1.02 * max(concerned))
        bare(ax)
        low, high = wilson_band(np.array(counts) / n_errors, np.full(len(kinds), float(n_errors)), 1 - told["alpha"])
        texts = [
            f"{n}   {ledger['shares'][kind]:.1%}  [{a:.1%}, {b:.1%}]" if n else "0"
            for kind, n, a, b in zip(kinds, counts, low, high, strict=True)
        ]
        texts_right(ax, list(heights), texts, [FAINT] * len(kinds), f"errors, share [{1 - told['alpha']:.0%}]")
        ax.set_xlabel("errors by primary cause\n(dark: more than expected without it; outline: all that it concerns)")
        ax.xaxis.get_major_locator().set_params(integer=True)
        heading(ax, _title(told))


def _title(told: Mapping[str, Any]) -> str:
    rate = told["n_errors"] / told["n_rows"]
    low, high = wilson_interval(told["n_errors"], told["n_rows"], 1 - told["alpha"])
    counts = f"{counted(told['n_errors'], 'error')} in {counted(told['n_rows'], 'row')}"
    return f"{counts}: {rate:.1%} [{low:.1%}, {high:.1%}] ({100 * (1 - told['alpha']):g} %)"
