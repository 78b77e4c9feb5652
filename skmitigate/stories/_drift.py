"""A comparison with a reference, in sentences and as a page."""

from collections.abc import Mapping
from html import escape
from typing import Any

from skmitigate.stories._monitoring_templates import DRIFT as WORDS
from skmitigate.stories._page import html_table, in_html, p_text
from skmitigate.stories._sentence import Fact, Sentence, one_line, say
from skmitigate.stories._story import Story, story_html
from skmitigate.stories._templates import TITLES

_MOST_LINES = 10  # of the story; the page's table has more, the JSON has all
_MOST_OF_PAGE = 500


def drift_story(told: Mapping[str, Any]) -> Story:
    """Return a few sentences: the verdict, what differs and how, what it rests on."""
    sentences = [_verdict(told), *_parts(told, "columns", "found"), *_parts(told, "outputs", "output")]
    n = told["n_before"] + told["n_now"]
    if told["accuracy"] is not None:
        sentences.append(say(WORDS["whole"], told, topic="whole", n=n, interval=told["accuracy_interval"]))
    n_tests = len(told["columns"]) + len(told["outputs"]) + (told["accuracy"] is not None)
    source = "len(told['columns']) + len(told['outputs']) + (told['accuracy'] is not None)"
    sentences.append(say(WORDS["basis"], told, {"n_tests": Fact(n_tests, source)}, topic="basis", n=n))
    sentences += [say(WORDS[name], told, topic="basis") for name in ("independent", "harm")]
    return Story("drift", tuple(sentences))


def drift_text(told: Mapping[str, Any]) -> str:
    """Return the sentences as plain text."""
    return drift_story(told).to_text()


def drift_html(told: Mapping[str, Any], *, page: bool) -> str:
    """Return sentences and tables as HTML, every text escaped; with `page`, a whole document that needs no network."""
    parts = [story_html(drift_story(told).sentences)]
    for title, lines in (("Columns", told["columns"]), ("Predictions", told["outputs"])):
        if lines:
            shown = sorted(lines, key=lambda line: (line["p_value"], -line["distance"]))[:_MOST_OF_PAGE]
            table = html_table(_HEADINGS, [_row(line) for line in shown], numbers=_HEADINGS[1:])
            parts += [f"<h2>{title}</h2>", table]
    return in_html(TITLES["drift"], parts, page=page)


def _verdict(told: Mapping[str, Any]) -> Sentence:
    """Say whether anything has drifted."""
    n = told["n_before"] + told["n_now"]
    if not told["drifted"]:
        return say(WORDS["none"], told, n=n)
    found = [WORDS["columns"]] if told["drifted_columns"] else []
    found += [WORDS["outputs"]] if told["drifted_outputs"] else []
    facts = {
        "n_drifted": Fact(len(told["drifted_columns"]), "len(told['drifted_columns'])"),
        "n_columns": Fact(len(told["columns"]), "len(told['columns'])"),
        "names": Fact(", ".join(told["drifted_outputs"]), "', '.join(told['drifted_outputs'])"),
    }
    words = WORDS["drift"] + (WORDS["and"].join(found) or WORDS["together"]) + WORDS["p"]
    return say(words, told, facts, n=n)


def _parts(told: Mapping[str, Any], name: str, topic: str) -> list[Sentence]:
    """Say how each part that has drifted differs, and count those left out."""
    place = {drifted: k for k, drifted in enumerate(told[f"drifted_{name}"])}
    found = [i for i, part in enumerate(told[name]) if part["drifted"]]
    found.sort(key=lambda i: place[told[name][i]["name"]])
    said = [_part(told, name, i, topic) for i in found[:_MOST_LINES]]
    left = len(found) - len(said)
    if left:
        n_left = Fact(left, f"sum(part['drifted'] for part in told[{name!r}]) - {len(said)}")
        said.append(say(WORDS["more"], told, {"n_left": n_left}, topic=topic))
    return said


def _part(told: Mapping[str, Any], name: str, i: int, topic: str) -> Sentence:
    part, at, n = told[name][i], f"told[{name!r}][{i}]", told["n_now"]
    if part["part"] == "missing values":
        words = WORDS["missing"] + (WORDS["unreadable"] if part["unreadable"] else "")
        return say(words, part, topic=topic, at=at, n=n)
    words = WORDS["values"] + (WORDS["mean"] if part["difference"] is not None else "")
    words += WORDS["new"] if part["new_levels"] else ""
    levels = Fact(", ".join(part["new_levels"]), f"', '.join({at}['new_levels'])")
    return say(words, part, {"levels": levels}, topic=topic, at=at, n=n, interval=part["interval"])


_HEADINGS = (
    "column",
    "distance",
    "interval",
    "change of mean",
    "missing before",
    "missing now",
    "new levels",
    "corrected p",
)


def _row(line: Mapping[str, Any]) -> str:
    low, high = line["interval"]
    change = "" if line["difference"] is None else f"{line['difference']:+.2f}"
    cells = [
        f"{line['distance']:.3f}",
        f"{low:.3f} to {high:.3f}",
        change,
        f"{line['missing_before']:.1%}",
        f"{line['missing_now']:.1%}",
        f"{line['new_share']:.1%}",
        p_text(line["p_value"]).removeprefix("= "),
    ]
    numbers = "".join(f'<td class="number">{escape(cell)}</td>' for cell in cells)
    kind = "accepted" if line["drifted"] else "compared"
    return f'<tr class="{kind}"><td>{escape(one_line(line["name"]))}</td>{numbers}</tr>'
