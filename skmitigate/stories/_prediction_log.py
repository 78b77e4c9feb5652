"""What is in a prediction log, as text and as a page."""

from collections.abc import Mapping
from html import escape
from typing import Any

from skmitigate.stories._page import counted, html_list, html_table, in_html, under

_MOST_LINES = 12  # of the text; the page and JSON have them all
_MOST_PAIRS = 5  # likewise
_HEADINGS = ("rows", "labels", "errors", "accuracy", "interval")


def log_text(told: Mapping[str, Any]) -> str:
    """Return a few lines: rows, labels, performance, the most frequent errors."""
    lines = [rows_line(told), *under("labels", label_lines(told)), *under("right", [accuracy_line(told)])]
    pairs = [pair_line(pair) for pair in told["pairs"]]
    lines += under("errors", _first(pairs, _MOST_PAIRS))
    parts = [f"{_name(line)}: {_figures(line)}" for line in told["performance"]["lines"]]
    lines += under("by " + " and ".join(told["performance"]["by"]), _last(parts, _MOST_LINES))
    return "\n".join(lines)


def rows_line(told: Mapping[str, Any]) -> str:
    """Say how many predictions there are, and from when."""
    n_rows = told["performance"]["total"]["n_rows"]
    if not n_rows:
        return "No predictions."
    purged = f"; {counted(told['n_purged'], 'older one')} deleted" if told["n_purged"] else ""
    return f"{counted(n_rows, 'prediction')}, {_minute(told['first'])} to {_minute(told['last'])} (UTC){purged}."


def label_lines(told: Mapping[str, Any]) -> list[str]:
    """Say how many labels there are, and how many wait for their prediction."""
    total = told["performance"]["total"]
    lines = [f"{total['n_labelled']} of {counted(total['n_rows'], 'prediction')} have a label"]
    if told["n_waiting"]:
        lines.append(f"{counted(told['n_waiting'], 'label')} for predictions that are not here (yet)")
    return lines


def accuracy_line(told: Mapping[str, Any]) -> str:
    """State the accuracy with its interval, and what it rests on."""
    total = told["performance"]["total"]
    if total["accuracy"] is None:
        return "not known: no prediction has a label"
    low, high = total["interval"]
    level = f"{100 * (1 - told['performance']['alpha']):g} %"
    return (
        f"accuracy {total['accuracy']:.4f} [{low:.4f}, {high:.4f}] ({level}): {counted(total['n_errors'], 'error')} in "
        f"{counted(total['n_labelled'], 'label')}, as if those that have a label were drawn by chance"
    )


def pair_line(pair: Mapping[str, Any]) -> str:
    """Say how often one class was taken for another."""
    return f"{pair['y_true']} taken for {pair['y_pred']}: {counted(pair['n'], 'time')}"


def log_html(told: Mapping[str, Any], *, page: bool) -> str:
    """Return the report as HTML, every text escaped; with `page`, a whole document that needs no network."""
    parts = [
        f"<h1>{escape(rows_line(told))}</h1>",
        html_list("Labels", label_lines(told)),
        html_list("How often it was right", [accuracy_line(told)]),
        html_list("Errors", [pair_line(pair) for pair in told["pairs"]] or ["none that is known"]),
    ]
    performance = told["performance"]
    if performance["lines"]:
        lines = []
        for line in performance["lines"]:
            cells = [escape(_name(line)), *_cells(line)]
            first, *others = cells
            lines.append(f"<tr><td>{first}</td>{''.join(f'<td class=number>{cell}</td>' for cell in others)}</tr>")
        parts.append(f"<h2>By {escape(' and '.join(performance['by']))}</h2>")
        parts.append(html_table(("", *_HEADINGS), lines, numbers=_HEADINGS))
        parts.append('<p class="note">Each interval is for its line alone.</p>')
    return in_html("Prediction log", parts, page=page)


def _cells(line: Mapping[str, Any]) -> list[str]:
    counts = [str(line[name]) for name in ("n_rows", "n_labelled", "n_errors")]
    if line["accuracy"] is None:
        return [*counts, "", ""]
    low, high = line["interval"]
    return [*counts, f"{line['accuracy']:.4f}", f"{low:.4f} to {high:.4f}"]


def _figures(line: Mapping[str, Any]) -> str:
    counts = f"{counted(line['n_rows'], 'row')}, {counted(line['n_labelled'], 'label')}"
    if line["accuracy"] is None:
        return counts
    low, high = line["interval"]
    return f"{counts}, {counted(line['n_errors'], 'error')}, accuracy {line['accuracy']:.4f} [{low:.4f}, {high:.4f}]"


def _name(line: Mapping[str, Any]) -> str:
    """Return whose line it is, and from when."""
    return ", ".join(([_minute(line["start"])] if line["start"] else []) + ([line["model"]] if line["model"] else []))


def _minute(time: str) -> str:
    """Return a time without its seconds."""
    return time[:16].replace("T", " ")


def _first(lines: list[str], most: int) -> list[str]:
    left = len(lines) - most
    return lines if left <= 0 else [*lines[:most], f"... and {counted(left, 'pair')} more"]


def _last(lines: list[str], most: int) -> list[str]:
    left = len(lines) - most
    return lines if left <= 0 else [f"... {left} before, told by --json or to_dict()", *lines[-most:]]
