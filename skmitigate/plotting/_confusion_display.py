"""A picture of which classes are taken for which, and how a change moves that."""

from collections.abc import Sequence
from textwrap import fill
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike

from skmitigate._optional import load_optional
from skmitigate._typing import Estimator, FloatArray, IntArray
from skmitigate._utils._labels import check_labels
from skmitigate.plotting._axes import (
    BETTER,
    FAINT,
    WORSE,
    axes_for,
    heading,
    short_names,
    signed,
    text_size,
    texts_right,
)
from skmitigate.plotting._confusion_told import told_confusion
from skmitigate.plotting._display import Display
from skmitigate.predictions._held_out import held_out_predictions
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.stories._page import counted

#: With more classes the cells are too small for numbers.
_MOST_WITH_NUMBERS = 12
#: Of more classes, those with the most errors are drawn.
_MOST_CLASSES = 40
_ZERO = "#9A9A9A"


class ConfusionDisplay(Display):
    """The confusion matrix, or how it changes from one set of predictions to another of the same rows.

    Rows are true classes, columns predicted ones. With one set of predictions a cell is the darker the larger its share
    of the true class is. With two it has both counts, and is blue where the change is for the better (more on the
    diagonal, fewer beside it), orange where it is for the worse. On the right stands the recall of each class, or its
    change, with an interval.

    Parameters
    ----------
    told : dict
        What a display of the same class has in its attribute ``told``.

    Attributes
    ----------
    told : dict
        Classes, rows of each, the matrix or both (sums of weights where rows have them), recalls and their intervals.
    ax_ : matplotlib Axes
        The axes of the last plot.
    figure_ : matplotlib Figure
        Its figure.

    See Also
    --------
    skmitigate.metrics.confusion : The counts.
    FlipsDisplay : Rows put right and broken, class by class.

    Notes
    -----
    Intervals are Wilson's for a recall; for a change of recall those of :class:`~skmitigate.evidence.GroupFlips`, which
    count each row once and know of the variance between fitted models where the tables have folds. Counts are written
    in the cells for up to 12 classes. Of more than 40 classes those with the most errors are drawn, as true or as
    predicted class, before or after; their errors with other classes are not.

    Examples
    --------
    >>> from skmitigate.plotting import ConfusionDisplay
    >>> display = ConfusionDisplay.from_predictions(["a", "b", "b", "b"], ["a", "b", "a", "b"])
    >>> [text.get_text() for text in display.ax_.texts[:4]]
    ['1', '0', '1', '2']
    >>> display.told["recall"][1], [round(end, 2) for end in display.told["recall_interval"][1]]
    (0.6666666666666666, [0.21, 0.94])
    """

    @classmethod
    def from_tables(
        cls, table: PredictionTable, after: PredictionTable | None = None, *, level: float = 0.95, ax: Any = None
    ) -> Self:
        """Draw one table of predictions, or the change to another of the same rows.

        Parameters
        ----------
        table : PredictionTable
            The predictions, such as ``base_predictions_`` of a :class:`~skmitigate.SelfCorrectingClassifier`.
        after : PredictionTable, default=None
            Those of the changed classifier, such as its ``predictions_``.
        level : float, default=0.95
            Of the intervals.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        ConfusionDisplay
            With the picture in ``figure_``.

        Raises
        ------
        ValueError
            If the tables are of different rows or classes.
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        return cls(told_confusion(table, after, level=level)).plot(ax=ax)

    @classmethod
    def from_predictions(
        cls,
        y_true: ArrayLike,
        y_pred: ArrayLike,
        *,
        y_pred_after: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
        level: float = 0.95,
        ax: Any = None,
    ) -> Self:
        """Draw predicted labels of any model.

        Parameters
        ----------
        y_true : array-like of shape (n_rows,)
            The true labels.
        y_pred : array-like of shape (n_rows,)
            The predicted ones.
        y_pred_after : array-like of shape (n_rows,), default=None
            Those of the changed classifier, for the same rows.
        sample_weight : array-like of shape (n_rows,), default=None
            Weights of the rows.
        level : float, default=0.95
            Of the intervals.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        ConfusionDisplay
            With the picture in ``figure_``.

        Raises
        ------
        ValueError
            If labels and predictions do not fit together.
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        given = [check_labels(labels) for labels in (y_true, y_pred, y_pred_after) if labels is not None]
        classes = np.unique(np.concatenate([np.unique(labels) for labels in given]))
        tables = [
            PredictionTable.from_predictions(given[0], labels, classes=classes, sample_weight=sample_weight)
            for labels in given[1:]
        ]
        return cls.from_tables(*tables, level=level, ax=ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: Estimator,
        X: Any,
        y: ArrayLike,
        *,
        after: Estimator | None = None,
        sample_weight: ArrayLike | None = None,
        level: float = 0.95,
        ax: Any = None,
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
        after : classifier, default=None
            The changed classifier, fitted too.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the rows.
        level : float, default=0.95
            Of the intervals.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        ConfusionDisplay
            With the picture in ``figure_``.

        Raises
        ------
        NotFittedError
            If a classifier is not fitted.
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        models = [estimator] if after is None else [estimator, after]
        tables = [held_out_predictions(model, X, y, sample_weight=sample_weight) for model in models]
        classes = np.unique(np.concatenate([table.classes for table in tables]))
        return cls.from_tables(*(table.with_classes(classes) for table in tables), level=level, ax=ax)

    def _draw(self, ax: Any) -> None:
        told = self.told
        shown = _shown(told)
        n = len(shown)
        after = None if told["matrix_after"] is None else np.array(told["matrix_after"])
        shares, settings = _shares(np.array(told["matrix"]), after, np.array(told["weight"]))
        shares = shares[np.ix_(shown, shown)]
        texts = _cells(told, shown)
        names = short_names([told["classes"][i] for i in shown], 24)
        longest = max(map(len, names))
        turned = n > 6 and longest > 4
        across = names if turned else [fill(name, 14) for name in names]
        wide = max(0.9 if n <= 6 else 0.5, 0.2 + 0.075 * max(len(text) for line in texts for text in line))
        wide, high = (wide, 0.7 if n <= 6 else 0.4) if n <= _MOST_WITH_NUMBERS else (0.25, 0.2)
        below = 0.085 * longest if turned else 0.2 * max(name.count("\n") + 1 for name in across)
        self.ax_ = ax = axes_for(ax, width=wide * n + 2.9 + 0.085 * longest, height=high * n + 1.3 + below)
        ax.imshow(shares, aspect="auto", **settings)
        if n <= _MOST_WITH_NUMBERS:
            _write_cells(ax, texts, shares / settings["vmax"])
        size = min(text_size(ax, n), text_size(ax, n, along="width")) if turned else text_size(ax, 2 * n)
        rows = [told["n_rows"][i] for i in shown]
        ax.set_xticks(range(n), across, rotation=90 if turned else 0, fontsize=size)
        ax.set_yticks(range(n), [f"{a} ({b})" for a, b in zip(names, rows, strict=True)], fontsize=size)
        ax.tick_params(length=0)
        ax.set_xlabel("predicted class")
        ax.set_ylabel("true class (rows)")
        title = f"{'recall' if after is None else 'points of recall'} [{told['level']:.0%}, each]"
        texts_right(ax, range(n), _recalls(told, shown), [FAINT] * n, title)
        left = len(told["classes"]) - n
        more = f"; {left} more classes are not shown" if left else ""
        heading(ax, f"{_title(told)}{more}\n")  # with a line for the title of the texts on the right


def _write_cells(ax: Any, texts: list[list[str]], depth: FloatArray) -> None:
    """Write the counts, in white where the colour is deep and in grey where there is nothing."""
    n, longest = len(texts), max(len(text) for line in texts for text in line)
    size = min(text_size(ax, n), text_size(ax, 0.62 * longest * n, along="width"))
    for (i, j), deep in np.ndenumerate(np.abs(depth) > 0.6):
        tint = _ZERO if set(texts[i][j]) <= set("0 →") else "white" if deep else "black"
        ax.text(j, i, texts[i][j], ha="center", va="center", color=tint, fontsize=size)


def _shown(told: Any) -> IntArray:
    """Return the positions of the classes that are drawn."""
    errors = np.zeros(len(told["classes"]))
    for name in ("matrix", "matrix_after"):
        if told[name] is not None:
            matrix = np.array(told[name])
            errors += matrix.sum(axis=0) + matrix.sum(axis=1) - 2 * np.diag(matrix)
    return np.sort(np.argsort(-errors, kind="stable")[:_MOST_CLASSES])


def _cells(told: Any, shown: IntArray) -> list[list[str]]:
    """Return what stands in the cells."""
    matrices = [told[name] for name in ("matrix", "matrix_after") if told[name] is not None]
    return [[" → ".join(_count(matrix[i][j]) for matrix in matrices) for j in shown] for i in shown]


def _shares(before: FloatArray, after: FloatArray | None, weight: FloatArray) -> tuple[FloatArray, dict[str, Any]]:
    """Return what the colour of each cell stands for, as a share of the true class, and how it is coloured."""
    whole = np.where(weight > 0, weight, 1.0)[:, None]
    if after is None:
        return before / whole, {"cmap": "Blues", "vmin": 0.0, "vmax": 1.0}
    colors = load_optional("matplotlib.colors", extra="plot", needed_for="A picture")
    change = (after - before) / whole
    better = np.where(np.eye(len(before), dtype=bool), change, -change)
    reach = max(float(np.abs(better).max()), 0.01)
    cmap = colors.LinearSegmentedColormap.from_list("change", [WORSE, "white", BETTER])
    return better, {"cmap": cmap, "vmin": -reach, "vmax": reach}


def _count(value: float) -> str:
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.3g}"


def _recalls(told: Any, shown: IntArray) -> Sequence[str]:
    name, interval = ("recall", "recall_interval") if told["matrix_after"] is None else ("change", "change_interval")
    texts = []
    for value, ends in ((told[name][i], told[interval][i]) for i in shown):
        if ends is None:
            texts.append("no rows")
        elif name == "recall":
            texts.append(f"{value:.1%}  [{ends[0]:.1%}, {ends[1]:.1%}]")
        else:
            texts.append(f"{signed(100 * value)}  [{signed(100 * ends[0])}, {signed(100 * ends[1])}]")
    return texts


def _title(told: Any) -> str:
    rows = counted(sum(told["n_rows"]), "row")
    weighed = "; cells are sums of weights" if told["weighted"] else ""
    if told["n_errors_after"] is None:
        return f"{counted(told['n_errors'], 'error')} in {rows}{weighed}"
    return f"before → after: {told['n_errors']} → {counted(told['n_errors_after'], 'error')} in {rows}{weighed}"
