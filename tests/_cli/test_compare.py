"""The command that compares, and its exit codes."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from skmitigate import compare
from skmitigate._cli._main import main
from skmitigate.predictions import PredictionTable

RNG = np.random.default_rng(0)
TRUTH = RNG.choice(["cat", "dog"], 200)
OLD, NEW = (np.where(RNG.random(200) < right, TRUTH, "cat") for right in (0.6, 0.95))


@pytest.fixture(autouse=True)
def files(tmp_path, monkeypatch):
    """A file with both predictions, and one for each of the two."""
    monkeypatch.chdir(tmp_path)
    frame = pd.DataFrame({"n": np.round(np.where(TRUTH == "dog", 1, 0) + RNG.normal(size=200), 3), "y": TRUTH})
    frame.assign(old=OLD, new=NEW).to_csv("t.csv", index=False)
    frame.assign(guess=OLD).to_csv("a.csv", index=False)
    frame.assign(guess=NEW).to_csv("b.csv", index=False)


def run(*options, files=("t.csv",)):
    return main(["compare", *files, "--target", "y", *options])


BOTH = ["--predicted", "old", "--predicted", "new"]


def test_says_what_compare_says(capsys):
    expected = compare(*(PredictionTable.from_predictions(TRUTH, guess) for guess in (OLD, NEW)), random_state=0)
    assert run(*BOTH) == 0
    out, err = capsys.readouterr()
    assert out.startswith("t.csv: 200 rows, 3 columns, 2 classes")
    assert expected.summary().splitlines()[0] in out
    assert "a is old, b is new" in out
    assert err == ""
    assert run(*BOTH, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["interval"] == list(expected.interval)
    assert told["about"]["files"] == ["t.csv"]


def test_two_files_say_the_same_as_one(capsys):
    run(*BOTH, "--json")
    one = json.loads(capsys.readouterr().out)
    assert run("--predicted", "guess", "--json", files=("a.csv", "b.csv")) == 0
    two = json.loads(capsys.readouterr().out)
    assert (two["name_a"], two["name_b"]) == ("a.csv", "b.csv")
    for name in ("difference", "interval", "p_value", "flips", "per_class"):
        assert one[name] == two[name]


def test_two_models_are_cross_fitted(capsys):
    models = ["--model", "naive_bayes", "--model", "logistic_regression"]
    assert run(*models, "--cv", "3", "--jobs", "1", "--scoring", "balanced_accuracy", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["name_a"], told["n_folds"], told["scoring"]) == ("naive_bayes", 3, "balanced_accuracy")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([*BOTH, "--fail-on", "worse"], 0),
        ([*BOTH, "--fail-on", "not-better"], 0),
        ([*BOTH[2:], *BOTH[:2], "--fail-on", "worse"], 1),
        ([*BOTH[:2], *BOTH[:2], "--fail-on", "worse"], 0),
        ([*BOTH[:2], *BOTH[:2], "--fail-on", "not-better"], 1),
        ([*BOTH, "--rope", "0.9", "--fail-on", "not-better"], 1),
    ],
)
def test_fails_with_code_1_on_what_is_named(options, code, capsys):
    assert run(*options) == code
    assert ("skmitigate: failed on " in capsys.readouterr().err) == (code == 1)


def test_reports_are_written_and_their_texts_escaped(capsys):
    pd.read_csv("t.csv").rename(columns={"new": "<b>new"}).to_csv("t.csv", index=False)
    assert run("--predicted", "old", "--predicted", "<b>new", "--report", "r.json", "--html", "r.html") == 0
    assert "Report written to r.html" in capsys.readouterr().out
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))["name_b"] == "<b>new"
    page = Path("r.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;new" in page
    assert "<b>new" not in page


@pytest.mark.parametrize(
    ("options", "given", "message"),
    [
        ([], ("t.csv",), "Expected two sets of predictions or two classifiers, got neither"),
        (["--predicted", "old"], ("t.csv",), "--predicted twice, for a and for b, got it 1 times"),
        (["--predicted", "guess"] * 3, ("a.csv", "b.csv"), "once for both files, or twice, got it 3 times"),
        (["--model", "svm"], ("t.csv",), "--model twice"),
        ([*BOTH, "--model", "svm", "--model", "mlp"], ("t.csv",), "--model with one file and without"),
        (["--model", "svm", "--model", "mlp", "--groups", "n"], ("t.csv",), "--groups and --weights with predictions"),
        ([*BOTH, "--id", "n"], ("t.csv",), "--id with two files"),
        ([*BOTH, "--scoring", "nope"], ("t.csv",), "nope"),
        ([*BOTH, "--html", "t.csv"], ("t.csv",), "a file of its own for each output"),
        (["--predicted", "old", "--predicted", "none"], ("t.csv",), "no column 'none' of predictions"),
        ([*BOTH, "--fail-on", "weather"], ("t.csv",), "invalid choice"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line_with_code_2(options, given, message, capsys):
    before = Path("t.csv").read_bytes()
    assert run(*options, files=given) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1
    assert Path("t.csv").read_bytes() == before
