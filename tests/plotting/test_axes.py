"""What all pictures share."""

import sys

import pytest
from matplotlib import pyplot as plt

from skmitigate.plotting._axes import BETTER, UNRESOLVED, WORSE, axes_for, bare, colour, rooms_for_text


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


def test_zero_and_all_ends_are_in_the_picture():
    _, ax = plt.subplots()
    bare(ax)
    rooms_for_text(ax, [0.2, 0.4])
    low, high = ax.get_xlim()
    assert low < 0
    assert high > 0.4
    assert not ax.spines["left"].get_visible()
