"""The command that needs no data."""

import json

import pytest
from sklearn.base import clone, is_classifier

from skmitigate._cli import _demo
from skmitigate._cli._main import main


class Report:
    """A report with little in it."""

    def __init__(self, verdict):
        self.verdict = verdict

    def summary(self):
        return f"{self.verdict.capitalize()}: so it is.\n"

    def to_dict(self):
        return {"verdict": self.verdict}


@pytest.fixture
def settings(monkeypatch, tmp_path):
    """What the loop is asked for; it answers at once, and keeps every other model."""
    asked = []

    def correct(_estimator, _data, _console, **given):
        asked.append(given)
        return Report("kept" if len(asked) % 2 else "corrected")

    monkeypatch.setattr(_demo, "correct", correct)
    monkeypatch.chdir(tmp_path)
    return asked


@pytest.mark.usefixtures("settings")
def test_each_case_has_a_heading_a_summary_and_a_report(tmp_path, capsys):
    assert main(["demo"]) == 0
    out, err = capsys.readouterr()
    for case in _demo.CASES:
        title = f"{case.name}: {case.model}"
        assert f"{title}\n{'=' * len(title)}\n" in out
        content = json.loads((tmp_path / "skmitigate-demo" / f"{case.name}.json").read_text())
        assert content["verdict"] in ("kept", "corrected")
        assert content["about"]["data"]["n_rows"] == len(case.load())
    assert out.count(": so it is.") == len(_demo.CASES)
    assert out.endswith("\n2 of 4 corrected, 2 kept. Reports written to skmitigate-demo\n")
    assert err == ""


def test_options_reach_the_loop(settings, tmp_path):
    assert main(["demo", "--output", "a/b", "--seed", "3", "--jobs", "2"]) == 0
    assert all(given["random_state"] == 3 and given["n_jobs"] == 2 for given in settings)
    assert len(list((tmp_path / "a" / "b").glob("*.json"))) == len(_demo.CASES)


def test_output_that_is_a_file_is_refused(settings, tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    assert main(["demo", "--output", "taken"]) == 2
    assert capsys.readouterr().err == "skmitigate: taken: expected a directory for the reports, got a file.\n"
    assert settings == []


@pytest.mark.usefixtures("settings")
def test_output_below_a_file_is_refused(tmp_path, capsys):
    (tmp_path / "taken").write_text("")
    assert main(["demo", "--output", "taken/below"]) == 2
    assert capsys.readouterr().err == "skmitigate: taken/below: Not a directory\n"


@pytest.mark.parametrize("case", _demo.CASES, ids=lambda case: case.name)
def test_case_has_data_and_a_classifier(case):
    data = case.load()
    model = clone(case.make_estimator())
    assert is_classifier(model)
    assert model.fit(data.X, data.y).predict(data.X).shape == (len(data),)


def test_cases_cover_real_data_and_a_planted_fault():
    assert {case.name for case in _demo.CASES} == {"digits", "breast_cancer", "wine", "planted_fault"}
