"""The comparison of all strategies in words."""

import pytest
from sklearn.linear_model import LogisticRegression

from skmitigate import compare_strategies
from skmitigate.datasets import make_faulty_classification
from skmitigate.stories._strategies import strategies_html, strategies_markdown, strategies_text


@pytest.fixture(scope="module")
def told():
    """Strategies on a model that overlooks the second class."""
    data, _ = make_faulty_classification(600, fault="class_imbalance", random_state=0)
    given = ["class_balancing", "active_learning"]
    settings = {"scoring": "balanced_accuracy", "cv": 3, "random_state": 0}
    return compare_strategies(LogisticRegression(), data.X.to_numpy(), data.y, given, **settings).to_dict()


def test_headline_counts_what_is_shown(told):
    better = sum(line["reason"] == "better" for line in told["lines"])
    first = strategies_text(told).splitlines()[0]
    assert first.startswith("LogisticRegression with 3 candidates: ")
    assert f"{better} are shown to be better by balanced_accuracy, none to be worse." in first


def test_text_tells_lines_reasons_and_what_it_is_not_for(told):
    text = strategies_text(told)
    assert "class_balancing(prior)" in text
    assert "skipped active_learning: it asks for labels" in text
    assert "600 rows in 3 folds" in text
    assert "SelfCorrectingClassifier makes one" in text


def test_failed_and_groups_are_told(told):
    failed = {**told["lines"][-1], "status": "failed", "candidate": "x", "reason": "ValueError: y"}
    text = strategies_text({**told, "lines": [*told["lines"], failed], "n_groups": 40})
    assert "failed  x: ValueError: y" in text
    assert "40 groups of 600 rows" in text


def test_markdown_has_a_row_for_each_that_was_compared(told):
    text = strategies_markdown(told)
    assert text.count("\n| ") == 1 + 4
    assert "- skipped: active\\_learning" in text or "- skipped: active_learning" in text


def test_page_marks_what_is_better_and_escapes(told):
    line = {**told["lines"][0], "candidate": "<script>"}
    page = strategies_html({**told, "lines": [line, *told["lines"]]}, page=True)
    assert '<tr class="accepted">' in page
    assert "<script>" not in page
