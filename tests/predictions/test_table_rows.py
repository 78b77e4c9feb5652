"""The rows of X that belong to a table."""

import numpy as np
import pytest

from skmitigate.predictions import PredictionTable
from skmitigate.predictions._table_rows import check_rows, rows_of_table

TABLE = PredictionTable.from_predictions([0, 1, 1, 0], [0, 1, 0, 0])
X = np.arange(8).reshape(4, 2)


def test_all_rows_are_handed_on_and_some_are_taken():
    assert rows_of_table(X, TABLE) is X
    assert rows_of_table(X, TABLE.take(np.array([2, 0]))).tolist() == [[4, 5], [0, 1]]


@pytest.mark.parametrize("n", [3, 5])
def test_rows_of_another_table_are_refused(n):
    with pytest.raises(ValueError, match=f"Expected X to have the 4 rows .* got {n} rows"):
        check_rows(np.zeros((n, 2)), TABLE)
