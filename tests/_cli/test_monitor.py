"""The command that says what is in a prediction log."""

import json

import pytest

from skmitigate import PredictionLog
from skmitigate._cli._main import main


@pytest.fixture(autouse=True)
def log(tmp_path, monkeypatch):
    """A log in the current directory: two models, two days, half of the rows labelled."""
    monkeypatch.chdir(tmp_path)
    with PredictionLog("p.db") as opened:
        for model in ("old", "new"):
            times = ["2026-03-01T12:00", "2026-03-02T13:00"] * 10
            ids = opened.log([[1.0]] * 20, ["a", "b"] * 10, model=model, timestamp=times)
            opened.add_labels(ids[:10], ["a"] * 10)
        opened.log(None, ["a"], model="new")
    return tmp_path / "p.db"


def run(*options):
    return main(["monitor", "p.db", *options])


def test_says_what_is_there_and_changes_nothing(log, capsys):
    before = log.read_bytes()
    assert run() == 0
    out, err = capsys.readouterr()
    assert out.startswith("41 predictions, 2026-03-01 12:00 to ")
    assert "10 errors in 20 labels" in out
    assert out.count("accuracy") == 3
    assert err == ""
    assert log.read_bytes() == before


def test_json_is_the_report(capsys):
    assert run("--json", "--by", "model,day", "--model", "old", "--until", "2026-03-02") == 0
    report = json.loads(capsys.readouterr().out)
    assert [(line["model"], line["n_rows"]) for line in report["performance"]["lines"]] == [("old", 10)]


def test_times_may_be_so_long_ago(capsys):
    assert run("--json", "--since", "24h") == 0
    assert json.loads(capsys.readouterr().out)["performance"]["total"]["n_rows"] == 1


def test_page_is_written(tmp_path, capsys):
    assert run("--html", "p.html") == 0
    assert "Page written to p.html" in capsys.readouterr().out
    assert (tmp_path / "p.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["none.db"], "no such file"),
        (["p.db", "--model", "other"], "got 'other'"),
        (["p.db", "--since", "soon"], "Expected since to be a time"),
        (["p.db", "--by", "week"], "Expected by"),
        (["text.db"], "not a database"),
        (["p.db", "--html", "none/p.html"], "no directory"),
        (["p.db", "--html", "p.db"], "Choose another"),
    ],
)
def test_what_cannot_be_used_is_one_line(tmp_path, options, message, capsys):
    (tmp_path / "text.db").write_text("no database", encoding="utf-8")
    assert main(["monitor", *options]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1
