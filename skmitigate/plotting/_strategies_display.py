"""A picture of all strategies side by side."""

import textwrap
from collections.abc import Mapping
from typing import Any

from skmitigate.plotting._axes import FAINT, QUIET, axes_for, bare, colour, lines_of, note_below, plain, rooms_for_text
from skmitigate.plotting._display import DisplayOfComparison


class StrategiesDisplay(DisplayOfComparison):
    """The difference of each strategy from the unchanged model, with intervals that hold for all at once.

    Made by :meth:`from_comparison`, as a Display of scikit-learn. Strategies that are shown to be better or worse have
    a round mark and a colour; below the picture stands what was skipped or failed.

    Parameters
    ----------
    told : dict
        What ``StrategyComparison.to_dict()`` returns.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the last plot.
    figure_ : matplotlib Figure
        Its figure.

    See Also
    --------
    ComparisonDisplay : Two classifiers.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from skmitigate import compare_strategies
    >>> from skmitigate.plotting import StrategiesDisplay
    >>> X, y = load_wine(return_X_y=True)
    >>> found = compare_strategies(DecisionTreeClassifier(max_depth=1), X, y, [GaussianNB()], random_state=0)
    >>> [text.get_text() for text in StrategiesDisplay.from_comparison(found).ax_.get_yticklabels()]
    ['GaussianNB  a', 'unchanged  b']
    """

    def _draw(self, ax: Any) -> None:
        told = self.told
        compared = [line for line in told["lines"] if line["status"] == "compared"]
        note = _left_out(told)
        self.ax_ = ax = axes_for(ax, width=9.0, height=1.3 + 0.3 * len(compared) + 0.2 * len(note.splitlines()))
        for y, line in enumerate(compared):
            middle, (low, high) = line["difference"], line["interval"] or (0.0, 0.0)
            if line["interval"] is None:
                ax.plot([0.0], [y], marker="|", color="black", markersize=14, markeredgewidth=2.5)
                continue
            resolved = line["reason"] in ("better", "worse")
            tint = colour(middle, resolved=resolved)
            ax.plot([low, high], [y, y], color=tint if resolved else QUIET, linewidth=2, solid_capstyle="round")
            ax.plot([middle], [y], marker="o" if resolved else "D", color=tint, markersize=7 if resolved else 5)
        ax.axvline(0.0, color="black", linewidth=1)
        lines_of(ax, range(len(compared)), [f"{plain(line['candidate'])}  {line['letters']}" for line in compared])
        rooms_for_text(ax, [end for line in compared for end in line["interval"] or ()])
        bare(ax)
        ax.set_xlabel(f"{told['scoring']}, difference from the unchanged {plain(told['model'])}, {told['n_rows']} rows")
        if note:
            note_below(ax, note, lines_down=3)
        level = f"{100 * (1 - told['alpha']):g} %"
        title = f"{level} intervals, for all at once; without a common letter two are shown to differ"
        ax.set_title(title, loc="right", fontsize="small", color=FAINT)


def _left_out(told: Mapping[str, Any]) -> str:
    """Return what was skipped or failed, in lines."""
    lines = []
    for status in ("skipped", "failed"):
        names = list(dict.fromkeys(line["candidate"] for line in told["lines"] if line["status"] == status))
        if names:
            lines.append(textwrap.fill(f"{status}: {', '.join(map(plain, names))}", 110))
    return "\n".join(lines)
