"""How pictures are made and drawn."""

import pytest
from matplotlib import pyplot as plt
from sklearn.datasets import load_wine
from sklearn.naive_bayes import GaussianNB

from skmitigate.plotting import ComparisonDisplay, StrategiesDisplay
from skmitigate.plotting._display import Display, DisplayOfComparison, DisplayOfTable
from skmitigate.predictions import PredictionTable

X, Y = load_wine(return_X_y=True)


class Told:
    """Something that can be drawn."""

    def to_dict(self):
        return {"what": "a comparison"}


class Drawn(DisplayOfComparison):
    """It draws nothing on the axes that it is given."""

    def _draw(self, ax):
        self.ax_ = ax


class DrawnTable(DisplayOfTable):
    """It tells how many rows there are."""

    @staticmethod
    def _tell(table, *, name, extra=0):
        return {"n_rows": len(table), "weights": table.sample_weight, "name": name, "extra": extra}

    def _nothing(self):
        return "" if self.told["extra"] else "There is nothing."

    def _draw(self, ax):
        self.ax_ = ax or plt.subplots()[1]


def test_is_drawn_from_what_is_told():
    figure, ax = plt.subplots()
    display = Drawn.from_comparison(Told(), ax=ax)
    assert isinstance(display, Drawn)
    assert (display.told, display.ax_, display.figure_) == ({"what": "a comparison"}, ax, figure)
    other = plt.subplots()[1]
    assert display.plot(ax=other) is display
    assert display.ax_ is other


def test_where_there_is_nothing_to_draw_the_picture_says_so():
    display = DrawnTable.from_predictions([0, 1], [0, 1])
    assert [text.get_text() for text in display.ax_.texts] == ["There is nothing."]
    assert display.figure_ is display.ax_.figure


def test_tables_predictions_and_classifiers_are_drawn_with_settings():
    model = GaussianNB().fit(X[::2], Y[::2])
    by = [
        DrawnTable.from_table(PredictionTable.from_predictions(Y, Y), extra=1),
        DrawnTable.from_predictions(Y, Y, name="mine", extra=2, sample_weight=Y + 1),
        DrawnTable.from_estimator(model, X, Y, extra=3),
        DrawnTable.from_estimator(model, X, Y, name="bayes", extra=4),
    ]
    assert [(d.told["n_rows"], d.told["name"], d.told["extra"]) for d in by] == [
        (178, "", 1),
        (178, "mine", 2),
        (178, "GaussianNB", 3),
        (178, "bayes", 4),
    ]
    assert by[1].told["weights"].tolist() == (Y + 1).tolist()


def test_only_what_draws_can_be_made():
    with pytest.raises(TypeError, match="abstract"):
        Display({})
    assert issubclass(ComparisonDisplay, Display)
    assert issubclass(StrategiesDisplay, Display)
