"""The parts that the pages and texts of all results share."""

import pytest
from stories.pages import check_page

from skmitigate.stories._page import (
    change_bar,
    html_list,
    html_table,
    in_html,
    interval_bar,
    markdown_text,
    number_text,
    p_text,
    share_strip,
    under,
)


def test_whole_page_needs_no_network_and_holds_the_block():
    block, page = in_html("A < B", ["<p>x</p>"], page=False), in_html("A < B", ["<p>x</p>"], page=True)
    assert block in page
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>A &lt; B</title>" in page
    check_page(page)


def test_headings_and_lists_are_escaped():
    assert "<th>a&lt;b</th>" in html_table(["a<b"], [], numbers=())
    assert "<li>&lt;script&gt;</li>" in html_list("t", ["<script>"])


def test_interval_is_drawn_from_its_lower_to_its_upper_end():
    bar = interval_bar(0.1, (0.0, 0.2), 0.2)
    assert 'x1="50.0" y1="5" x2="98.0"' in bar
    assert 'x="73.0"' in bar


@pytest.mark.parametrize(("value", "text"), [(None, ""), (0.12345, "0.1235"), (3, "3")])
def test_numbers(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize(("p", "text"), [(0.0004, "< 0.001"), (0.25, "= 0.250")])
def test_small_p_values_are_not_zero(p, text):
    assert p_text(p) == text


def test_title_stands_in_the_margin_of_the_first_line():
    assert under("rows", ["a", "b"]) == ["  rows    a", "          b"]


def test_strip_is_divided_as_the_amounts_are_and_names_are_escaped():
    strip = share_strip([(1, "good", "<a>"), (3, "bad", "b")])
    assert '<rect class="good" x="0.0" y="0" width="250.0"' in strip
    assert '<rect class="bad" x="250.0" y="0" width="750.0"' in strip
    assert "<title>&lt;a&gt;: 1</title>" in strip
    assert 'width="0.0"' in share_strip([(0, "good", "none")])


@pytest.mark.parametrize(("before", "after", "kind"), [(0.5, 0.75, "good"), (0.5, 0.25, "bad"), (0.5, 0.5, "still")])
def test_change_is_coloured_by_its_direction(before, after, kind):
    bar = change_bar(before, after)
    assert '<circle class="before" cx="50.0"' in bar
    assert f'<circle class="{kind}" cx="{4 + 92 * after:.1f}"' in bar


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a|b\nc", "a\\|b c"),
        ("<b> & *x*", "&lt;b> &amp; \\*x\\*"),
        ("[a](b) [c]: d [0.1, 0.2]", "[a\\](b) [c\\]: d [0.1, 0.2]"),
        ("class_balancing __init__ _x", "class_balancing \\_\\_init\\_\\_ \\_x"),
        ("see https://x.y or www.z", "see https&#58;//x.y or www&#46;z"),
    ],
)
def test_markdown_takes_texts_for_nothing_but_text(text, told):
    assert markdown_text(text) == told
