"""A comparison with a reference, as text and as a page."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from skmitigate.stories._page import counted, html_list, html_table, in_html, p_text, under

_MOST_LINES = 10  # of the text; the page has more, JSON has all
_MOST_OF_PAGE = 200


def drift_text(told: Mapping[str, Any]) -> str:
    """Return a few lines: the verdict, what differs and how, what it rests on."""
    lines = [verdict_line(told)]
    lines += under("columns", _first(told["columns"], told["drifted_columns"]))
    lines += under("output", _first(told["outputs"], told["drifted_outputs"]))
    lines += under("whole", whole_lines(told))
    lines += under("basis", basis_lines(told))
    return "\n".join(lines)


def verdict_line(told: Mapping[str, Any]) -> str:
    """Say whether anything has drifted."""
    if not told["drifted"]:
        return f"No drift found (p {p_text(told['p_value'])})."
    n, found = len(told["columns"]), []
    if told["drifted_columns"]:
        found.append(f"{len(told['drifted_columns'])} of {counted(n, 'column')}")
    found += [f"the {name}" for name in told["drifted_outputs"]]
    return f"Drift: {' and '.join(found) or 'the columns together'} (p {p_text(told['p_value'])})."


def part_line(part: Mapping[str, Any]) -> str:
    """Say how one column, or one aspect of the predictions, differs."""
    p_value = f"corrected p {p_text(part['p_value'])}"
    if part["part"] == "missing values":
        bad = f", {counted(part['unreadable'], 'value')} of another kind" if part["unreadable"] else ""
        change = f"{part['missing_before']:.1%} -> {part['missing_now']:.1%}"
        return f"{part['name']}: missing values {change}{bad}, {p_value}"
    low, high = part["interval"]
    text = f"{part['name']}: distance {part['distance']:.3f} [{low:.3f}, {high:.3f}], {p_value}"
    if part["difference"] is not None:
        text += f", mean {part['difference']:+.2f} standard deviations"
    if part["new_levels"]:
        text += f", new in {part['new_share']:.1%}: {', '.join(part['new_levels'])}"
    return text


def whole_lines(told: Mapping[str, Any]) -> list[str]:
    """Say what a classifier sees, where it was asked."""
    if told["accuracy"] is None:
        return []
    low, high = told["accuracy_interval"]
    return [
        f"a classifier tells the samples apart in {told['accuracy']:.1%} of held-out rows [{low:.1%}, {high:.1%}], "
        f"corrected p {p_text(told['accuracy_p_value'])}"
    ]


def basis_lines(told: Mapping[str, Any]) -> list[str]:
    """Say what the verdict rests on."""
    n_tests = len(told["columns"]) + len(told["outputs"]) + (told["accuracy"] is not None)
    return [
        f"{told['n_before']} rows before, {told['n_now']} now, {counted(n_tests, 'test')} at a level of "
        f"{100 * told['alpha']:g} % together; rows are taken to be independent",
        "that rows have changed does not say that errors have, nor the other way round",
    ]


def drift_html(told: Mapping[str, Any], *, page: bool) -> str:
    """Return the comparison as HTML, every text escaped; with `page`, a whole document that needs no network."""
    parts = [f"<h1>{escape(verdict_line(told))}</h1>"]
    for title, lines in (("Columns", told["columns"]), ("Predictions", told["outputs"])):
        if lines:
            shown = sorted(lines, key=lambda line: line["p_value"])[:_MOST_OF_PAGE]
            rows = [_row(line) for line in shown]
            parts += [f"<h2>{title}</h2>", html_table(_HEADINGS, rows, numbers=_HEADINGS[1:])]
    parts.append(html_list("What it rests on", [*whole_lines(told), *basis_lines(told)]))
    return in_html("Drift", parts, page=page)


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
    return f'<tr class="{"accepted" if line["drifted"] else "compared"}"><td>{escape(line["name"])}</td>{numbers}</tr>'


def _first(parts: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[str]:
    """Return a line for each part that has drifted, and one that counts those left out."""
    order = {name: i for i, name in enumerate(names)}
    found = sorted((part for part in parts if part["drifted"]), key=lambda part: order[part["name"]])
    lines = [part_line(part) for part in found[:_MOST_LINES]]
    left = len(found) - len(lines)
    return [*lines, f"... and {left} more, told by to_frame()"] if left else lines
