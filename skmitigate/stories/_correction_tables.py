"""The tables on the page of a correction: what was tried, classes, groups."""

from collections.abc import Mapping, Sequence
from html import escape
from math import floor
from typing import Any

from skmitigate.stories._page import change_bar, html_table, interval_bar, number_text, p_text
from skmitigate.stories._sentence import Fact, one_line, say
from skmitigate.stories._story import sentence_html
from skmitigate.stories._templates import PAGE

_MOST_TRIALS = 150  # lines; the JSON report has them all
_MOST_CLASSES = 150
_MOST_GROUPS = 60
#: What was fitted comes first; the order is that in which it was decided otherwise.
_ORDER = {"accepted": 0, "rejected": 1, "dropped": 2, "failed": 3}


def interval_kind(low: float, high: float) -> str:
    """Return how an interval is drawn: whether it excludes 0, and on which side."""
    return "good" if low > 0 else "bad" if high < 0 else "still"


def trials_part(trials: Sequence[Mapping[str, Any]]) -> str:
    """Return what was tried with its intervals, and why the others were not."""
    tried = sorted(
        (trial for trial in trials if trial["status"] != "skipped"), key=lambda trial: _ORDER.get(trial["status"], 2)
    )
    skipped = [trial for trial in trials if trial["status"] == "skipped"]
    if not trials:
        return "<p>nothing</p>"
    reach = max((abs(end) for trial in tried for end in trial["interval"] or ()), default=0.0) or 1.0
    parts = []
    if tried:
        names = ("candidate", "", "95 % interval", "difference", "corrected p", "step", "reason")
        lines = [_trial(trial, reach) for trial in tried[:_MOST_TRIALS]]
        parts.append(html_table(names, lines, numbers=("step", "difference", "corrected p")))
        scale = {"least": Fact(-reach, "-reach"), "most": Fact(reach, "reach")}
        note = sentence_html(say(PAGE["scale"], {}, scale))
        parts.append(f'<p class="note">{note}{_more("more trials", len(tried), _MOST_TRIALS)}</p>')
    if skipped:
        items = "".join(
            f"<li>{escape(one_line(trial['candidate']))}: {escape(one_line(trial['reason']))}</li>"
            for trial in skipped[:_MOST_TRIALS]
        )
        more = _more("more trials", len(skipped), _MOST_TRIALS)
        parts.append(f'<h3>{PAGE["not tried"]}</h3><ul class="skipped">{items}</ul><p class="note">{more}</p>')
    return "".join(parts)


def _more(words: str, n: int, shown: int) -> str:
    """Say how many lines are left out, where some are."""
    return sentence_html(say(PAGE[words], {}, {"n_left": Fact(n - shown, f"{n} - {shown}")})) if n > shown else ""


def _trial(trial: Mapping[str, Any], reach: float) -> str:
    change = "" if trial["difference"] is None else f"{trial['difference']:+.4f}"
    p_value = "" if trial["p_value"] is None else p_text(trial["p_value"]).removeprefix("= ")
    bar = ""
    if trial["interval"] is not None:
        bar = interval_bar(trial["difference"], trial["interval"], reach, kind=interval_kind(*trial["interval"]))
    status, name = escape(one_line(trial["status"])), escape(one_line(trial["candidate"]))
    cells = [
        f'<td class="name">{name}</td>',
        f'<td><span class="chip {status}">{status}</span></td>',
        f"<td>{bar}</td>",
    ]
    cells += [f'<td class="number">{escape(figure)}</td>' for figure in (change, p_value, str(trial["iteration"] + 1))]
    cells.append(f'<td class="reason">{escape(one_line(trial["reason"]))}</td>')
    return f'<tr class="{status}">{"".join(cells)}</tr>'


def classes_part(lines: Sequence[Mapping[str, Any]], *, kept: bool) -> str:
    """Return each class's recall, before and after; of very many classes those that change the most."""
    shown = lines
    if len(lines) > _MOST_CLASSES:
        shown = sorted(lines, key=lambda line: -(line["n_fixed"] + line["n_broken"]))[:_MOST_CLASSES]
    recalls = [line[name] for line in shown for name in _RECALLS if line[name] is not None]
    low = floor(10 * min(recalls, default=0.0)) / 10
    low = low if low < 1 else 0.9
    names = _KEPT if kept else _CHANGED
    drawn = []
    for line in shown:
        figures = [f'<td class="number">{escape(number_text(line[name]))}</td>' for name in names.values()]
        known = all(line[name] is not None for name in _RECALLS)
        bar = change_bar(*(line[name] for name in _RECALLS), low=low) if known else ""
        name = f'<td class="name">{escape(one_line(str(line["class"])))}</td>'
        drawn.append(f"<tr>{name}{''.join(figures)}<td>{bar}</td></tr>")
    table = html_table(("class", *names, ""), drawn, numbers=tuple(names))
    scale = {"low": Fact(low, "low"), "high": Fact(1, "1")}
    note = sentence_html(say(PAGE["recalls kept" if kept else "recalls"], {}, scale))
    return f'{table}<p class="note">{note}{_more("more classes", len(lines), len(shown))}</p>'


_RECALLS = ("recall_before", "recall_after")
_KEPT = {"rows": "n_rows", "recall": "recall_before"}
_CHANGED = {
    "rows": "n_rows",
    "recall before": "recall_before",
    "recall after": "recall_after",
    "put right": "n_fixed",
    "broken": "n_broken",
}


def groups_table(lines: Sequence[Mapping[str, Any]]) -> str:
    """Return what the change does to groups, of very many those with the smallest p-values."""
    names = ("group", "rows", "put right", "broken", "still wrong", "change", "95 %", "not excluded", "corrected p", "")
    shown = sorted(lines, key=lambda group: group["p_value"])[:_MOST_GROUPS]
    note = sentence_html(say(PAGE["groups"], {}, {"level": Fact(0.95, "0.95")}))
    table = html_table(names, [_group(group) for group in shown], numbers=names[1:9])
    return f'{table}<p class="note">{note}{_more("more groups", len(lines), len(shown))}</p>'


def _group(group: Mapping[str, Any]) -> str:
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
    name = f'<td class="name">{escape(one_line(str(group["group"])))}</td>'
    return f"<tr>{name}{cells}<td>{escape(group['verdict'])}</td></tr>"
