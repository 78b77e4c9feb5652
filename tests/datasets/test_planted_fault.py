"""PlantedFault carries the truth."""

import json

import numpy as np

from skmitigate.datasets._planted_fault import PlantedFault


def test_to_dict_holds_every_field_json_safe():
    fault = PlantedFault("none", "nothing", (), (), np.empty(0, dtype=np.intp), 0.1)
    assert json.loads(json.dumps(fault.to_dict())) == {
        "kind": "none",
        "description": "nothing",
        "remedies": [],
        "classes": [],
        "rows": [],
        "bayes_error": 0.1,
        "columns": [],
        "slice": "",
    }
    assert repr(fault) == "PlantedFault('none', 0 rows, remedies: none)"
