"""Detect errors among rows that lie far from all others."""

from typing import Any, ClassVar, Literal

import numpy as np

from skmitigate._signals._outlyingness import robust_mahalanobis, robust_scale, robust_z
from skmitigate._typing import BoolArray, FloatArray
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._mixed_errors import mixed_errors
from skmitigate.diagnosis._neighbourhood import neighbourhood, points
from skmitigate.diagnosis._stratified_test import rate_of_region, stratified_p_value
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable

#: Beyond so many robust standard deviations rows are called outlying (3 to 3.5 is usual, Iglewicz & Hoaglin 1993).
_CUT = 3.0
#: Of fewer outlying rows nothing can be shown.
_FEWEST = 5
#: So many of the rows farthest out are listed.
_LISTED = 100


class Outliers(Detector):
    """Rows that lie far from all others are wrong more often than the rest of their class.

    A row is outlying where the logarithm of its mean distance to the 20 nearest rows, or of its robust Mahalanobis
    distance from the centre, is more than 3 robust standard deviations above the median: the first sees rows that
    lie alone, the second a small group far out. Columns of any kind are encoded and scaled; the labels and the model
    play no part. Tested is whether errors are more frequent among the outlying rows than among the others of the same
    true class, by the exact distribution of their number. The estimate is the error rate of the outlying rows less the
    one that they would have at the rates of the other rows of their classes.

    See Also
    --------
    skmitigate.strategies.OutlierRemoval : The strategy for this kind.

    Notes
    -----
    Which rows are outlying does not depend on which are wrong, so the level is exact where errors have nothing to do
    with the columns. Distances over many columns that say nothing drown outlying values in one column. The interval is
    that of Wilson (1927) for the rate of the outlying rows, shifted. Evidence: ``farthest``, positions of the outlying
    rows in the table, the
    farthest out first (at most 100), ``error_rate`` and ``error_rate_elsewhere``, and ``cut``.

    References
    ----------
    B. Iglewicz and D. Hoaglin (1993), How to detect and handle outliers. F. Angiulli and C. Pizzuti (2002), Fast
    outlier detection in high dimensional spaces. P. Rousseeuw and K. Van Driessen (1999), A fast algorithm for the
    minimum covariance determinant estimator, Technometrics 41.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate import analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(500, 4))
    >>> X[:20] *= 8
    >>> truth = rng.integers(0, 2, 500)
    >>> guess = np.where(rng.random(500) < np.where(np.arange(500) < 20, 0.5, 0.05), 1 - truth, truth)
    >>> finding = analyze_errors(PredictionTable.from_predictions(truth, guess), X, detectors="outliers").findings[0]
    >>> bool(finding.rows.max() < 20), finding.n_rows
    (True, 20)
    """

    kind: ClassVar[str] = "outliers"
    code: ClassVar[str] = "ERR07"
    cost: ClassVar[Literal["table", "search", "fit"]] = "search"

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether outlying rows are wrong more often than others of their class.

        Parameters
        ----------
        table : PredictionTable
            The predictions.
        X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features)
            The rows of the table.
        alpha : float
            Level of the test and of the interval.
        random_state : int
            Not used.

        Returns
        -------
        Finding or None
            None where the p-value is above `alpha`.

        Raises
        ------
        NotApplicable
            If X is not given, cannot be compared, or has too few or too many rows; if fewer than 5 rows are outlying;
            if no row or every row is wrong.
        """
        del random_state  # for detectors that draw
        errors = mixed_errors(table)
        z = _outlyingness(neighbourhood(table, X).distance, points(table, X))
        outlying: BoolArray = z > _CUT
        n_out = int(outlying.sum())
        if n_out < _FEWEST:
            raise NotApplicable(f"{n_out} rows lie far from the others, fewer than {_FEWEST}")
        p_value = stratified_p_value(errors, outlying, table.y_true)
        if p_value > alpha:
            return None
        seen = rate_of_region(errors, outlying, table.y_true, alpha)
        farthest = np.argsort(-z, kind="stable")[: min(n_out, _LISTED)]
        return self.make_finding(
            table,
            rows=outlying,
            n_rows=n_out,
            measure="error rate of the outlying rows less that of others of their classes",
            estimate=seen.estimate,
            interval=seen.interval,
            p_value=p_value,
            evidence={
                "farthest": farthest,
                **seen.rates,
                "cut": _CUT,
            },
            expected=seen.expected,
        )


def _outlyingness(distance: FloatArray, coordinates: FloatArray) -> FloatArray:
    """Return the larger one of the two robust z of each row."""
    alone = _log_z(distance.mean(axis=1))
    # Flags of levels have no centre to measure distances from; what is rare is left to the neighbours.
    coordinates = coordinates.astype(np.float64)
    lowest, highest = coordinates.min(axis=0), coordinates.max(axis=0)
    flags = np.all((coordinates == lowest) | (coordinates == highest), axis=0)
    spread = coordinates[:, (robust_scale(coordinates) > 0) & ~flags]
    return np.maximum(alone, _log_z(robust_mahalanobis(spread))) if spread.shape[1] else alone


def _log_z(scores: FloatArray) -> FloatArray:
    positive = scores[scores > 0]
    return robust_z(np.log(np.maximum(scores, positive.min()))) if len(positive) else np.zeros(len(scores))
