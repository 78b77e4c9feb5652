"""Comparing a log with a reference from the command line."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from skmitigate import PredictionLog, cross_val_predictions, save
from skmitigate._cli._main import main
from skmitigate.monitoring import ReferenceProfile


def rows(seed, n, shift=0.0):
    rng = np.random.default_rng(seed)
    X = pd.DataFrame({"a": rng.normal(size=n) + shift, "b": rng.normal(size=n)})
    return X, np.where(X["a"] + X["b"] + rng.logistic(size=n) / 2 > 0, "yes", "no")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A log of a day like the reference and one that is not, and the reference in three forms."""
    monkeypatch.chdir(tmp_path)
    X, y = rows(0, 1000)
    model = LogisticRegression().fit(X, y)
    profile = ReferenceProfile.from_frame(X, predictions=cross_val_predictions(model, X, y, random_state=0))
    (tmp_path / "profile.json").write_text(json.dumps(profile.to_dict()), encoding="utf-8")
    X.assign(answer=y).to_csv("before.csv", index=False)
    save(model, "model.skm", X=X, y=y, held_out=False, reference=profile.to_dict())
    with PredictionLog("p.db") as log:
        for day, shift in (("2026-03-01", 0.0), ("2026-03-02", 1.0)):
            now, _ = rows(1, 300, shift)
            log.log(now, model.predict(now), model.predict_proba(now), timestamp=day, classes=model.classes_)
    return tmp_path


def run(*options):
    return main(["monitor", "p.db", *options])


@pytest.mark.parametrize("reference", ["profile.json", "before.csv", "model.skm"])
def test_drift_is_found_where_it_is(reference, capsys):
    assert run("--reference", reference, "--until", "2026-03-02", "--fail-on", "drift") == 0
    assert "No drift found" in capsys.readouterr().out
    assert run("--reference", reference, "--since", "2026-03-02", "--fail-on", "drift") == 1
    out = capsys.readouterr().out
    assert "Drift: 1 of 2 columns" in out
    assert ("Estimated from probabilities for 300 rows." in out) == (reference != "before.csv")
    assert run("--reference", reference) == 0


def test_json_has_all_three(capsys):
    assert run("--reference", "profile.json", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["drift"]["drifted_columns"] == ["a"]
    assert told["estimate"]["scores"][0]["scoring"] == "accuracy"
    assert run("--reference", "before.csv", "--json") == 0
    assert json.loads(capsys.readouterr().out)["estimate"] is None


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--reference", "none.json"], "none.json"),
        (["--reference", "p.db"], "p.db"),
        (["--reference", "broken.json"], "expected a profile as JSON"),
        (["--reference", "other.json"], "what ReferenceProfile.to_dict returns"),
        (["--reference", "other.csv"], "expected the columns of the logged inputs, got none for ['b']"),
        (["--reference", "bare.skm"], "saved without a reference"),
        (["--reference", "profile.json", "--since", "2027-01-01"], "got none. Widen"),
        (["--fail-on", "drift"], "--reference"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_told_in_one_line(options, reason, folder, capsys):
    (folder / "broken.json").write_text("{", encoding="utf-8")
    (folder / "other.json").write_text("{}", encoding="utf-8")
    (folder / "other.csv").write_text("a,c\n1,2\n3,4\n", encoding="utf-8")
    X, y = rows(0, 50)
    save(LogisticRegression().fit(X, y), folder / "bare.skm", X=X, y=y, held_out=False)
    assert run(*options) == 2
    out, err = capsys.readouterr()
    assert reason in err
    assert err.count("\n") == 1
    assert out == ""
