"""What a card says of a model, and of how it was measured."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from statsmodels.stats.proportion import proportion_confint

from skmitigate import ProbabilityCalibration
from skmitigate.persistence._model_card import describe_model, make_card

COLUMN = {"name": "x0", "kind": "number"}


def card(model, **settings):
    given = {"columns": [COLUMN], "X": None, "y": None, "held_out": None, "limits": (), "report": None}
    return make_card(model, **{**given, **settings})


def test_scores_are_shares_with_wilsons_interval(tree, iris):
    X, y = iris
    measured = card(tree, X=X, y=y, held_out=True)["measured"]
    right = int((tree.predict(X) == y).sum())
    assert measured["accuracy"]["value"] == right / 150
    assert measured["accuracy"]["interval"] == pytest.approx(proportion_confint(right, 150, method="wilson"))
    for each in measured["recall"]:
        own = y == each["class"]
        assert each["n_rows"] == own.sum()
        assert each["value"] == np.mean(tree.predict(X)[own] == each["class"])


def test_a_class_without_rows_has_no_recall(tree, iris):
    X, y = iris
    recall = card(tree, X=X[:60], y=y[:60])["measured"]["recall"]
    assert [each["n_rows"] for each in recall] == [50, 10, 0]
    assert recall[2] == {"class": "virginica", "n_rows": 0, "value": None, "interval": None}


@pytest.mark.parametrize(
    ("settings", "said", "not_said"),
    [
        ({"held_out": None}, "is not known: the scores may be too high", "Nothing is known"),
        ({"held_out": False}, "the scores are too high", "may be too high"),
        ({"held_out": True}, "of the classes versicolor, virginica", "too high"),
        ({"X": None}, "Nothing is known of how often it errs", "too high"),
        ({"columns": [{"kind": "unknown"}]}, "Which values its columns may have is not known", "Nothing is known"),
        ({"limits": ("Mine.",)}, "Mine.", "Nothing is known"),
    ],
)
def test_limits_follow_from_how_it_was_made(tree, iris, settings, said, not_said):
    told = " ".join(card(tree, **{"X": iris[0][:60], "y": iris[1][:60], **settings})["limits"])
    assert said in told
    assert not_said not in told


def test_labels_that_the_model_does_not_know_are_refused(tree, iris):
    with pytest.raises(ValueError, match="among the classes"):
        card(tree, X=iris[0], y=["other"] * 150)


def test_a_model_is_named_from_the_outside_to_the_inside(iris):
    inner = make_pipeline(StandardScaler(), "passthrough", LogisticRegression())
    assert describe_model(inner) == "Pipeline(StandardScaler, LogisticRegression)"
    wrapped = ProbabilityCalibration(DecisionTreeClassifier(), cv=2)
    assert describe_model(wrapped) == "ProbabilityCalibration(DecisionTreeClassifier)"
    assert describe_model(wrapped.fit(*iris)) == "ProbabilityCalibration(DecisionTreeClassifier)"
