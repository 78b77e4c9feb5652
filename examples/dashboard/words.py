"""Numbers and names as texts; nothing here computes."""

import re
from collections.abc import Sequence
from typing import Any

UNKNOWN = "-"
#: What the kinds of error mean, in a few words.
KINDS = {
    "low_confidence": "Errors where the model is unsure",
    "high_confidence": "Errors made with great confidence",
    "miscalibration": "Probabilities that do not come true",
    "class_imbalance": "Rare classes are missed",
    "systematic_confusion": "One class is taken for another",
    "boundary_cases": "Errors at the border between classes",
    "outliers": "Rows unlike all others",
    "label_noise": "Labels that look wrong",
    "weak_slices": "Groups of rows that go wrong more often",
    "overlap": "Classes that overlap in these columns",
    "drift": "Rows that are not as they were",
    "duplicates": "Copies of rows",
    "leakage": "A column that gives the answer away",
    "unexplained": "No finding applies",
}


def plain(text: Any) -> str:
    """Return text that Markdown takes for nothing but text."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>$~:^])", r"\\\1", str(text)).replace("\n", " ")


def kind_words(kind: str) -> str:
    """Return what a kind of error is called on the pages."""
    return KINDS.get(kind, kind.replace("_", " ").capitalize())


def percent(share: float | None) -> str:
    """Return a share in percent; a dash where it is not known."""
    return UNKNOWN if share is None else f"{100 * share:.1f} %"


def level_words(alpha: float) -> str:
    """Return the level of an interval."""
    return f"{100 * (1 - alpha):g} %"


def capital(text: str) -> str:
    """Return a sentence with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def number(value: float | None) -> str:
    """Return a number with four digits behind the point; a dash where it is not known."""
    return UNKNOWN if value is None else f"{value:.4f}"


def signed(value: float | None) -> str:
    """Return a difference with its sign."""
    return UNKNOWN if value is None else f"{value:+.4f}"


def between(interval: Sequence[float | None] | None, level: str = "95 %") -> str:
    """Return an interval with its level; says so where there is none."""
    if interval is None or any(end is None for end in interval):
        return "no interval"
    low, high = interval
    return f"{level} interval {low:.3g} to {high:.3g}"


def counted(n: int, what: str) -> str:
    """Return a number with what it counts."""
    return f"{n:,} {what}{'' if n == 1 else 's'}".replace(",", "\u2009")


def p_words(value: float | None) -> str:
    """Return a p-value as people write it."""
    if value is None:
        return ""
    return f"p = {value:.3f}" if value >= 0.001 else "p < 0.001"
