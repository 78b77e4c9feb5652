"""A picture of how far columns and predictions have drifted."""

from collections.abc import Mapping
from typing import Any, Self

from skmitigate.plotting._axes import (
    FAINT,
    QUIET,
    WORSE,
    axes_for,
    bare,
    heading,
    lines_of,
    plain,
    rooms_for_text,
    texts_right,
)
from skmitigate.plotting._display import Display, TellsAll
from skmitigate.stories._page import counted, p_text

_MOST_COLUMNS = 30


class DriftDisplay(Display):
    """How far each column, and what is predicted, is from a reference: the distance with its interval, and the p-value.

    The distance is Kolmogorov and Smirnov's for numbers and the total variation distance for levels: 0 where alike, at
    most 1. What has drifted has a round mark and a colour. The predictions stand first, then the columns, the largest
    change first; where the share of missing values changed more, it is told beside it.

    Parameters
    ----------
    told : dict
        What ``to_dict()`` of the result of ``skmitigate.monitoring.drift`` returns.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the last plot.
    figure_ : matplotlib Figure
        Its figure.

    Notes
    -----
    Of more than 30 lines those with the smallest p-values are drawn. An interval that does not reach down to 0 is no
    test: the distance of two samples is never 0.

    Examples
    --------
    >>> from skmitigate.plotting import DriftDisplay
    >>> age = {"name": "age", "drifted": True, "distance": 0.4, "interval": [0.3, 0.5], "p_value": 0.0001}
    >>> missing = {"part": "values", "missing_before": 0.0, "missing_now": 0.0}
    >>> told = {"columns": [age | missing], "outputs": [], "n_before": 500, "n_now": 300, "alpha": 0.05}
    >>> DriftDisplay(told).plot().ax_.get_title(loc="left")
    '1 of 1 column has drifted (500 rows before, 300 now)'
    """

    @classmethod
    def from_drift(cls, result: TellsAll, *, ax: Any = None) -> Self:
        """Draw a comparison with a reference.

        Parameters
        ----------
        result : DriftResult
            What ``skmitigate.monitoring.drift`` returns.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        DriftDisplay
            With the picture in ``figure_``.

        Raises
        ------
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        return cls(result.to_dict()).plot(ax=ax)

    def _nothing(self) -> str:
        return "" if self.told["columns"] or self.told["outputs"] else "There is nothing to compare: no columns."

    def _draw(self, ax: Any) -> None:
        told = self.told
        columns = sorted(told["columns"], key=lambda line: (line["p_value"], -_size(line)))
        lines = sorted([*told["outputs"], *columns], key=lambda line: line["p_value"])[:_MOST_COLUMNS]
        kept = {id(line) for line in lines}
        lines = [line for line in [*told["outputs"], *sorted(columns, key=lambda c: -_size(c))] if id(line) in kept]
        left = len(told["columns"]) + len(told["outputs"]) - len(lines)
        self.ax_ = ax = axes_for(ax, width=9.5, height=1.5 + 0.28 * len(lines))
        of_output = {id(line) for line in told["outputs"]}
        for y, line in enumerate(lines):
            tint = WORSE if line["drifted"] else QUIET
            ax.plot(line["interval"], [y, y], color=tint, linewidth=2, solid_capstyle="round")
            ax.plot([line["distance"]], [y], marker="o" if line["drifted"] else "D", color=tint, markersize=6)
        labels = [("predictions: " if id(line) in of_output else "") + plain(line["name"], 32) for line in lines]
        heights = list(range(len(lines)))
        lines_of(ax, heights, labels)
        rooms_for_text(ax, [end for line in lines for end in (line["distance"], *line["interval"])])
        ax.set_xlim(left=0)
        bare(ax)
        more = f"; {left} more are not shown" if left else ""
        ax.set_xlabel(f"distance from the reference ({1 - told['alpha']:.0%} intervals, for all at once){more}")
        tints = [WORSE if line["drifted"] else FAINT for line in lines]
        texts_right(ax, heights, [_text(line) for line in lines], tints, "distance [interval], corrected p")
        heading(ax, _title(told))


def _size(line: Mapping[str, Any]) -> float:
    return float(max(line["distance"], abs(line["missing_now"] - line["missing_before"])))


def _text(line: Mapping[str, Any]) -> str:
    low, high = line["interval"]
    text = f"{line['distance']:.3f} [{low:.3f}, {high:.3f}]   {p_text(line['p_value']).removeprefix('= ')}"
    if line["part"] == "missing values":
        text += f"   missing {line['missing_before']:.1%} → {line['missing_now']:.1%}"
    return text


def _title(told: Mapping[str, Any]) -> str:
    n = len(told["columns"])
    drifted = sum(line["drifted"] for line in told["columns"])
    outputs = [line["name"] for line in told["outputs"] if line["drifted"]]
    parts = [f"{drifted} of {counted(n, 'column')} {'has' if n == 1 else 'have'} drifted"] if n else []
    parts += [f"of the predictions: {', '.join(outputs)}"] if outputs else []
    rows = f"({counted(told['n_before'], 'row')} before, {told['n_now']} now)"
    return f"{'; '.join(parts) or 'nothing has drifted'} {rows}"
