"""What is said of a counterfactual can be written as JSON."""

import json

import numpy as np

from skmitigate.explanation import Counterfactual


def test_dictionaries_are_plain():
    changes = ({"column": "x", "value": np.int64(1), "changed_to": np.nan},)
    told = Counterfactual(found=True, wanted="a", reached="a", changes=changes, n_evaluations=3).to_dict()
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["changes"] == [{"column": "x", "value": 1, "changed_to": None}]
