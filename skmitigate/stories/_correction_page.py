"""The account of a correction, as a page."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from skmitigate.stories._correction import found, groups, members, reason, rows, score, spent, verdict
from skmitigate.stories._page import html_table, in_html, interval_bar, number_text, p_text
from skmitigate.stories._story import list_html, sentence_html
from skmitigate.stories._templates import TITLES, TOPICS

_MOST_GROUPS = 60  # lines of the page's table; the JSON report has them all


def correction_html(report: Mapping[str, Any], *, page: bool) -> str:
    """Return the account as HTML, every text escaped; with `page`, a whole document that needs no network."""
    parts = [
        f"<h1>{sentence_html(verdict(report))}</h1>",
        f"<p>{sentence_html(reason(report))}</p>",
        list_html(TOPICS["score"], score(report)),
        list_html(TOPICS["rows"], [rows(report), *members(report)]),
        list_html(TOPICS["found"], found(report)),
        f"<h2>{TOPICS['tried']}</h2>",
        _trials_table(report["trials"]),
        f"<h2>{TOPICS['classes']}</h2>",
        _classes_table(report["per_class"]),
        _groups_part(report),
        list_html(TOPICS["spent"], [spent(report)]),
    ]
    return in_html(TITLES["correction"], parts, page=page)


def _trials_table(trials: Sequence[Mapping[str, Any]]) -> str:
    if not trials:
        return "<p>nothing</p>"
    ends = [abs(end) for trial in trials if trial["interval"] is not None for end in trial["interval"]]
    reach = max(ends, default=0.0) or 1.0
    lines = []
    for trial in trials:
        change = "" if trial["difference"] is None else f"{trial['difference']:+.4f}"
        figures = (change, "" if trial["p_value"] is None else p_text(trial["p_value"]).removeprefix("= "))
        cells = [f'<td class="number">{trial["iteration"] + 1}</td>']
        cells += [f"<td>{escape(str(trial[name]))}</td>" for name in ("candidate", "status")]
        cells += [f'<td class="number">{escape(figure)}</td>' for figure in figures]
        cells += [f"<td>{_bar(trial, reach)}</td>", f'<td class="reason">{escape(trial["reason"])}</td>']
        lines.append(f'<tr class="{escape(trial["status"])}">{"".join(cells)}</tr>')
    names = ("iteration", "candidate", "status", "difference", "corrected p", "95 % interval", "reason")
    table = html_table(names, lines, numbers=("iteration", "difference", "corrected p"))
    note = "Differences from the model that was current then; each interval is for that candidate alone."
    return f'{table}<p class="note">{note}</p>'


def _bar(trial: Mapping[str, Any], reach: float) -> str:
    return "" if trial["interval"] is None else interval_bar(trial["difference"], trial["interval"], reach)


def _classes_table(rows: Sequence[Mapping[str, Any]]) -> str:
    names = ("class", "n_rows", "recall_before", "recall_after", "n_fixed", "n_broken")
    titles = ("class", "rows", "recall before", "recall after", "put right", "broken")
    lines = [
        f"<tr><td>{escape(str(row['class']))}</td>"
        + "".join(f'<td class="number">{escape(number_text(row[name]))}</td>' for name in names[1:])
        + "</tr>"
        for row in rows
    ]
    return html_table(titles, lines, numbers=titles[1:])


def _groups_part(report: Mapping[str, Any]) -> str:
    lines, told = report["flips"]["groups"], groups(report)
    if report["verdict"] == "kept" or not (told or any(group["kind"] != "class" for group in lines)):
        return ""
    names = ("group", "rows", "put right", "broken", "still wrong", "change", "95 %", "not excluded", "corrected p", "")
    shown = sorted(lines, key=lambda group: group["p_value"])[:_MOST_GROUPS]
    left = len(lines) - len(shown)
    note = (
        "Change in the share of errors, in points; the interval and the largest rise that is not excluded (95 %) are "
        "for each group alone, on the rows that chose."
        + (f" {left} more groups are in the JSON report." if left else "")
    )
    table = html_table(names, [_group_row(group) for group in shown], numbers=names[1:9])
    return f'{list_html(TOPICS["groups"], told)}{table}<p class="note">{escape(note)}</p>'


def _group_row(group: Mapping[str, Any]) -> str:
    figures = [str(group[name]) for name in ("n_rows", "n_fixed", "n_broken", "n_still_wrong")]
    if group["n_rows"]:
        low, high = (100 * end for end in group["interval"])
        figures += [
            f"{100 * group['change']:+.1f}",
            f"{low:+.1f} to {high:+.1f}",
            f"+{100 * group['largest_rise']:.1f}",
        ]
    else:
        figures += ["", "", ""]
    figures.append(p_text(group["p_value"]).removeprefix("= "))
    cells = "".join(f'<td class="number">{escape(figure)}</td>' for figure in figures)
    return f"<tr><td>{escape(str(group['group']))}</td>{cells}<td>{escape(group['verdict'])}</td></tr>"
