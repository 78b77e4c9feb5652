"""What all pictures share: axes to draw on, and colours that can be told apart."""

from typing import Any

from skmitigate._optional import load_optional

#: After Okabe and Ito (2008): apart from each other for the colour-blind, and in grey.
BETTER = "#0072B2"
WORSE = "#D55E00"
UNRESOLVED = "#6E6E6E"
QUIET = "#B5B5B5"


def axes_for(ax: Any, *, width: float, height: float) -> Any:
    """Return the axes given, or new ones of a size in inches."""
    if ax is not None:
        return ax
    pyplot = load_optional("matplotlib.pyplot", extra="plot", needed_for="A picture")
    return pyplot.subplots(figsize=(width, height), layout="constrained")[1]


def colour(difference: float, *, resolved: bool) -> str:
    """Return the colour of a difference."""
    if not resolved:
        return UNRESOLVED
    return BETTER if difference > 0 else WORSE


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
