"""Detect probabilities that do not come true."""

from typing import Any, ClassVar

import numpy as np

from skmitigate._typing import BoolArray, FloatArray
from skmitigate.diagnosis._calibration_gap import (
    calibration_error,
    gap_interval,
    gap_p_value,
    gaps_of_classes,
    recalibration_slope,
    slope_p_value,
)
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._predicted_class_proba import predicted_class_proba
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable

#: As the log score and HighConfidence have it: no probability learned from data stands for certainty.
_LEAST_DOUBT = 1e-3
_MOST_CLASSES = 20


class Miscalibration(Detector):
    """The probability given to the predicted class is not how often that class is right.

    Two questions about all rows, each at half the level. Is the mean probability the share of right rows (two-sided
    binomial test)? And do rows of low and of high probability differ as much as they say (score test of the slope of
    Cox's logistic recalibration)? The second is asked only of models that know something of their errors: its p-value
    is no smaller than that of the rank-sum test that errors have lower probabilities.

    See Also
    --------
    HighConfidence : Too many errors where the model was sure; this detector asks about all rows and both directions.
    skmitigate.ProbabilityCalibration : The strategy for this kind.
    skmitigate.metrics.reliability_curve : The curve, bin by bin.

    Notes
    -----
    Probabilities that have nothing to do with the errors, and are right on average, are no finding; neither is a model
    that says the same of every row and is right that often. The first test is conservative where probabilities differ,
    the second uses a saddlepoint approximation. Probabilities above .999 are taken as .999. Rows are counted, not
    weighted, and taken to be independent of each other: with grouped rows the p-value is too small.

    The estimate is the mean probability less the share of right rows or, where only the second test says so, the slope
    (below 1: too extreme). The errors concerned are all errors, `expected` how many the probabilities allow: a new
    calibration changes what is said of them, and rarely which rows are wrong. Evidence: ``direction``
    (``"over-confident"``, ``"under-confident"``, ``"too extreme"`` or ``"too timid"``), ``p_gap``, ``p_slope``,
    ``gap``, ``gap_interval``, ``calibration_error`` in ten bins with its bootstrap interval
    ``calibration_error_interval``, ``errors_allowed``; and, the largest gap first, ``classes``, ``counts``, ``gaps``
    and ``p_values`` (corrected) of the predicted classes whose probability is off, at most 20.

    References
    ----------
    D. R. Cox (1958), Two further applications of a model for binary regression, Biometrika 45. M. Pakdaman Naeini,
    G. Cooper and M. Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning, AAAI.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.diagnosis import Miscalibration, analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> truth = np.repeat([0, 1], [160, 40])
    >>> table = PredictionTable.from_predictions(truth, np.full((200, 2), [0.95, 0.05]))
    >>> finding = analyze_errors(table, detectors=[Miscalibration()]).find("miscalibration")
    >>> finding.evidence["direction"], round(finding.estimate, 2), [round(limit, 2) for limit in finding.interval]
    ('over-confident', 0.15, [0.1, 0.21])
    """

    kind: ClassVar[str] = "miscalibration"
    code: ClassVar[str] = "ERR03"

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether the probabilities of the predicted classes come true.

        Parameters
        ----------
        table : PredictionTable
            The predictions, with probabilities.
        X : object
            Not used.
        alpha : float
            Level of the test and of the intervals.
        random_state : int
            Draws the bootstrap behind the interval of the calibration error.

        Returns
        -------
        Finding or None
            None where the p-value is above `alpha`.

        Raises
        ------
        NotApplicable
            If there are no probabilities or no errors.
        """
        del X  # for detectors that search columns
        sure = np.clip(predicted_class_proba(table), _LEAST_DOUBT, 1 - _LEAST_DOUBT)
        errors = table.errors
        if not errors.any():
            raise NotApplicable("there are no errors")
        p_gap, p_slope = gap_p_value(sure, errors), slope_p_value(sure, errors)
        p_value = min(1.0, 2 * min(p_gap, p_slope))
        if p_value > alpha:
            return None
        gap = float(sure.mean() - (~errors).mean())
        limits = gap_interval(sure, errors, alpha)
        if p_gap <= alpha / 2:
            direction = "over-confident" if gap > 0 else "under-confident"
            measure, estimate, interval = "mean probability less share of right rows", gap, limits
        else:
            estimate, interval = recalibration_slope(sure, errors, alpha)
            direction = "too extreme" if estimate < 1 else "too timid"
            measure = "slope of the recalibration line (1 where calibrated)"
        evidence = {"direction": direction, "p_gap": p_gap, "p_slope": p_slope, "gap": gap, "gap_interval": limits}
        return self.make_finding(
            table,
            rows=errors,
            n_rows=len(table),
            measure=measure,
            estimate=estimate,
            interval=interval,
            p_value=p_value,
            evidence=evidence | _where(table, sure, errors, alpha, random_state),
            expected=float(np.sum(1 - sure)),
        )


def _where(
    table: PredictionTable, sure: FloatArray, errors: BoolArray, alpha: float, random_state: int
) -> dict[str, Any]:
    """Return the sizes of what was found, over all rows and for the predicted classes that are off."""
    error, interval = calibration_error(sure, errors, alpha, random_state)
    off = gaps_of_classes(sure, errors, table.y_pred, alpha)
    codes = off.pop("codes")
    return {
        "calibration_error": error,
        "calibration_error_interval": interval,
        "errors_allowed": float(np.sum(1 - sure)),
        "classes": table.classes[codes[:_MOST_CLASSES]],
        **{name: values[:_MOST_CLASSES] for name, values in off.items()},
    }
