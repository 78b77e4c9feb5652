"""The account of a correction, as a page."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from skmitigate.stories._correction import found, groups, members, reason, rows, score, spent, verdict
from skmitigate.stories._correction_tables import classes_part, groups_table, interval_kind, trials_part
from skmitigate.stories._error import error_story
from skmitigate.stories._page import change_bar, in_html, interval_bar, share_strip
from skmitigate.stories._sentence import Fact, Sentence, one_line, say
from skmitigate.stories._story import list_html, sentence_html, story_html
from skmitigate.stories._templates import PAGE, TITLES, TOPICS

_SHADES = 4  # of a strip; what is less frequent is drawn as the last
_LEVEL = {"level": Fact(0.95, "0.95")}


def correction_html(report: Mapping[str, Any], *, page: bool) -> str:
    """Return the account as HTML, every text escaped; with `page`, a whole document that needs no network."""
    kept = report["verdict"] == "kept"
    said = verdict(report)
    name = said.text.partition(":")[0]
    parts = [
        f'<p><span class="chip {escape(name.lower())}">{escape(name)}</span></p>',
        f'<h1>{sentence_html(said)}</h1><p class="lead">{sentence_html(reason(report))}</p>',
        _cards(report, kept=kept),
        f"<h2>{PAGE['changes kept' if kept else 'changes']}</h2>",
        "" if kept else _flips(report),
        *(_paragraph(sentence) for sentence in [rows(report), *members(report)]),
        f"<h2>{PAGE['errs']}</h2>",
        _findings(report),
        f"<h2>{TOPICS['tried']}</h2>",
        trials_part(report["trials"]),
        f"<h2>{PAGE['classes']}</h2>",
        classes_part(report["per_class"], kept=kept),
        _groups(report),
        _typical_errors(report.get("typical_errors") or ()),
        list_html(PAGE["limits"], score(report)),
        list_html(TOPICS["spent"], [spent(report)]),
    ]
    return in_html(TITLES["correction"], parts, page=page)


def _paragraph(sentence: Sentence) -> str:
    return f"<p>{sentence_html(sentence)}</p>"


def _cards(report: Mapping[str, Any], *, kept: bool) -> str:
    """Return the figures that people look for first."""
    cards = [_card(report, "score label", "score kept" if kept else "score")]
    if not kept:
        low, high = report["interval"]
        reach = max(abs(low), abs(high), abs(report["gain"])) or 1.0
        bar = interval_bar(report["gain"], (low, high), reach, kind=interval_kind(low, high))
        cards.append(_card(report, "gain label", "gain", bar + sentence_html(say(PAGE["gain interval"], report))))
    cards.append(_card(report, *(("errors label kept", "errors kept") if kept else ("errors label", "errors"))))
    cards.append(_card(report, "search label", "search"))
    return f'<div class="cards">{"".join(cards)}</div>'


def _card(report: Mapping[str, Any], label: str, figure: str, below: str = "") -> str:
    told = f'<div class="label">{sentence_html(say(PAGE[label], report, _LEVEL))}</div>'
    return f'<div class="card">{told}<div class="big">{sentence_html(say(PAGE[figure], report))}</div>{below}</div>'


def _flips(report: Mapping[str, Any]) -> str:
    """Draw the errors before and after as one strip: put right, still wrong, broken."""
    counts = (
        ("good", "put right", "n_fixed"),
        ("still", "still wrong", "n_still_wrong"),
        ("bad", "broken", "n_broken"),
    )
    strip = share_strip([(report["flips"][name], kind, words) for kind, words, name in counts])
    return strip + _key([(kind, say(PAGE[words], report)) for kind, words, _ in counts])


def _key(entries: Sequence[tuple[str, Sentence]]) -> str:
    """Say what the colours of a strip are."""
    told = []
    for kind, name in entries:
        dot = f'<svg viewBox="0 0 10 10"><rect class="{kind}" width="10" height="10"/></svg>'
        told.append(f"<span>{dot}{sentence_html(name)}</span>")
    return f'<div class="key">{"".join(told)}</div>'


def _findings(report: Mapping[str, Any]) -> str:
    """Return the primary causes of the errors, and the findings with the share of the errors that each concerns."""
    if not report["findings"]:
        return "".join(map(_paragraph, found(report)))
    parts = [_causes(report.get("causes") or {})]
    for i, (finding, sentence) in enumerate(zip(report["findings"], found(report), strict=True)):
        others = report["n_errors_before"] - finding["n_errors"]
        strip = share_strip([(finding["n_errors"], "bad", "concerned"), (others, "quiet", "other errors")])
        bound = sentence_html(say(PAGE["bound"], finding, at=f"told['findings'][{i}]"))
        chip = f'<span class="chip {escape(finding["severity"])}">{bound}</span>'
        parts.append(f'<div class="finding">{strip}<div>{sentence_html(sentence)} {chip}</div></div>')
    return f'{"".join(parts)}<p class="note">{PAGE["bars"]}</p>'


def _causes(causes: Mapping[str, int]) -> str:
    """Draw how many errors have each primary cause."""
    if not causes:
        return ""
    ordered = sorted(causes, key=lambda kind: (kind == "unexplained", -causes[kind]))
    total, entries, parts = sum(causes.values()), [], []
    for i, kind in enumerate(ordered):
        source = f"told['causes'][{kind!r}]"
        facts = {
            "kind": Fact(kind, f"list(told['causes'])[{list(causes).index(kind)}]"),
            "n_primary": Fact(causes[kind], source),
            "share": Fact(causes[kind] / (total or 1), f"{source} / sum(told['causes'].values())"),
        }
        shade = "quiet" if kind == "unexplained" else f"bad shade{min(i, _SHADES - 1)}"
        entries.append((shade, say(PAGE["cause"], {}, facts)))
        parts.append((causes[kind], shade, kind))
    return f"<h3>{TOPICS['causes']}</h3>{share_strip(parts)}{_key(entries)}"


def _groups(report: Mapping[str, Any]) -> str:
    lines, told = report["flips"]["groups"], groups(report)
    if report["verdict"] == "kept" or not (told or any(group["kind"] != "class" for group in lines)):
        return ""
    return list_html(TOPICS["groups"], told) + groups_table(lines)


def _typical_errors(cases: Sequence[Mapping[str, Any]]) -> str:
    """Tell one error of each of the most frequent causes."""
    if not cases:
        return ""
    cards = []
    for i, case in enumerate(cases):
        at = f"told['typical_errors'][{i}]['cause']"
        chip = f'<span class="chip">{escape(one_line(case["cause"]["kind"]))}</span>'
        of_kind = sentence_html(say(PAGE["of kind"], case["cause"], at=at))
        told = story_html(error_story(case).sentences, level=3)
        cards.append(f'<div class="card"><p>{chip} {of_kind}</p>{_sureness(case)}{told}{_ranks(case)}</div>')
    return f'<h2>{PAGE["stories"]}</h2><div class="stories">{"".join(cards)}</div>'


def _sureness(case: Mapping[str, Any]) -> str:
    """Draw the probabilities of the class that was predicted and of the true one."""
    if case["model"] is None:
        return ""
    taken, true = case["model"]["proba_pred"], case["model"]["proba_true"]
    names = (one_line(str(case["y_pred"])), one_line(str(case["y_true"])))
    return share_strip(
        [(taken, "bad", names[0]), (max(1 - taken - true, 0.0), "quiet", "others"), (true, "good", names[1])]
    )


def _ranks(case: Mapping[str, Any]) -> str:
    """Draw where the row's numbers stand among those of both classes."""
    columns = case["columns"]
    lines = []
    for line in columns["shown"] if columns else ():
        if line["side"] in ("higher", "lower"):
            ranks = [
                n / of for n, of in zip(line["beyond"], (columns["n_right"], columns["n_right_pred"]), strict=True)
            ]
            own, other = ranks if line["side"] == "higher" else (1 - rank for rank in ranks)
            name = escape(one_line(line["column"]))
            lines.append(f"<tr><td>{name}</td><td>{change_bar(other, own, kind='good')}</td></tr>")
    table = f'<h4>{TOPICS["columns"]}</h4><table>{"".join(lines)}</table><p class="note">{PAGE["ranks"]}</p>'
    return table if lines else ""
