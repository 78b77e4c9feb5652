"""Proper scores of each row's probabilities."""

import numpy as np

from skmitigate._typing import FloatArray
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def log_score(table: PredictionTable, clip: float = 1e-3) -> FloatArray:
    """Log of the probability that each row gave to its true class; higher is better.

    Probabilities are clipped from below, so that one row that was surely wrong does not outweigh all others.

    Parameters
    ----------
    table : PredictionTable
        A table with probabilities.
    clip : float, default=1e-3
        Probabilities below it count as `clip`; above 0, at most 1.

    Returns
    -------
    ndarray of shape (n_rows,)
        Between log(clip) and 0. Weights of the rows are not applied.

    Raises
    ------
    NotApplicable
        If the table has no probabilities.
    ValueError
        If `clip` is not above 0 and at most 1.

    See Also
    --------
    brier_score : The quadratic score.

    References
    ----------
    T. Gneiting and A. E. Raftery (2007), Strictly proper scoring rules, prediction, and estimation, JASA 102.

    Examples
    --------
    >>> from skmitigate.metrics import log_score
    >>> from skmitigate.predictions import PredictionTable
    >>> table = PredictionTable.from_predictions([0, 1], [[1.0, 0.0], [1.0, 0.0]])
    >>> log_score(table).round(3).tolist()
    [0.0, -6.908]
    """
    if not 0 < clip <= 1:
        raise ValueError(f"Expected clip above 0 and at most 1, got {clip!r}. The default is 1e-3.")
    proba = required_proba(table, "The log score")
    return np.asarray(np.log(np.clip(proba[np.arange(len(table)), table.y_true], clip, 1.0)))


def brier_score(table: PredictionTable) -> FloatArray:
    """Brier score of each row, as a score: minus the sum over the classes of the squared errors; higher is better.

    Parameters
    ----------
    table : PredictionTable
        A table with probabilities.

    Returns
    -------
    ndarray of shape (n_rows,)
        Between -2 and 0, for two classes too. Weights of the rows are not applied.

    Raises
    ------
    NotApplicable
        If the table has no probabilities.

    See Also
    --------
    log_score : The logarithmic score.

    References
    ----------
    G. W. Brier (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78.

    Examples
    --------
    >>> from skmitigate.metrics import brier_score
    >>> from skmitigate.predictions import PredictionTable
    >>> table = PredictionTable.from_predictions([0, 1], [[1.0, 0.0], [0.5, 0.5]])
    >>> brier_score(table).tolist()
    [0.0, -0.5]
    """
    errors = required_proba(table, "The Brier score").copy()
    errors[np.arange(len(table)), table.y_true] -= 1.0
    return np.asarray(0.0 - np.einsum("ij,ij->i", errors, errors))


def required_proba(table: PredictionTable, what: str) -> FloatArray:
    """Return the table's probabilities, or raise NotApplicable saying what needed them."""
    if table.proba is None:
        raise NotApplicable(
            f"{what} needs probabilities, got a table with none: its model has no predict_proba. "
            "Use a metric of labels such as 'accuracy', or a model that gives probabilities."
        )
    return table.proba
