"""The picture of drift."""

import numpy as np

from skmitigate.plotting import DriftDisplay
from skmitigate.plotting._axes import QUIET, WORSE


def line(name, distance, p_value, *, part="values", missing=(0.0, 0.0)):
    return {
        "name": name,
        "drifted": p_value <= 0.05,
        "part": part,
        "distance": distance,
        "interval": [max(0.0, distance - 0.05), distance + 0.05],
        "missing_before": missing[0],
        "missing_now": missing[1],
        "p_value": p_value,
    }


class Result:
    """What a comparison with a reference tells that is drawn."""

    def __init__(self, columns, outputs=()):
        self.told = {"columns": list(columns), "outputs": list(outputs), "n_before": 500, "n_now": 1, "alpha": 0.05}

    def to_dict(self):
        return self.told


COLUMNS = [
    line("still", 0.03, 1.0),
    line("moved", 0.4, 1e-9),
    line("gaps", 0.02, 0.01, part="missing values", missing=(0.0, 0.25)),
]
OUTPUTS = [line("predicted class", 0.1, 0.5), line("confidence", 0.3, 0.001)]


def test_predictions_stand_first_then_columns_by_how_much_they_changed():
    display = DriftDisplay.from_drift(Result(COLUMNS, OUTPUTS))
    labels = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert labels == ["predictions: predicted class", "predictions: confidence", "moved", "gaps", "still"]
    marks = [mark for mark in display.ax_.get_lines() if len(mark.get_xdata()) == 1]
    assert [float(mark.get_xdata()[0]) for mark in marks] == [0.1, 0.3, 0.4, 0.02, 0.03]
    assert [mark.get_color() for mark in marks] == [QUIET, WORSE, WORSE, WORSE, QUIET]
    assert [mark.get_marker() for mark in marks] == ["D", "o", "o", "o", "D"]


def test_numbers_stand_beside_and_in_the_title():
    display = DriftDisplay.from_drift(Result(COLUMNS, OUTPUTS))
    texts = [text.get_text() for text in display.ax_.texts]
    assert texts[2] == "0.400 [0.350, 0.450]   < 0.001"
    assert texts[3].endswith("missing 0.0% → 25.0%")
    title = display.ax_.get_title(loc="left").replace("\n", " ")
    assert title == "2 of 3 columns have drifted; of the predictions: confidence (500 rows before, 1 now)"
    assert display.ax_.get_xlim()[0] == 0


def test_of_many_columns_those_with_the_smallest_p_values_are_drawn():
    many = [line(f"c{i}", 0.1, p) for i, p in enumerate(np.linspace(0.001, 1, 80))]
    display = DriftDisplay.from_drift(Result(many))
    names = {text.get_text() for text in display.ax_.get_yticklabels()}
    assert names == {f"c{i}" for i in range(30)}
    assert "50 more are not shown" in display.ax_.get_xlabel()


def test_predictions_alone_are_drawn_and_nothing_is_said_kindly():
    title = DriftDisplay.from_drift(Result([], OUTPUTS[:1])).ax_.get_title(loc="left")
    assert title == "nothing has drifted (500 rows before, 1 now)"
    assert DriftDisplay.from_drift(Result([])).ax_.texts[0].get_text() == "There is nothing to compare: no columns."
