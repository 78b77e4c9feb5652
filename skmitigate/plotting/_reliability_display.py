"""A picture of whether probabilities come true."""

from typing import Any

import numpy as np

from skmitigate.metrics._reliability import reliability_curve
from skmitigate.plotting._axes import axes_for, next_curve, plain
from skmitigate.plotting._display import DisplayOfTable
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.stories._page import counted


def _tell(
    table: PredictionTable,
    *,
    name: str = "",
    label: Any = None,
    n_bins: int = 10,
    strategy: str = "quantile",
    level: float = 0.95,
) -> dict[str, Any]:
    """Return the curve with its bands."""
    curve = reliability_curve(table, label=label, n_bins=n_bins, strategy=strategy, confidence=level)
    return {**curve.to_dict(), "name": name, "off": curve.off.tolist()}


class ReliabilityDisplay(DisplayOfTable):
    """How often predictions come true, over the probability that they were given.

    Each point is a bin of rows, the larger the more, with the band that its rows allow; it is filled where the mean
    probability of the bin is outside the band. The legend says how many these are, of how many bins and rows. On the
    diagonal, probabilities come true. Two classifiers on the same axes: pass the first display's ``ax_``.

    Settings of ``from_table``, ``from_predictions`` and ``from_estimator``, as in
    :func:`~skmitigate.metrics.reliability_curve`: ``label`` (None: the predicted class of each row), ``n_bins`` (10),
    ``strategy`` ("quantile" or "uniform"), ``level`` (0.95), of the bands.

    Parameters
    ----------
    told : dict
        What a display of the same class has in its attribute ``told``.

    Attributes
    ----------
    told : dict
        What ``ReliabilityCurve.to_dict()`` returns, and the name.
    ax_ : matplotlib Axes
        The axes of the last plot.
    figure_ : matplotlib Figure
        Its figure.

    See Also
    --------
    skmitigate.metrics.reliability_curve : The numbers.
    skmitigate.ProbabilityCalibration : Changes probabilities so that they come true.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import cross_val_predictions
    >>> from skmitigate.plotting import ReliabilityDisplay
    >>> table = cross_val_predictions(GaussianNB(), *load_breast_cancer(return_X_y=True), random_state=0)
    >>> ReliabilityDisplay.from_table(table, n_bins=5).told["n_rows"]
    [114, 114, 115, 226]
    """

    _tell = staticmethod(_tell)

    def _draw(self, ax: Any) -> None:
        told = self.told
        self.ax_ = ax = axes_for(ax, width=5.6, height=5.2)
        tint, style = next_curve(ax)
        if not ax.get_lines():
            ax.plot([0, 1], [0, 1], color="black", linewidth=1, label="_diagonal")
        most = max(told["n_rows"])
        names = ("predicted", "observed", "low", "high", "off", "n_rows")
        for x, y, low, high, off, n in zip(*(told[name] for name in names), strict=True):
            size, fill = 3 + 5 * (n / most) ** 0.5, tint if off else "white"
            ax.plot([x, x], [low, high], color=tint, linewidth=1.6, solid_capstyle="butt")
            ax.plot([x], [y], marker="o", color=tint, markerfacecolor=fill, markersize=size, zorder=3)
        ax.plot(told["predicted"], told["observed"], color=tint, linestyle=style, linewidth=1.2, label=_label(told))
        # both axes from below the lowest point on, so that the diagonal stays one
        lowest = min(float(end) for line in ax.get_lines()[1:] for end in (*line.get_xdata(), *line.get_ydata()))
        start = max(0.0, np.floor(10 * lowest - 0.2) / 10)
        ax.set_xlim(start - 0.02 * (1 - start), 1 + 0.02 * (1 - start))
        ax.set_ylim(*ax.get_xlim())
        if self._own:
            ax.set_aspect("equal")
        ax.grid(color="#E6E6E6", linewidth=0.8)
        ax.set_axisbelow(True)
        what = "the predicted class" if told["label"] is None else f"class {plain(told['label'], 30)}"
        ax.set_xlabel(f"mean probability of {what}")
        ax.set_ylabel(f"share in which it came true ({told['confidence']:.0%} band for each bin)")
        ax.legend(frameon=False, fontsize="small", loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2)


def _label(told: Any) -> str:
    n_rows, n_bins = told["n_rows"], len(told["n_rows"])
    name = f"{plain(told['name'], 40)}: " if told["name"] else ""
    sizes = f"{min(n_rows)}" if min(n_rows) == max(n_rows) else f"{min(n_rows)} to {max(n_rows)}"
    return (
        f"{name}{counted(sum(n_rows), 'row')} in {counted(n_bins, 'bin')} of {sizes};\n"
        f"{sum(told['off'])} of {n_bins} outside the band (filled)"
    )
