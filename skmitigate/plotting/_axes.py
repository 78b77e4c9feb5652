"""What all pictures share: axes to draw on, colours that can be told apart, and texts that stay texts."""

from collections.abc import Sequence
from textwrap import fill
from typing import Any

from skmitigate._optional import load_optional

#: After Okabe and Ito (2008): apart from each other for the colour-blind, and in grey.
BETTER = "#0072B2"
WORSE = "#D55E00"
UNRESOLVED = "#6E6E6E"
QUIET = "#B5B5B5"
#: For curves, one after another: colours with line styles, so that they stay apart in grey.
CURVES = (("#0072B2", "-"), ("#D55E00", "--"), ("#009E73", "-."), ("#CC79A7", ":"))
#: Texts beside the picture.
FAINT = "#555555"


def axes_for(ax: Any, *, width: float, height: float) -> Any:
    """Return the axes given, or new ones of a size in inches."""
    if ax is not None:
        return ax
    pyplot = load_optional("matplotlib.pyplot", extra="plot", needed_for="A picture")
    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def text_size(ax: Any, n_lines: float, *, most: float = 10.0, along: str = "height") -> float:
    """Return the size in points with which so many lines of text fit along the axes, at least 3."""
    box = ax.get_window_extent()
    room = 72 / ax.figure.dpi * float(getattr(box, along)) / max(n_lines, 1)
    return float(max(3.0, min(most, 0.8 * room)))


def colour(difference: float, *, resolved: bool) -> str:
    """Return the colour of a difference."""
    if not resolved:
        return UNRESOLVED
    return BETTER if difference > 0 else WORSE


def next_curve(ax: Any) -> tuple[str, str]:
    """Return colour and line style for one more curve with a name."""
    return CURVES[len(ax.get_legend_handles_labels()[1]) % len(CURVES)]


def plain(text: Any, most: int = 60) -> str:
    """Return a name as one line that matplotlib takes for text and nothing else, its middle left out where long."""
    line = " ".join(str(text).split())
    if len(line) > most:
        end = most // 3
        line = f"{line[: most - end - 1]}…{line[-end:]}"
    return line.replace("$", r"\$")


def short_names(names: Sequence[Any], most: int) -> list[str]:
    """Return names as :func:`plain` does, without the beginning that all of them share where some are too long."""
    texts = [" ".join(str(name).split()) for name in names]
    first, last = min(texts, default=""), max(texts, default="")
    shared = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    if shared > 3 and max(map(len, texts), default=0) > most:
        texts = ["…" + text[shared:] for text in texts]
    short = [plain(text, most) for text in texts]
    return [f"{text} #{i + 1}" if short.count(text) > 1 else text for i, text in enumerate(short)]


def heading(ax: Any, text: str) -> None:
    """Write the title, wrapped; where the axes are alone in their figure it begins at the figure's left edge."""
    alone = len(ax.figure.axes) == 1
    across = ax.figure.get_figwidth() if alone else ax.get_window_extent().width / ax.figure.dpi
    lines = [fill(line, max(20, int(12 * across))) for line in text.split("\n")]
    title = ax.set_title("\n".join(lines), loc="left", fontsize="medium")
    if alone:
        transforms = load_optional("matplotlib.transforms", extra="plot", needed_for="A picture")
        title.set_transform(transforms.blended_transform_factory(ax.figure.transFigure, title.get_transform()))
        title.set_x(0.01)


def signed(value: float) -> str:
    """Return a number with its sign and a digit behind the point, and no minus before a zero."""
    return f"{round(value, 1) + 0.0:+.1f}"


def say(ax: Any, message: str) -> None:
    """Write a message where there is nothing to draw."""
    ax.text(0.5, 0.5, message, ha="center", va="center", transform=ax.transAxes, color=FAINT, wrap=True)
    ax.set_axis_off()


def note_below(ax: Any, text: str, *, lines_down: float) -> None:
    """Write faint text under the axes, so many lines of text below them."""
    place = {"xy": (1, 0), "xycoords": "axes fraction", "xytext": (0, -14 * lines_down), "textcoords": "offset points"}
    # from the right end of the axes to the left, where there is room below the names
    ax.annotate(text, **place, ha="right", va="top", fontsize="small", color=FAINT)


def texts_right(ax: Any, heights: Sequence[float], texts: Sequence[str], colours: Sequence[str], title: str) -> None:
    """Write a text for each line of a picture in a column to the right of the axes, under a title."""
    size = text_size(ax, len(texts), most=8.3)
    look = {"xytext": (8, 0), "textcoords": "offset points", "fontsize": size, "annotation_clip": False}
    for y, text, tint in zip(heights, texts, colours, strict=True):
        ax.annotate(text, (1.0, y), xycoords=ax.get_yaxis_transform(), va="center", color=tint, **look)
    look |= {"xytext": (8, 3), "fontsize": 8.3}
    ax.annotate(title, (1.0, 1.0), xycoords="axes fraction", va="bottom", color=FAINT, **look)


def lines_of(ax: Any, heights: Sequence[float], labels: Sequence[str]) -> None:
    """Name the lines of a picture from above to below, in a size that fits."""
    ax.set_yticks(heights, labels, fontsize=text_size(ax, len(labels)))
    ax.set_ylim(max(heights, default=0.0) + 0.6, min(heights, default=0.0) - 0.6)


def bare(ax: Any) -> None:
    """Take away what only frames the picture."""
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="x", color="#E6E6E6", linewidth=0.8)
    ax.set_axisbelow(True)


def rooms_for_text(ax: Any, ends: list[float]) -> None:
    """Set the limits of x so that they hold the ends and zero, with a margin."""
    low, high = min([0.0, *ends]), max([0.0, *ends])
    margin = 0.06 * ((high - low) or 1.0)
    ax.set_xlim(low - margin, high + margin)
