"""D2 scores compare a loss with that of the classes' shares."""

import numpy as np
import pytest
from generators import random_table

from skmitigate.metrics._means import BrierLoss, LogLoss
from skmitigate.metrics._skill import Skill
from skmitigate.predictions import PredictionTable


@pytest.mark.parametrize("loss", [LogLoss(), BrierLoss()])
def test_predicting_the_shares_scores_zero_and_the_truth_one(loss):
    truth = np.array([0, 0, 0, 1])
    shares = PredictionTable.from_predictions(truth, np.tile([0.75, 0.25], (4, 1)))
    assert Skill(loss).score(shares) == pytest.approx(0.0)
    assert Skill(loss).score(PredictionTable.from_predictions(truth, np.eye(2)[truth])) == pytest.approx(1.0)


@pytest.mark.parametrize("rows", [[0], [0, 2]])
def test_skill_is_not_defined_for_one_row_or_one_class_by_brier(rows):
    table = random_table(0, [0, 1], 30).take(np.array(rows))
    assert np.isnan(Skill(BrierLoss()).score(table))
    assert np.isnan(Skill(BrierLoss()).rows(table)).all()


def test_a_row_predicted_surely_and_wrongly_takes_from_the_skill():
    table = random_table(0, [0, 1, 2], 100, skill=2.0)
    rows = Skill(LogLoss()).rows(table)
    assert rows[~table.errors].mean() > Skill(LogLoss()).score(table) > rows[table.errors].mean()
