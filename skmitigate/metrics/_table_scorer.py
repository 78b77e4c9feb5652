"""Scorers that scikit-learn does not have, for its searches as well as for ours."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate._utils._fitting import aligned_proba, predicted_codes
from skmitigate._utils._labels import encode
from skmitigate.metrics._abstention import RiskAtCoverage
from skmitigate.metrics._formula import Formula
from skmitigate.metrics._mean_cost import MeanCost
from skmitigate.predictions._prediction_table import PredictionTable


@dataclass(frozen=True, slots=True, repr=False)
class TableScorer:
    """A scorer of a loss that is computed from a table of predictions."""

    name: str
    formula: Formula
    needs_proba: bool

    def __call__(self, estimator: Estimator, X: Any, y: AnyArray, sample_weight: ArrayLike | None = None) -> float:
        """Return minus the loss of a fitted classifier."""
        classes = np.asarray(estimator.classes_)
        codes = predicted_codes(estimator, X, classes)
        table = PredictionTable(
            classes=classes,
            y_true=encode(np.asarray(y), classes),
            y_pred=codes,
            proba=aligned_proba(estimator, X, classes) if self.needs_proba else None,
            fold=np.zeros(len(codes), dtype=np.intp),
            row=np.arange(len(codes), dtype=np.intp),
            sample_weight=None if sample_weight is None else np.asarray(sample_weight, dtype=np.float64),
        )
        return -self.formula.score(table)

    def __repr__(self) -> str:
        """Return the name."""
        return self.name


def risk_at_coverage_scorer(coverage: float = 0.8) -> TableScorer:
    """Return a scorer of the errors that are left where a model answers only the rows that it is surest of.

    For models that may leave rows to others: it asks how good the answers are that are given, where a set share of the
    rows is answered, and so judges the order of the confidences too.

    Parameters
    ----------
    coverage : float, default=0.8
        Share of the rows (of their weights) that is answered, above 0 and at most 1. Of equally sure rows at the
        threshold each counts in part.

    Returns
    -------
    callable
        ``scorer(estimator, X, y, sample_weight=None)``: minus the share of errors among the answered rows, so that
        greater is better; wherever a scorer is taken, here and in scikit-learn.

    Raises
    ------
    ValueError
        If `coverage` is out of range.

    See Also
    --------
    risk_coverage_curve : The risk at every coverage.

    References
    ----------
    R. El-Yaniv and Y. Wiener (2010), On the foundations of noise-free selective classification, JMLR 11.

    Examples
    --------
    >>> from skmitigate.metrics import resolve_metric, risk_at_coverage_scorer
    >>> from skmitigate.predictions import PredictionTable
    >>> table = PredictionTable.from_predictions([0, 0, 1, 1], [[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7]])
    >>> [round(resolve_metric(risk_at_coverage_scorer(share)).score(table), 4) for share in (0.8, 1.0)]
    [-0.0625, -0.25]
    """
    if not 0 < coverage <= 1:
        raise ValueError(
            f"Expected coverage above 0 and at most 1, got {coverage!r}. It is the share of rows answered."
        )
    return TableScorer(f"neg_risk_at_coverage({coverage:g})", RiskAtCoverage(float(coverage)), needs_proba=True)


def cost_scorer(cost_matrix: ArrayLike) -> TableScorer:
    """Return a scorer of the mean cost of the predictions.

    Parameters
    ----------
    cost_matrix : array-like of shape (n_classes, n_classes)
        What each prediction costs: the true class in the rows, the predicted one in the columns, both in the order of
        the sorted classes.

    Returns
    -------
    callable
        ``scorer(estimator, X, y, sample_weight=None)``: minus the mean cost, so that greater is better; wherever a
        scorer is taken, here and in scikit-learn.

    Raises
    ------
    ValueError
        If `cost_matrix` is not square, or a cost is missing or infinite.

    See Also
    --------
    skmitigate.strategies.CostSensitiveDecision : Decides for what costs least.

    Examples
    --------
    >>> from skmitigate.metrics import cost_scorer, resolve_metric
    >>> from skmitigate.predictions import PredictionTable
    >>> table = PredictionTable.from_predictions(["fine", "fine", "ill", "ill"], ["fine", "ill", "ill", "fine"])
    >>> resolve_metric(cost_scorer([[0, 1], [10, 0]])).score(table)
    -2.75
    """
    matrix: FloatArray = np.asarray(cost_matrix, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not np.isfinite(matrix).all():
        raise ValueError(
            "Expected cost_matrix with one row and one column for each class, all costs finite; got "
            f"shape {matrix.shape}{'' if np.isfinite(matrix).all() else ' with others'}."
        )
    costs = tuple(tuple(float(cost) for cost in row) for row in matrix)
    return TableScorer(f"neg_mean_cost({matrix.tolist()})", MeanCost(costs), needs_proba=False)
