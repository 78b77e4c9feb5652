"""The sentences about one explanation."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from stories.evidence import check_story

from skmitigate import explain_prediction, tell
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.stories._explanation import explanation_html, explanation_story, explanation_text

rng = np.random.RandomState(0)
FRAME = pd.DataFrame(rng.normal(size=(80, 8)), columns=[f"c{j}" for j in range(8)])
y = (FRAME["c0"] + FRAME["c1"] + 0.5 * rng.normal(size=80) > 0).astype(int).to_numpy()
MODEL = LogisticRegression().fit(FRAME, y)
WRONG = int(np.flatnonzero(MODEL.predict(FRAME) != y)[0])
MIXED = FRAME.assign(
    town=rng.choice(["Ulm", "Bonn", None], 80), c0=FRAME["c0"].where(rng.uniform(size=80) > 0.2), n=range(80), b=y > 0
)


def told(model=MODEL, **settings):
    return explain_prediction(model, WRONG, FRAME, random_state=0, **settings).to_dict()


@pytest.mark.parametrize("method", ["auto", "permutation", "lime", "neighbours", "counterfactual"])
@pytest.mark.parametrize(
    "model", [LogisticRegression(), SVC(), KNeighborsClassifier()], ids=lambda model: type(model).__name__
)
def test_every_number_stands_in_its_evidence_and_can_be_computed_again(method, model):
    labels = np.array(["<no>", "yes"])[y]
    model = make_pipeline(TabularEncoder(), model).fit(MIXED, labels)
    for i in (5, 40):
        other = {"y_true": "yes", "y_background": labels} if i == 5 else {"contrast": True}
        found = explain_prediction(model, i, MIXED, method=method, random_state=0, **other).to_dict()
        story = tell(found)
        assert story.kind == "explanation"
        assert check_story(story, {"told": found}) > 1
        assert "<no>" not in story.to_html()


def test_an_error_is_told_with_both_classes_and_what_would_change_it():
    found = told(y_true=y[WRONG], y_background=y)
    text = explanation_text(found)
    p = MODEL.predict_proba(FRAME.iloc[[WRONG]])[0]
    assert text.splitlines()[0] == (
        f"Predicted {1 - y[WRONG]} with a probability of {p[1 - y[WRONG]]:.3f}; the true class is {y[WRONG]}, "
        f"which was given {p[y[WRONG]]:.3f}."
    )
    twin = found["neighbours"]["twin"]
    near = f"predicted rightly is row {twin['position']} of the background, at a distance of {twin['distance']:.3f}; it"
    assert near in text
    change = found["counterfactual"]["changes"][0]
    assert f"With {change['column']} {change['changed_to']:.4g} instead of {change['value']:.4g}" in text
    assert "not what causes the class" in text


def test_columns_are_told_by_size_and_sign():
    found = told()
    up = max(found["columns"], key=lambda column: column["contributions"][0])
    line = next(line for line in explanation_text(found).splitlines() if " Up: " in line)
    assert f"Up: {up['name']} = {up['value']:.4g} ({up['contributions'][0]:+.3g})" in line


def test_of_two_classes_the_second_is_the_first_turned_round():
    found = told(y_true=y[WRONG])
    assert explanation_text(found).count(" Up: ") == 1
    assert f"What moves it to {y[WRONG]} is the same, the other way round." in explanation_text(found)
    three = np.where(FRAME["c2"] > 1, 2, y)
    model = LogisticRegression().fit(FRAME, three)
    found = explain_prediction(model, 0, FRAME, y_true=(model.predict(FRAME)[0] + 1) % 3).to_dict()
    assert explanation_text(found).count(" Up: ") == 2


def test_right_predictions_and_unknown_truths_are_said_to_be_so():
    assert "which is the true class." in explanation_text(told(y_true=1 - y[WRONG]))
    assert "true class" not in explanation_text(told())


def test_what_is_drawn_or_fitted_says_how_sure_it_is():
    wide = pd.DataFrame(rng.normal(size=(80, 12)), columns=[f"c{j}" for j in range(12)])
    drawn = explain_prediction(KNeighborsClassifier().fit(wide, y), 0, wide, random_state=0).to_dict()
    assert "the standard errors of the contributions are" in explanation_text(drawn)
    assert "R squared of the linear model is" in explanation_text(told(method="lime"))


def test_what_was_not_found_or_is_not_known_is_said():
    alone = explain_prediction(MODEL, FRAME.iloc[0], FRAME.iloc[[0]], y_true=1 - MODEL.predict(FRAME)[0]).to_dict()
    story = explanation_story(alone)
    text = story.to_text()
    assert "No column moves it" in text
    assert "No row of 1 row of background is of class" in text
    assert "No change was found that leads to" in text
    assert "it is the same in every column" in text
    assert [sentence.topic for sentence in story.sentences if not sentence.known] == ["like", "change"]


def test_without_probabilities_none_are_said():
    text = explanation_text(told(SVC().fit(FRAME, y), y_true=y[WRONG], contrast=True))
    assert "probability" not in text
    assert "decision value" in text


def test_labels_alone_are_said_to_be_that():
    class Labels:
        classes_ = np.array([0, 1])

        def predict(self, X):
            return (np.asarray(X)[:, 0] > 0).astype(int)

    assert "Of being predicted as" in explanation_text(told(Labels()))
    assert "exact Shapley values of the trees" in explanation_text(told(DecisionTreeClassifier().fit(FRAME, y)))


@pytest.mark.parametrize("method", ["auto", "neighbours", "counterfactual"])
def test_pages_have_the_same_figures(method):
    found = told(method=method, y_true=y[WRONG])
    html = explanation_html(found, page=True)
    assert html.startswith("<!DOCTYPE html>")
    for column in found["columns"]:
        for number in column["contributions"]:
            assert f"{number:+.4g}" in html


def test_long_values_are_cut_and_missing_ones_named():
    found = told()
    found["columns"][0] |= {"value": "x" * 400 + "\n", "contributions": [9.0]}
    found["columns"][1] |= {"value": None, "contributions": [8.0]}
    assert "x" * 300 + "…" in explanation_text(found)
    assert "c1 missing (+8)" in explanation_text(found)
    assert "(missing)" in explanation_html(found, page=False)


def test_the_log_odds_of_one_of_several_classes_are_called_a_mean():
    labels = y + (FRAME["c2"] > 1)
    model = GaussianNB().fit(FRAME, labels)
    found = explain_prediction(model, 0, FRAME, random_state=0)
    logs = model.predict_log_proba(FRAME.iloc[[0]])[0]
    k = list(model.classes_).index(found.predicted)
    mean = np.mean([logs[k] - logs[other] for other in range(3) if other != k])
    assert f"The mean log-odds of {found.predicted} against each other class are {mean:.4g}," in found.summary()
