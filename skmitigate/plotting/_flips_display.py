"""A picture of the rows that a change puts right and breaks."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from skmitigate.evidence._flips import flips
from skmitigate.plotting._axes import (
    BETTER,
    FAINT,
    WORSE,
    axes_for,
    bare,
    heading,
    lines_of,
    plain,
    short_names,
    signed,
    text_size,
    texts_right,
)
from skmitigate.plotting._display import Display, TellsAll
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.stories._page import counted, p_text

_MOST_GROUPS = 30
_SIDES = {1: "left", -1: "right"}


class FlipsDisplay(Display):
    """Rows that were wrong and are right, and the reverse, for each class and other group of rows.

    Beside each group stands by how many points the share of its errors changed, with an interval; the text has a colour
    where the group is shown to be better or worse.

    Parameters
    ----------
    told : dict
        What ``Flips.to_dict()`` returns.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the last plot.
    figure_ : matplotlib Figure
        Its figure.

    See Also
    --------
    skmitigate.evidence.Flips : The numbers, and the test.
    ConfusionDisplay : From which class to which.

    Notes
    -----
    Of more than 30 groups those with the smallest p-values are drawn. The intervals do not know how a change was
    chosen: of a correction they are on the rows that chose; the gain in its report is corrected for that.

    Examples
    --------
    >>> from skmitigate.plotting import FlipsDisplay
    >>> from skmitigate.predictions import PredictionTable
    >>> truth = ["a", "b"] * 50
    >>> before = PredictionTable.from_predictions(truth, ["a", "a"] * 50)
    >>> after = PredictionTable.from_predictions(truth, ["a", "b"] * 50)
    >>> display = FlipsDisplay.from_tables(before, after)
    >>> print(display.ax_.get_title(loc="left"))
    50 rows put right, 0 broken, 0 still wrong, of 100 (exact McNemar test: p < 0.001)
    errors -50.0 points [-59.6, -40.4] (95 %)
    """

    @classmethod
    def from_flips(cls, ledger: TellsAll, *, ax: Any = None) -> Self:
        """Draw a ledger.

        Parameters
        ----------
        ledger : Flips
            What :func:`~skmitigate.evidence.flips` returns.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        FlipsDisplay
            With the picture in ``figure_``.

        Raises
        ------
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        return cls(ledger.to_dict()).plot(ax=ax)

    @classmethod
    def from_tables(cls, before: PredictionTable, after: PredictionTable, *, ax: Any = None) -> Self:
        """Draw what changed from one table of predictions to another of the same rows.

        Parameters
        ----------
        before : PredictionTable
            The predictions of the original model, such as ``base_predictions_`` of a
            :class:`~skmitigate.SelfCorrectingClassifier`.
        after : PredictionTable
            Those of the changed one, such as its ``predictions_``.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        FlipsDisplay
            With the picture in ``figure_``.

        Raises
        ------
        ValueError
            If the tables are of different rows.
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        return cls.from_flips(flips(before, after), ax=ax)

    @classmethod
    def from_report(cls, report: TellsAll, *, ax: Any = None) -> Self:
        """Draw the rows that change between the original model and what is returned, or between a and b.

        Parameters
        ----------
        report : CorrectionReport or Comparison
            What a :class:`~skmitigate.SelfCorrectingClassifier` has in ``report_``, or what
            :func:`~skmitigate.compare` returns.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        FlipsDisplay
            With the picture in ``figure_``.

        Raises
        ------
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        told = report.to_dict()
        return cls({**told["flips"], "chosen": "n_candidates" in told}).plot(ax=ax)

    def _nothing(self) -> str:
        told = self.told
        if told["n_fixed"] + told["n_broken"]:
            return ""
        return (
            f"No row changes: {told['n_still_wrong']} of {counted(told['n_rows'], 'row')} are wrong before and after."
        )

    def _draw(self, ax: Any) -> None:
        told = self.told
        groups = [group for group in told["groups"] if group["n_rows"]]
        left = len(groups) - _MOST_GROUPS
        if left > 0:
            kept = sorted(groups, key=lambda group: (group["p_value"], -group["n_fixed"] - group["n_broken"]))
            groups = [group for group in groups if group in kept[:_MOST_GROUPS]]
        self.ax_ = ax = axes_for(ax, width=8.0, height=1.6 + 0.3 * len(groups))
        size = text_size(ax, len(groups), most=8.3)
        for y, group in enumerate(groups):
            for n, tint, side in ((group["n_fixed"], BETTER, 1), (-group["n_broken"], WORSE, -1)):
                ax.barh([y], [n], height=0.62, color=tint)
                place = {"xytext": (3 * side, 0), "textcoords": "offset points", "va": "center", "fontsize": size}
                ax.annotate(str(abs(n)), (n, y), ha=_SIDES[side], color=tint if n else FAINT, **place)
        heights = list(range(len(groups)))
        ax.axvline(0.0, color="black", linewidth=1)
        lines_of(ax, heights, _labels(groups))
        reach = max(max(group["n_fixed"], group["n_broken"]) for group in groups)
        low, high = (max(group[name] for group in groups) for name in ("n_broken", "n_fixed"))
        ax.set_xlim(-low - 0.12 * reach, high + 0.12 * reach)
        bare(ax)
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
        more = f"; {left} more groups are not shown" if left > 0 else ""
        ax.set_xlabel(f"← rows broken      rows put right →{more}")
        tints = {"better": BETTER, "worse": WORSE}
        title = f"points of error [{groups[0]['level']:.0%}, each]"
        texts_right(
            ax, heights, [_change(group) for group in groups], [tints.get(g["verdict"], FAINT) for g in groups], title
        )
        heading(ax, _title(told))


def _labels(groups: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the groups' names, those of classes shortened together, with their rows."""
    classes = [group["group"].removeprefix("class ") for group in groups if group["kind"] == "class"]
    short = iter(short_names(classes, 30))
    names = [f"class {next(short)}" if group["kind"] == "class" else plain(group["group"], 36) for group in groups]
    return [f"{name} ({group['n_rows']})" for name, group in zip(names, groups, strict=True)]


def _change(group: Mapping[str, Any]) -> str:
    low, high = (100 * end for end in group["interval"])
    return f"{signed(100 * group['change'])}  [{signed(low)}, {signed(high)}]"


def _title(told: Mapping[str, Any]) -> str:
    counts = (
        f"{counted(told['n_fixed'], 'row')} put right, {told['n_broken']} broken, {told['n_still_wrong']} still wrong, "
        f"of {told['n_rows']} (exact McNemar test: p {p_text(told['p_value'])})"
    )
    if told.get("interval") is None:
        return counts
    chosen = ", on the rows that chose" if told.get("chosen") else ""
    change, low, high = (signed(100 * value) for value in (told["change"], *told["interval"]))
    return f"{counts}\nerrors {change} points [{low}, {high}] ({100 * told['level']:g} %{chosen})"
