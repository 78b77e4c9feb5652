"""What a file says of its model, as an object."""

import json

import pytest

from skmitigate.persistence import read_bundle


@pytest.fixture(scope="module")
def saved(tree_file):
    return read_bundle(tree_file)


def test_representation_is_short(saved):
    assert repr(saved) == "SavedModel(tree: DecisionTreeClassifier, 3 classes, 4 columns)"


def test_all_of_it_is_json(saved):
    told = saved.to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["file"] == "tree.skm"
    assert told["classes"] == ["setosa", "versicolor", "virginica"]
    assert "path" not in told


def test_text_and_page_show_the_card(saved, tmp_path):
    assert "DecisionTreeClassifier" in saved.summary()
    page = saved.to_html(tmp_path / "card.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert saved.sha256 in page
    assert "<!DOCTYPE" not in saved._repr_html_()
