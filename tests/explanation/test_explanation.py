"""What an explanation says, as JSON, as a table, in a line and in HTML."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from skmitigate import explain_prediction

rng = np.random.RandomState(0)
FRAME = pd.DataFrame(rng.normal(size=(60, 3)), columns=["a", "<script>alert(1)</script>", "c"])
y = np.where(FRAME["a"] + 0.3 * rng.normal(size=60) > 0, "yes", "no")
MODEL = LogisticRegression().fit(FRAME, y)
WRONG = int(np.flatnonzero(MODEL.predict(FRAME) != y)[0])


@pytest.fixture(scope="module")
def explanation():
    return explain_prediction(MODEL, WRONG, FRAME, y_true=y[WRONG], y_background=y, random_state=0)


def test_the_dictionary_is_plain_and_complete(explanation):
    told = explanation.to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["predicted"] == MODEL.predict(FRAME)[WRONG]
    assert told["correct"] is False
    assert [line["class"] for line in told["explained"]] == [told["predicted"], told["y_true"]]
    for k, line in enumerate(told["explained"]):
        total = line["base"] + sum(column["contributions"][k] for column in told["columns"])
        assert total == pytest.approx(line["output"], abs=1e-9)
        assert total - line["output"] == pytest.approx(line["additivity_error"], abs=1e-12)
    assert [column["value"] for column in told["columns"]] == FRAME.iloc[WRONG].tolist()


def test_the_table_has_the_order_of_the_columns(explanation):
    frame = explanation.to_frame()
    assert list(frame.index) == list(FRAME)
    assert list(frame) == ["value", f"to {explanation.predicted}", f"to {explanation.y_true}"]
    assert np.array_equal(frame.iloc[:, 1:].to_numpy(), explanation.contributions)


def test_the_line_and_the_text_say_what_came_out(explanation):
    assert repr(explanation).startswith(f"Explanation(predicted {explanation.predicted}, true {explanation.y_true}: ")
    assert explanation.correct is False
    assert explanation.summary().startswith(f"Predicted {explanation.predicted}")


def test_pages_are_escaped_and_need_no_network(explanation, tmp_path):
    page = explanation.to_html(tmp_path / "page.html").read_text(encoding="utf-8")
    for html in (page, explanation._repr_html_()):
        assert "<script" not in html
        assert "&lt;script&gt;" in html
        assert "http" not in html.replace("http-equiv", "")


def test_without_contributions_it_says_so():
    found = explain_prediction(MODEL, WRONG, FRAME, method="neighbours")
    assert repr(found) == f"Explanation(predicted {found.predicted}: neighbours, 3 columns)"
    assert found.correct is None
    assert found.to_dict()["explained"] == []
    assert list(found.to_frame()) == ["value"]
    assert "nearest of class" in found.summary()
