"""Where there is nothing to compare errors with, there is no test."""

import pytest

from skmitigate.diagnosis._mixed_errors import mixed_errors
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def test_tells_which_rows_are_wrong():
    assert mixed_errors(PredictionTable.from_predictions([0, 1, 1], [0, 0, 1])).tolist() == [False, True, False]


@pytest.mark.parametrize(("guess", "reason"), [([0, 1], "there are no errors"), ([1, 0], "every row is wrong")])
def test_one_kind_of_rows_is_refused_with_the_reason(guess, reason):
    with pytest.raises(NotApplicable, match=reason):
        mixed_errors(PredictionTable.from_predictions([0, 1], guess))
