"""The comparison of all strategies, as text, as Markdown and as a page."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from skmitigate.stories._page import (
    counted,
    html_list,
    html_table,
    in_html,
    interval_bar,
    markdown_table,
    markdown_text,
    p_text,
    under,
)

_HEADINGS = ("strategy", "score", "difference", "interval", "p", "rank", "letters", "fits", "seconds")


def strategies_text(told: Mapping[str, Any]) -> str:
    """Return a few lines: what came out, a line for each strategy, what was left out."""
    lines = [headline(told)]
    width = max(len(line["candidate"]) for line in _compared(told))
    for line in _compared(told):
        score, difference, interval, p_value, rank, letters, *_ = _cells(line)[1:]
        change = f"{difference} [{interval}]  p {p_value:<7}" if line["interval"] else ""
        lines.append(f"  {line['candidate']:<{width}}  {score}  {change:<42} rank {rank:<6} {letters}".rstrip())
    lines += under("skipped", [left_line(line) for line in told["lines"] if line["status"] == "skipped"])
    lines += under("failed", [left_line(line) for line in told["lines"] if line["status"] == "failed"])
    lines += under("basis", basis_lines(told))
    return "\n".join(lines)


def headline(told: Mapping[str, Any]) -> str:
    """Say how many strategies are shown to be better and worse than the model as it is."""
    compared = [line for line in _compared(told) if line["interval"]]
    if not compared:
        return f"{told['model']}: no strategy could be compared."
    better, worse = (
        [line["candidate"] for line in compared if line["reason"] == answer] for answer in ("better", "worse")
    )
    shown = "none is" if not better else f"{len(better)} {'is' if len(better) == 1 else 'are'}"
    return (
        f"{told['model']} with {counted(len(compared), 'candidate')}: {shown} shown to be better by {told['scoring']}, "
        f"{len(worse) or 'none'} to be worse."
    )


def left_line(line: Mapping[str, Any]) -> str:
    """Say why a strategy was not compared."""
    return f"{line['candidate']}: {line['reason']}"


def basis_lines(told: Mapping[str, Any]) -> list[str]:
    """Say what the figures rest on, and what they are not for."""
    rows = counted(told["n_rows"], "row")
    if told["n_groups"] is not None:
        rows = f"{counted(told['n_groups'], 'group')} of {rows}"
    level = f"{100 * (1 - told['alpha']):g} %"
    return [
        f"{rows} in {told['n_folds']} folds, {counted(told['n_fits'], 'fit')}, {told['seconds']:.1f} s",
        f"differences are from the unchanged model; intervals and ranks hold for all at once ({level}); without a "
        "common letter two are shown to differ",
        "the best of several looks better than it is: this is no choice, SelfCorrectingClassifier makes one",
    ]


def strategies_markdown(told: Mapping[str, Any]) -> str:
    """Return the comparison in Markdown."""
    rows = [[markdown_text(cell) for cell in _cells(line)] for line in _compared(told)]
    left = [line for line in told["lines"] if line["status"] != "compared"]
    lines = [f"**{markdown_text(headline(told))}**", "", markdown_table(_HEADINGS, rows), ""]
    lines += [f"- {line['status']}: {markdown_text(left_line(line))}" for line in left]
    lines += [f"- {markdown_text(line)}" for line in basis_lines(told)]
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
        f"<h1>{escape(headline(told))}</h1>",
        html_table((_HEADINGS[0], "", *_HEADINGS[1:]), lines, numbers=_HEADINGS[1:]),
    ]
    for status in ("skipped", "failed"):
        left = [left_line(line) for line in told["lines"] if line["status"] == status]
        parts += [html_list(status.capitalize(), left)] if left else []
    parts.append(html_list("Basis", basis_lines(told)))
    return in_html("Comparison of strategies", parts, page=page)


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
