"""The change found is small, made of values that were seen, and does what it says."""

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier

from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._counterfactual_search import find_counterfactual
from skmitigate.explanation._mixed_rows import mixed_rows
from skmitigate.explanation._model_output import ModelOutput

rng = np.random.RandomState(0)
FRAME = pd.DataFrame(
    {
        "x": rng.randint(0, 50, 200).astype(float),
        "y": rng.randint(0, 50, 200).astype(float),
        "town": rng.choice(["Ulm", "Bonn"], 200),
        "idle": rng.normal(size=200),
    }
)
CLASSES = np.array(["no", "perhaps", "yes"])


class Rule:
    """Says yes where all of three things are so, else perhaps where x is large."""

    classes_ = CLASSES

    def __init__(self, x=30.0, y=30.0, town="Ulm"):
        self.x, self.y, self.town = x, y, town

    def predict_proba(self, frame):
        large, high = frame["x"].to_numpy() >= self.x, frame["y"].to_numpy() >= self.y
        met = large.astype(float) + high + (frame["town"].to_numpy() == self.town)
        yes = met / 4 + (met == 3) * 0.2
        return np.column_stack([0.1 + 0.3 * ~large, 0.35 + 0.0 * yes, yes]) / 10 + np.eye(3)[self._codes(met, large)]

    @staticmethod
    def _codes(met, large):
        return np.where(met == 3, 2, np.where(large, 1, 0))

    def predict(self, frame):
        return CLASSES[self.predict_proba(frame).argmax(axis=1)]


def find(model, row, wanted, *, budget=None, background=FRAME):
    mixed = mixed_rows(pd.DataFrame([row]), background, list(background))
    return find_counterfactual(
        mixed,
        model,
        CLASSES,
        ModelOutput(model.predict_proba, "probability"),
        predicted=int(np.flatnonzero(model.predict(mixed.row)[0] == CLASSES)[0]),
        wanted=wanted,
        allowance=Allowance(budget),
    )


def changed(row, found):
    return pd.DataFrame([row | {change["column"]: change["changed_to"] for change in found.changes}])


ROWS = {
    1: {"x": 40.0, "y": 10.0, "town": "Ulm", "idle": 0.0},
    2: {"x": 40.0, "y": 10.0, "town": "Bonn", "idle": 0.0},
    3: {"x": 10.0, "y": 10.0, "town": "Bonn", "idle": 0.0},
}


@pytest.mark.parametrize("n_needed", ROWS)
def test_only_the_columns_that_are_needed_are_changed_and_no_further_than_needed(n_needed):
    model, row = Rule(), ROWS[n_needed]
    found = find(model, row, 2)
    assert found.found
    assert found.reached == found.wanted == "yes"
    assert len(found.changes) == n_needed
    assert model.predict(changed(row, found)).tolist() == ["yes"]
    for change in found.changes:
        assert change["value"] == row[change["column"]]
        seen = FRAME[change["column"]]
        assert (seen == change["changed_to"]).any()
        if change["column"] != "town":
            assert change["changed_to"] == seen[seen >= 30].min()
    assert found.probability == pytest.approx(model.predict_proba(changed(row, found))[0, 2])


def test_any_other_class_is_enough_where_none_is_asked_for():
    found = find(Rule(), ROWS[3], None)
    assert found.wanted is None
    assert found.reached == "perhaps"
    assert [change["column"] for change in found.changes] == ["x"]


def test_none_found_is_an_answer():
    found = find(Rule(x=1000.0), ROWS[2], 2)
    assert not found.found
    assert found.changes == ()
    assert "no change of up to" in found.reason
    assert found.n_evaluations > 0
    alone = find(Rule(), ROWS[2], 2, background=pd.DataFrame([ROWS[2]] * 3))
    assert alone.reason == "the background has no other values"


def test_it_ends_with_the_budget():
    found = find(Rule(x=1000.0), ROWS[2], 2, budget=-9.0)
    assert "the budget ended" in found.reason


def test_of_many_columns_those_that_come_nearest_are_gone_on_from(monkeypatch):
    for name, value in (("_MOST_FIRST", 4), ("_MOST_FURTHER", 3), ("_FIRST_ROWS_WITH_BUDGET", 5)):
        monkeypatch.setattr(f"skmitigate.explanation._counterfactual_search.{name}", value)
    found = find(Rule(), ROWS[3], 2, budget=100.0)
    assert found.reached == "yes"
    assert len(found.changes) == 3


def test_a_model_of_one_class_cannot_be_changed():
    mixed = mixed_rows(np.array([[1.0]]), np.array([[1.0], [2.0]]), ["x"])
    model = DummyClassifier().fit([[1.0]], ["a"])
    output = ModelOutput(model.predict_proba, "probability")
    found = find_counterfactual(
        mixed, model, model.classes_, output, predicted=0, wanted=None, allowance=Allowance(None)
    )
    assert found.reason == "the model knows one class only"
