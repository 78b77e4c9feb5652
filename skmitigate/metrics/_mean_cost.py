"""What the predictions cost on average."""

from dataclasses import dataclass

import numpy as np

from skmitigate._typing import FloatArray
from skmitigate.metrics._means import RowMean
from skmitigate.predictions._prediction_table import PredictionTable


@dataclass(frozen=True, slots=True)
class MeanCost(RowMean):
    """Mean cost by a matrix, the true class in the rows and the predicted one in the columns."""

    costs: tuple[tuple[float, ...], ...]

    def values(self, table: PredictionTable) -> FloatArray:
        """Return what each row costs."""
        matrix: FloatArray = np.array(self.costs)
        if len(matrix) != table.n_classes:
            raise ValueError(
                f"Expected costs of shape ({table.n_classes}, {table.n_classes}), in the order of the classes "
                f"{table.classes.tolist()!r}; got shape {matrix.shape}."
            )
        return np.asarray(matrix[table.y_true, table.y_pred])
