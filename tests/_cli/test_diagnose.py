"""The command that diagnoses, and its exit codes."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from skmitigate._cli._main import main


@pytest.fixture(autouse=True)
def table(tmp_path, monkeypatch):
    """A file in the current directory: rare rows that are mostly missed, with predictions and probabilities."""
    rng = np.random.default_rng(0)
    y = np.where(np.arange(300) % 10 == 0, "ill", "well")
    p = np.where(rng.random(300) < 0.03, 0.9, np.where(np.arange(300) % 20 == 0, 0.8, 0.2))
    columns = {
        "n": rng.integers(5, size=300),
        "y": y,
        "p_ill": p,
        "p_well": 1 - p,
        "guess": np.where(p > 0.5, "ill", "well"),
    }
    monkeypatch.chdir(tmp_path)
    pd.DataFrame(columns).to_csv("t.csv", index=False)


def run(*options):
    return main(["diagnose", "t.csv", "--target", "y", *options])


def test_says_what_was_found_and_ends_well(capsys):
    assert run("--proba", "p_") == 0
    out, err = capsys.readouterr()
    assert out.startswith("t.csv: 300 rows, 4 columns, 2 classes (well 270, ill 30)\n\n")
    assert "ERR04 class_imbalance" in out
    assert err == ""


def test_a_model_is_cross_fitted_where_no_predictions_are_given(capsys):
    assert run("--model", "naive_bayes", "--cv", "3", "--jobs", "1", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["about"]["model"] == "naive_bayes"
    assert report["n_rows"] == 300
    assert sum(report["ledger"]["counts"].values()) == report["n_errors"]


@pytest.mark.parametrize("names", ["low", "medium", "ERR04", "class_imbalance", "high_confidence, ERR04"])
def test_fails_with_code_1_on_what_is_named(names, capsys):
    assert run("--proba", "p_", "--fail-on", names) == 1
    assert "skmitigate: failed on " in capsys.readouterr().err


@pytest.mark.parametrize(
    "options", [["--fail-on", "class_imbalance", "--ignore", "ERR04"], ["--fail-on", "low_confidence"]]
)
def test_does_not_fail_on_what_was_not_tested_and_says_so(options, capsys):
    assert run("--predicted", "guess", *options) == 0
    assert "was not tested: " in capsys.readouterr().err


def test_drift_is_asked_for_with_a_reference(capsys):
    earlier = pd.read_csv("t.csv").assign(n=lambda frame: frame["n"] + 3)
    earlier.to_csv("earlier.csv", index=False)
    assert run("--proba", "p_", "--fail-on", "drift") == 0
    assert "drift was not tested: there is no reference" in capsys.readouterr().err
    assert run("--proba", "p_", "--fail-on", "drift", "--reference", "earlier.csv") == 1
    assert "ERR11 drift" in capsys.readouterr().err


def test_reference_has_the_columns_of_the_file(capsys):
    pd.read_csv("t.csv").drop(columns="n").to_csv("earlier.csv", index=False)
    assert run("--proba", "p_", "--reference", "earlier.csv") == 2
    assert "got none for n" in capsys.readouterr().err


def test_report_is_the_json(capsys):
    assert run("--proba", "p_", "--report", "r.json") == 0
    assert "Report written to r.json" in capsys.readouterr().out
    assert run("--proba", "p_", "--json", "--report", "r.json") == 0
    out = capsys.readouterr().out
    written = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert json.loads(out) == written
    assert written["about"]["model"] is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fail-on", "sever"], "Expected --fail-on to name kinds of error"),
        (["--ignore", "class_imbalence"], "Did you mean 'class_imbalance'?"),
        (["--ignore", " ,"], "names separated by commas"),
        (["--alpha", "5"], "a number between 0 and 1"),
        (["--alpha", "x"], "a number between 0 and 1"),
        (["--model", "svm", "--predicted", "guess"], "a model or predictions"),
        (["--model", "smv"], "Did you mean 'svm'?"),
        (["--report", "t.csv"], "a file of its own for each output"),
        (["--report", "there/r.json"], "there is no directory"),
        (["--proba", "q_"], "no column that begins with 'q_'"),
    ],
)
def test_what_cannot_be_done_is_code_2(options, message, capsys):
    assert run(*options) == 2
    assert message in capsys.readouterr().err
