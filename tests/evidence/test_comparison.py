"""What the comparison of two classifiers tells of itself."""

import json

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from skmitigate import compare
from skmitigate.predictions import PredictionTable


@pytest.fixture(scope="module")
def found():
    """A comparison of two classifiers, with a rope."""
    X, y = load_iris(return_X_y=True)
    return compare(DecisionTreeClassifier(max_depth=1), GaussianNB(), X=X, y=y, rope=0.01, random_state=0)


def test_dictionary_is_json_safe_and_complete(found):
    told = found.to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert set(told) == set(found.__dataclass_fields__)
    assert told["folds"]["p_value"] == found.folds.p_value
    assert told["flips"]["n_fixed"] == len(found.flips.fixed)


def test_tables_that_are_the_same_are_json_safe_too():
    table = PredictionTable.from_predictions(["a", "b"], ["a", "a"], classes=["a", "b", "c"])
    told = compare(table, table).to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["rows_needed"] is None
    assert told["per_class"][2]["recall_a"] is None


def test_frame_has_a_line_for_each_class(found):
    frame = found.to_frame()
    assert frame["class"].tolist() == [0, 1, 2]
    assert (frame["interval_low"] <= frame["difference"]).all()
    np.testing.assert_allclose(frame["recall_b"] - frame["recall_a"], frame["difference"])
    np.testing.assert_allclose(frame["n_fixed"] - frame["n_broken"], frame["n_rows"] * frame["difference"])


def test_short_repr_has_verdict_scores_and_rows(found):
    assert repr(found).startswith("Comparison(b is better: accuracy 0.6667 -> 0.9")
    assert repr(found).endswith("150 rows)")


def test_page_is_written_and_the_notebook_gets_a_part_of_it(found, tmp_path):
    path = found.to_html(tmp_path / "page.html")
    page = path.read_text(encoding="utf-8")
    assert found._repr_html_() in page
    assert "b is better" in page


def test_text_and_markdown_say_the_verdict(found):
    assert found.summary().startswith("b is better: accuracy +0.")
    assert found.to_markdown().startswith("**b is better: accuracy +0.")


def test_names_are_those_of_the_classifiers(found):
    assert (found.name_a, found.name_b) == ("DecisionTreeClassifier", "GaussianNB")
