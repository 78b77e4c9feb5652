"""The commands from the first to the last step, on files as strangers have them."""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from skmitigate import _cli

QUICK = ["--model", "naive_bayes", "--strategies", "probability_calibration", "--cv", "3", "--jobs", "1"]


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A table of mixed columns with gaps, an id, labels of text, one of them rare, and one missing."""
    rng = np.random.RandomState(0)
    town = rng.choice(["Ulm", "Bonn", "a, b"], 150)
    age = rng.randint(18, 80, 150).astype(float)
    risk = np.where(age + 20 * (town == "Ulm") + rng.normal(0, 10, 150) > 55, "high risk", "low")
    risk[:2] = "very rare"
    frame = pd.DataFrame(
        {
            "name": [f"person {i}" for i in range(150)],
            "age": np.where(rng.uniform(size=150) < 0.1, np.nan, age),
            "town": pd.Series(town).where(rng.uniform(size=150) > 0.1),
            "member": rng.uniform(size=150) > 0.5,
            "since": pd.date_range("2024-01-01", periods=150).strftime("%Y-%m-%d"),
            "empty": np.nan,
            "risk": risk,
        }
    )
    frame.loc[149, "risk"] = None
    monkeypatch.chdir(tmp_path)
    frame.to_csv("people.csv", index=False)
    return tmp_path / "people.csv"


def without_seconds(value):
    """The report without what depends on the machine."""
    if isinstance(value, dict):
        return {key: without_seconds(item) for key, item in value.items() if "seconds" not in key}
    return [without_seconds(item) for item in value] if isinstance(value, list) else value


@pytest.mark.usefixtures("file")
def test_a_file_is_corrected_or_kept_with_a_report(capsys):
    given = ["correct", "people.csv", "--target", "risk", *QUICK, "--report", "r.json", "--html", "r.html"]
    assert _cli.main(given) == 0
    out, err = capsys.readouterr()
    report = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert report["verdict"] in ("corrected", "kept")
    assert report["n_rows"] == 149
    assert report["about"]["data"]["class_counts"]["very rare"] == 2
    assert out.startswith("people.csv: 149 rows, 5 columns, 3 classes")
    assert report["reason"] in out
    warned = [line for line in err.splitlines() if line.startswith("skmitigate: warning: ")]
    assert len(warned) == 3
    assert "dropped 1 of 150 rows" in warned[0]
    assert "dropped 'name'" in warned[1]
    assert "very rare (2)" in warned[2]
    assert "cross-fitted" in err
    assert "<html" in Path("r.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("file", "capsys")
def test_same_seed_same_report():
    for name in ("one.json", "two.json"):
        assert _cli.main(["correct", "people.csv", "--target", "risk", *QUICK, "--seed", "5", "--report", name]) == 0
    one, two = (json.loads(Path(name).read_text(encoding="utf-8")) for name in ("one.json", "two.json"))
    assert without_seconds(one) == without_seconds(two)


def test_own_class_without_probabilities(file, capsys, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    name = f"own_{file.parent.name}"
    (file.parent / f"{name}.py").write_text("from sklearn.linear_model import RidgeClassifier as Mine\n")
    given = ["correct", "people.csv", "--target", "risk", *QUICK, "--model", f"{name}:Mine"]
    assert _cli.main(given) == 0
    assert "Kept: " in capsys.readouterr().out


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["--target", "risky"], "Did you mean 'risk'?"),
        (["--target", "age"], "looks continuous"),
        (["--target", "risk", "--cv", "500"], "at least as many rows as folds"),
        (["--target", "risk", "--scoring", "f1"], "f1"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(given, message, capsys):
    assert _cli.main(["correct", "people.csv", *QUICK, *given]) == 2
    lines = capsys.readouterr().err.splitlines()
    told = [line for line in lines if line.startswith("skmitigate: ") and "warning: " not in line]
    assert len(told) == 1
    assert lines[-1] == told[0]
    assert message in told[0]
