"""A metric that is not defined for a model or a candidate ends what it concerns, and nothing else."""

import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC

from skmitigate import SelfCorrectingClassifier
from skmitigate.correction._scorable import check_scorable, scorable
from skmitigate.exceptions import CandidateFailedWarning, NotApplicable
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import PredictionTable

TABLE = PredictionTable.from_predictions([0, 1, 1, 0], [0, 1, 0, 0])


def undefined(_model, _X, _y):
    return float("nan")


def undefined_below(model, X, y):
    score = accuracy_score(y, model.predict(X))
    return score if score > 0.8 else float("nan")


def test_a_metric_without_a_number_is_refused_at_once(clean):
    with pytest.raises(ValueError, match=r"Expected scoring='undefined' to give a number .* got nan"):
        check_scorable(TABLE, resolve_metric(undefined))
    check_scorable(TABLE, resolve_metric("accuracy"))
    with pytest.raises(ValueError, match="to give a number"):
        SelfCorrectingClassifier(GaussianNB(), scoring=undefined, random_state=0).fit(*clean)


def test_a_table_is_handed_back_or_the_reason_why_not():
    assert scorable(TABLE, resolve_metric("accuracy"), catch=()) is TABLE
    error = KeyError("no")
    assert scorable(error, resolve_metric("accuracy"), catch=()) is error
    assert isinstance(scorable(TABLE, resolve_metric("neg_log_loss"), catch=(NotApplicable,)), NotApplicable)
    with pytest.raises(NotApplicable):
        scorable(TABLE, resolve_metric("neg_log_loss"), catch=())
    assert "undefined is nan" in str(scorable(TABLE, resolve_metric(undefined), catch=()))


def test_a_candidate_that_cannot_be_scored_leaves_the_others_alone(clean):
    strategies = [LinearSVC(), LogisticRegression(C=0.1)]
    model = SelfCorrectingClassifier(
        GaussianNB(), strategies=strategies, scoring="neg_log_loss", cv=3, racing=False, random_state=0
    ).fit(*clean)
    assert dict(zip(model.trials_["candidate"], model.trials_["status"], strict=True)) == {
        "LinearSVC": "skipped",
        "LogisticRegression": "rejected",
    }


def test_a_candidate_without_a_number_has_failed(clean):
    worse = GaussianNB(priors=[0.999, 0.001])
    with pytest.warns(CandidateFailedWarning, match="undefined_below is nan for its predictions"):
        model = SelfCorrectingClassifier(
            GaussianNB(), strategies=[worse], scoring=undefined_below, cv=3, racing=False, random_state=0
        ).fit(*clean)
    assert model.trials_["status"].tolist() == ["failed"]
    assert "failed" in model.report_.summary()
