"""Sentences that keep the evidence for all that they say."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from string import Formatter
from typing import Any, NamedTuple

from skmitigate.stories._page import counted, p_text

#: A name or a value of the data that is longer than this is cut, so that one cell cannot fill a page.
_LONGEST = 300
#: Characters that turn the direction of what follows, and so could make a line read as another one.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Fact(NamedTuple):
    """A value that a sentence is to say, and the expression that it comes from."""

    value: Any
    source: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One number or name in a sentence, and where it comes from.

    Parameters
    ----------
    name : str
        What it is, as ``"n_errors"``.
    value : float, int, str, bool or None
        As it was computed; None where it is not known.
    said : str
        As it stands in the sentence, rounded or cut.
    source : str
        The expression that gives the value again; the page on stories says over which names.
    start : int
        Where in the sentence it stands: the position of its first character.

    See Also
    --------
    Sentence : Has them, in the order in which it says them.

    Examples
    --------
    >>> from skmitigate.stories import Evidence
    >>> fact = Evidence("share", 0.25, "25.0%", "told['n_errors'] / told['n_rows']", 0)
    >>> fact.to_dict()["value"]
    0.25
    """

    name: str
    value: Any
    said: str
    source: str
    start: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-safe values.

        Returns
        -------
        dict
            Strings, numbers and None only.
        """
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One statement, and the evidence for each number and name in it.

    Parameters
    ----------
    text : str
        What is said, in one line.
    topic : str
        What it is about, in a word; empty for what a story opens with.
    evidence : tuple of Evidence
        What the text says, in the order in which it says it.
    n : int or None, default=None
        How many rows the statement rests on, where it rests on rows.
    interval : tuple of float or None, default=None
        Of the figure that it states, where it states one with an interval.
    known : bool, default=True
        False where it says that something is not known.

    See Also
    --------
    Story : Sentences in order.

    Examples
    --------
    >>> from skmitigate import tell
    >>> from skmitigate.predictions import PredictionTable
    >>> table = PredictionTable.from_predictions(["a", "b", "b"], ["a", "b", "a"])
    >>> sentence = tell(table, row=2).sentences[0]
    >>> sentence.text
    'Row 2: of class b, taken for class a.'
    >>> [fact.name for fact in sentence.evidence]
    ['row', 'y_true', 'y_pred']
    """

    text: str
    topic: str
    evidence: tuple[Evidence, ...]
    n: int | None = None
    interval: tuple[float, float] | None = None
    known: bool = True

    def parts(self) -> list[tuple[str, Evidence | None]]:
        """Return the text in pieces: words, with None, and what the evidence says, with the evidence.

        Returns
        -------
        list of (str, Evidence or None)
            Joined, the pieces are the text.
        """
        pieces: list[tuple[str, Evidence | None]] = []
        end = 0
        for fact in self.evidence:
            pieces += [(self.text[end : fact.start], None), (fact.said, fact)]
            end = fact.start + len(fact.said)
        return [piece for piece in [*pieces, (self.text[end:], None)] if piece[0]]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-safe values.

        Returns
        -------
        dict
            Strings, numbers, lists and None only.
        """
        return {
            "topic": self.topic,
            "text": self.text,
            "known": self.known,
            "n": self.n,
            "interval": None if self.interval is None else list(self.interval),
            "evidence": [fact.to_dict() for fact in self.evidence],
        }


def say(
    template: str,
    told: Mapping[str, Any],
    facts: Mapping[str, Fact] | None = None,
    *,
    topic: str = "",
    at: str = "told",
    n: int | None = None,
    interval: tuple[float, float] | list[float] | None = None,
    known: bool = True,
) -> Sentence:
    """Fill a template, and keep what was filled in as evidence."""
    # Fields are names of facts, or paths into what is told, as {flips.n_fixed} or {interval.0:+.4f}. Beside Python's
    # formats there are p (what follows the letter p), pc (a share as "95 %"), 100* before a format (a share in points)
    # and #row (a number with what it counts).
    text, evidence = "", []
    for literal, field, form, _ in Formatter().parse(template):
        text += literal
        if field is not None:
            fact = facts[field] if facts is not None and field in facts else look_up(told, field, at)
            if isinstance(fact.value, float) and not isfinite(fact.value):
                fact = fact._replace(value=None)  # what no JSON holds is not known
            said = _shown(fact.value, form or "")
            evidence.append(Evidence(field, fact.value, said, fact.source, len(text)))
            text += said
    ends = None if interval is None else (interval[0], interval[1])
    return Sentence(text, topic, tuple(evidence), n, ends, known)


def look_up(told: Mapping[str, Any], path: str, at: str = "told") -> Fact:
    """Return the value at a path of keys and positions, separated by dots, and the expression for it."""
    value: Any = told
    for key in path.split("."):
        step: str | int = int(key) if key.isdigit() and isinstance(value, list | tuple) else key
        value, at = value[step], f"{at}[{step!r}]"
    return Fact(value, at)


def one_line(text: str) -> str:
    """Return a text of the data as one line that a terminal and a file take, cut where it is very long."""
    told = "".join(_plain(char) for char in _TURNING.sub("\ufffd", text[:_LONGEST]))
    return (told if len(text) <= _LONGEST else f"{told}\u2026") or "(empty)"


def _plain(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in ("Zl", "Zp") or char in "\t\n\r":
        return " "
    return "\ufffd" if kind in ("Cc", "Cs") else char


def _shown(value: Any, form: str) -> str:
    """Return a value as it is said."""
    if value is None:
        return "?"
    if isinstance(value, str):
        return one_line(value)
    if form == "p":
        return p_text(value)
    if form == "pc":
        return f"{100 * value:g} %"
    if form.startswith("#"):
        return counted(value, form[1:])
    if form.startswith("100*"):
        return format(100 * value, form[4:])
    return format(value, form)
