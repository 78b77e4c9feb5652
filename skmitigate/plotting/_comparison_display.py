"""A picture of the comparison of two classifiers."""

from collections.abc import Mapping
from typing import Any

from skmitigate.plotting._axes import axes_for, bare, colour, heading, plain, rooms_for_text, short_names, text_size
from skmitigate.plotting._display import DisplayOfComparison
from skmitigate.stories._page import counted

_MOST_CLASSES = 15


class ComparisonDisplay(DisplayOfComparison):
    """The difference between two classifiers, and the change of each class's recall, with intervals.

    Made by :meth:`from_comparison`, as a Display of scikit-learn.

    Parameters
    ----------
    told : dict
        What ``Comparison.to_dict()`` returns.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the last plot.
    figure_ : matplotlib Figure
        Its figure.

    See Also
    --------
    StrategiesDisplay : All strategies side by side.

    Examples
    --------
    >>> from skmitigate import compare
    >>> from skmitigate.plotting import ComparisonDisplay
    >>> from skmitigate.predictions import PredictionTable
    >>> a = PredictionTable.from_predictions([0, 1] * 50, [0, 0] * 50)
    >>> b = PredictionTable.from_predictions([0, 1] * 50, [0, 1] * 50)
    >>> display = ComparisonDisplay.from_comparison(compare(a, b))
    >>> display.ax_.get_xlabel()
    'b - a'
    >>> display.figure_.savefig("comparison.png")  # doctest: +SKIP
    """

    def _draw(self, ax: Any) -> None:
        told = self.told
        classes = [line for line in told["per_class"] if line["n_rows"]]
        left = len(classes) - _MOST_CLASSES
        classes = sorted(classes, key=lambda line: line["p_value"])[:_MOST_CLASSES] if left > 0 else classes
        names = short_names([line["class"] for line in classes], 30)
        rows = [line["n_rows"] for line in classes]
        labels = [told["scoring"], *(f"recall of {name} ({n})" for name, n in zip(names, rows, strict=True))]
        lines = [
            (told["difference"], told["interval"], told["verdict"].endswith("is better")),
            *((line["difference"], line["interval"], line["p_value"] < told["alpha"]) for line in classes),
        ]
        self.ax_ = ax = axes_for(ax, width=7.5, height=1.7 + 0.32 * len(lines))
        if told["rope"] is not None:
            ax.axvspan(-told["rope"], told["rope"], color="#EFE6C8", zorder=0, label=f"within {told['rope']:g}")
            ax.legend(frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0), fontsize="small")
        # the classes stand a little below the score that they are not part of
        heights = [0.0, *(-1.4 - i for i in range(len(classes)))]
        for y, (middle, (low, high), resolved) in zip(heights, lines, strict=True):
            tint, size = colour(middle, resolved=resolved), 8 if y == 0 else 6
            ax.plot([low, high], [y, y], color=tint, linewidth=2.6 if y == 0 else 1.8, solid_capstyle="round")
            ax.plot([middle], [y], marker="o" if resolved else "D", color=tint, markersize=size)
        ax.axvline(0.0, color="black", linewidth=1)
        ax.set_yticks(heights, labels, fontsize=text_size(ax, len(labels) + 1))
        ax.set_ylim(heights[-1] - 0.8, 0.8)
        rooms_for_text(ax, [end for _, interval, _ in lines for end in interval])
        bare(ax)
        ax.set_xlabel("b - a" + (f" ({left} more classes are not shown)" if left > 0 else ""))
        heading(ax, _title(told))


def _title(told: Mapping[str, Any]) -> str:
    """Return the verdict with both names, on lines of their own where they are long."""
    a, b, rows = plain(told["name_a"], 90), plain(told["name_b"], 90), counted(told["n_rows"], "row")
    verdict = f"{told['verdict']} ({100 * (1 - told['alpha']):g} % intervals, {rows})"
    if (a, b) == ("a", "b"):
        return verdict
    names = f"a: {a}, b: {b}"
    return f"{verdict}\n" + (names if len(names) < 70 else f"a: {a}\nb: {b}")
