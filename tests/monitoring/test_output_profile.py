"""What is kept of predictions."""

import numpy as np

from skmitigate.monitoring._output_profile import OutputProfile
from skmitigate.monitoring._predicted import as_predicted
from skmitigate.predictions._prediction_table import PredictionTable


def made(proba, truth=None):
    given = np.asarray(proba) if truth is None else PredictionTable.from_predictions(truth, proba, classes=[0, 1])
    return OutputProfile.of(as_predicted(given), 10)


def test_what_only_one_part_has_is_dropped():
    labelled, unlabelled = made([[0.9, 0.1], [0.4, 0.6]], [0, 0]), made([[0.2, 0.8]])
    assert labelled.confusion.tolist() == [[1, 1], [0, 0]]
    assert set(labelled.parts()) == {"predicted class", "confidence", "true class"}
    merged = labelled.merge(unlabelled)
    assert set(merged.parts()) == {"predicted class", "confidence"}
    assert merged.predicted.counts == {"0": 1, "1": 2}
    assert merged.calibration is None
    assert labelled.merge(labelled).calibration.n_rows.sum() == 4
