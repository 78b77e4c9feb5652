"""Events say what happened in a line, and as JSON."""

import json

import pytest

from skmitigate.correction import FitDone, IterationBegun, ModelCrossFitted, SearchEnded, Trial, TrialDecided

TRIAL = Trial(1, "class_balancing(prior)", "class_balancing", "rejected", "it is not shown to be better")
EVENTS = [
    (FitDone(1.0, "GaussianNB", 3, 40), "3 of 40 fits"),
    (ModelCrossFitted(1.0, "Pipeline(StandardScaler, SVC)"), "cross-fitted Pipeline(StandardScaler, SVC)"),
    (IterationBegun(1.0, 1, 12, 45), "iteration 1: 12 candidates, up to 45 fits"),
    (TrialDecided(1.0, TRIAL), "class_balancing(prior): rejected: it is not shown to be better"),
    (SearchEnded(1.0, "kept", "none passed", 46), "kept: none passed; 46 fits"),
]


@pytest.mark.parametrize(("event", "text"), EVENTS, ids=lambda value: type(value).__name__)
def test_event_is_told_in_a_line(event, text):
    assert str(event) == text


@pytest.mark.parametrize("event", [event for event, _ in EVENTS], ids=lambda event: type(event).__name__)
def test_event_is_json_safe_and_frozen(event):
    told = event.to_dict()
    assert json.loads(json.dumps(told)) == told
    assert (told["event"], told["seconds"]) == (type(event).__name__, 1.0)
    with pytest.raises(AttributeError):
        event.seconds = 2.0


def test_difference_and_p_value_are_told_where_there_are_any():
    trial = Trial(0, "prior", "prior", "accepted", "why", difference=0.01234, p_value=0.0123)
    assert str(TrialDecided(1.0, trial)) == "prior: accepted, +0.0123 (corrected p = 0.012): why"
    assert TrialDecided(1.0, trial).to_dict()["trial"] == trial.to_dict()
