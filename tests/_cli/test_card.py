"""The command that shows the card of a saved model."""

import hashlib
import json

import pytest
from sklearn.naive_bayes import GaussianNB

from skmitigate import save
from skmitigate._cli._main import main


@pytest.fixture
def model_file(tmp_path, monkeypatch):
    """A saved model in the current directory."""
    monkeypatch.chdir(tmp_path)
    X, y = [[0.0], [0.1], [1.0], [1.1]], ["u", "u", "v", "v"]
    save(GaussianNB().fit(X, y), "m.skm", X=X, y=y, held_out=False, description="<b>bold</b>")
    return tmp_path / "m.skm"


@pytest.mark.usefixtures("model_file")
def test_the_card_goes_to_standard_output(capsys):
    assert main(["card", "m.skm"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("m\n  about   <b>bold</b>\n  model   GaussianNB\n  answer  2 classes: u, v\n")
    assert err == ""


@pytest.mark.usefixtures("model_file")
def test_json_and_nothing_else(capsys, tmp_path):
    assert main(["card", "m.skm", "--json", "--html", "card.html"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["classes"] == ["u", "v"]
    assert "&lt;b&gt;bold" in (tmp_path / "card.html").read_text()


@pytest.mark.usefixtures("model_file")
def test_a_page_is_written_and_named(capsys, tmp_path):
    assert main(["card", "m.skm", "--html", "card.html"]) == 0
    assert capsys.readouterr().out.endswith("\nCard written to card.html\n")
    assert (tmp_path / "card.html").read_text().startswith("<!DOCTYPE html>")


def test_the_digest_is_asked_for(model_file, capsys):
    digest = hashlib.sha256(model_file.read_bytes()).hexdigest()
    assert main(["card", "m.skm", "--sha256", digest]) == 0
    assert main(["card", "m.skm", "--sha256", digest[::-1]]) == 2
    assert "it is another one" in capsys.readouterr().err


@pytest.mark.usefixtures("model_file")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent.skm"], "absent.skm: No such file"),
        (["bad.skm"], "bad.skm: expected a saved model. It is not a zip file"),
        (["."], ".: Is a directory"),
        (["m.skm", "--html", "m.skm"], "expected a file of its own"),
        (["m.skm", "--html", "no/where.html"], "no directory no"),
    ],
)
def test_wrong_input_ends_as_one_line(arguments, message, capsys, tmp_path):
    (tmp_path / "bad.skm").write_bytes(b"\x80\x04N.")
    assert main(["card", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1
