"""A picture of how many errors remain if only the surest predictions are answered."""

from typing import Any

import numpy as np

from skmitigate._signals._confidence import confidence
from skmitigate._utils._json import jsonable
from skmitigate._utils._levels import check_alpha
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._risk_intervals import aurc_interval, risk_band
from skmitigate.metrics._row_scores import required_proba
from skmitigate.metrics._selective import aurc, excess_aurc, risk_coverage_curve
from skmitigate.plotting._axes import axes_for, next_curve, plain
from skmitigate.plotting._display import DisplayOfTable
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.stories._page import counted

#: Points of a curve that are drawn, evenly over the coverage; each is one of the curve's own.
_MOST_POINTS = 400
#: From this coverage on the band is all in sight.
_FROM = 0.2


def _tell(table: PredictionTable, *, name: str = "", level: float = 0.95, random_state: Any = None) -> dict[str, Any]:
    """Return the curve with its band, and the area under it with its interval."""
    check_alpha(1 - level)
    sure = confidence(required_proba(table, "The risk-coverage curve"))
    columns: dict[str, Any] = {"confidence": sure, "errors": table.errors, "sample_weight": table.sample_weight}
    curve = risk_coverage_curve(**columns)
    low, high = risk_band(**columns, level=level)
    asked = np.linspace(0, 1, _MOST_POINTS) * curve.coverage[-1]
    shown = np.unique(np.append(np.searchsorted(curve.coverage, asked).clip(max=len(low) - 1), len(low) - 1))
    try:
        interval, why = aurc_interval(**columns, groups=table.groups, level=level, random_state=random_state), ""
    except NotApplicable as reason:
        interval, why = None, str(reason)
    told = {
        "name": name,
        "n_rows": len(table),
        "n_errors": int(table.errors.sum()),
        "level": level,
        "aurc": aurc(**columns),
        "aurc_interval": interval,
        "no_interval": why,
        "excess_aurc": excess_aurc(**columns),
        "risk": curve.risk[shown],
        "coverage": curve.coverage[shown],
        "thresholds": curve.thresholds[shown],
        "low": low[shown],
        "high": high[shown],
    }
    return dict(jsonable(told))


class RiskCoverageDisplay(DisplayOfTable):
    """The share of errors among the answered rows, over how many rows are answered, the surest first.

    The band is that of the share of errors at each threshold, for a threshold that was chosen beforehand; the legend
    has the area under the curve (AURC) with its interval, and the rows. Rows are answered by the probability of the
    likeliest class. Two curves on the same axes: pass the first display's ``ax_``.

    Settings of ``from_table``, ``from_predictions`` and ``from_estimator``: ``level`` (0.95), of band and interval, and
    ``random_state`` (None), which draws the rows for the interval.

    Parameters
    ----------
    told : dict
        What a display of the same class has in its attribute ``told``.

    Attributes
    ----------
    told : dict
        Name, rows, errors, the points of the curve with their band and thresholds, the areas.
    ax_ : matplotlib Axes
        The axes of the last plot.
    figure_ : matplotlib Figure
        Its figure.

    See Also
    --------
    skmitigate.metrics.risk_coverage_curve : All points of the curve.
    skmitigate.ConfidenceThresholding : Learns which rows to answer.

    Notes
    -----
    Of curves with more than 400 thresholds, as many are drawn. The band takes rows to be independent; the interval of
    the area draws groups where the table has them.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import cross_val_predictions
    >>> from skmitigate.plotting import RiskCoverageDisplay
    >>> table = cross_val_predictions(GaussianNB(), *load_breast_cancer(return_X_y=True), random_state=0)
    >>> display = RiskCoverageDisplay.from_table(table, random_state=0)
    >>> display.told["n_rows"], round(display.told["aurc"], 4)
    (569, 0.0105)
    """

    _tell = staticmethod(_tell)

    def _draw(self, ax: Any) -> None:
        told = self.told
        self.ax_ = ax = axes_for(ax, width=6.5, height=4.2)
        tint, style = next_curve(ax)
        reach = ax.get_ylim()[1] if ax.get_lines() else 0.0
        ax.fill_between(told["coverage"], told["low"], told["high"], color=tint, alpha=0.15, linewidth=0)
        ax.plot(told["coverage"], told["risk"], color=tint, linestyle=style, linewidth=2, label=_label(told))
        ax.plot(told["coverage"][-1:], told["risk"][-1:], marker="o", color=tint, markersize=6)
        # the band of the first few rows reaches up to 1 and would press the rest to the floor
        beyond = [high for high, share in zip(told["high"], told["coverage"], strict=True) if share >= _FROM]
        ax.set_ylim(0, min(1.0, max(1.1 * max(beyond), 0.02, reach)))
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.grid(color="#E6E6E6", linewidth=0.8)
        ax.set_axisbelow(True)
        ax.set_xlabel("coverage: share of rows answered, the surest first")
        ax.set_ylabel(f"risk: share of errors among them ({told['level']:.0%} band)")
        ax.legend(frameon=False, fontsize="small", loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2)


def _label(told: Any) -> str:
    name = f"{plain(told['name'], 40)}: " if told["name"] else ""
    area = f"AURC {told['aurc']:.4f}"
    if told["aurc_interval"] is not None:
        low, high = told["aurc_interval"]
        area += f" [{low:.4f}, {high:.4f}]"
    else:
        area += " (too few errors for an interval)"
    return f"{name}{area}\n{counted(told['n_errors'], 'error')} in {counted(told['n_rows'], 'row')}"
