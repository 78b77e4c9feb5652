"""What is said of neighbours can be written as JSON."""

import json

import numpy as np

from skmitigate.explanation import Neighbour, Neighbours


def test_dictionaries_are_plain():
    differs = ({"column": "x", "value": np.float64(1.0), "other": np.nan, "distance": 1.0},)
    near = Neighbour(position=1, label=np.int64(2), predicted="a", distance=0.5, differs=differs)
    told = Neighbours(twin=near, taken_for=(near,), labelled=True, n_twins=1, n_rows=2).to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["twin"]["differs"] == [{"column": "x", "value": 1.0, "other": None, "distance": 1.0}]
    assert told["taken_for"][0]["label"] == 2
