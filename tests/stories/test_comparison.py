"""The comparison of two classifiers in words."""

import re

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from skmitigate import compare
from skmitigate.predictions import PredictionTable
from skmitigate.stories._comparison import comparison_html, comparison_markdown, comparison_text

MODELS = (DecisionTreeClassifier(max_depth=1), GaussianNB())


def fitted(**settings):
    X, y = load_iris(return_X_y=True)
    return compare(*MODELS, X=X, y=y, random_state=0, **settings).to_dict()


def given(truth, a, b, **settings):
    tables = (PredictionTable.from_predictions(truth, p, classes=np.unique(truth)) for p in (a, b))
    return compare(*tables, **settings).to_dict()


def test_every_statement_has_its_number():
    text = comparison_text(fitted())
    assert re.match(r"b is better: accuracy \+0\.\d{4} \[\+0\.\d{4}, \+0\.\d{4}\] \(95 %\), p < 0\.001\.", text)
    assert "a is DecisionTreeClassifier, b is GaussianNB" in text
    assert re.search(r"b puts right \d+ and breaks \d+ of 150 rows", text)
    assert re.search(r"2: recall 0\.\d{3} -> 0\.\d{3}, \+?-?0\.\d{3} \[.*\], corrected p .*, 50 rows", text)
    assert re.search(r"a difference of 0\.\d{4} \(\d+\.\d points\) would have been resolved", text)
    assert re.search(r"150 rows, cross-fitted in 5 folds: .* \d+% of the variance is between fitted models", text)


def test_predictions_without_folds_are_said_to_be_that():
    told = comparison_text(given([0, 1] * 40, [0, 0] * 40, [0, 1] * 40))
    assert "a and b are the two tables that were given" in told
    assert "80 rows alone" in told
    assert "does not know how the models would differ" in told


def test_unresolved_says_how_many_rows_would_be_needed():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 2, 200)
    a, b = (np.where(rng.random(200) < right, truth, 1 - truth) for right in (0.8, 0.8))
    told = given(truth, a, b)
    text = comparison_text(told)
    assert text.startswith("Not resolved which is better")
    assert f"about {told['rows_needed']} rows would resolve" in text
    assert told["rows_needed"] > 200


def test_few_changes_are_warned_of():
    truth = np.array([0, 1] * 30)
    changed = truth.copy()
    changed[:3] = 1 - changed[:3]
    assert "only 3 rows differ" in comparison_text(given(truth, truth, changed))
    assert "no row differs" in comparison_text(given(truth, truth, truth))


def test_rope_states_three_probabilities():
    told = comparison_text(fitted(rope=0.02))
    assert re.search(r"b is better by more than 0\.02: \d+%; .* by less: \d+%; a is better by more: \d+%", told)
    truth = np.array([0, 1] * 200)
    equal = comparison_text(given(truth, truth, truth, rope=0.1))
    assert equal.startswith("Practically equal, within 0.1")
    assert "from the rows" in equal


def test_repetitions_are_told():
    cv = RepeatedStratifiedKFold(n_splits=5, n_repeats=2, random_state=0)
    text = comparison_text(fitted(cv=cv))
    assert "in 5 folds, 2 times over" in text
    assert "in the first repetition b puts right" in text


def test_groups_and_drawn_rows_are_told():
    rng = np.random.default_rng(0)
    truth = (np.arange(60) < 6).astype(int)
    tables = [
        PredictionTable.from_predictions(truth, np.stack([1 - p, p], axis=1), groups=np.arange(60) // 2)
        for p in rng.uniform(size=(2, 60))
    ]
    text = comparison_text(compare(*tables, scoring="average_precision", random_state=0).to_dict())
    assert "30 groups of 60 rows" in text
    assert "as if rows were independent" in text
    assert "drawing them again, 500 times" in text


def test_losses_are_not_told_in_points():
    assert "points" not in comparison_text(fitted(scoring="neg_log_loss"))


def test_many_classes_are_shortened_in_the_text_only():
    truth = np.arange(20).repeat(5)
    told = given(truth, np.roll(truth, 1), truth)
    assert "... and 12 more, told by to_frame()" in comparison_text(told)
    assert comparison_html(told, page=False).count("<tr>") == 21
    assert comparison_markdown(told).count("\n| ") == 21


def test_class_without_rows_is_named():
    tables = [PredictionTable.from_predictions([0, 0, 1], p, classes=[0, 1, 2]) for p in ([0, 1, 1], [0, 0, 1])]
    told = compare(*tables).to_dict()
    assert "2: no rows" in comparison_text(told)
    assert "<td>2</td>" in comparison_html(told, page=True)


@pytest.mark.parametrize("page", [True, False])
def test_names_of_classes_are_escaped(page):
    told = given(["<b>", "x|y"] * 20, ["<b>", "<b>"] * 20, ["<b>", "x|y"] * 20)
    html = comparison_html(told, page=page)
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "x\\|y" in comparison_markdown(told)
