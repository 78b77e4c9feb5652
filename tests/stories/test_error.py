"""The story of one prediction: every number in it is recomputed from the data."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from stories.evidence import check_story, names_of_row, wilson
from stories.pages import check_page

from skmitigate import analyze_errors, tell
from skmitigate.predictions import PredictionTable

N_CLASSES = 4


@pytest.fixture(scope="module")
def data():
    """900 rows of which a third is wrong, with numbers, times, levels and gaps; names are hostile."""
    rng = np.random.default_rng(0)
    names = np.array(["<script>alert(1)</script>", "a|b*c", "class 7", "\u202e90 %\n"])
    truth = rng.choice(N_CLASSES, 900, p=[0.55, 0.3, 0.14, 0.01])
    proba = rng.dirichlet(np.full(N_CLASSES, 0.5), 900) + 0.35 * np.eye(N_CLASSES)[truth]
    proba /= proba.sum(axis=1, keepdims=True)
    numbers = truth[:, None] * [1.0, 0.5, 0.0] + rng.normal(size=(900, 3))
    numbers[rng.random((900, 3)) < 0.02] = np.nan
    X = pd.DataFrame(numbers, columns=["<img src=x>", "of 12 %", "same"])
    X["same"] = np.where(np.arange(900) % 50 == 0, 1.5, 2.0)
    X["town"] = np.where(rng.random(900) < 0.1 + 0.3 * (truth == 1), "Ulm & 3", rng.choice(["Bonn", "<b>", None], 900))
    return PredictionTable.from_predictions(names[truth], proba[:, np.argsort(names)], classes=np.sort(names)), X


@pytest.fixture(scope="module")
def diagnosis(data):
    return analyze_errors(*data)


def test_every_number_about_300_errors_is_that_of_its_source(data, diagnosis):
    table, X = data
    told, n_facts = diagnosis.to_dict(), 0
    errors = np.random.default_rng(1).permutation(np.flatnonzero(table.errors))[:300]
    assert len(errors) >= 250
    for row in map(int, errors):
        story = tell(table, row=row, X=X, diagnosis=told)
        n_facts += check_story(story, names_of_row(table, row, X, told))
    assert n_facts > 300 * 20


def facts_of(story):
    return [{fact.name: fact.value for fact in sentence.evidence} for sentence in story.sentences]


def test_counts_and_intervals_of_300_errors_are_those_of_a_plain_recount(data):
    table, X = data
    truth, guess = table.classes[table.y_true], table.classes[table.y_pred]
    confidence = table.proba.max(axis=1)
    for row in np.flatnonzero(table.errors)[:300]:
        head, model, sure, own, taken = facts_of(tell(table, row=int(row), X=X))[:5]
        assert (head["row"], head["y_true"], head["y_pred"]) == (row, truth[row], guess[row])
        proba = dict(zip(table.classes, table.proba[row], strict=True))
        assert (model["proba_true"], model["proba_pred"]) == (proba[truth[row]], proba[guess[row]])
        rest = np.delete(np.arange(900), row)
        higher = confidence[row] >= np.median(confidence)
        alike = rest[(confidence[rest] >= confidence[row]) if higher else (confidence[rest] <= confidence[row])]
        check_share(sure, alike, truth != guess)
        check_share(own, rest[truth[rest] == truth[row]], guess == guess[row])
        check_share(taken, rest[guess[rest] == guess[row]], truth != guess)


def check_share(facts, rows, which):
    n, k = len(rows), which[rows].sum()
    assert facts["n_alike"] == n
    if n < 10:
        assert "rate" not in facts
    else:
        assert (facts["n_such"], facts["rate"]) == (k, pytest.approx(k / n))
        assert (facts["interval.0"], facts["interval.1"]) == pytest.approx(wilson(k, n), abs=1e-12)


def test_nothing_hostile_is_left_in_html_or_in_a_line(data, diagnosis):
    table, X = data
    for row in np.flatnonzero(table.errors)[:40]:
        story = tell(table, row=int(row), X=X, diagnosis=diagnosis)
        page = story.to_html(page=True)
        check_page(page)
        assert "\u202e" not in story.to_text()
        assert all("\n" not in sentence.text for sentence in story.sentences)
        assert json.loads(json.dumps(story.to_dict(), allow_nan=False)) == story.to_dict()


def small(n=40):
    truth = np.arange(n) % 2
    return PredictionTable.from_predictions(truth, np.where(np.arange(n) == 5, 0, truth), classes=[0, 1])


def test_too_few_rows_and_no_probabilities_are_said_not_to_be_known():
    story = tell(small(8), row=5, X=np.zeros((8, 1)))
    unknown = [sentence.text for sentence in story.sentences if not sentence.known]
    assert unknown == [
        "The model gives no probabilities: how sure it was is not known.",
        "There are 3 other rows of class 1, too few: how often these are predicted wrongly is not known.",
        "There are 4 other rows predicted as class 0, too few: how often that is wrong is not known.",
        "Of its class 3 other rows are predicted rightly, too few to compare with: what is unusual about it is not "
        "known.",
    ]


def test_rows_without_columns_are_said_to_have_none():
    texts = [f"text {i}" for i in range(100)]
    assert "no columns to compare" in tell(small(100), row=5, X=texts).to_text()
    assert "columns" not in tell(small(100), row=5).to_text()


def test_row_that_is_right_is_told_as_such():
    story = tell(small(), row=4, X=np.zeros((40, 1)))
    assert story.headline == "Row 4: of class 0, and predicted as such."
    assert "Of 19 other rows of class 0, 0 are wrong: 0.0%, 0.0% to 16.8% (95 %)." in story.to_text()
    assert "primary cause" not in story.to_text()


def test_decision_that_does_not_follow_the_probabilities_is_told():
    table = PredictionTable.from_predictions([0, 1] * 20, np.tile([[0.6, 0.4], [0.3, 0.7]], (20, 1)))
    other = PredictionTable(
        table.classes, table.y_true, 1 - table.y_pred, table.proba, table.fold, table.row, splits=table.splits
    )
    assert "The likeliest class was 0, with 0.600: the decision does not follow it." in tell(other, row=0).to_text()
    assert "likeliest" not in tell(table, row=0).to_text()


def test_planted_column_is_told_and_others_are_not():
    """A row of class 1 with a value and a level that only class 0 has."""
    rng = np.random.default_rng(0)
    truth = np.arange(200) % 2
    X = pd.DataFrame({"noise": rng.uniform(size=200), "size": truth * 10 + rng.uniform(size=200), "town": truth})
    X["town"] = np.where(truth == 1, "Ulm", "Bonn")
    X.loc[5, ["noise", "size", "town"]] = [0.5, 0.5, "Bonn"]
    told = tell(small(200), row=5, X=X).to_text()
    assert "size is 0.5: lower than in 99 of 99 rows of class 1 that are predicted rightly" in told
    assert "town is Bonn, as in 0 of 99 rows of class 1 that are predicted rightly, and as in 100 of 100" in told
    assert "noise is" not in told
    assert "In 1 of 2 numeric columns its value is among the 5 % lowest or highest of 99 other rows" in told


def test_gap_and_time_are_told_as_they_are():
    truth = np.arange(200) % 2
    days = pd.Series(pd.date_range("2024-01-01", periods=200))
    X = pd.DataFrame({"when": days.where(truth == 0, days + pd.Timedelta("900D")), "gap": np.where(truth, 1.0, np.nan)})
    X.loc[5] = [pd.Timestamp("2024-02-01"), np.nan]
    told = tell(small(200), row=5, X=X).to_text()
    assert "when is 2024-02-01 00:00:00: lower than in 99 of 99 rows" in told
    assert "gap is missing, as in 0 of 99 rows of class 1 that are predicted rightly, and as in 100 of 100" in told


def test_cause_is_that_of_the_ledger(data, diagnosis):
    table, _ = data
    frame = diagnosis.ledger.to_frame()
    for row in map(int, frame.index[:60]):
        sentences = [s for s in tell(table, row=row, diagnosis=diagnosis).sentences if s.topic == "cause"]
        primary = frame.loc[row, "primary"]
        if primary == "unexplained":
            assert [s.known for s in sentences] == [False]
            assert f"for {diagnosis.ledger.counts['unexplained']} of {diagnosis.n_errors} errors" in sentences[0].text
        else:
            assert sentences[0].text.startswith(f"Its primary cause is {primary} ({diagnosis.find(primary).code})")
            others = sentences[2].text if frame.loc[row, "others"] else ""
            assert set(frame.loc[row, "others"].split(", ")) == set(re.findall(r"[a-z_]+(?=[,.])", others) or [""])


def test_diagnosis_of_another_table_is_refused(diagnosis):
    with pytest.raises(ValueError, match="diagnosis of the same table"):
        tell(small(), row=5, diagnosis=diagnosis)


def test_what_the_returned_classifier_says_is_told():
    from skmitigate.metrics._one_prediction import one_prediction

    told = one_prediction(small(), 5)
    assert "predicts it rightly" in tell({**told, "after": {"y_pred": 1, "right": True}}).to_text()
    assert "returned takes it for class 0" in tell({**told, "after": {"y_pred": 0, "right": False}}).to_text()
