"""Weights are scaled to mean 1, and rows built around a score have it as their mean."""

import numpy as np
import pytest
from generators import random_table

from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._formula import around, row_shares
from skmitigate.predictions import PredictionTable


def test_shares_have_mean_one_and_the_ratios_of_the_weights():
    table = random_table(0, [0, 1], 30, weighted=True)
    assert row_shares(table).mean() == pytest.approx(1.0)
    assert np.ptp(row_shares(table) / table.sample_weight) == pytest.approx(0.0)


def test_shares_are_ones_without_weights():
    assert row_shares(random_table(0, [0, 1], 8)).tolist() == [1.0] * 8


def test_weights_of_zero_only_are_not_applicable():
    table = PredictionTable.from_predictions([0, 1], [0, 1], sample_weight=[0.0, 0.0])
    with pytest.raises(NotApplicable, match="weight above 0"):
        row_shares(table)


def test_rows_around_a_score_have_it_as_their_mean():
    assert around(0.3, np.array([0.1, 0.2, 0.6])) == pytest.approx([-0.3, 0.0, 1.2])
