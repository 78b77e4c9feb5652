"""Dataset says what it holds."""

import json

import numpy as np
import pandas as pd

from skmitigate.datasets._dataset import Dataset


def test_repr_and_length():
    data = Dataset("pets", np.zeros((3, 2)), np.array(["cat", "dog", "cat"]), "made up")
    assert repr(data) == "Dataset('pets', 3 rows, 2 columns, 2 classes)"
    assert len(data) == 3


def test_to_frame_puts_the_labels_last_and_changes_nothing():
    X = pd.DataFrame({"a": [1, 2], "target": [3, 4]})
    frame = Dataset("d", X, np.array([0, 1]), "").to_frame()
    assert list(frame) == ["a", "target", "target_"]
    assert frame["target_"].tolist() == [0, 1]
    assert list(X) == ["a", "target"]


def test_to_frame_of_an_array_names_its_columns():
    assert list(Dataset("d", np.zeros((1, 2)), np.array([0]), "").to_frame()) == ["x0", "x1", "target"]


def test_to_dict_is_json_safe():
    summary = Dataset("d", np.zeros((3, 2)), np.array([1, 1, 0]), "made up").to_dict()
    assert json.loads(json.dumps(summary)) == summary
    assert summary["class_counts"] == {"0": 1, "1": 2}
    assert (summary["n_rows"], summary["n_columns"]) == (3, 2)
