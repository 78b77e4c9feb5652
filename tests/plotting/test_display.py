"""What all pictures of comparisons do."""

import pytest

from skmitigate.plotting import ComparisonDisplay, StrategiesDisplay
from skmitigate.plotting._display import Display


class Told:
    """Something that can be drawn."""

    def to_dict(self):
        return {"what": "a comparison"}


class Drawn(Display):
    """It remembers where it was drawn."""

    def _draw(self, ax):
        self.ax_ = ax


def test_is_drawn_from_what_is_told():
    display = Drawn.from_comparison(Told(), ax="here")
    assert isinstance(display, Drawn)
    assert (display.told, display.ax_) == ({"what": "a comparison"}, "here")
    assert display.plot(ax="there") is display
    assert display.ax_ == "there"


def test_only_what_draws_can_be_made():
    with pytest.raises(TypeError, match="abstract"):
        Display({})
    assert issubclass(ComparisonDisplay, Display)
    assert issubclass(StrategiesDisplay, Display)
