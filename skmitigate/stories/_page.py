"""What the pages and texts of all results share: headings, lists, tables, figures."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from skmitigate.stories._style import PAGE_STYLE, STYLE

#: What Markdown takes for markup: brackets only where they make a link, underscores only beside a gap.
_MARKUP = re.compile(r"[\\`*|~$]|](?=[(\[:])|(?<![^\W_])_|_(?![^\W_])")
#: What is made a link without any markup.
_LINK = re.compile(r"\b(?:https?|ftp|mailto|xmpp):|\bwww\.", re.IGNORECASE)

#: Browsers then load nothing and run nothing, whatever a page holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def in_html(title: str, parts: Sequence[str], *, page: bool) -> str:
    """Return the parts in one block of HTML; with `page`, a whole document that needs no network."""
    body = f'<div class="skmitigate">{STYLE}{"".join(parts)}</div>'
    if not page:
        return body
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{escape(title)}</title>{PAGE_STYLE}"
    )
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def html_table(names: Sequence[str], lines: Sequence[str], *, numbers: Sequence[str]) -> str:
    """Return a table of lines that are HTML already, under headings; those of `numbers` stand to the right."""
    return f'<div class="wide"><table>{html_head(names, numbers=numbers)}{"".join(lines)}</table></div>'


def html_head(names: Sequence[str], *, numbers: Sequence[str]) -> str:
    """Return the headings of a table."""
    kinds = (' class="number"' if name in numbers else "" for name in names)
    return "<tr>" + "".join(f"<th{kind}>{escape(name)}</th>" for kind, name in zip(kinds, names, strict=True)) + "</tr>"


def html_list(title: str, lines: Sequence[str]) -> str:
    """Return a heading with a list."""
    return f"<h2>{escape(title)}</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def interval_bar(middle: float, interval: Sequence[float], reach: float, *, kind: str = "still") -> str:
    """Draw an interval on a line from -reach to reach with 0 in the middle; kinds are good, bad and still."""
    low, high = (50 + 48 * end / reach for end in interval)
    point = 50 + 48 * middle / reach
    title = f"{interval[0]:+.4f} to {interval[1]:+.4f}"
    return (
        f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img"><title>{title}</title>'
        '<line class="axis" x1="2" y1="5" x2="98" y2="5"/><line class="zero" x1="50" y1="0" x2="50" y2="10"/>'
        f'<line class="range {kind}" x1="{low:.1f}" y1="5" x2="{high:.1f}" y2="5"/>'
        f'<rect class="{kind}" x="{point - 1:.1f}" y="2" width="2" height="6"/></svg>'
    )


def share_strip(parts: Sequence[tuple[float, str, str]]) -> str:
    """Draw amounts, each with a kind and a name, as parts of one strip."""
    total = sum(amount for amount, *_ in parts) or 1
    start, drawn = 0.0, []
    for amount, kind, name in parts:
        width = 1000 * amount / total
        title = f"<title>{escape(name)}: {amount:g}</title>"
        drawn.append(f'<rect class="{kind}" x="{start:.1f}" y="0" width="{width:.1f}" height="10">{title}</rect>')
        start += width
    told = escape(", ".join(f"{name}: {amount:g}" for amount, _, name in parts))
    svg = '<svg class="strip" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img"'
    return f'{svg} aria-label="{told}">{"".join(drawn)}</svg>'


def change_bar(before: float, after: float, *, low: float = 0.0, kind: str | None = None) -> str:
    """Draw a share before, as a ring, and after, as a disc, on a line from `low` to 1."""
    if kind is None:
        kind = "still" if after == before else "good" if after > before else "bad"
    a, b = (4 + 92 * (value - low) / ((1 - low) or 1.0) for value in (before, after))
    return (
        f'<svg class="bar" viewBox="0 0 100 10" role="img"><title>{before:.4f}, {after:.4f}</title>'
        '<line class="axis" x1="4" y1="5" x2="96" y2="5"/>'
        f'<line class="range {kind}" x1="{a:.1f}" y1="5" x2="{b:.1f}" y2="5"/>'
        f'<circle class="before" cx="{a:.1f}" cy="5" r="2.4"/><circle class="{kind}" cx="{b:.1f}" cy="5" r="2.4"/>'
        "</svg>"
    )


def number_text(value: Any) -> str:
    """Return a number with four digits behind the point, a count as it is, nothing for None."""
    if value is None:
        return ""
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def p_text(value: float) -> str:
    """Return what follows the letter p."""
    return f"= {value:.3f}" if value >= 0.001 else "< 0.001"


def under(title: str, lines: Sequence[str]) -> list[str]:
    """Return lines of text with a title in the margin of the first."""
    return [f"  {title if i == 0 else '':<8}{line}" for i, line in enumerate(lines)]


def markdown_table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown, all columns but the first to the right."""
    rule = "|".join("---:" if i else "---" for i in range(len(names)))
    return "\n".join([f"| {' | '.join(names)} |", f"|{rule}|", *(f"| {' | '.join(row)} |" for row in rows)])


def markdown_text(text: str) -> str:
    """Return text that Markdown takes for nothing but text."""
    told = _MARKUP.sub(r"\\\g<0>", text.replace("\n", " ")).replace("&", "&amp;").replace("<", "&lt;")
    return _LINK.sub(lambda link: link[0].replace(":", "&#58;").replace(".", "&#46;"), told)


def counted(n: int, what: str) -> str:
    """Return a number with what it counts."""
    return f"{n} {what}{'' if n == 1 else 's'}"
