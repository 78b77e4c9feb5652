"""A table with a planted fault for each detector, in which it must find something."""

import numpy as np

from skmitigate.predictions import PredictionTable


def faulty_case(detector):
    """Return an instance of a detector class, and a table and rows in which it has something to find."""
    return CASES.get(detector.kind, _many_faults)(detector)


def _many_faults(detector):
    """Two rare classes that are often missed, errors where the model is unsure, and too many where it is sure."""
    rng = np.random.default_rng(0)
    truth = np.array(["common", "rare", "scarce"])[rng.choice(3, 1500, p=[0.9, 0.06, 0.04])]
    codes = np.searchsorted(["common", "rare", "scarce"], truth)
    sure = rng.uniform(0.4, 1, 1500)
    wrong = rng.random(1500) < np.clip(1.1 - sure + 0.2 * (codes > 0), 0, 1)
    guess = np.where(wrong, (codes + rng.integers(1, 3, 1500)) % 3, codes)
    proba = np.repeat((1 - sure)[:, None] / 2, 3, axis=1)
    proba[np.arange(1500), guess] = sure
    return detector(), PredictionTable.from_predictions(truth, proba), rng.normal(size=(1500, 4))


#: By kind of error, for detectors that find nothing in the table of many faults.
CASES = {}
