"""A picture of what a correction tried, in the order in which it tried it."""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Self

from skmitigate.plotting._axes import (
    BETTER,
    FAINT,
    QUIET,
    UNRESOLVED,
    WORSE,
    axes_for,
    bare,
    heading,
    lines_of,
    note_below,
    plain,
    rooms_for_text,
)
from skmitigate.plotting._display import Display, TellsAll
from skmitigate.stories._page import counted

_MOST_TRIALS = 40
#: Colour and mark of each outcome.
_LOOKS = {
    "accepted": (BETTER, "o"),
    "rejected": (UNRESOLVED, "D"),
    "rejected for harm": (WORSE, "v"),
    "dropped early": (QUIET, "x"),
}


class TrialsDisplay(Display):
    """The difference that each candidate of a correction made, with its interval, in the order of the trials.

    Differences are from the model that was current at the time. A candidate that was dropped after a few folds has no
    interval. A plus stands before what was added to a model that had been accepted. Under the title stands the gain
    that is reported, which is corrected for the search: the difference of an accepted candidate is too high, because it
    is the best of many.

    Parameters
    ----------
    told : dict
        What ``CorrectionReport.to_dict()`` returns.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes of the last plot.
    figure_ : matplotlib Figure
        Its figure.

    See Also
    --------
    skmitigate.correction.CorrectionReport : The numbers.
    FlipsDisplay : The rows that were put right and broken.

    Notes
    -----
    Of more than 40 trials those that were accepted, and of the others those with the largest differences, are drawn.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import SelfCorrectingClassifier
    >>> from skmitigate.plotting import TrialsDisplay
    >>> model = SelfCorrectingClassifier(GaussianNB(), strategies=["class_balancing"], random_state=0)
    >>> display = TrialsDisplay.from_report(model.fit(*load_iris(return_X_y=True)).report_)
    >>> display.told["verdict"]
    'kept'
    """

    @classmethod
    def from_report(cls, report: TellsAll, *, ax: Any = None) -> Self:
        """Draw the trials of a correction.

        Parameters
        ----------
        report : CorrectionReport
            What a :class:`~skmitigate.SelfCorrectingClassifier` has in ``report_``.
        ax : matplotlib Axes, default=None
            Where to draw; None makes a figure.

        Returns
        -------
        TrialsDisplay
            With the picture in ``figure_``.

        Raises
        ------
        ImportError
            If matplotlib is not there, with the command that installs it.
        """
        return cls(report.to_dict()).plot(ax=ax)

    def _nothing(self) -> str:
        if any(trial["difference"] is not None for trial in self.told["trials"]):
            return ""
        return f"No candidate was compared.\n{textwrap.fill(plain(self.told['reason'], 200), 70)}"

    def _draw(self, ax: Any) -> None:
        told = self.told
        names = _names(told["trials"])
        trials, left = _shown([trial for trial in told["trials"] if trial["difference"] is not None])
        note = _note(told["trials"], left)
        self.ax_ = ax = axes_for(ax, width=9.0, height=1.9 + 0.28 * len(trials) + 0.2 * len(note.splitlines()))
        seen: set[str] = set()
        for y, trial in enumerate(trials):
            outcome = _outcome(trial)
            tint, mark = _LOOKS[outcome]
            ends = trial["interval"]
            if ends is not None:
                ax.plot(ends, [y, y], color=tint, linewidth=2.6 if outcome == "accepted" else 1.6)
            label = None if outcome in seen else outcome
            ax.plot([trial["difference"]], [y], marker=mark, linestyle="none", color=tint, markersize=6, label=label)
            seen.add(outcome)
        ax.axvline(0.0, color="black", linewidth=1)
        lines_of(ax, range(len(trials)), [plain(names[id(trial)], 48) for trial in trials])
        for text, trial in zip(ax.get_yticklabels(), trials, strict=True):
            text.set_color(_LOOKS[_outcome(trial)][0] if trial["status"] == "accepted" else "black")
            text.set_fontweight("bold" if trial["status"] == "accepted" else "normal")
        rooms_for_text(ax, [end for t in trials for end in (t["difference"], *(t["interval"] or ()))])
        bare(ax)
        _iterations(ax, trials)
        ax.set_xlabel(
            f"{told['scoring']}, difference from the model that was current then\n(95 % intervals, each by itself)"
        )
        heading(ax, _title(told))
        ax.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1.0, 1.0))
        if note:
            note_below(ax, note, lines_down=4)


def _shown(trials: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], int]:
    """Return what is drawn, in the order of the trials, and how many are left out."""
    ranked = sorted(trials, key=lambda trial: (trial["status"] != "accepted", -trial["difference"]))
    kept = {id(trial) for trial in ranked[:_MOST_TRIALS]}
    return [trial for trial in trials if id(trial) in kept], max(0, len(trials) - _MOST_TRIALS)


def _names(trials: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Return what to call each trial: of a change to a model that was accepted before, what is new in it."""
    names, current, accepted = {}, "", ""
    for before, trial in zip([None, *trials], trials, strict=False):
        if before is not None and before["iteration"] != trial["iteration"]:
            current = accepted
        parts, known = trial["candidate"].split(" on "), current.split(" on ") if current else []
        new = [part for part in parts if part not in known]
        names[id(trial)] = f"+ {' on '.join(new)}" if new and len(new) < len(parts) else trial["candidate"]
        accepted = trial["candidate"] if trial["status"] == "accepted" else accepted
    return names


def _outcome(trial: Mapping[str, Any]) -> str:
    if trial["status"] == "dropped" or trial["interval"] is None:
        return "dropped early"
    if trial["status"] == "accepted":
        return "accepted"
    return "rejected for harm" if trial["harms"] else "rejected"


def _iterations(ax: Any, trials: Sequence[Mapping[str, Any]]) -> None:
    """Draw a line between the iterations, and number them on the right where there are several."""
    first = [y for y, trial in enumerate(trials) if y == 0 or trial["iteration"] != trials[y - 1]["iteration"]]
    if len(first) < 2:
        return
    for y in first:
        if y:
            ax.axhline(y - 0.5, color=QUIET, linewidth=0.8, linestyle=":")
        text = f"iteration {trials[y]['iteration'] + 1}"
        ax.text(
            0.995,
            y - 0.45,
            text,
            transform=ax.get_yaxis_transform(),
            ha="right",
            va="top",
            fontsize="small",
            color=FAINT,
        )


def _note(trials: Sequence[Mapping[str, Any]], left: int) -> str:
    count = Counter(trial["status"] for trial in trials if trial["difference"] is None)
    parts = [f"{left} more trials are not shown"] if left else []
    parts += [f"{n} {status}" for status, n in sorted(count.items())]
    return f"Not compared or not shown: {', '.join(parts)}" if parts else ""


def _title(told: Mapping[str, Any]) -> str:
    basis = f"{counted(told['n_rows'], 'row')}, {counted(told['n_candidates'], 'candidate')} compared"
    if told["verdict"] == "kept":
        return f"kept: {plain(told['model'])} is returned as it was ({basis})"
    low, high = told["interval"]
    gain = f"gain {told['gain']:+.4f} [{low:+.4f}, {high:+.4f}] (95 %), corrected for the search"
    return f"corrected: {plain(told['result'], 80)}\n{told['scoring']} {gain} ({basis})"
