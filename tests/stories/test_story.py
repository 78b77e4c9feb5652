"""Sentences as text, Markdown, HTML and JSON."""

import re

import pytest

from skmitigate.stories._sentence import say
from skmitigate.stories._story import Story

NASTY = '<script>alert(1)</script> [x](javascript:alert) `"*_&'


@pytest.fixture
def story():
    told = {"name": NASTY, "n": 3}
    first = say("{name} has {n}.", told)
    rows = [
        say("{n:#row} of it", told, topic="rows"),
        say("how many more is not known", told, topic="rows", known=False),
    ]
    return Story("comparison", (first, *rows, say("{name}", told, topic="basis")))


def test_text_has_the_topic_in_the_margin(story):
    assert story.to_text().splitlines() == [
        f"{NASTY} has 3.",
        "  rows    3 rows of it",
        "          how many more is not known",
        f"  basis   {NASTY}",
    ]


def test_markdown_has_no_markup_of_its_texts(story):
    told = story.to_markdown()
    assert told.startswith("**&lt;script>alert(1)")
    assert "\n**Rows**\n\n- 3 rows of it\n- how many" in told
    assert not re.search(r"(?<!\\)(\]\(|[`_])|(?<![*\\])\*(?!\*)|<", told)


def test_html_escapes_and_shows_where_numbers_come_from(story):
    part, page = story.to_html(), story.to_html(page=True)
    for told in (part, page):
        assert "<script" not in told
        assert "&lt;script&gt;" in told
        assert '<span class="fact" title="told[&#x27;n&#x27;]">3</span>' in told
        assert '<span class="unknown">how many more is not known</span>' in told
    assert page.startswith("<!DOCTYPE html>")
    assert "<html" not in part
    assert story._repr_html_() == part


def test_json_has_text_and_sentences(story):
    told = story.to_dict()
    assert told["headline"] == story.headline == told["sentences"][0]["text"]
    assert told["text"] == story.to_text()
    assert told["sentences"][2]["known"] is False
    assert told["sentences"][1]["evidence"] == [
        {"name": "n", "value": 3, "said": "3 rows", "source": "told['n']", "start": 0}
    ]


def test_repr_is_one_line(story):
    assert repr(story) == f"Story(comparison, 4 sentences: {NASTY} has 3.)"
