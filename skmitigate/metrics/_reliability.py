"""Whether probabilities come true: the reliability curve with its bands, and what it says of the Brier score."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate._utils._json import jsonable
from skmitigate._utils._labels import encode
from skmitigate.metrics._row_scores import required_proba
from skmitigate.metrics._wilson import wilson_band
from skmitigate.predictions._prediction_table import PredictionTable


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class ReliabilityCurve:
    """How often something came true where it was said to be so likely, bin by bin.

    Parameters
    ----------
    label : object
        The class whose probability is looked at; None for the predicted class of each row.
    predicted : ndarray of shape (n_bins,)
        Mean probability in each bin that has rows.
    observed : ndarray of shape (n_bins,)
        Share of the rows of the bin in which it came true.
    low, high : ndarray of shape (n_bins,)
        Band around `observed`, for each bin alone.
    n_rows : ndarray of int of shape (n_bins,)
        Rows in each bin.
    weight : ndarray of shape (n_bins,)
        The bins' parts of the weight of all rows.
    confidence : float
        Of the bands.
    brier : float
        Mean squared difference between the probability and 1 or 0 for true or not; lower is better.
    uncertainty : float
        What the Brier score would be if the overall share were said of every row.

    See Also
    --------
    reliability_curve : Make one.

    References
    ----------
    A. H. Murphy (1973), A new vector partition of the probability score, Journal of Applied Meteorology 12.

    Examples
    --------
    >>> from skmitigate.metrics import reliability_curve
    >>> from skmitigate.predictions import PredictionTable
    >>> sure = PredictionTable.from_predictions([0, 0, 0, 1] * 25, [[0.99, 0.01]] * 100)
    >>> reliability_curve(sure)
    ReliabilityCurve(100 rows in 1 bin, expected calibration error 0.240, Brier score 0.245)
    """

    label: Any
    predicted: FloatArray
    observed: FloatArray
    low: FloatArray
    high: FloatArray
    n_rows: IntArray
    weight: FloatArray
    confidence: float
    brier: float
    uncertainty: float

    @property
    def expected_calibration_error(self) -> float:
        """Mean distance of the curve from the diagonal, each bin as its rows weigh; it depends on the bins."""
        return float(self.weight @ np.abs(self.observed - self.predicted))

    @property
    def reliability(self) -> float:
        """Mean squared distance of the curve from the diagonal: what calibration can take off the Brier score."""
        return float(self.weight @ (self.observed - self.predicted) ** 2)

    @property
    def resolution(self) -> float:
        """How far the bins' shares are from the overall one: what the Brier score is lowered by telling rows apart."""
        return float(self.weight @ (self.observed - self.weight @ self.observed) ** 2)

    @property
    def within_bins(self) -> float:
        """What is left of the Brier score, because probabilities within a bin differ."""
        return self.brier - (self.reliability - self.resolution + self.uncertainty)

    @property
    def off(self) -> BoolArray:
        """In which bins the mean probability is outside the band."""
        return np.asarray((self.predicted < self.low) | (self.predicted > self.high))

    def __repr__(self) -> str:
        """Return one line: rows, bins, errors."""
        n_bins = len(self.n_rows)
        return (
            f"ReliabilityCurve({self.n_rows.sum()} rows in {n_bins} bin{'s' if n_bins != 1 else ''}, expected "
            f"calibration error {self.expected_calibration_error:.3f}, Brier score {self.brier:.3f})"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one line per bin.

        Returns
        -------
        pandas.DataFrame
            Mean probability, observed share, its band, rows and weight.
        """
        names = ("predicted", "observed", "low", "high", "n_rows", "weight")
        return pd.DataFrame({name: getattr(self, name) for name in names})

    def to_dict(self) -> dict[str, Any]:
        """Return the curve and its summaries as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists and None only.
        """
        summaries = ("expected_calibration_error", "reliability", "resolution", "within_bins")
        return {name: jsonable(getattr(self, name)) for name in (*self.__dataclass_fields__, *summaries)}


def reliability_curve(
    table: PredictionTable,
    *,
    label: Any = None,
    n_bins: int = 10,
    strategy: str = "quantile",
    confidence: float = 0.95,
) -> ReliabilityCurve:
    """Compare probabilities with how often they came true, in bins of similar probability.

    The bands are Wilson's, for each bin alone: of 20 bins of a calibrated model one may be off. Rows with weights count
    as as many equal ones as would give the same variance. The points are those of scikit-learn's ``calibration_curve``.

    Parameters
    ----------
    table : PredictionTable
        A table with probabilities; :meth:`PredictionTable.from_predictions` makes one from arrays.
    label : object, default=None
        The class whose probability is looked at. None looks at the confidence in the predicted class of each row, and
        whether it is right.
    n_bins : int, default=10
        How many bins, at least 1; empty ones are left out.
    strategy : {"quantile", "uniform"}, default="quantile"
        ``"quantile"``: equally many rows in each bin. ``"uniform"``: bins of equal width.
    confidence : float, default=0.95
        Of the bands, above 0 and below 1.

    Returns
    -------
    ReliabilityCurve
        Points, bands, Brier score and its parts.

    Raises
    ------
    NotApplicable
        If the table has no probabilities.
    ValueError
        If `label` is not among the classes, or another argument is outside its range.

    See Also
    --------
    brier_score : The quadratic score of each row, over all classes.
    skmitigate.ProbabilityCalibration : Changes probabilities so that they come true.

    References
    ----------
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import cross_val_predictions
    >>> from skmitigate.metrics import reliability_curve
    >>> table = cross_val_predictions(GaussianNB(), *load_breast_cancer(return_X_y=True), random_state=0)
    >>> reliability_curve(table, n_bins=5, strategy="uniform").to_frame().round(2).tail(2)
       predicted  observed   low  high  n_rows  weight
    1       0.72      0.25  0.05  0.70       4    0.01
    2       1.00      0.94  0.92  0.96     562    0.99
    """
    if strategy not in ("quantile", "uniform"):
        raise ValueError(f"Expected strategy to be 'quantile' or 'uniform', got {strategy!r}.")
    if not (isinstance(n_bins, int) and n_bins >= 1):
        raise ValueError(f"Expected n_bins to be an integer of at least 1, got {n_bins!r}.")
    if not 0 < confidence < 1:
        raise ValueError(f"Expected confidence between 0 and 1, got {confidence!r}. The default is 0.95.")
    proba = required_proba(table, "The reliability curve")
    if label is None:
        p, came_true = proba[np.arange(len(table)), table.y_pred], ~table.errors
    else:
        code = int(encode([label], table.classes, what="label")[0])
        p, came_true = proba[:, code], table.y_true == code
    edges = np.quantile(p, np.linspace(0, 1, n_bins + 1)) if strategy == "quantile" else np.linspace(0, 1, n_bins + 1)
    counted = table.weights > 0
    _, bins = np.unique(np.searchsorted(edges[1:-1], p)[counted], return_inverse=True)
    return _curve(label, p[counted], came_true[counted], bins, table.weights[counted], confidence)


def _curve(
    label: Any, p: FloatArray, came_true: BoolArray, bins: IntArray, weights: FloatArray, confidence: float
) -> ReliabilityCurve:
    def sums(values: FloatArray) -> FloatArray:
        return np.bincount(bins, weights=values).astype(np.float64)

    total = sums(weights)
    observed = sums(weights * came_true) / total
    low, high = wilson_band(observed, total**2 / sums(weights**2), confidence)
    share = float(weights @ came_true / weights.sum())
    return ReliabilityCurve(
        label=label,
        predicted=sums(weights * p) / total,
        observed=observed,
        low=low,
        high=high,
        n_rows=np.bincount(bins).astype(np.intp),
        weight=total / total.sum(),
        confidence=confidence,
        brier=float(weights @ (p - came_true) ** 2 / weights.sum()),
        uncertainty=share * (1 - share),
    )
