"""What a file says is read and checked without its model."""

import pytest

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence import read_bundle


def test_a_damaged_model_is_seen(forger):
    def change(members):
        members["model.skops"] = members["model.skops"][:-1] + b"x"

    with pytest.raises(InvalidModelFile, match=r"model\.skops is not what"):
        read_bundle(forger.members(change, honest=False))


@pytest.mark.parametrize(
    "change",
    [
        {"name": 3},
        {"version": {}},
        {"description": None},
        {"versions": []},
        {"trusted": "os.system"},
        {"trusted": [3]},
        {"input": None},
        {"input": {"make": "frame", "columns": ["a"]}},
        {"input": {"make": "frame", "columns": [{}]}},
        {"classes": {}},
    ],
    ids=str,
)
def test_made_up_manifests_are_refused(forger, change):
    with pytest.raises(InvalidModelFile, match=r"^\S+forged\.skm: expected a saved model"):
        read_bundle(forger.json_part("manifest.json", lambda told: told.update(change)))


@pytest.mark.parametrize(
    "change",
    [
        {"model": None, "classes": None, "measured": {}},
        {"correction": {}},
        {"measured": {"held_out": "yes"}},
        {"limits": None},
    ],
    ids=str,
)
def test_made_up_cards_are_refused(forger, change):
    with pytest.raises(InvalidModelFile, match="not made as it should be"):
        read_bundle(forger.json_part("card.json", lambda told: told.update(change)))


def test_made_up_rows_are_refused(forger):
    with pytest.raises(InvalidModelFile, match="where a int belongs"):
        read_bundle(forger.json_part("golden_rows.json", lambda told: told.update(n_rows="8")))


def test_sizes_and_digests_are_asked_for(tree_file):
    saved = read_bundle(tree_file)
    assert read_bundle(tree_file, sha256=saved.sha256).name == "tree"
    with pytest.raises(InvalidModelFile, match="it is another one"):
        read_bundle(tree_file, sha256="abc")
    with pytest.raises(InvalidModelFile, match="max_bytes"):
        read_bundle(tree_file, max_bytes=100)
