"""The account of a correction, as text and as a page."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from skmitigate.stories._page import html_list, html_table, in_html, interval_bar, number_text, p_text, under

_MOST_TRIALS = 12  # lines of the text; the page and the JSON report have them all
_MOST_GROUPS = 5  # likewise
_MOST_GROUPS_OF_PAGE = 60  # lines of the page's table; the JSON report has them all


def correction_text(report: Mapping[str, Any]) -> str:
    """Return a few lines: verdict, what was found, what was tried, what changed."""
    lines = [verdict_line(report), f"  why     {report['reason']}"]
    lines += under("found", [finding_line(finding) for finding in report["findings"]] or ["nothing"])
    tried = [trial for trial in report["trials"] if trial["status"] != "skipped"]
    lines += under("tried", _first(tried, trial_line) or ["nothing"])
    skipped = [trial for trial in report["trials"] if trial["status"] == "skipped"]
    lines += under("answer", member_lines(report))
    lines += under("skipped", _first(skipped, lambda trial: f"{trial['candidate']}: {trial['reason']}"))
    lines += under("score", [score_line(report), *caveats(report), *floor_lines(report)])
    lines += under("rows", [rows_line(report)])
    lines += under("groups", group_lines(report))
    lines += under("spent", [f"{report['n_fits']} fits, {report['seconds']:.1f} s"])
    return "\n".join(lines)


def verdict_line(report: Mapping[str, Any]) -> str:
    """Say what was decided."""
    if report["verdict"] == "kept":
        return f"Kept: {report['model']} is returned as it was."
    if report["members"] and not report["members"].get("model", 0.0):
        return f"Replaced: {report['result']} is returned, in which {report['model']} has no share."
    return f"Corrected: {report['model']} is returned as {report['result']}."


def member_lines(report: Mapping[str, Any]) -> list[str]:
    """Say who answers in an ensemble, and whether the given model still does."""
    if not report["members"]:
        return []
    own = report["members"].get("model", 0.0)
    others = {name: share for name, share in report["members"].items() if name != "model"}
    told = [f"{name} {share:.0%}" for name, share in sorted(others.items(), key=lambda item: -item[1])]
    if own:
        return [f"{report['model']} keeps {own:.0%} of the answer" + (f"; {', '.join(told)}" if told else "")]
    return [f"{report['model']} has no share in the answer, so it was replaced: {', '.join(told)}"]


def finding_line(finding: Mapping[str, Any]) -> str:
    """Say what a finding is about, with its count and p-value."""
    kind = finding["kind"].replace("_", " ")
    return f"{kind}: {finding['n_errors']} errors in {finding['n_rows']} rows (p {p_text(finding['p_value'])})"


def trial_line(trial: Mapping[str, Any]) -> str:
    """Say what became of a candidate, with its difference and interval."""
    text = f"{trial['candidate']}: {trial['status']}"
    if trial["interval"] is None and trial["difference"] is not None:
        text += f", {trial['difference']:+.4f} on the folds seen"
    elif trial["interval"] is not None:
        low, high = trial["interval"]
        text += f", {trial['difference']:+.4f} [{low:+.4f}, {high:+.4f}], corrected p {p_text(trial['p_value'])}"
    return f"{text}; {trial['reason']}"


def score_line(report: Mapping[str, Any]) -> str:
    """State the scores and the gain with its interval, the rows and the number of candidates."""
    before = f"{report['scoring']} {report['score_before']:.4f}"
    basis = f"{report['n_rows']} rows, {report['n_candidates']} candidates compared"
    if report["verdict"] == "kept":
        return f"{before}, unchanged ({basis})"
    low, high = report["interval"]
    return (
        f"{before} -> {report['score_after']:.4f}, gain {report['gain']:+.4f} "
        f"[{low:+.4f}, {high:+.4f}] corrected for the search ({basis})"
    )


def caveats(report: Mapping[str, Any]) -> list[str]:
    """Say what limits the figures."""
    if report["verdict"] == "kept":
        return []
    told = ["scores are of models fitted on the folds' training rows, hence a little low"]
    if report["steps"][-1]["verdict"] == "proper_score":
        told.append("shown are better probabilities; that the metric itself is up is not shown for certain")
    return told


def floor_lines(report: Mapping[str, Any]) -> list[str]:
    """Say how low the error rate can get, and what gain could be seen."""
    if report["floor"] is None:
        return []
    low, high = report["floor"]["interval"]
    return [
        f"the lowest possible error rate is estimated at {low:.3f} to {high:.3f}; so many rows show a gain of "
        f"{report['floor']['smallest_gain']:.3f} with a probability of 80 %"
    ]


def rows_line(report: Mapping[str, Any]) -> str:
    """State which rows changed."""
    flips = report["flips"]
    if report["verdict"] == "kept":
        return f"{report['n_errors_before']} of {report['n_rows']} rows are predicted wrongly"
    return (
        f"{flips['n_fixed']} put right, {flips['n_broken']} broken, {flips['n_still_wrong']} still wrong; "
        f"errors {report['n_errors_before']} -> {report['n_errors_after']} of {report['n_rows']} "
        "(cross-fitted; the rows that chose)"
    )


def group_lines(report: Mapping[str, Any]) -> list[str]:
    """Say which groups are shown to be worse off, and what is not known of those that were to be protected."""
    if report["verdict"] == "kept":
        return []
    groups = report["flips"]["groups"]
    worse = sorted((group for group in groups if group["verdict"] == "worse"), key=lambda group: group["p_value"])
    told = [f"{group['group']} is worse: {_group_figures(group)}" for group in worse[:_MOST_GROUPS]]
    if len(worse) > _MOST_GROUPS:
        told.append(f"... and {len(worse) - _MOST_GROUPS} more, told in the HTML and JSON reports")
    names = set(report["guarded"])
    guarded = [group for group in groups if group["group"] in names and group["n_rows"]]
    return [*told, _protected_line(guarded)] if guarded else told


def _protected_line(guarded: Sequence[Mapping[str, Any]]) -> str:
    n_told = _counted(len(guarded), "protected group")
    least_known = max(guarded, key=lambda group: group["largest_rise"])
    if least_known["largest_rise"] == 0:
        return f"{n_told}, and the rows exclude that any of them has more errors than before (95 % each)"
    return (
        f"{n_told} and none shown to be worse, which is not the same as not worse: the rows leave room for up to "
        f"{100 * least_known['largest_rise']:.1f} points more errors "
        f"({least_known['group']}, {_counted(least_known['n_rows'], 'row')})"
    )


def _group_figures(group: Mapping[str, Any]) -> str:
    low, high = (100 * end for end in group["interval"])
    counts = f"{group['n_fixed']} put right, {group['n_broken']} broken of {_counted(group['n_rows'], 'row')}"
    change = f"{100 * group['change']:+.1f} points of error [{low:+.1f}, {high:+.1f}]"
    return f"{counts}, {change}, corrected p {p_text(group['p_value'])}"


def correction_html(report: Mapping[str, Any], *, page: bool) -> str:
    """Return the account as HTML, every text escaped; with `page`, a whole document that needs no network."""
    parts = [
        f"<h1>{escape(verdict_line(report))}</h1>",
        f"<p>{escape(report['reason'])}</p>",
        html_list("Score", [score_line(report), *caveats(report), *floor_lines(report)]),
        html_list("Rows", [rows_line(report), *member_lines(report)]),
        html_list("Found", [finding_line(finding) for finding in report["findings"]] or ["nothing"]),
        "<h2>Tried</h2>",
        _trials_table(report["trials"]),
        "<h2>Classes</h2>",
        _classes_table(report["per_class"]),
        _groups_part(report),
        html_list("Spent", [f"{report['n_fits']} fits, {report['seconds']:.1f} s"]),
    ]
    return in_html("Correction report", parts, page=page)


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
    groups = report["flips"]["groups"]
    if report["verdict"] == "kept" or not (group_lines(report) or any(group["kind"] != "class" for group in groups)):
        return ""
    names = ("group", "rows", "put right", "broken", "still wrong", "change", "95 %", "not excluded", "corrected p", "")
    shown = sorted(groups, key=lambda group: group["p_value"])[:_MOST_GROUPS_OF_PAGE]
    left = len(groups) - len(shown)
    note = (
        "Change in the share of errors, in points; the interval and the largest rise that is not excluded (95 %) are "
        "for each group alone, on the rows that chose."
        + (f" {left} more groups are in the JSON report." if left else "")
    )
    told = "".join(f"<li>{escape(line)}</li>" for line in group_lines(report))
    table = html_table(names, [_group_row(group) for group in shown], numbers=names[1:9])
    return f'<h2>Groups</h2><ul>{told}</ul>{table}<p class="note">{escape(note)}</p>'


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


def _first(trials: Sequence[Mapping[str, Any]], line: Callable[[Mapping[str, Any]], str]) -> list[str]:
    """Return a line for each of the first trials and of the accepted ones, and one that counts the others."""
    shown = [line(trial) for i, trial in enumerate(trials) if i < _MOST_TRIALS or trial["status"] == "accepted"]
    left = len(trials) - len(shown)
    return [*shown, f"... and {left} more, told in the HTML and JSON reports"] if left else shown


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
