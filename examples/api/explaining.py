"""Have a prediction explained beside the rows that a model's file keeps."""

from typing import Any

import pandas as pd

from examples.api.bundles import Bundle
from examples.api.predicting import refusing
from examples.api.problems import Problem
from skmitigate import explain_prediction


def explain(bundle: Bundle, table: pd.DataFrame, **settings: Any) -> Any:
    """Return the explanation of the prediction for the only row of a table; a Problem where there is none."""
    if bundle.background is None:
        text = "The model was saved without rows, and an explanation compares with some. Save it with X."
        raise Problem(409, "no-background", text)
    row = bundle.take(table)
    with refusing("The prediction cannot be explained"):
        return explain_prediction(bundle.estimator, row, bundle.background, **settings)
