"""The data object for what is told in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Any

from skmitigate.stories._page import in_html, markdown_text, under
from skmitigate.stories._sentence import Sentence
from skmitigate.stories._templates import TITLES, TOPICS


@dataclass(frozen=True, slots=True, repr=False)
class Story:
    """What one result says, in sentences that keep their evidence.

    Made by :func:`tell`. The same sentences make the text, the Markdown, the HTML and the JSON.

    Parameters
    ----------
    kind : str
        What is told: "error", "diagnosis", "correction", "comparison", "strategies", "explanation", "drift" or
        "performance".
    sentences : tuple of Sentence
        The first says what came out; sentences on one topic follow each other.

    See Also
    --------
    tell : Makes one.

    Examples
    --------
    >>> from skmitigate import tell
    >>> from skmitigate.predictions import PredictionTable
    >>> story = tell(PredictionTable.from_predictions(["a", "b", "b"], ["a", "b", "a"]), row=2)
    >>> story
    Story(error, 4 sentences: Row 2: of class b, taken for class a.)
    """

    kind: str
    sentences: tuple[Sentence, ...]

    @property
    def headline(self) -> str:
        """The first sentence."""
        return self.sentences[0].text

    def __repr__(self) -> str:
        """Return one line: the kind, the number of sentences, the first of them."""
        return f"Story({self.kind}, {len(self.sentences)} sentences: {self.headline})"

    def to_text(self) -> str:
        """Return lines of plain text.

        Returns
        -------
        str
            What came out, then a line for each sentence, with the topic in the margin.
        """
        lines: list[str] = []
        for topic, sentences in _by_topic(self.sentences):
            told = [sentence.text for sentence in sentences]
            lines += under(topic, told) if topic else told
        return "\n".join(lines)

    def to_markdown(self) -> str:
        """Return the story in Markdown, all that could be taken for markup escaped.

        Returns
        -------
        str
            What came out, then a list for each topic.
        """
        lines: list[str] = []
        for topic, sentences in _by_topic(self.sentences):
            told = [markdown_text(sentence.text) for sentence in sentences]
            if topic:
                lines += [f"**{TOPICS[topic]}**", "", *(f"- {text}" for text in told), ""]
            else:
                lines += [line for i, text in enumerate(told) for line in (text if i else f"**{text}**", "")]
        return "\n".join(lines)

    def to_html(self, *, page: bool = False) -> str:
        """Return the story as HTML, every text escaped.

        Each number and name carries the expression that it comes from as its title, which browsers show where the
        pointer rests.

        Parameters
        ----------
        page : bool, default=False
            A whole document that needs no network, instead of a part of one.

        Returns
        -------
        str
            HTML without scripts.
        """
        return in_html(TITLES[self.kind], [story_html(self.sentences)], page=page)

    def to_dict(self) -> dict[str, Any]:
        """Return the story as JSON-safe values.

        Returns
        -------
        dict
            ``kind``, ``headline``, ``text`` and the ``sentences``, each with its evidence.
        """
        return {
            "kind": self.kind,
            "headline": self.headline,
            "text": self.to_text(),
            "sentences": [sentence.to_dict() for sentence in self.sentences],
        }

    def _repr_html_(self) -> str:
        """Return the HTML for a notebook."""
        return self.to_html()


def story_html(sentences: Sequence[Sentence], *, level: int = 1) -> str:
    """Return sentences as HTML: the first as a heading of a level, those on a topic as a list under a smaller one."""
    parts: list[str] = []
    for topic, told in _by_topic(sentences):
        if topic:
            parts.append(list_html(TOPICS[topic], told, level=level + 1))
        else:
            tags = ("p" if i else f"h{level}" for i in range(len(told)))
            parts += [f"<{tag}>{sentence_html(sentence)}</{tag}>" for tag, sentence in zip(tags, told, strict=True)]
    return "".join(parts)


def list_html(title: str, sentences: Sequence[Sentence], *, level: int = 2) -> str:
    """Return a heading with a list of sentences."""
    items = "".join(f"<li>{sentence_html(sentence)}</li>" for sentence in sentences)
    return f"<h{level}>{escape(title)}</h{level}><ul>{items}</ul>"


def sentence_html(sentence: Sentence) -> str:
    """Return a sentence as HTML, each number and name in it with its source as title."""
    pieces = [
        escape(text) if fact is None else f'<span class="fact" title="{escape(fact.source)}">{escape(text)}</span>'
        for text, fact in sentence.parts()
    ]
    told = "".join(pieces)
    return told if sentence.known else f'<span class="unknown">{told}</span>'


def _by_topic(sentences: Sequence[Sentence]) -> list[tuple[str, list[Sentence]]]:
    return [(topic, list(told)) for topic, told in groupby(sentences, key=lambda sentence: sentence.topic)]
