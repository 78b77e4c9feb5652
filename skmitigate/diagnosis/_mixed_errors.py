"""The errors of a table that has right and wrong rows."""

from skmitigate._typing import BoolArray
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def mixed_errors(table: PredictionTable) -> BoolArray:
    """Return which rows are wrong; NotApplicable where none or all of them are."""
    errors = table.errors
    if not errors.any() or errors.all():
        raise NotApplicable("there are no errors" if not errors.any() else "every row is wrong")
    return errors
