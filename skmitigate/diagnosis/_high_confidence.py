"""Detect more errors among the confident predictions than calibrated probabilities allow."""

from typing import Any, ClassVar

import numpy as np
from scipy.stats import binomtest

from skmitigate._typing import BoolArray, FloatArray
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._poisson_binomial import poisson_binomial_tail
from skmitigate.diagnosis._predicted_class_proba import predicted_class_proba
from skmitigate.diagnosis._rank_sum import rank_sum_p_value
from skmitigate.predictions._prediction_table import PredictionTable

#: The log score clips at the same value, for the same reason: no probability learned from data stands for certainty. A
#: forest that says 1.0 is not refuted by a single error in a thousand rows.
_LEAST_DOUBT = 1e-3


class HighConfidence(Detector):
    """The model errs where it is sure, more often than its own probabilities allow.

    Looks at the more confident half of the rows: those whose predicted class has at least the median probability. If
    the probabilities are calibrated, the errors among them are a sum of independent trials, each with its own chance
    1 - p (Poisson-binomial); tested is whether there are more. What counts as confident thus follows from the model and
    the number of classes. The estimate is the error rate there less the rate allowed.

    Asked only of probabilities that know something of the errors or are too high on average: where errors have nothing
    to do with confidence, those of the confident half are no kind of their own.

    See Also
    --------
    LowConfidence : Errors where the model was unsure.

    Notes
    -----
    The test is exact; its p-value is no smaller than three times the smallest of three others: that errors have lower
    probabilities, that they have higher ones (rank-sum tests), and that all rows have more errors than allowed. Chances
    of an error below .001 are taken as .001. Many rows may share the median (a tree says 1.0 of most), so the half can
    be all rows. It counts rows, not their weights, and takes them to be independent of each other: with grouped rows
    its p-value is too small. The interval is that of Clopper and Pearson for the error rate, shifted by the rate
    allowed. Evidence: ``cutoff``, the median, ``errors_allowed``, the number expected of calibrated probabilities,
    ``error_rate`` and ``error_rate_allowed``.

    The errors concerned, and with them the bound, are all those of the confident half: which of them are the ones too
    many cannot be told.

    References
    ----------
    Y. Hong (2013), On computing the distribution function for the Poisson binomial distribution, Computational
    Statistics and Data Analysis 59.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.diagnosis import analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> truth = np.repeat([0, 1], [160, 40])
    >>> proba = np.full((200, 2), [0.95, 0.05])
    >>> finding = analyze_errors(PredictionTable.from_predictions(truth, proba)).find("high_confidence")
    >>> finding.n_errors, round(finding.evidence["errors_allowed"]), round(finding.estimate, 2)
    (40, 10, 0.15)
    """

    kind: ClassVar[str] = "high_confidence"
    code: ClassVar[str] = "ERR02"

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether the confident rows have more errors than calibrated probabilities allow.

        Parameters
        ----------
        table : PredictionTable
            The predictions, with probabilities.
        X : object
            Not used.
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
            If there are no probabilities.
        """
        del X, random_state  # for detectors that search columns or draw
        sure = predicted_class_proba(table)
        cutoff = float(np.median(sure))
        confident = sure >= cutoff
        chances = np.clip(1 - sure[confident], _LEAST_DOUBT, 1.0)
        n_confident, n_errors = int(confident.sum()), int(table.errors[confident].sum())
        p_value = poisson_binomial_tail(n_errors, chances)
        if p_value <= alpha:
            p_value = max(p_value, _worth_asking(sure, table.errors))
        if p_value > alpha:
            return None
        allowed = float(chances.mean())
        limits = binomtest(n_errors, n_confident).proportion_ci(1 - alpha, method="exact")
        return self.make_finding(
            table,
            rows=confident,
            n_rows=n_confident,
            measure="error rate among the confident rows, less the rate that their probabilities allow",
            estimate=n_errors / n_confident - allowed,
            interval=(limits.low - allowed, limits.high - allowed),
            p_value=p_value,
            evidence={
                "cutoff": cutoff,
                "errors_allowed": chances.sum(),
                "error_rate": n_errors / n_confident,
                "error_rate_allowed": allowed,
            },
            expected=chances.sum(),
        )


def _worth_asking(sure: FloatArray, errors: BoolArray) -> float:
    """Return the p-value of the probabilities knowing something of the errors, or being too high on average."""
    too_high = poisson_binomial_tail(int(errors.sum()), np.clip(1 - sure, _LEAST_DOUBT, 1.0))
    related = [] if errors.all() else [rank_sum_p_value(sure, errors), rank_sum_p_value(-sure, errors)]
    return min(1.0, 3 * min([too_high, *related]))
