"""The card of a saved model tells its numbers, and shows names as what they are."""

import pytest
from stories.pages import check_page

from skmitigate.stories._model_card import card_html, card_text

SHARE = {"n_rows": 40, "value": 0.875, "interval": [0.7389, 0.9454]}
COLUMN = {"kind": "number", "levels": None, "low": 1.5, "high": 40.0, "missing": True}


def saved(**changes):
    measured = {
        "held_out": True,
        "n_rows": 40,
        "level": 0.95,
        "accuracy": SHARE,
        "recall": [{"class": "ill", **SHARE}, {"class": "well", "n_rows": 0, "value": None, "interval": None}],
    }
    correction = {
        "verdict": "corrected",
        "reason": "the metric is resolved",
        "scoring": "accuracy",
        "score_before": 0.8,
        "score_after": 0.85,
        "gain": 0.05,
        "interval": [0.01, 0.09],
        "n_rows": 200,
        "n_candidates": 7,
    }
    card = {"model": "SVC", "measured": measured, "correction": correction, "limits": ["One hospital."]}
    told = {
        "name": "visits",
        "version": "2",
        "description": "Who is ill?",
        "make": "frame",
        "columns": [{"name": "age", **COLUMN}, {"name": "town", **COLUMN, "kind": "text", "levels": ["Bonn", "Ulm"]}],
        "classes": ["ill", "well"],
        "card": card,
        "created": "2024-05-06T07:08:09+00:00",
        "versions": {"numpy": "2.4"},
        "n_golden_rows": 1,
        "sha256": "abc",
    }
    return {**told, "card": {**card, **{k: v for k, v in changes.items() if k in card}}} | {
        k: v for k, v in changes.items() if k not in card
    }


def test_text():
    assert card_text(saved()).splitlines() == [
        "visits, version 2",
        "  about   Who is ill?",
        "  model   SVC",
        "  answer  2 classes: ill, well",
        "  takes   2 columns (1 number, 1 text)",
        "  score   corrected by the correction loop: the metric is resolved",
        "          accuracy 0.8000 before, 0.8500 after, a gain of +0.0500 [+0.0100, +0.0900], cross-fitted on 200 "
        "rows and corrected for 7 candidates",
        "          accuracy 0.8750 [0.7389, 0.9454] on 40 rows that it was not fitted on",
        "          recall of ill: 0.8750 [0.7389, 0.9454] on 40",
        "          recall of well: not known on 0",
        "  limits  One hospital.",
        "  saved   2024-05-06T07:08:09+00:00 with numpy 2.4; 1 row kept to check its answers",
        "  sha256  abc",
    ]


def test_little_is_known():
    text = card_text(saved(measured=None, correction=None, columns=[], version=None, description="", limits=[]))
    assert text.splitlines()[:4] == [
        "visits", "  model   SVC", "  answer  2 classes: ill, well", "  takes   columns that are not known"
    ]  # fmt: skip
    assert "score" not in text


@pytest.mark.parametrize(("held_out", "words"), [(False, "it was fitted on"), (None, "of which it is not known")])
def test_on_which_rows(held_out, words):
    measured = {**saved()["card"]["measured"], "held_out": held_out}
    assert words in card_text(saved(measured=measured))


def test_a_model_that_was_kept():
    kept = {**saved()["card"]["correction"], "verdict": "kept", "interval": None}
    assert "accuracy 0.8000, cross-fitted on 200 rows" in card_text(saved(correction=kept))


def test_many_classes_are_cut_in_the_text_and_not_on_the_page():
    classes = [f"c{i}" for i in range(40)]
    measured = {**saved()["card"]["measured"], "recall": [{"class": name, **SHARE} for name in classes]}
    told = saved(classes=classes, measured=measured)
    assert "... and 28 more" in card_text(told)
    assert "recall of c39" not in card_text(told)
    assert "<td>c39</td>" in card_html(told, page=True)


def test_page_shows_columns_and_no_markup_of_the_file():
    bad = "<script>alert(1)</script>"
    told = saved(name=bad, description=bad, classes=[bad], limits=[bad], versions={bad: bad}, sha256=bad, created=bad)
    told["columns"] = [{"name": bad, **COLUMN, "kind": bad, "levels": [bad], "low": None}]
    told["card"]["model"] = bad
    told["card"]["measured"] = {**told["card"]["measured"], "recall": [{"class": bad, **SHARE}]}
    told["card"]["correction"] = {**told["card"]["correction"], "reason": bad, "scoring": bad}
    page = card_html(told, page=True)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 10
    check_page(page)
    assert "1.5 to 40" in card_html(saved(), page=False)


def test_text_of_a_file_is_no_command_for_a_terminal():
    told = saved(name="a\x1b[2J", description="b\n  score   accuracy 1.0000", limits=["c\r\x07\u202e"])
    assert len(card_text(told).splitlines()) == len(card_text(saved()).splitlines())
    assert not {"\x1b", "\r", "\x07", "\u202e"} & set(card_text(told))


def test_page_without_anything_measured():
    page = card_html(saved(measured=None, correction=None, columns=[], description=""), page=False)
    assert "not at all" in page
    assert "Columns" not in page
