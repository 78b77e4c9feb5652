"""Files for other programs."""

import json

import numpy as np
import pandas as pd
import pytest

from skmitigate._cli._main import main
from skmitigate.monitoring import _read_rows
from skmitigate.monitoring._export import exporting, kinds_of

READERS = {
    "csv": pd.read_csv,
    "parquet": pd.read_parquet,
    "jsonl": lambda path: pd.read_json(path, lines=True, precise_float=True),
}


@pytest.fixture
def filled(log, mixed_rows):
    ids = log.log(mixed_rows, ["a", "b", "a"], [[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]], model="m")
    log.add_labels(ids[:2], ["a", "a"])
    log.log(None, ["b"], model="m")
    return log


@pytest.mark.parametrize("suffix", READERS)
@pytest.mark.parametrize("part", [20_000, 1])
def test_every_row_is_there_with_its_types(filled, tmp_path, suffix, part, monkeypatch):
    monkeypatch.setattr(_read_rows, "_PART", part)
    assert filled.export(tmp_path / f"out.{suffix}") == 4
    frame = READERS[suffix](tmp_path / f"out.{suffix}")
    assert len(frame) == filled.performance().total.n_rows
    assert frame["error"].astype("boolean").sum() == len(filled.errors())
    assert frame["y_true"].notna().sum() == filled.performance().total.n_labelled
    assert [int(value) for value in frame["whole"][:3]] == [1, 2**60, -3]
    assert frame["text"][2] == "=1+1 \U0001f600"
    assert frame["proba_a"][:3].tolist() == [0.9, 0.2, 0.7]
    assert np.isnan(frame["proba_a"].astype(float)[3])
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("out")) == [f"out.{suffix}"]


def test_json_lines_know_no_nan(filled, tmp_path):
    filled.export(tmp_path / "out.jsonl")
    text = (tmp_path / "out.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line, parse_constant=pytest.fail) for line in text.splitlines()]
    assert [line["error"] for line in lines] == [False, True, None, None]
    assert [line["flag"] for line in lines] == [True, False, True, None]
    assert type(lines[0]["whole"]) is int


def test_labelled_rows_alone(filled, tmp_path):
    assert filled.export(tmp_path / "out.csv", labelled=True) == 2


def test_diagnosis_reads_the_file(log, tmp_path, capsys):
    y = ["ill", "well"] * 40
    ids = log.log([[float(i)] for i in range(80)], y)
    log.add_labels(ids, y)
    log.export(tmp_path / "out.csv")
    assert main(["diagnose", str(tmp_path / "out.csv"), "--target", "y_true", "--predicted", "y_pred"]) == 0
    assert "80 rows" in capsys.readouterr().out


def test_empty_log_gives_a_file_with_no_rows(log, tmp_path):
    for suffix, reader in READERS.items():
        assert log.export(tmp_path / f"out.{suffix}") == 0
        assert len(reader(tmp_path / f"out.{suffix}")) == 0


@pytest.mark.parametrize(("name", "message"), [("out.xlsx", "ends in .csv"), ("none/out.csv", "no directory")])
def test_other_files_are_refused(filled, tmp_path, name, message):
    with pytest.raises(ValueError, match=message):
        filled.export(tmp_path / name)


def test_failure_leaves_the_old_file(filled, tmp_path):
    target = tmp_path / "out.csv"
    target.write_text("old")
    with pytest.raises(KeyError), exporting(target) as add:
        add(filled.read().to_frame(), {"no such column": "text"})
    assert target.read_text() == "old"
    assert not [path for path in tmp_path.iterdir() if "unfinished" in path.name]


def test_columns_hold_what_inputs_and_labels_do(filled):
    kinds = kinds_of(filled.read(), {"whole": "integer", "time": "time"})
    assert kinds["y_true"] == "text"
    assert kinds["x_time"] == "time"
