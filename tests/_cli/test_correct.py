"""The command for the user's own file: its outputs, and what it checks before it works."""

import json
import sys

import pandas as pd
import pytest

from skmitigate import PredictionLog, load
from skmitigate._cli import _correct
from skmitigate._cli._main import main
from skmitigate.persistence import read_bundle


class Report:
    """A report with little in it."""

    verdict = "kept"

    def summary(self):
        return "Kept: nothing to gain.\n"

    def to_dict(self):
        return {"verdict": self.verdict}

    def to_html(self, path):
        path.write_text("<html>")


@pytest.fixture
def calls(monkeypatch):
    """What the loop is asked for; it answers at once."""
    asked = []

    def correct(estimator, data, _console, **settings):
        asked.append((estimator, data, settings))
        return Report()

    monkeypatch.setattr(_correct, "correct", correct)
    return asked


@pytest.fixture
def table(tmp_path, monkeypatch):
    """A small file in the current directory."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "t.csv"
    path.write_text("n,y\n" + "".join(f"{i % 5},{'u' if i % 2 else 'v'}\n" for i in range(20)))
    return path


@pytest.mark.usefixtures("calls", "table")
def test_summary_goes_to_standard_output(capsys):
    assert main(["correct", "t.csv", "--target", "y"]) == 0
    out, err = capsys.readouterr()
    assert out == "t.csv: 20 rows, 1 columns, 2 classes (u 10, v 10)\n\nKept: nothing to gain.\n"
    assert err == ""


@pytest.mark.usefixtures("table")
def test_defaults(calls):
    main(["correct", "t.csv", "--target", "y"])
    estimator, data, settings = calls[0]
    assert type(estimator[-1]).__name__ == "RandomForestClassifier"
    assert len(data) == 20
    assert settings == {"strategies": "auto", "scoring": "accuracy", "cv": 5, "n_jobs": -1, "random_state": 0}


@pytest.mark.usefixtures("table")
def test_options_reach_the_loop(calls):
    given = "--model svm --scoring f1_macro --strategies class_balancing,ensemble_learning --cv 3 --jobs 2 --seed 7"
    assert main(["correct", "t.csv", "--target", "y", *given.split()]) == 0
    estimator, _, settings = calls[0]
    assert type(estimator[-1]).__name__ == "SVC"
    assert settings == {
        "strategies": ["class_balancing", "ensemble_learning"],
        "scoring": "f1_macro",
        "cv": 3,
        "n_jobs": 2,
        "random_state": 7,
    }


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(
    ("text", "strategies"),
    [
        ("all", "all"),
        ("auto", "auto"),
        (" class_balancing , ensemble_learning,", ["class_balancing", "ensemble_learning"]),
    ],
)
def test_strategies(calls, text, strategies):
    main(["correct", "t.csv", "--target", "y", "--strategies", text])
    assert calls[0][2]["strategies"] == strategies


@pytest.mark.usefixtures("calls")
def test_reports_are_written_and_named(table, capsys):
    assert main(["correct", "t.csv", "--target", "y", "--report", "r.json", "--html", "r.html"]) == 0
    content = json.loads((table.parent / "r.json").read_text())
    assert content["verdict"] == "kept"
    assert content["about"]["data"]["n_rows"] == 20
    assert (table.parent / "r.html").read_text() == "<html>"
    assert capsys.readouterr().out.endswith("\nReport written to r.json\n\nReport written to r.html\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["t.csv", "--target", "z"], "t.csv: there is no column 'z'"),
        (["absent.csv", "--target", "y"], "absent.csv: there is no such file"),
        (["t.csv", "--target", "y", "--model", "zzz"], "got 'zzz'"),
        (["t.csv", "--target", "y", "--strategies", ","], "Expected --strategies auto, all"),
        (["t.csv", "--target", "y", "--strategies", "magic"], "got 'magic'"),
        (["t.csv", "--target", "y", "--scoring", "accurate"], "got 'accurate'"),
        (["t.csv", "--target", "y", "--scoring", "r2"], "a scorer of regression"),
        (["t.csv", "--target", "y", "--report", "absent/r.json"], "no directory absent"),
        (["t.csv", "--target", "y", "--html", "."], "got a directory"),
        (["t.csv", "--target", "y", "--report", "r", "--html", "r"], "got one twice"),
        (["t.csv", "--target", "y", "--html", "r", "--save", "r"], "got one twice"),
        (["t.csv", "--target", "y", "--report", "t.csv"], "got one twice"),
    ],
)
def test_wrong_input_is_refused_before_the_work(calls, table, capsys, arguments, message):
    before = table.read_text()
    assert main(["correct", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("skmitigate: ")
    assert message in err
    assert err.count("\n") == 1
    assert calls == []
    assert table.read_text() == before


def test_the_classifier_is_saved_with_its_report(table, capsys):
    """The whole way, on little data."""
    arguments = ["--model", "naive_bayes", "--strategies", "class_balancing", "--cv", "2", "--jobs", "1"]
    assert main(["correct", "t.csv", "--target", "y", *arguments, "--save", "m.skm"]) == 0
    out = capsys.readouterr().out
    assert out.endswith("\nModel written to m.skm\n")
    saved = read_bundle(table.parent / "m.skm")
    assert saved.description == "Corrected on 20 rows of t."
    assert [column["name"] for column in saved.columns] == ["n"]
    assert load(saved.path).report_.summary().rstrip() in out
    with PredictionLog("p.db") as log:
        log.log(pd.read_csv("t.csv")[["n"]], load(saved.path).predict(pd.read_csv("t.csv")[["n"]]))
    assert main(["monitor", "p.db", "--reference", "m.skm"]) == 0
    assert "20 rows before, 20 now" in capsys.readouterr().out


def test_without_skops_nothing_is_begun(calls, table, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "skops.io", None)
    assert main(["correct", str(table), "--target", "y", "--save", "m.skm"]) == 2
    assert "pip install 'skmitigate[save]'" in capsys.readouterr().err
    assert calls == []


def test_failure_leaves_an_older_report(table, monkeypatch, capsys):
    def fail(*_args, **_settings):
        raise ValueError("no luck")

    monkeypatch.setattr(_correct, "correct", fail)
    (table.parent / "r.json").write_text("old")
    assert main(["correct", "t.csv", "--target", "y", "--report", "r.json"]) == 2
    assert (table.parent / "r.json").read_text() == "old"
    assert capsys.readouterr().err == "skmitigate: no luck\n"
