"""The data object; what is in it is tested with the estimate."""

import json

from skmitigate.monitoring._estimate_performance import estimate_performance
from skmitigate.predictions._prediction_table import PredictionTable


def test_it_shows_itself():
    table = PredictionTable.from_predictions([0, 1] * 50, [[0.9, 0.1], [0.1, 0.9]] * 50)
    estimate = estimate_performance(None, table, scoring=["accuracy", "f1"], random_state=0)
    told = json.loads(json.dumps(estimate.to_dict(), allow_nan=False))
    assert [score["scoring"] for score in told["scores"]] == ["accuracy", "f1"]
    assert estimate.to_frame().loc["accuracy", "realised"] == 1
    assert repr(estimate).startswith("PerformanceEstimate(accuracy 0.")
    assert "accuracy is 1.0000: above the interval" in estimate.summary()
    assert "concept drift" in estimate.summary()
