"""What the commands share: the loop, and what is said about the data."""

import io
import json

import numpy as np

from skmitigate._cli import _loop
from skmitigate._cli._console import Console
from skmitigate.correction import _self_correcting_classifier
from skmitigate.datasets._dataset import Dataset

DATA = Dataset("d", np.zeros((4, 2)), np.array(["u", "v", "v", "v"]), "made up")


class Report:
    """The part of a report that is written to files."""

    def to_dict(self):
        return {"verdict": "kept"}


class StandIn:
    """A loop that tells its settings and is done."""

    def __init__(self, _estimator, **settings):
        self.settings = settings

    def fit(self, X, _y):
        tell = self.settings.pop("callbacks")
        tell(f"{self.settings} on {len(X)} rows")
        self.report_ = Report()
        return self


def test_loop_is_run_with_the_settings_and_progress(monkeypatch):
    monkeypatch.setattr(_self_correcting_classifier, "SelfCorrectingClassifier", StandIn)
    report = _loop.correct("model", DATA, Console(stream := io.StringIO()), cv=3)
    assert isinstance(report, Report)
    assert stream.getvalue().endswith("{'cv': 3} on 4 rows\n")


def test_the_model_is_handed_to_who_keeps_it(monkeypatch):
    monkeypatch.setattr(_self_correcting_classifier, "SelfCorrectingClassifier", StandIn)
    kept = []
    _loop.correct("model", DATA, Console(io.StringIO()), keep=kept.append)
    assert isinstance(kept[0], StandIn)


def test_report_for_a_file_says_what_it_is_about():
    content = _loop.report_dict(Report(), DATA, "svm", 7)
    assert json.loads(json.dumps(content)) == content
    assert content["verdict"] == "kept"
    assert content["about"]["model"] == "svm"
    assert content["about"]["seed"] == 7
    assert content["about"]["data"]["class_counts"] == {"u": 1, "v": 3}


def test_data_are_described_largest_class_first():
    assert _loop.describe_data(DATA) == "4 rows, 2 columns, 2 classes (v 3, u 1)"
    many = Dataset("d", np.zeros((9, 1)), np.arange(9), "")
    assert _loop.describe_data(many).endswith("9 classes (0 1, 1 1, 2 1, 3 1, 4 1, 5 1, and 3 more)")
