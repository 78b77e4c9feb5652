"""The comparison of all strategies, in sentences, as Markdown and as a page."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from skmitigate.stories._page import html_table, in_html, interval_bar, markdown_table, markdown_text, p_text
from skmitigate.stories._sentence import Fact, Sentence, one_line, say
from skmitigate.stories._story import Story, list_html, sentence_html
from skmitigate.stories._templates import STRATEGIES as WORDS
from skmitigate.stories._templates import TITLES, TOPICS

_HEADINGS = ("strategy", "score", "difference", "interval", "p", "rank", "letters", "fits", "seconds")


def strategies_story(told: Mapping[str, Any]) -> Story:
    """Return a few sentences: what came out, one for each strategy, what was left out, what it rests on."""
    widths = [len(one_line(line["candidate"])) for line in _compared(told)]
    compared = [_line(told, i, max(widths)) for i, line in enumerate(told["lines"]) if line["status"] == "compared"]
    sentences = [headline(told), *compared, *_left(told, "skipped"), *_left(told, "failed"), *basis(told)]
    return Story("strategies", tuple(sentences))


def strategies_text(told: Mapping[str, Any]) -> str:
    """Return the sentences as plain text."""
    return strategies_story(told).to_text()


def headline(told: Mapping[str, Any]) -> Sentence:
    """Say how many strategies are shown to be better and worse than the model as it is."""
    compared = [line for line in _compared(told) if line["interval"]]
    if not compared:
        return say(WORDS["none"], told, n=told["n_rows"], known=False)
    counts = {answer: sum(line["reason"] == answer for line in compared) for answer in ("better", "worse")}
    words = WORDS["found"] + WORDS.get(f"better {counts['better']}", WORDS["better"])
    words += WORDS.get(f"worse {counts['worse']}", WORDS["worse"])
    with_interval = "sum(bool(line['interval']) for line in told['lines'])"
    facts = {
        "n_compared": Fact(len(compared), with_interval),
        **{
            f"n_{answer}": Fact(n, f"sum(line['reason'] == {answer!r} for line in told['lines'])")
            for answer, n in counts.items()
        },
    }
    return say(words, told, facts, n=told["n_rows"])


def _line(told: Mapping[str, Any], i: int, width: int) -> Sentence:
    """Say how one strategy did; in plain text the figures stand below each other."""
    line, at = told["lines"][i], f"told['lines'][{i}]"
    words = WORDS["line"] + " " * (width - len(one_line(line["candidate"]))) + WORDS["line score"]
    words += WORDS["line change" if line["interval"] else "line same"]
    words += WORDS["line rank" if line["rank"][0] == line["rank"][1] else "line ranks"]
    words += WORDS["letters"] if line["letters"] else ""
    return say(words, line, topic="scores", at=at, n=told["n_rows"], interval=line["interval"])


def _left(told: Mapping[str, Any], status: str) -> list[Sentence]:
    """Say why strategies were not compared."""
    lines = [(i, line) for i, line in enumerate(told["lines"]) if line["status"] == status]
    return [say(WORDS["left"], line, topic=status, at=f"told['lines'][{i}]", known=False) for i, line in lines]


def basis(told: Mapping[str, Any]) -> list[Sentence]:
    """Say what the figures rest on, and what they are not for."""
    counted = WORDS["counted rows" if told["n_groups"] is None else "counted groups"]
    level = Fact(1 - told["alpha"], "1 - told['alpha']")
    return [
        say(counted + WORDS["cost"], told, topic="basis", n=told["n_rows"]),
        say(WORDS["intervals"], told, {"level": level}, topic="basis"),
        say(WORDS["no choice"], told, topic="basis"),
    ]


def strategies_markdown(told: Mapping[str, Any]) -> str:
    """Return the comparison in Markdown."""
    rows = [[markdown_text(cell) for cell in _cells(line)] for line in _compared(told)]
    lines = [f"**{markdown_text(headline(told).text)}**", "", markdown_table(_HEADINGS, rows), ""]
    for status in ("skipped", "failed"):
        lines += [f"- {status}: {markdown_text(sentence.text)}" for sentence in _left(told, status)]
    lines += [f"- {markdown_text(sentence.text)}" for sentence in basis(told)]
    return "\n".join([*lines, ""])


def strategies_html(told: Mapping[str, Any], *, page: bool) -> str:
    """Return the comparison as HTML, every text escaped; with `page`, a whole document that needs no network."""
    compared = _compared(told)
    reach = max((abs(end) for line in compared for end in line["interval"] or ()), default=0.0) or 1.0
    lines = []
    for line in compared:
        first, *others = (escape(cell) for cell in _cells(line))
        bar = interval_bar(line["difference"], line["interval"], reach) if line["interval"] else ""
        numbers = "".join(f'<td class="number">{cell}</td>' for cell in others)
        kind = "accepted" if line["reason"] == "better" else "compared"
        lines.append(f'<tr class="{kind}"><td>{first}</td><td>{bar}</td>{numbers}</tr>')
    parts = [
        f"<h1>{sentence_html(headline(told))}</h1>",
        html_table((_HEADINGS[0], "", *_HEADINGS[1:]), lines, numbers=_HEADINGS[1:]),
    ]
    for status in ("skipped", "failed"):
        left = _left(told, status)
        parts += [list_html(TOPICS[status], left)] if left else []
    parts.append(list_html(TOPICS["basis"], basis(told)))
    return in_html(TITLES["strategies"], parts, page=page)


def _compared(told: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [line for line in told["lines"] if line["status"] == "compared"]


def _cells(line: Mapping[str, Any]) -> list[str]:
    best, worst = line["rank"]
    rank = str(best) if best == worst else f"{best}-{worst}"
    cost = [str(line["n_fits"]), f"{line['seconds']:.1f}"]
    if not line["interval"]:
        return [line["candidate"], f"{line['score']:.4f}", "", "", "", rank, line["letters"], *cost]
    low, high = line["interval"]
    p_value = p_text(line["p_value"]).removeprefix("= ")
    change = [f"{line['difference']:+.4f}", f"{low:+.4f} to {high:+.4f}", p_value]
    return [line["candidate"], f"{line['score']:.4f}", *change, rank, line["letters"], *cost]
