"""The words about one prediction say what the dictionary has."""

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from skmitigate import explain_prediction
from skmitigate.stories._explanation import explanation_html, explanation_text

rng = np.random.RandomState(0)
FRAME = pd.DataFrame(rng.normal(size=(80, 8)), columns=[f"c{j}" for j in range(8)])
y = (FRAME["c0"] + FRAME["c1"] + 0.5 * rng.normal(size=80) > 0).astype(int).to_numpy()
MODEL = LogisticRegression().fit(FRAME, y)
WRONG = int(np.flatnonzero(MODEL.predict(FRAME) != y)[0])


def told(model=MODEL, **settings):
    return explain_prediction(model, WRONG, FRAME, random_state=0, **settings).to_dict()


def test_an_error_is_told_with_both_classes_and_what_would_change_it():
    found = told(y_true=y[WRONG], y_background=y)
    text = explanation_text(found)
    first = text.splitlines()[0]
    p = MODEL.predict_proba(FRAME.iloc[[WRONG]])[0]
    assert first == (
        f"Predicted {1 - y[WRONG]} with a probability of {p[1 - y[WRONG]]:.3f}; the true class is {y[WRONG]}, "
        f"which was given {p[y[WRONG]]:.3f}."
    )
    twin = found["neighbours"]["twin"]
    assert f"nearest correct twin: row {twin['position']}, at a distance of {twin['distance']:.3f}" in text
    change = found["counterfactual"]["changes"][0]
    assert f"with {change['column']} from {change['value']:.4g} to {change['changed_to']:.4g}" in text
    assert "not what causes the class" in text


def test_columns_are_told_by_size_and_sign():
    found = told()
    up = max(found["columns"], key=lambda column: column["contributions"][0])
    line = next(line for line in explanation_text(found).splitlines() if " up: " in line)
    assert f"up: {up['name']} = {up['value']:.4g} ({up['contributions'][0]:+.3g})" in line


def test_right_predictions_and_unknown_truths_are_said_to_be_so():
    right = explanation_text(told(y_true=1 - y[WRONG]))
    assert "which is the true class." in right
    assert "true class" not in explanation_text(told())


def test_what_is_drawn_or_fitted_says_how_sure_it_is():
    wide = pd.DataFrame(rng.normal(size=(80, 12)), columns=[f"c{j}" for j in range(12)])
    model = KNeighborsClassifier().fit(wide, y)
    drawn = explain_prediction(model, 0, wide, random_state=0).to_dict()
    assert "standard errors of the contributions" in explanation_text(drawn)
    assert "R squared of the linear model" in explanation_text(told(method="lime"))


def test_what_was_not_found_is_said():
    alone = explain_prediction(MODEL, FRAME.iloc[0], FRAME.iloc[[0]], y_true=1 - MODEL.predict(FRAME)[0]).to_dict()
    text = explanation_text(alone)
    assert "no column moves it" in text
    assert "no row of 1 row is of class" in text
    assert "the true ones were not given" in text
    assert "none found that would lead to" in text
    assert "it is the same in every column" in text


def test_without_probabilities_none_are_said():
    text = explanation_text(told(SVC().fit(FRAME, y), y_true=y[WRONG], contrast=True))
    assert "probability" not in text
    assert "decision value" in text


@pytest.mark.parametrize("method", ["auto", "neighbours", "counterfactual"])
def test_pages_have_the_same_figures(method):
    found = told(method=method, y_true=y[WRONG])
    html = explanation_html(found, page=True)
    assert html.startswith("<!DOCTYPE html>")
    for column in found["columns"]:
        for number in column["contributions"]:
            assert f"{number:+.4g}" in html
    assert not re.search(r"(src|href)=", html)


def test_long_values_are_cut_and_missing_ones_named():
    found = told()
    found["columns"][0] |= {"value": "x" * 100 + "\n", "contributions": [9.0]}
    found["columns"][1] |= {"value": None, "contributions": [8.0]}
    text = explanation_text(found)
    assert "x" * 59 + "…" in text
    assert "c1 = (missing) (+8)" in text
