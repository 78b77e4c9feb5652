"""The command that explains one row."""

import json

import numpy as np
import pandas as pd
import pytest

from skmitigate._cli._main import main


@pytest.fixture(autouse=True)
def table(tmp_path, monkeypatch):
    """A file in the current directory in which `size` says the class, but for a few rows."""
    rng = np.random.default_rng(0)
    size = rng.normal(size=120)
    town = np.where(rng.random(120) < 0.2, "", rng.choice(["Ulm", "Bonn"], 120))
    kind = np.where(size + 0.4 * rng.normal(size=120) > 0, "large", "small")
    monkeypatch.chdir(tmp_path)
    pd.DataFrame({"size": size.round(3), "town": town, "kind": kind}).to_csv("t.csv", index=False)


def run(*options):
    return main(["explain", "t.csv", "--target", "kind", "--model", "naive_bayes", "--jobs", "1", *options])


def test_the_first_error_is_explained(capsys):
    assert run() == 0
    out, err = capsys.readouterr()
    assert out.startswith("t.csv: 120 rows, 2 columns, 2 classes (")
    assert ", by a model that was fitted without it\nPredicted " in out
    assert "; the true class is " in out
    assert "The nearest row of class" in out
    assert err == ""


def test_json_alone_is_printed_and_the_same_is_written(capsys, tmp_path):
    assert run("--row", "3", "--json", "--method", "permutation", "--report", "r.json", "--html", "r.html") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["about"]["row"] == 3
    assert told["method"] == "permutation"
    assert [column["name"] for column in told["columns"]] == ["size", "town"]
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == told
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_places_are_told_and_a_budget_is_taken(capsys):
    assert run("--row", "3", "--budget", "0.5", "--report", "r.json") == 0
    assert "Explanation written to r.json" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--row", "120"], "Expected --row from 0 to 119, got 120."),
        (["--method", "tree"], "GaussianNB is no ensemble of trees"),
        (["--budget", "0"], "expected a number of seconds above 0, got '0'"),
        (["--budget", "soon"], "expected a number of seconds above 0, got 'soon'"),
        (["--report", "t.csv"], "expected a file of its own for each output"),
        (["--report", "r", "--html", "r"], "expected a file of its own for each output"),
    ],
    ids=range(6),
)
def test_what_cannot_be_used_is_told_in_a_line(options, message, capsys):
    assert run(*options) == 2
    assert message in capsys.readouterr().err


def test_where_nothing_is_wrong_a_row_must_be_named(capsys):
    pd.DataFrame({"n": [0.0, 1.0] * 30, "kind": ["a", "b"] * 30}).to_csv("t.csv", index=False)
    assert run() == 2
    assert "no row is predicted wrongly. Name one with --row." in capsys.readouterr().err
