"""The picture of the comparison of two classifiers."""

import numpy as np
import pytest
from matplotlib import pyplot as plt

from skmitigate import compare
from skmitigate.plotting import ComparisonDisplay
from skmitigate.plotting._axes import BETTER, UNRESOLVED
from skmitigate.predictions import PredictionTable


def found(n_classes=3, **settings):
    rng = np.random.default_rng(0)
    truth = np.arange(300) % n_classes
    a, b = (np.where(rng.random(300) < right, truth, (truth + 1) % n_classes) for right in (0.5, 0.9))
    return compare(*(PredictionTable.from_predictions(truth, p) for p in (a, b)), **settings)


def labels(display):
    return [text.get_text() for text in display.ax_.get_yticklabels()]


def test_shows_the_metric_and_each_class_with_its_rows():
    display = ComparisonDisplay.from_comparison(found())
    assert labels(display) == ["accuracy", "recall of 0 (100)", "recall of 1 (100)", "recall of 2 (100)"]
    assert display.ax_.get_title(loc="left") == "b is better (95 % intervals, 300 rows)"


def test_intervals_are_drawn_from_end_to_end_and_all_in_sight():
    comparison = found()
    display = ComparisonDisplay.from_comparison(comparison)
    assert tuple(display.ax_.lines[0].get_xdata()) == comparison.interval
    low, high = display.ax_.get_xlim()
    assert all(low <= x <= high for line in display.ax_.lines for x in line.get_xdata())


@pytest.mark.parametrize(("rope", "tint"), [(None, BETTER), (0.9, UNRESOLVED)])
def test_colour_says_whether_it_is_resolved(rope, tint):
    display = ComparisonDisplay.from_comparison(found(rope=rope))
    assert display.ax_.lines[0].get_color() == tint
    assert (display.ax_.get_legend() is None) == (rope is None)


def test_names_stand_in_the_title_on_lines_of_their_own_where_long():
    told = found().to_dict() | {"name_a": "A", "name_b": "B" * 80}
    assert ComparisonDisplay(told).plot().ax_.get_title(loc="left").count("\n") == 2
    short = ComparisonDisplay(told | {"name_b": "B"}).plot()
    assert short.ax_.get_title(loc="left") == "b is better (95 % intervals, 300 rows)\na: A, b: B"


def test_many_classes_are_cut_to_those_that_change_most():
    display = ComparisonDisplay.from_comparison(found(n_classes=30))
    assert len(labels(display)) == 16
    assert "15 more classes" in display.ax_.get_xlabel()


def test_axes_that_are_given_are_drawn_on():
    figure, ax = plt.subplots()
    display = ComparisonDisplay.from_comparison(found(), ax=ax)
    assert display.ax_ is ax
    assert display.figure_ is figure


def test_no_label_is_cut_off(tmp_path):
    display = ComparisonDisplay.from_comparison(found())
    display.figure_.savefig(tmp_path / "picture.png")
    box = display.figure_.bbox
    for text in [*display.ax_.get_yticklabels(), display.ax_.xaxis.label]:
        part = text.get_window_extent()
        assert box.x0 <= part.x0 <= part.x1 <= box.x1
        assert box.y0 <= part.y0 <= part.y1 <= box.y1
