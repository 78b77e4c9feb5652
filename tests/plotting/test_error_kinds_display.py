"""The picture of what errors are due to."""

import json

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.naive_bayes import GaussianNB
from statsmodels.stats.proportion import proportion_confint

from skmitigate import analyze_errors
from skmitigate.plotting import ErrorKindsDisplay
from skmitigate.predictions import PredictionTable

TRUTH = np.array(["ill"] * 30 + ["well"] * 270)
GUESS = np.array(["well"] * 15 + ["ill"] * 25 + ["well"] * 260)


def diagnosis(**settings):
    return analyze_errors(PredictionTable.from_predictions(TRUTH, GUESS), detectors="class_imbalance", **settings)


def bars(display):
    n = len(display.ax_.get_yticklabels())
    widths = [patch.get_width() for patch in display.ax_.patches]
    return [widths[i : i + n] for i in (0, n, 2 * n)]


def test_bars_are_those_of_the_ledger():
    found = diagnosis()
    display = ErrorKindsDisplay.from_diagnosis(found)
    summary = found.ledger.summary()
    concerned, counts, excess = bars(display)
    assert counts == [15, 10] == summary["n_primary"].tolist()
    assert concerned == summary["n_applies"].tolist()
    assert excess == [pytest.approx(summary["n_in_excess"].iloc[0]), 0]
    assert [t.get_text() for t in display.ax_.get_yticklabels()] == ["class imbalance", "unexplained"]


def test_shares_have_wilsons_interval_and_the_rate_of_errors_too():
    display = ErrorKindsDisplay.from_diagnosis(diagnosis(alpha=0.1))
    low, high = proportion_confint(15, 25, alpha=0.1, method="wilson")
    assert display.ax_.texts[0].get_text() == f"15   60.0%  [{low:.1%}, {high:.1%}]"
    low, high = proportion_confint(25, 300, alpha=0.1, method="wilson")
    title = display.ax_.get_title(loc="left")
    assert title == f"25 errors in 300 rows: 8.3% [{low:.1%}, {high:.1%}] (90 %)"


def test_is_drawn_from_stored_json_too():
    told = json.loads(json.dumps(diagnosis().to_dict()))
    assert bars(ErrorKindsDisplay(told).plot())[1] == [15, 10]
    del told["ledger"]["in_excess"]  # as it was written before there was one
    assert bars(ErrorKindsDisplay(told).plot())[1:] == [[15, 10], [0, 0]]


def test_kinds_without_errors_of_their_own_are_shown_by_what_they_concern():
    X, y = load_digits(return_X_y=True)
    X, y = X[:1000, 20:40], y[:1000]
    model = GaussianNB().fit(X[::2], y[::2])
    X, y = X[1::2], y[1::2]
    display = ErrorKindsDisplay.from_estimator(model, X, y)
    concerned, counts, excess = bars(display)
    assert sum(counts) == display.told["n_errors"]
    assert all(a >= b >= c for a, b, c in zip(concerned, counts, excess, strict=True))
    assert any(a and not b for a, b in zip(concerned, counts, strict=True))
    other = ErrorKindsDisplay.from_predictions(y, model.predict_proba(X), X=X, classes=model.classes_)
    assert bars(other) == bars(display)


def test_without_errors_the_picture_says_so():
    display = ErrorKindsDisplay.from_predictions([0, 1] * 20, [0, 1] * 20)
    assert display.ax_.texts[0].get_text() == "No errors in 40 rows."
    told = diagnosis().to_dict() | {"ledger": None}
    assert "make it with analyze_errors" in ErrorKindsDisplay(told).plot().ax_.texts[0].get_text()
