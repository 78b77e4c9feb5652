"""The card of a saved model, as text and as a page."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from skmitigate.stories._page import counted, html_list, html_table, in_html, number_text, under

_MOST_CLASSES = 12  # lines of the text; the page and the JSON have them all
_MOST_LEVELS = 8
_HELD_OUT = {
    True: "rows that it was not fitted on",
    False: "rows that it was fitted on",
    None: "rows of which it is not known whether it was fitted on them",
}


def card_text(saved: Mapping[str, Any]) -> str:
    """Return a few lines: what the model is, what it takes, how it was measured, its limits."""
    card = saved["card"]
    lines = [_title(saved)]
    lines += under("about", [saved["description"]] if saved["description"] else [])
    lines += under("model", [str(card["model"])])
    lines += under("answer", [class_line(saved["classes"])])
    lines += under("takes", [column_line(saved)])
    lines += under("score", _first([*correction_lines(card["correction"]), *measured_lines(card["measured"])]))
    lines += under("limits", [str(limit) for limit in card["limits"]])
    lines += under("saved", [saved_line(saved)])
    lines += under("sha256", [saved["sha256"]])
    return "\n".join(_printable(line) for line in lines)


def card_html(saved: Mapping[str, Any], *, page: bool) -> str:
    """Return the card as HTML, everything from the file escaped."""
    card, title = saved["card"], _title(saved)
    about = [str(card["model"]), class_line(saved["classes"]), column_line(saved)]
    parts = [f"<h1>{escape(title)}</h1>"]
    parts += [f"<p>{escape(saved['description'])}</p>"] if saved["description"] else []
    parts.append(html_list("What it is", about))
    scores = [*correction_lines(card["correction"]), *measured_lines(card["measured"])[:1]]
    parts.append(html_list("How it was measured", scores or ["not at all"]))
    if card["measured"] is not None:
        parts.append(_recall_table(card["measured"]["recall"]))
    parts.append(html_list("Limits", [str(limit) for limit in card["limits"]]))
    if saved["columns"]:
        parts += ["<h2>Columns</h2>", _column_table(saved["columns"])]
    parts.append(f'<p class="note">{escape(saved_line(saved))}; SHA-256 {escape(saved["sha256"])}</p>')
    return in_html(title, parts, page=page)


def class_line(classes: Sequence[Any]) -> str:
    """Name the classes that a model tells apart."""
    shown = ", ".join(str(label) for label in classes[:_MOST_CLASSES])
    return f"{len(classes)} classes: {shown}{', ...' if len(classes) > _MOST_CLASSES else ''}"


def column_line(saved: Mapping[str, Any]) -> str:
    """Say how many columns of which kind a model takes."""
    kinds = [str(column["kind"]) for column in saved["columns"]]
    if not kinds:
        return "texts" if saved["make"] == "texts" else "columns that are not known"
    told = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    return f"{counted(len(kinds), 'column')} ({told})"


def correction_lines(correction: Mapping[str, Any] | None) -> list[str]:
    """Say what the correction loop decided, and what it gained."""
    if correction is None:
        return []
    told = f"{correction['verdict']} by the correction loop: {correction['reason']}"
    score = f"{correction['scoring']} {number_text(correction['score_before'])}"
    if correction["verdict"] != "corrected":
        return [told, f"{score}, cross-fitted on {correction['n_rows']} rows"]
    low, high = (f"{end:+.4f}" for end in correction["interval"])
    gain = f"{correction['gain']:+.4f} [{low}, {high}]"
    return [
        told,
        f"{score} before, {number_text(correction['score_after'])} after, a gain of {gain}, cross-fitted on "
        f"{correction['n_rows']} rows and corrected for {correction['n_candidates']} candidates",
    ]


def measured_lines(measured: Mapping[str, Any] | None) -> list[str]:
    """Say how often a model was right on the rows that it was saved with."""
    if measured is None:
        return []
    rows = _HELD_OUT[measured["held_out"]]
    first = f"accuracy {_share(measured['accuracy'])} on {measured['n_rows']} {rows}"
    return [first, *(f"recall of {each['class']}: {_share(each)} on {each['n_rows']}" for each in measured["recall"])]


def saved_line(saved: Mapping[str, Any]) -> str:
    """Say when a model was saved, with what, and what can be checked."""
    versions = ", ".join(f"{name} {version}" for name, version in saved["versions"].items())
    checked = counted(saved["n_golden_rows"], "row")
    return f"{saved['created']} with {versions}; {checked} kept to check its answers"


def _printable(line: str) -> str:
    """Return a line without what a terminal would take for a command, or for the next line."""
    return "".join(c if c.isprintable() else " " for c in line)


def _title(saved: Mapping[str, Any]) -> str:
    return str(saved["name"]) + (f", version {saved['version']}" if saved["version"] is not None else "")


def _first(lines: Sequence[str]) -> list[str]:
    more = len(lines) - _MOST_CLASSES - 3
    return [*lines[: _MOST_CLASSES + 3], *([f"... and {more} more"] if more > 0 else [])]


def _share(share: Mapping[str, Any]) -> str:
    if share["value"] is None:
        return "not known"
    low, high = (f"{end:.4f}" for end in share["interval"])
    return f"{share['value']:.4f} [{low}, {high}]"


def _recall_table(recall: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for each in recall:
        ends = each["interval"] or (None, None)
        cells = [each["n_rows"], *(number_text(value) for value in (each["value"], *ends))]
        told = "".join(f'<td class="number">{escape(str(cell))}</td>' for cell in cells)
        lines.append(f"<tr><td>{escape(str(each['class']))}</td>{told}</tr>")
    names = ("class", "rows", "recall", "from", "to")
    return html_table(names, lines, numbers=names[1:])


def _column_table(columns: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for column in columns:
        missing = {True: "yes", False: "no", None: ""}[column["missing"]]
        cells = (column["name"], column["kind"], _values(column), missing)
        lines.append("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>")
    return html_table(("column", "kind", "values seen", "missing"), lines, numbers=())


def _values(column: Mapping[str, Any]) -> str:
    if column["levels"] is not None:
        shown = ", ".join(str(level) for level in column["levels"][:_MOST_LEVELS])
        return shown + (", ..." if len(column["levels"]) > _MOST_LEVELS else "")
    if column["low"] is None:
        return ""
    low, high = (f"{end:.6g}" if isinstance(end, float) else str(end) for end in (column["low"], column["high"]))
    return f"{low} to {high}"
