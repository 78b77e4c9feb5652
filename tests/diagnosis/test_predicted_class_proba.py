"""How sure the model was of each prediction."""

from dataclasses import replace

import numpy as np
import pytest

from skmitigate.diagnosis._predicted_class_proba import predicted_class_proba
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable

TABLE = PredictionTable.from_predictions([0, 1, 2], [[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0.4, 0.3, 0.3]])


def test_is_the_confidence_where_the_likeliest_class_is_predicted():
    np.testing.assert_array_equal(predicted_class_proba(TABLE), [0.5, 0.8, 0.4])


def test_follows_the_decision_where_that_is_another_class():
    np.testing.assert_array_equal(predicted_class_proba(replace(TABLE, y_pred=np.array([2, 1, 2]))), [0.2, 0.8, 0.3])


def test_needs_probabilities():
    with pytest.raises(NotApplicable, match="no probabilities"):
        predicted_class_proba(replace(TABLE, proba=None))
