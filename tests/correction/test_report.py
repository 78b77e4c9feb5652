"""What a report says, and that its figures agree with each other."""

import json
from html.parser import HTMLParser

import numpy as np
import pytest

from skmitigate.correction._report import per_class_changes
from skmitigate.evidence import flips
from skmitigate.metrics import resolve_metric
from skmitigate.predictions import PredictionTable


@pytest.fixture(params=["corrected", "kept"])
def model(request):
    return request.getfixturevalue(request.param)


def test_verdict_is_the_one_that_was_planted(corrected, kept):
    assert corrected.report_.verdict == "corrected"
    assert corrected.report_.result == "ensemble_learning(same_family)"
    assert kept.report_.verdict == "kept"
    assert kept.report_.result == kept.report_.model == "GaussianNB"


def test_scores_are_those_of_the_tables_and_the_gain(model):
    report, metric = model.report_, resolve_metric("accuracy")
    assert report.score_before == metric.score(model.base_predictions_)
    assert report.score_after == report.score_before + report.gain
    assert report.n_errors_before == model.base_predictions_.errors.sum()
    assert report.n_errors_after == model.predictions_.errors.sum()
    assert report.n_rows == len(model.predictions_)
    assert report.scoring == "accuracy"


def test_floor_is_seen_by_the_returned_model_too(model):
    """A model that is better than all that the diagnosis knew moves the floor, and is not above what it can be."""
    report = model.report_
    rate = report.n_errors_after / report.n_rows
    assert report.floor.error_rates["the model"] == pytest.approx(rate)
    assert report.floor.interval[0] < rate
    assert report.to_dict()["floor"]["n_rows"] == report.n_rows


def test_gain_is_less_than_that_of_the_rows_that_chose_and_in_its_interval(corrected):
    report = corrected.report_
    plain = (report.n_errors_before - report.n_errors_after) / report.n_rows
    assert 0 < report.gain <= plain
    assert report.interval[0] < report.gain < report.interval[1]


def test_kept_report_claims_nothing(kept):
    report = kept.report_
    assert (report.gain, report.interval, report.steps, report.members) == (0.0, None, (), None)
    assert report.reason == "none of 4 candidates is shown to be better"
    assert kept.predictions_ is kept.base_predictions_


def test_flips_and_classes_agree_with_the_tables(model):
    report = model.report_
    told, expected = report.flips.to_dict(), flips(model.base_predictions_, model.predictions_).to_dict()
    lines, classes = told.pop("groups"), expected.pop("groups")  # those of the report also have weak slices
    counts = ("group", "n_rows", "n_fixed", "n_broken", "n_still_wrong")
    assert [[line[name] for name in counts] for line in lines if line["kind"] == "class"] == [
        [line[name] for name in counts] for line in classes
    ]
    assert told == expected
    fixed, broken = len(report.flips.fixed), len(report.flips.broken)
    assert report.n_errors_after == report.n_errors_before - fixed + broken
    assert [row["class"] for row in report.per_class] == model.classes_.tolist()
    for name, total in {"n_rows": report.n_rows, "n_fixed": fixed, "n_broken": broken}.items():
        assert sum(row[name] for row in report.per_class) == total


def test_classes_of_the_ledger_are_those_of_the_report(model):
    lines = [line for line in model.report_.flips.groups if line.kind == "class"]
    assert [(line.n_rows, line.n_fixed, line.n_broken) for line in lines] == [
        (row["n_rows"], row["n_fixed"], row["n_broken"]) for row in model.report_.per_class
    ]
    assert model.report_.guarded == ()


def test_candidates_steps_and_trials_agree(model):
    report = model.report_
    statuses = [trial.status for trial in report.trials]
    assert set(statuses) <= {"accepted", "rejected", "dropped", "skipped", "failed"}
    assert report.n_candidates == sum(status in ("accepted", "rejected", "dropped") for status in statuses)
    assert list(report.steps) == [trial for trial in report.trials if trial.status == "accepted"]
    assert [trial.iteration for trial in report.steps] == list(range(len(report.steps)))
    assert model.trials_["status"].tolist() == statuses
    assert {len(values) for values in model.trials_.values()} == {len(statuses)}
    assert report.findings == model.diagnosis_.findings


def test_fits_are_those_of_the_model_of_the_trials_and_of_the_end(corrected, kept):
    for model, n_refits in ((corrected, len(corrected.estimator_.members_)), (kept, 1)):
        assert model.report_.n_fits == 3 + model.trials_["n_fits"].sum() + n_refits


def test_members_tell_how_much_of_the_answer_is_the_models_own(corrected):
    members = corrected.report_.members
    assert members == corrected.estimator_.weights_
    assert sum(members.values()) == pytest.approx(1.0)


def test_dict_survives_json(model):
    content = model.report_.to_dict()
    assert json.loads(json.dumps(content, allow_nan=False)) == content
    assert set(content) == set(model.report_.__dataclass_fields__)
    assert len(content["trials"]) == len(model.report_.trials)


def test_frame_has_one_line_for_each_trial(model):
    frame = model.report_.to_frame()
    assert frame["candidate"].tolist() == model.trials_["candidate"].tolist()
    np.testing.assert_allclose(frame["difference"].astype(float), model.trials_["difference"])


def test_summary_says_verdict_reason_scores_and_trials(model):
    report, text = model.report_, model.report_.summary()
    assert text.startswith(("Corrected:", "Replaced:") if report.verdict == "corrected" else "Kept:")
    assert report.reason in text
    assert f"{report.score_before:.4f}" in text
    for trial in report.trials:
        assert trial.candidate in text


def test_repr_is_one_line(model):
    text = repr(model.report_)
    assert text.startswith(f"CorrectionReport({model.report_.verdict}: accuracy 0.")
    assert "\n" not in text


class Balance(HTMLParser):
    """Counts what is open, and collects addresses of other pages."""

    def __init__(self):
        super().__init__()
        self.open, self.links = [], []

    def handle_starttag(self, tag, attrs):
        if tag != "meta":
            self.open.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_page_is_whole_and_needs_no_network(model, tmp_path):
    path = model.report_.to_html(tmp_path / "report.html")
    text = path.read_text(encoding="utf-8")
    page = Balance()
    page.feed(text)
    assert text.startswith("<!DOCTYPE html>")
    assert page.open == page.links == []
    assert all(trial.candidate in text for trial in model.report_.trials)


def test_notebook_shows_a_part_of_a_page(model):
    text = model.report_._repr_html_()
    assert text.startswith("<div")
    assert "<html" not in text


def test_changes_are_counted_for_each_class():
    before = PredictionTable.from_predictions(list("aabb"), list("abbb"), classes=list("abc"))
    after = PredictionTable.from_predictions(list("aabb"), list("aaba"), classes=list("abc"))
    assert per_class_changes(before, after) == (
        {"class": "a", "n_rows": 2, "recall_before": 0.5, "recall_after": 1.0, "n_fixed": 1, "n_broken": 0},
        {"class": "b", "n_rows": 2, "recall_before": 1.0, "recall_after": 0.5, "n_fixed": 0, "n_broken": 1},
        {"class": "c", "n_rows": 0, "recall_before": None, "recall_after": None, "n_fixed": 0, "n_broken": 0},
    )
