"""The data object for the floor."""

import json

from skmitigate.diagnosis._error_floor import ErrorFloor


def test_to_dict_is_json():
    floor = ErrorFloor(
        estimate=0.1,
        interval=(0.05, 0.12),
        method="lowest error rate of 1 classifier: the model",
        error_rates={"the model": 0.1},
        smallest_gain=0.02,
        n_rows=500,
    )
    found = json.loads(json.dumps(floor.to_dict(), allow_nan=False))
    assert found["interval"] == [0.05, 0.12]
    assert found["error_rates"] == {"the model": 0.1}
    assert "0.05" in repr(floor)
