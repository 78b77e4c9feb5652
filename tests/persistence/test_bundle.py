"""A file is opened only where it is one, with the parts that its manifest names."""

import hashlib
import json
import os
import threading

import pytest

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._bundle import CARD, MODEL, REPORT, digest, open_bundle


def opened(path, sha256=None, max_bytes=10**8):
    with open_bundle(path, sha256=sha256, max_bytes=max_bytes) as bundle:
        bundle.check_model()
        return bundle, bundle.json_part(CARD), bundle.json_part(REPORT), bundle.part(MODEL)


def test_parts_are_read_and_compared(tree_file):
    bundle, card, report, state = opened(tree_file)
    assert card["model"] == "DecisionTreeClassifier"
    assert report is None
    assert bundle.manifest["parts"][MODEL]["sha256"] == digest(state)
    assert bundle.n_bytes == tree_file.stat().st_size


def test_the_whole_file_has_a_digest(tree_file):
    whole = hashlib.sha256(tree_file.read_bytes()).hexdigest()
    assert opened(tree_file, sha256=whole.upper())[0].sha256 == whole
    with pytest.raises(InvalidModelFile, match="it is another one"):
        opened(tree_file, sha256="0" * 64)


def test_what_is_wrong_begins_with_the_files_name(tmp_path):
    (tmp_path / "m.skm").write_bytes(b"\x80\x04N.")
    with pytest.raises(InvalidModelFile, match=r"m\.skm: expected a saved model\. It is not a zip file"):
        opened(tmp_path / "m.skm")


def test_a_file_that_is_not_there_is_no_invalid_one(tmp_path):
    with pytest.raises(FileNotFoundError):
        opened(tmp_path / "absent.skm")


def test_a_folder_and_a_pipe_are_no_files(tmp_path):
    with pytest.raises((InvalidModelFile, OSError)):
        opened(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    outcome = []

    def try_it():
        with pytest.raises(InvalidModelFile, match="not a file"):
            opened(tmp_path / "pipe")
        outcome.append("refused")

    waiting = threading.Thread(target=try_it, daemon=True)
    waiting.start()
    waiting.join(timeout=10)
    assert outcome == ["refused"]


def test_a_file_of_zeros_without_end_is_refused():
    with pytest.raises(InvalidModelFile, match="not a file"):
        opened("/dev/zero")


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "m.skm").open("wb") as file:
        file.truncate(10**12)  # takes no room on the disk
    with pytest.raises(InvalidModelFile, match="of max_bytes"):
        opened(tmp_path / "m.skm")


def test_a_damaged_part_is_seen(forger):
    for part in (MODEL, CARD):
        changed = forger.members(lambda members, part=part: members.update({part: b"{}"}), honest=False)
        with pytest.raises(InvalidModelFile, match="damaged or changed"):
            opened(changed)

    def swap(members):
        members[CARD] = members[CARD].replace(b"DecisionTree", b"EvilsionTree")

    with pytest.raises(InvalidModelFile, match=r"card\.json is not what the manifest says"):
        opened(forger.members(swap, honest=False))


@pytest.mark.parametrize("version", [0, -1, None, True, "1", 1.0])
def test_a_schema_version_is_a_number(forger, version):
    with pytest.raises(InvalidModelFile, match="schema version is"):
        opened(forger.json_part("manifest.json", lambda told: told.update(schema_version=version)))


def test_a_later_schema_version_asks_for_a_later_skmitigate(forger):
    with pytest.raises(InvalidModelFile, match="later version of skmitigate"):
        opened(forger.json_part("manifest.json", lambda told: told.update(schema_version=2)))


@pytest.mark.parametrize("name", ["evil.py", "../card.json", "/etc/passwd", "model.pkl", "CARD.JSON"])
def test_other_members_are_refused(forger, name):
    with pytest.raises(InvalidModelFile, match="does not belong there"):
        opened(forger.members(lambda members: members.update({name: b"x"})))


def test_members_are_those_that_the_manifest_names(forger):
    with pytest.raises(InvalidModelFile, match="not those that the manifest names"):
        opened(forger.members(lambda members: members.update({REPORT: b"{}"}), honest=False))
    with pytest.raises(InvalidModelFile, match="not those that the manifest names"):
        opened(forger.members(lambda members: members.pop(MODEL)))
    with pytest.raises(InvalidModelFile, match=r"no member 'manifest\.json'"):
        opened(forger.members(lambda members: members.pop("manifest.json"), honest=False))


@pytest.mark.parametrize("parts", [None, [], {MODEL: None}, {MODEL: {"n_bytes": 1}, CARD: 3}])
def test_made_up_manifests_are_refused(forger, parts):
    def forge(members):
        told = json.loads(members["manifest.json"])
        told["parts"] = parts
        members["manifest.json"] = json.dumps(told).encode()

    with pytest.raises(InvalidModelFile, match=r"not made as it should be|not those that"):
        opened(forger.members(forge, honest=False))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_short_is_refused(forger, tree_file, share):
    content = tree_file.read_bytes()
    with pytest.raises(InvalidModelFile):
        opened(forger.write(content[: int(share * len(content))]))
