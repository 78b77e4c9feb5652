"""The picture of risk over coverage."""

import json

import numpy as np
import pytest

from skmitigate.exceptions import NotApplicable
from skmitigate.metrics import aurc, aurc_interval, excess_aurc, risk_band, risk_coverage_curve
from skmitigate.plotting import RiskCoverageDisplay
from skmitigate.plotting._axes import CURVES
from skmitigate.predictions import PredictionTable


def table(n=1500, seed=0, error_rate=0.2):
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.5, 1, n)
    truth = (rng.random(n) < 2 * error_rate * (1 - p) * 2).astype(int)
    return PredictionTable.from_predictions(truth, np.column_stack([p, 1 - p]), classes=[0, 1])


def test_numbers_are_those_of_the_metrics():
    made = table()
    told = RiskCoverageDisplay.from_table(made, random_state=0).told
    columns = (made.proba.max(axis=1), made.errors)
    assert told["aurc"] == aurc(*columns)
    assert told["excess_aurc"] == excess_aurc(*columns)
    assert told["aurc_interval"] == list(aurc_interval(*columns, random_state=0))
    curve, (low, high) = risk_coverage_curve(*columns), risk_band(*columns)
    place = np.searchsorted(curve.coverage, told["coverage"])
    for name, values in (("risk", curve.risk), ("thresholds", curve.thresholds), ("low", low), ("high", high)):
        np.testing.assert_array_equal(told[name], values[place])
    assert len(told["risk"]) <= 401
    assert told["coverage"][-1] == pytest.approx(1)
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_what_is_drawn_is_what_is_told():
    display = RiskCoverageDisplay.from_table(table(), name="mine $x$", random_state=0)
    line = display.ax_.get_lines()[0]
    assert line.get_xdata().tolist() == display.told["coverage"]
    assert line.get_ydata().tolist() == display.told["risk"]
    (label,) = (text.get_text() for text in display.ax_.get_legend().get_texts())
    low, high = display.told["aurc_interval"]
    assert label.startswith(f"mine \\$x\\$: AURC {display.told['aurc']:.4f} [{low:.4f}, {high:.4f}]\n")
    assert label.endswith(f"{display.told['n_errors']} errors in 1500 rows")
    display.figure_.canvas.draw()


def test_a_second_curve_has_another_colour_and_both_are_in_the_legend():
    first = RiskCoverageDisplay.from_table(table(), name="a")
    second = RiskCoverageDisplay.from_table(table(seed=1, error_rate=0.05), name="b", ax=first.ax_)
    lines = [line for line in second.ax_.get_lines() if len(line.get_xdata()) > 1]
    assert [(line.get_color(), line.get_linestyle()) for line in lines] == list(CURVES[:2])
    assert len(second.ax_.get_legend().get_texts()) == 2
    assert second.ax_.get_ylim()[1] >= max(first.told["risk"][-1], second.told["risk"][-1])


def test_with_few_errors_there_is_no_interval_and_the_picture_says_so():
    display = RiskCoverageDisplay.from_predictions([0] * 30, [[0.9, 0.1]] * 30, classes=[0, 1])
    assert display.told["aurc_interval"] is None
    assert "0 errors" in display.told["no_interval"]
    assert "too few errors for an interval" in display.ax_.get_legend().get_texts()[0].get_text()
    assert display.ax_.get_ylim()[1] > 0


def test_groups_and_weights_of_the_table_count():
    made = table(300)
    columns = {"sample_weight": np.linspace(0, 2, 300), "groups": np.arange(300) // 3}
    weighed = PredictionTable.from_predictions(made.y_true, made.proba, classes=[0, 1], **columns)
    told = RiskCoverageDisplay.from_table(weighed, random_state=0).told
    expected = aurc_interval(made.proba.max(axis=1), made.errors, random_state=0, **columns)
    assert told["aurc_interval"] == list(expected)


def test_labels_alone_make_no_curve():
    with pytest.raises(NotApplicable, match="needs probabilities"):
        RiskCoverageDisplay.from_predictions([0, 1], [0, 1])
    with pytest.raises(ValueError, match="between 0 and 1"):
        RiskCoverageDisplay.from_table(table(), level=95)
