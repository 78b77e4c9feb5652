"""The picture of whether probabilities come true."""

import numpy as np
import pytest

from skmitigate.metrics import reliability_curve
from skmitigate.plotting import ReliabilityDisplay
from skmitigate.plotting._axes import CURVES
from skmitigate.predictions import PredictionTable


def table(n=800, shift=0.0, seed=0):
    """Probabilities that come true, or by `shift` less often."""
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.5, 1, n)
    truth = (rng.random(n) > p - shift).astype(int)
    return PredictionTable.from_predictions(truth, np.column_stack([p, 1 - p]), classes=[0, 1])


def points(display):
    return [line for line in display.ax_.get_lines() if line.get_marker() == "o"]


def test_numbers_are_those_of_the_curve():
    made = table()
    display = ReliabilityDisplay.from_table(made, n_bins=7, strategy="uniform", level=0.9, label=1)
    curve = reliability_curve(made, n_bins=7, strategy="uniform", confidence=0.9, label=1)
    assert display.told == curve.to_dict() | {"name": "", "off": curve.off.tolist()}
    drawn = [(line.get_xdata()[0], line.get_ydata()[0]) for line in points(display)]
    np.testing.assert_allclose(drawn, np.column_stack([curve.predicted, curve.observed]))
    assert "class 1" in display.ax_.get_xlabel()


@pytest.mark.parametrize(("shift", "least", "most"), [(0.0, 0, 2), (0.25, 8, 10)])
def test_bins_outside_their_band_are_filled_and_counted(shift, least, most):
    display = ReliabilityDisplay.from_table(table(shift=shift), name="mine")
    filled = [line.get_markerfacecolor() != "white" for line in points(display)]
    assert filled == display.told["off"]
    assert least <= sum(filled) <= most
    (text,) = (text.get_text() for text in display.ax_.get_legend().get_texts())
    assert text == f"mine: 800 rows in 10 bins of 80;\n{sum(filled)} of 10 outside the band (filled)"


def test_all_is_in_sight_and_a_second_curve_widens_the_picture():
    first = ReliabilityDisplay.from_table(table())
    assert first.ax_.get_xlim()[0] > 0.2
    second = ReliabilityDisplay.from_table(table(shift=0.4), ax=first.ax_)
    low, high = second.ax_.get_ylim()
    for line in second.ax_.get_lines()[1:]:
        assert all(low <= y <= high for y in line.get_ydata())
    assert second.ax_.get_xlim() == (low, high)
    colours = {line.get_color() for line in points(second)}
    assert colours == {CURVES[0][0], CURVES[1][0]}


def test_axes_that_are_given_keep_their_shape():
    from matplotlib import pyplot as plt

    _, ax = plt.subplots()
    assert ReliabilityDisplay.from_table(table(), ax=ax).ax_.get_aspect() == "auto"
    assert ReliabilityDisplay.from_table(table()).ax_.get_aspect() == 1


def test_one_bin_is_drawn_too():
    display = ReliabilityDisplay.from_predictions([0, 1, 1, 1], [[0.5, 0.5]] * 4)
    assert len(points(display)) == 1
    assert "4 rows in 1 bin of 4" in display.ax_.get_legend().get_texts()[0].get_text()
