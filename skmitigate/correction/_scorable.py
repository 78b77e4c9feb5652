"""Whether a metric gives a number for a table of predictions."""

import numpy as np

from skmitigate.metrics._metric import Metric
from skmitigate.predictions._prediction_table import PredictionTable


def check_scorable(table: PredictionTable, metric: Metric) -> None:
    """Refuse a metric that does not suit the model, before anything is tried."""
    score = metric.mean_score(table)
    if not np.isfinite(score):
        raise ValueError(
            f"Expected scoring={metric.name!r} to give a number for the model's cross-fitted predictions, got {score}. "
            "Pass a metric that is defined for them, such as 'accuracy'."
        )


def scorable(
    table: PredictionTable | Exception, metric: Metric, *, catch: tuple[type[Exception], ...]
) -> PredictionTable | Exception:
    """Return a candidate's table if the metric can score it; else why there is none, or why it cannot."""
    if isinstance(table, Exception):
        return table
    try:
        score = metric.mean_score(table)
    except catch as error:
        failure: Exception = error
        return failure
    return table if np.isfinite(score) else ValueError(f"{metric.name} is {score} for its predictions")
