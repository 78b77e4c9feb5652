"""The parts that the pages and texts of all results share."""

import pytest

from skmitigate.stories._page import html_list, html_table, in_html, interval_bar, number_text, p_text, under


def test_whole_page_needs_no_network_and_holds_the_block():
    block, page = in_html("A < B", ["<p>x</p>"], page=False), in_html("A < B", ["<p>x</p>"], page=True)
    assert block in page
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>A &lt; B</title>" in page
    assert "http" not in page


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
