"""What the pages and texts of all results share: headings, lists, tables, figures."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

#: What Markdown takes for markup: brackets only where they make a link, underscores only beside a gap.
_MARKUP = re.compile(r"[\\`*|~$]|](?=[(\[:])|(?<![^\W_])_|_(?![^\W_])")
#: What is made a link without any markup.
_LINK = re.compile(r"\b(?:https?|ftp|mailto|xmpp):|\bwww\.", re.IGNORECASE)

STYLE = (
    "<style>.skmitigate{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}"
    ".skmitigate h1{font-size:1.4rem;margin-bottom:.2rem}.skmitigate h2{font-size:1.1rem;margin:1.4rem 0 .3rem}"
    ".skmitigate ul{margin:.2rem 0;padding-left:1.2rem}.skmitigate .wide{overflow-x:auto}"
    ".skmitigate table{border-collapse:collapse;font-size:.85rem}"
    ".skmitigate td,.skmitigate th{padding:.25rem .6rem;border-bottom:1px solid #8884;text-align:left;"
    "vertical-align:top}.skmitigate td.number,.skmitigate th.number{text-align:right;white-space:nowrap;"
    "font-variant-numeric:tabular-nums}.skmitigate td.reason{min-width:18rem}"
    ".skmitigate .accepted{font-weight:600;background:#3661}.skmitigate .skipped,.skmitigate .failed{color:#888}"
    ".skmitigate .bar{width:9rem;height:1rem}.skmitigate .note{color:#888;font-size:.85rem}</style>"
)


def in_html(title: str, parts: Sequence[str], *, page: bool) -> str:
    """Return the parts in one block of HTML; with `page`, a whole document that needs no network."""
    body = f'<div class="skmitigate">{STYLE}{"".join(parts)}</div>'
    if not page:
        return body
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
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


def interval_bar(middle: float, interval: tuple[float, float], reach: float) -> str:
    """Draw an interval on a line from -reach to reach with 0 in the middle."""
    low, high = (50 + 48 * end / reach for end in interval)
    point = 50 + 48 * middle / reach
    title = f"{interval[0]:+.4f} to {interval[1]:+.4f}"
    return (
        f'<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img"><title>{title}</title>'
        '<line x1="50" y1="0" x2="50" y2="10" stroke="#888" stroke-width=".6"/>'
        f'<line x1="{low:.1f}" y1="5" x2="{high:.1f}" y2="5" stroke="#36c" stroke-width="2"/>'
        f'<rect x="{point - 1:.1f}" y="2" width="2" height="6" fill="#36c"/></svg>'
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
