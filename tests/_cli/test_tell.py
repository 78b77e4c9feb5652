"""The command that tells reports and rows."""

import json

import numpy as np
import pandas as pd
import pytest

from skmitigate import analyze_errors
from skmitigate._cli._main import main
from skmitigate.predictions import PredictionTable


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    """A table with predictions, and the report of a diagnosis of it, in the current directory."""
    y = np.where(np.arange(200) % 10 == 0, "<b>ill", "well")
    guess = np.where(np.arange(200) % 20 == 0, "well", y)
    monkeypatch.chdir(tmp_path)
    pd.DataFrame({"n": np.arange(200), "y": y, "guess": guess}).to_csv("t.csv", index=False)
    report = analyze_errors(PredictionTable.from_predictions(y, guess)).to_dict()
    (tmp_path / "report.json").write_text(json.dumps({"about": {}, **report}), encoding="utf-8")


def run(*options):
    return main(["tell", *options])


def test_report_is_told(capsys):
    assert run("report.json") == 0
    out = capsys.readouterr().out
    assert out.startswith("10 errors in 200 rows (5.0%)\n  found   ERR04 class_imbalance (high): ")


def test_row_is_told_with_its_cause(capsys):
    assert run("t.csv", "--target", "y", "--predicted", "guess", "--row", "40") == 0
    out = capsys.readouterr().out
    assert out.startswith("Row 40: of class <b>ill, taken for class well.\n")
    assert "Its primary cause is class_imbalance" in out


def test_first_error_is_told_where_no_row_is_named_and_a_model_where_there_are_no_predictions(capsys):
    assert run("t.csv", "--target", "y", "--predicted", "guess") == 0
    assert capsys.readouterr().out.startswith("Row 0: ")
    assert run("t.csv", "--target", "y", "--model", "naive_bayes", "--row", "3", "--jobs", "1") == 0
    assert "probability of" in capsys.readouterr().out


@pytest.mark.parametrize(("form", "start"), [("markdown", "**Row 0"), ("html", "<!DOCTYPE html>"), ("json", "{")])
def test_formats_and_output(form, start, capsys, tmp_path):
    options = ["t.csv", "--target", "y", "--predicted", "guess", "--format", form]
    assert run(*options) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(start)
    assert form == "json" or "<b>" not in printed
    assert run(*options, "--output", "out") == 0
    assert capsys.readouterr().out == "Story written to out\n"
    assert (tmp_path / "out").read_text(encoding="utf-8") == printed


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["t.csv"], "t.csv: expected a report as JSON, got something else"),
        (["report.json", "--row", "3"], "Expected --target with --row"),
        (["t.csv", "--target", "y", "--predicted", "guess", "--model", "svm"], "got both"),
        (["t.csv", "--target", "y", "--predicted", "guess", "--row", "200"], "from 0 to 199; got 200"),
        (["t.csv", "--target", "y", "--predicted", "y"], "no column 'y'"),
        (["report.json", "--output", "report.json"], "a file of its own"),
        (["report.json", "--output", "no/where"], "no directory"),
        (["none.json"], "No such file"),
        (["list.json"], "got a list"),
        (["other.json"], "other.json: Expected a result of skmitigate"),
        (["right.csv", "--target", "y", "--predicted", "guess"], "no row is predicted wrongly"),
    ],
)
def test_what_cannot_be_told_is_refused_in_a_line(options, told, capsys, tmp_path):
    (tmp_path / "list.json").write_text("[1]", encoding="utf-8")
    (tmp_path / "other.json").write_text('{"a": 1}', encoding="utf-8")
    frame = pd.read_csv("t.csv")
    frame.assign(guess=frame["y"]).to_csv("right.csv", index=False)
    assert run(*options) == 2
    out, err = capsys.readouterr()
    assert told in err
    assert err.count("\n") == 1
    assert out == ""
