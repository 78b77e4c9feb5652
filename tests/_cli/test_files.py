"""Files are written whole or not at all."""

import json
from pathlib import Path

import pytest

from skmitigate._cli._files import check_outputs, check_writable, replacing, write_json


def test_json_is_written_as_utf8(tmp_path):
    write_json(tmp_path / "r.json", {"a": ["\u00e4", None]})
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == {"a": ["\u00e4", None]}
    assert [path.name for path in tmp_path.iterdir()] == ["r.json"]


def write_half_of(path):
    with replacing(path) as file:
        file.write_text("half")
        raise RuntimeError


def test_failure_leaves_what_was_there(tmp_path):
    path = tmp_path / "r.json"
    path.write_text("old")
    with pytest.raises(ValueError, match="JSON compliant"):
        write_json(path, {"a": float("nan")})
    with pytest.raises(RuntimeError):
        write_half_of(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_mode_of_the_file_that_is_replaced_stays(tmp_path):
    path = tmp_path / "r.json"
    path.write_text("old")
    path.chmod(0o640)
    write_json(path, {})
    assert path.stat().st_mode & 0o777 == 0o640


def test_link_keeps_pointing_at_the_file(tmp_path):
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    write_json(tmp_path / "link.json", {})
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text() == "{}\n"


def test_device_is_written_to_and_not_replaced():
    null = Path("/dev/null")
    check_writable(null)
    write_json(null, {"a": 1})
    assert null.is_char_device()


def test_check_leaves_no_file_and_changes_none(tmp_path):
    check_writable(tmp_path / "new.json")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "old.json").write_text("old")
    check_writable(tmp_path / "old.json")
    assert (tmp_path / "old.json").read_text() == "old"


def test_places_that_cannot_be_written(tmp_path):
    with pytest.raises(ValueError, match="got a directory"):
        check_writable(tmp_path)
    with pytest.raises(ValueError, match=r"no directory .*absent\. Make it first"):
        check_writable(tmp_path / "absent" / "r.json")
    with pytest.raises(ValueError, match=r"cannot be written \(.+\)\. Choose another place"):
        check_writable(Path("/proc/r.json"))


def test_file_that_refuses_is_found_out(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(ValueError, match=r"r\.json: cannot be written \(Permission denied\)"):
        check_writable(tmp_path / "r.json")


def test_outputs_overwrite_no_input_and_not_each_other(tmp_path):
    source, out = tmp_path / "in.csv", tmp_path / "out.json"
    assert check_outputs([out, None, tmp_path / "other.html"], [source]) == [out, tmp_path / "other.html"]
    for outputs in ([source], [out, out], [tmp_path / ".." / tmp_path.name / "in.csv"]):
        with pytest.raises(ValueError, match="a file of its own"):
            check_outputs(outputs, [source])
