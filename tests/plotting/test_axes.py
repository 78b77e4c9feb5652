"""What all pictures share."""

import sys

import pytest
from matplotlib import pyplot as plt

from skmitigate.plotting._axes import (
    BETTER,
    CURVES,
    UNRESOLVED,
    WORSE,
    axes_for,
    bare,
    colour,
    heading,
    lines_of,
    next_curve,
    note_below,
    plain,
    rooms_for_text,
    say,
    short_names,
    signed,
    text_size,
    texts_right,
)


def test_axes_that_are_given_are_drawn_on():
    _, ax = plt.subplots()
    assert axes_for(ax, width=1, height=1) is ax


def test_new_axes_have_the_size_asked_for():
    assert axes_for(None, width=5, height=3).figure.get_size_inches().tolist() == [5, 3]


def test_without_matplotlib_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(ImportError, match=r"pip install 'skmitigate\[plot\]'"):
        axes_for(None, width=1, height=1)


@pytest.mark.parametrize(
    ("difference", "resolved", "expected"), [(0.1, True, BETTER), (-0.1, True, WORSE), (0.1, False, UNRESOLVED)]
)
def test_colour_is_of_what_is_resolved(difference, resolved, expected):
    assert colour(difference, resolved=resolved) == expected


def test_curves_get_colours_and_styles_in_turn():
    _, ax = plt.subplots()
    seen = []
    for i in range(5):
        seen.append(next_curve(ax))
        ax.plot([0, 1], label=f"curve {i}")
        ax.plot([0, 1])  # without a name: a part of the curve
    assert seen == [*CURVES, CURVES[0]]


def test_names_are_one_line_of_text_and_no_formula():
    figure, ax = plt.subplots()
    text = ax.set_title(plain("$\\frac{a\n b$ and $c"))
    assert "\n" not in text.get_text()
    figure.canvas.draw()  # raises where it is taken for a formula
    assert plain("x" * 50 + "y" * 50, 30) == "x" * 19 + "…" + "y" * 10
    assert plain(3.5) == "3.5"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a", "b"], ["a", "b"]),
        (["class a", "class b"], ["class a", "class b"]),
        ([f"a class that is called {i}" for i in (1, 2)], ["…1", "…2"]),
        (["x" * 20 + i + "y" * 20 for i in "12"] + ["z"], ["xxxxxxxxxx…yyyyy #1", "xxxxxxxxxx…yyyyy #2", "z"]),
        (["x" * 40], ["x" * 10 + "…" + "x" * 5]),
        ([], []),
    ],
)
def test_long_names_stay_apart(names, expected):
    assert short_names(names, 16) == expected


def test_signed_numbers_have_no_minus_before_zero():
    assert [signed(value) for value in (-0.04, 0.0, 1.26, -3)] == ["+0.0", "+0.0", "+1.3", "-3.0"]


def test_title_is_wrapped_and_begins_at_the_figures_edge_where_the_axes_are_alone():
    figure, ax = plt.subplots(figsize=(4, 3), layout="constrained")
    ax.set_yticks([0], ["a long name of a line"])
    heading(ax, "words " * 30 + "\nthe end")
    figure.canvas.draw()
    lines = ax.get_title(loc="left").splitlines()
    assert len(lines) > 2
    assert max(map(len, lines)) <= 48
    assert lines[-1] == "the end"
    assert ax._left_title.get_window_extent().x0 < ax.get_window_extent().x0
    _, (one, _) = plt.subplots(1, 2, figsize=(8, 3))
    heading(one, "words " * 30)
    assert one._left_title.get_window_extent().x0 == pytest.approx(one.get_window_extent().x0)
    assert 20 <= max(map(len, one.get_title(loc="left").splitlines())) < 48


def test_texts_stand_right_of_the_axes_beside_their_lines():
    figure, ax = plt.subplots()
    ax.set_ylim(1.5, -0.5)
    texts_right(ax, [0, 1], ["first", "second"], ["black", "red"], "title")
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert [text.get_text() for text in ax.texts] == ["first", "second", "title"]
    assert all(box.x0 > ax.get_window_extent().x1 for box in boxes)
    assert boxes[2].y0 > boxes[0].y1 > boxes[1].y1


def test_texts_shrink_until_they_fit():
    _, ax = plt.subplots(figsize=(4, 2))
    sizes = [text_size(ax, n) for n in (1, 20, 1000)]
    assert sizes[0] == 10
    assert 3 < sizes[1] < 10
    assert sizes[2] == 3
    assert text_size(ax, 20, along="width") > sizes[1]
    lines_of(ax, [0, 1], ["a", "b"])
    low, high = ax.get_ylim()
    assert low > 1
    assert high < 0


def test_notes_and_messages_are_written():
    _, ax = plt.subplots()
    note_below(ax, "left out", lines_down=2)
    say(ax, "nothing")
    assert [text.get_text() for text in ax.texts] == ["left out", "nothing"]
    assert not ax.axison


def test_zero_and_all_ends_are_in_the_picture():
    _, ax = plt.subplots()
    bare(ax)
    rooms_for_text(ax, [0.2, 0.4])
    low, high = ax.get_xlim()
    assert low < 0
    assert high > 0.4
    assert not ax.spines["left"].get_visible()
