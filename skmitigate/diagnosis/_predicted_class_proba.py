"""How sure the model was of each of its predictions."""

import numpy as np

from skmitigate._typing import FloatArray
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def predicted_class_proba(table: PredictionTable) -> FloatArray:
    """Return the probability given to the predicted class, shape (n,); NotApplicable where there are none."""
    # The confidence, the highest probability, except where the decision is not the likeliest class (thresholds, costs,
    # an SVC's votes): there, this and not the confidence is what a calibrated model's rate of right answers equals.
    if table.proba is None:
        raise NotApplicable("the table has no probabilities")
    return np.asarray(table.proba[np.arange(len(table)), table.y_pred])
