"""Templates are filled, and what was filled in is kept."""

import pytest

from skmitigate.stories._sentence import Evidence, Fact, look_up, one_line, say

TOLD = {"n": 1, "share": 0.25, "ends": [-0.125, 0.5], "name": "a 7\nb", "p": 0.0001, "none": None, "deep": {"k": 2}}


def test_fields_are_paths_and_facts_and_become_evidence():
    sentence = say("{name}: {ends.1:.2f} of {deep.k}, {more}", TOLD, {"more": Fact(3, "1 + 2")}, at="told['x']")
    assert sentence.text == "a 7 b: 0.50 of 2, 3"
    assert sentence.evidence == (
        Evidence("name", "a 7\nb", "a 7 b", "told['x']['name']", 0),
        Evidence("ends.1", 0.5, "0.50", "told['x']['ends'][1]", 7),
        Evidence("deep.k", 2, "2", "told['x']['deep']['k']", 15),
        Evidence("more", 3, "3", "1 + 2", 18),
    )


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{share:.1%}", "25.0%"),
        ("{share:pc}", "25 %"),
        ("{ends.0:100*+.1f} points", "-12.5 points"),
        ("{n:#row}, {deep.k:#row}", "1 row, 2 rows"),
        ("p {p:p}", "p < 0.001"),
        ("{none:.3f}", "?"),
    ],
)
def test_formats(template, text):
    assert say(template, TOLD).text == text


def test_name_cannot_bring_a_field_of_its_own():
    assert say("{name}", {"name": "{n} {0} {"}).text == "{n} {0} {"


def test_pieces_join_to_the_text():
    sentence = say("of {n} and {n}", TOLD)
    assert [(text, fact is not None) for text, fact in sentence.parts()] == [
        ("of ", False),
        ("1", True),
        (" and ", False),
        ("1", True),
    ]


def test_keys_that_are_numbers_in_dictionaries_are_keys():
    assert look_up({"0": "a"}, "0") == Fact("a", "told['0']")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("", "(empty)"),
        ("a\r\nb\u2028c", "a  b c"),
        ("\x1b[31mred\x00", "\ufffd[31mred\ufffd"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("\ud800", "\ufffd"),
        ("Zürich \u200d", "Zürich \u200d"),
    ],
)
def test_names_are_one_line_that_a_terminal_takes(name, line):
    assert one_line(name) == line
    line.encode()


def test_endless_names_are_cut():
    assert len(one_line("x" * 10_000)) == 301
