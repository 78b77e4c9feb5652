"""What can be told, and what is said of what cannot."""

import json

import numpy as np
import pytest
from sklearn.datasets import load_wine
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier
from stories.evidence import check_story, names_of_row

from skmitigate import (
    analyze_errors,
    compare,
    compare_strategies,
    cross_val_predictions,
    explain_prediction,
    tell,
)
from skmitigate.predictions import PredictionTable
from skmitigate.stories import Story

X, Y = load_wine(return_X_y=True)
MODELS = (DecisionTreeClassifier(max_depth=1), GaussianNB())
TRUTH = np.repeat(["ill", "well"], [30, 270])
TABLE = PredictionTable.from_predictions(TRUTH, np.repeat(["well", "ill", "well"], [15, 25, 260]))


def results():
    """Results of all kinds, and of all variants that are worded apart."""
    repeated = RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=0)
    rng = np.random.default_rng(0)
    tables = [
        PredictionTable.from_predictions(
            (np.arange(60) < 6).astype(int), np.stack([1 - p, p], 1), groups=np.arange(60) // 2
        )
        for p in rng.uniform(size=(2, 60))
    ]
    return {
        "comparison": compare(*MODELS, X=X, y=Y, random_state=0),
        "comparison with rope, repeated": compare(*MODELS, X=X, y=Y, cv=repeated, rope=0.02, random_state=0),
        "comparison of groups": compare(*tables, scoring="average_precision", random_state=0),
        "comparison of equal tables": compare(TABLE, TABLE, rope=0.1),
        "comparison of many classes": compare(
            *(
                PredictionTable.from_predictions(np.arange(20).repeat(5), p)
                for p in (np.arange(20).repeat(5)[::-1],) * 2
            )
        ),
        "strategies": compare_strategies(
            MODELS[0], X, Y, ["class_balancing", "active_learning", GaussianNB()], cv=3, random_state=0
        ),
        "diagnosis": analyze_errors(TABLE),
        "diagnosis of nothing": analyze_errors(PredictionTable.from_predictions(TRUTH, TRUTH), ignore="ERR02"),
    }


@pytest.fixture(scope="module", params=results().items(), ids=lambda each: each[0])
def result(request):
    return request.param[1]


def test_every_number_is_that_of_its_source(result):
    assert check_story(tell(result), {"told": result.to_dict()}) > 2


def test_summary_is_the_same_sentences(result):
    assert tell(result).to_text() == result.summary()


def test_json_file_is_told_as_the_result_is(result):
    read = json.loads(json.dumps({"about": {"seed": 0}, **result.to_dict()}, allow_nan=False))
    assert tell(read) == tell(result)


@pytest.mark.parametrize("which", ["corrected", "kept"])
def test_every_number_of_a_correction_is_that_of_its_source(which, request):
    report = request.getfixturevalue(which)
    members = {"model": 0.25, "<b>": 0.75}
    for told in (report, {**report, "members": members}, {**report, "trials": report["trials"] * 20}):
        story = tell(told)
        assert isinstance(story, Story)
        assert check_story(story, {"told": told}) > 10


@pytest.mark.parametrize("nonsense", [None, 3, "text", [1], {}, {"verdict": "kept"}, Story, GaussianNB()])
def test_what_is_no_result_is_refused(nonsense):
    with pytest.raises(TypeError, match="Expected a result of skmitigate"):
        tell(nonsense)


@pytest.mark.parametrize("change", [{"findings": 3}, {"n_rows": 0}, {"findings": [{}]}, {"not_found": None}])
def test_dictionary_that_was_changed_is_refused(change):
    told = {**analyze_errors(TABLE).to_dict(), **change}
    if change == {"not_found": None}:
        assert tell(told).kind == "diagnosis"
        return
    with pytest.raises(ValueError, match="was changed since"):
        tell(told)


def test_table_wants_a_row_and_only_a_table_takes_one():
    with pytest.raises(ValueError, match="Pass row="):
        tell(TABLE)
    with pytest.raises(ValueError, match="for a PredictionTable only"):
        tell(analyze_errors(TABLE), row=3)


@pytest.mark.parametrize("row", [-1, 300, 2.0, "2", True])
def test_row_that_is_not_there_is_refused(row):
    with pytest.raises(ValueError, match="from 0 to 299; got"):
        tell(TABLE, row=row)


def test_row_is_a_position_in_all_rows_where_the_table_has_some_rows_only():
    part = TABLE.take(np.arange(10, 60))
    assert tell(part, row=12).headline == "Row 12: of class ill, taken for class well."
    with pytest.raises(ValueError, match="from 10 to 59"):
        tell(part, row=3)
    with pytest.raises(ValueError, match="Expected X to have"):
        tell(TABLE, row=3, X=np.zeros((299, 1)))


def test_explanation_of_a_row_follows_its_story():
    table = cross_val_predictions(GaussianNB(), X, Y, random_state=0)
    row = int(np.flatnonzero(table.errors)[0])
    explanation = explain_prediction(GaussianNB().fit(X, Y), X[row], X, y_true=Y[row], method="permutation")
    story = tell(table, row=row, explanation=explanation)
    assert story.sentences[: len(tell(table, row=row).sentences)] == tell(table, row=row).sentences
    assert "What moved the model" in story.to_markdown()
    check_story(story, names_of_row(table, row) | {"explanation": explanation.to_dict()})
    with pytest.raises(ValueError, match="for a PredictionTable only"):
        tell(explanation, explanation=explanation)


def test_numbers_that_json_does_not_hold_are_not_known():
    told = {**analyze_errors(TABLE).to_dict(), "n_errors": 10}
    told["findings"] = [{**told["findings"][0], "estimate": float("nan"), "p_value": 0.5, "interval": [0.1, 0.2]}]
    story = tell(told)
    assert "? [0.1, 0.2]" in story.to_text()
    json.dumps(story.to_dict(), allow_nan=False)
