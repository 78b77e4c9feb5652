"""The comparison of two classifiers, in sentences, as Markdown and as a page."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from skmitigate.stories._page import html_table, in_html, interval_bar, markdown_table, markdown_text, p_text
from skmitigate.stories._sentence import Fact, Sentence, say
from skmitigate.stories._story import Story, list_html, sentence_html
from skmitigate.stories._templates import COMPARISON as WORDS
from skmitigate.stories._templates import TITLES

_FEW = 25  # rows that differ: with fewer, the test supposes that more might
_MOST_CLASSES = 8  # sentences of the story; the page, Markdown and JSON have all
_MOST_LINES = 500  # of the page's and the Markdown's table; the JSON has all
#: What the comparison itself computes with.
_POWER, _N_DRAWS = Fact(0.8, "0.8"), Fact(500, "500")


def comparison_story(told: Mapping[str, Any]) -> Story:
    """Return a few sentences: verdict, difference, rows, classes, what could have been shown, what it rests on."""
    sentences = [
        verdict(told),
        *_statements(told),
        *_classes(told),
        *_power(told),
        *_basis(told),
    ]
    return Story("comparison", tuple(sentences))


def comparison_text(told: Mapping[str, Any]) -> str:
    """Return the sentences as plain text."""
    return comparison_story(told).to_text()


def verdict(told: Mapping[str, Any]) -> Sentence:
    """Say what came out, with the difference and its interval."""
    words = WORDS.get(told["verdict"], WORDS["better"])
    level = Fact(1 - told["alpha"], "1 - told['alpha']")
    known = told["verdict"] != "not resolved"
    return say(words, told, {"level": level}, n=told["n_rows"], interval=told["interval"], known=known)


def _statements(told: Mapping[str, Any]) -> list[Sentence]:
    """Say what a and b are, their scores, whether the difference matters, and which rows change."""
    n = told["n_rows"]
    names = "tables" if (told["name_a"], told["name_b"]) == ("a", "b") else "models"
    folds = "" if told["folds"] is None else WORDS["folds"]
    said = [say(WORDS[names], told, topic="models"), say(WORDS["score"] + folds, told, topic="score", n=n)]
    if told["probabilities"] is not None:
        by = WORDS["from rows"] if told["folds"] is None else WORDS["from folds"]
        said.append(say(WORDS["rope"] + by, told, topic="rope", n=n))
    first = "" if told["n_runs"] == 1 else WORDS["first run"]
    test = "" if told["n_groups"] is None else WORDS["as if independent"]
    rows = first + WORDS["rows"] + test + WORDS["rows test"]
    return [*said, say(rows, told, topic="rows", n=told["flips"]["n_rows"])]


def _classes(told: Mapping[str, Any]) -> list[Sentence]:
    """Say how well each of the first classes is found, those that change the most, and count the others."""
    lines: Sequence[Mapping[str, Any]] = told["per_class"]
    order = list(range(len(lines)))
    if len(lines) > _MOST_CLASSES:
        order.sort(key=lambda i: (lines[i]["p_value"], -(lines[i]["n_fixed"] + lines[i]["n_broken"])))
    said = []
    for i in order[:_MOST_CLASSES]:
        words, ends = (WORDS["class"], lines[i]["interval"]) if lines[i]["n_rows"] else (WORDS["no rows"], None)
        at = f"told['per_class'][{i}]"
        said.append(say(words, lines[i], topic="classes", at=at, n=lines[i]["n_rows"], interval=ends))
    left = len(lines) - len(said)
    if left:
        n_left = Fact(left, f"len(told['per_class']) - {len(said)}")
        said.append(say(WORDS["more classes"], told, {"n_left": n_left}, topic="classes"))
    return said


def _power(told: Mapping[str, Any]) -> list[Sentence]:
    """Say what so many rows could have shown, and how many would show what was seen."""
    n, words = told["n_rows"], "power points" if _in_points(told) else "power"
    said = [say(WORDS[words], told, {"power": _POWER}, topic="power", n=n)]
    if told["p_value"] < told["alpha"] or not told["difference"]:
        return said
    unit = "groups needed" if told["n_groups"] is not None else "rows needed"
    return [*said, say(WORDS[unit], told, topic="power", n=n)]


def _basis(told: Mapping[str, Any]) -> list[Sentence]:
    """Say what the verdict rests on, and what it does not know."""
    n, unit = told["n_rows"], "row" if told["n_groups"] is None else "group"
    words = WORDS[f"counted {unit}s"]
    if told["n_folds"]:
        words += WORDS["cross-fitted"] + ("" if told["n_runs"] == 1 else WORDS["runs"]) + WORDS["of fits"]
    else:
        words += WORDS["of rows"]
    said = [say(words, told, topic="basis", n=n)]
    if told["variance"] == "bootstrap":
        said.append(say(WORDS["bootstrap"], told, {"n_draws": _N_DRAWS}, topic="basis", n=n))
    if told["n_changed"] < _FEW:
        words = WORDS[f"few {unit}s"] if told["n_changed"] else WORDS[f"no {unit}"]
        said.append(say(words, told, topic="basis", n=n, known=False))
    return said


def comparison_markdown(told: Mapping[str, Any]) -> str:
    """Return the comparison in Markdown."""
    lines = [f"**{markdown_text(verdict(told).text)}**", ""]
    facts = [*_statements(told), *_power(told), *_basis(told)]
    lines += [f"- {markdown_text(sentence.text)}" for sentence in facts]
    cells = [[markdown_text(cell) for cell in _class_cells(line)] for line in told["per_class"][:_MOST_LINES]]
    return "\n".join([*lines, "", markdown_table(_HEADINGS, cells), ""])


def comparison_html(told: Mapping[str, Any], *, page: bool) -> str:
    """Return the comparison as HTML, every text escaped; with `page`, a whole document that needs no network."""
    reach = max((abs(end) for line in told["per_class"] if line["n_rows"] for end in line["interval"]), default=1.0)
    lines = []
    for line in told["per_class"][:_MOST_LINES]:
        bar = interval_bar(line["difference"], line["interval"], reach or 1.0) if line["n_rows"] else ""
        first, *others = (escape(cell) for cell in _class_cells(line))
        numbers = "".join(f'<td class="number">{cell}</td>' for cell in others)
        lines.append(f"<tr><td>{first}</td>{numbers}<td>{bar}</td></tr>")
    parts = [
        f"<h1>{sentence_html(verdict(told))}</h1>",
        list_html("What it says", _statements(told)),
        list_html("How sure it is", [*_power(told), *_basis(told)]),
        "<h2>Classes</h2>",
        html_table((*_HEADINGS, ""), lines, numbers=_HEADINGS[1:]),
        f'<p class="note">{escape(_CLASS_NOTE)}</p>',
    ]
    return in_html(TITLES["comparison"], parts, page=page)


_HEADINGS = ("class", "rows", "recall of a", "recall of b", "change", "95 %", "put right", "broken", "corrected p")
_CLASS_NOTE = (
    "Each class's interval is for that class alone; its p-value is corrected for the number of classes (Holm) "
    "and does not know of the variance between fitted models, as the interval does."
)


def _class_cells(line: Mapping[str, Any]) -> list[str]:
    if not line["n_rows"]:
        return [str(line["class"]), "0", "", "", "", "", "0", "0", ""]
    low, high = line["interval"]
    return [
        str(line["class"]),
        str(line["n_rows"]),
        f"{line['recall_a']:.3f}",
        f"{line['recall_b']:.3f}",
        f"{line['difference']:+.3f}",
        f"{low:+.3f} to {high:+.3f}",
        str(line["n_fixed"]),
        str(line["n_broken"]),
        p_text(line["p_value"]).removeprefix("= "),
    ]


def _in_points(told: Mapping[str, Any]) -> bool:
    """Whether the metric is a share, of which a hundredth is a point."""
    return all(0 <= told[name] <= 1 for name in ("score_a", "score_b"))
