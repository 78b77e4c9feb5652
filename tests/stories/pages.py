"""What a page holds: its words, its tags, and what it would load."""

import re
from html import unescape
from html.parser import HTMLParser

#: All that our pages are made of.
TAGS = {"html", "head", "meta", "title", "style", "body", "div", "span", "p", "h1", "h2", "h3", "h4", "ul", "li"}
TAGS |= {"table", "tr", "td", "th", "svg", "line", "rect", "circle"}


class _Reader(HTMLParser):
    """Collect tags, attributes and texts as a browser sees them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.texts = set(), set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.texts.append(data)


def read(page):
    """Return what a browser sees of a page."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader


def words(page):
    """The texts of a page, without its markup."""
    return unescape(re.sub(r"<[^>]*>", "", page))


def check_page(page):
    """A page holds nothing but our own tags, loads nothing, runs nothing, and is small."""
    reader = read(page)
    assert reader.tags <= TAGS
    assert not {name for name in reader.attributes if name.startswith("on") or name in ("src", "href", "style")}
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'" in page
    assert len(page.encode()) < 1_000_000
