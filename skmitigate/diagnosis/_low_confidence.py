"""Detect errors that sit where the model was unsure."""

from typing import Any, ClassVar

import numpy as np

from skmitigate._typing import BoolArray, FloatArray
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._predicted_class_proba import predicted_class_proba
from skmitigate.diagnosis._rank_sum import auroc_interval, auroc_low, rank_sum_p_value
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


class LowConfidence(Detector):
    """Errors sit where the model was unsure: abstaining, or asking for help there, avoids them.

    A one-sided rank-sum test of the probability given to the predicted class, errors against right rows. The estimate
    is the chance that an error has a lower probability than a right row has (the AUROC of unsureness for errors; .5
    where they have nothing to do with each other). The errors concerned are those at or below the probability that
    separates errors from right rows best (Youden's J).

    Most useful models are found to have this kind of error, and rightly: a calibrated model errs more often where it
    is less sure.

    See Also
    --------
    HighConfidence : Errors where the model was sure.

    Notes
    -----
    The test is exact given the ties; for large tables, where counting takes too long, its distribution is approximated
    by three moments. It counts rows, not their weights, and takes them to be independent of each other: with grouped
    rows its p-value is too small. Evidence: ``cutoff``, the separating probability, and ``error_rate_below`` and
    ``error_rate_above`` it (chosen on these rows, hence a little too far apart). `expected` counts the errors at the
    rate above the cutoff, and those below it that the probabilities had not announced: these are for
    :class:`Miscalibration` and :class:`HighConfidence`.

    References
    ----------
    R. Newcombe (2006), Confidence intervals for an effect size measure based on the Mann-Whitney statistic, part 2,
    Statistics in Medicine 25 (the interval). W. Youden (1950), Index for rating diagnostic tests, Cancer 3.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.diagnosis import LowConfidence, analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> sure = np.linspace(0.5, 1, 200)
    >>> truth = np.where((sure < 0.6) & (np.arange(200) % 2 == 0), 1, 0)
    >>> table = PredictionTable.from_predictions(truth, np.column_stack([sure, 1 - sure]))
    >>> finding = analyze_errors(table, detectors=[LowConfidence()]).find("low_confidence")
    >>> finding.n_errors, round(finding.evidence["cutoff"], 2), round(finding.estimate, 2)
    (20, 0.6, 0.95)
    """

    kind: ClassVar[str] = "low_confidence"
    code: ClassVar[str] = "ERR01"

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether errors have lower probabilities than right rows.

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
            If there are no probabilities, no errors, no right rows, or only one value of the probability.
        """
        del X, random_state  # for detectors that search columns or draw
        sure = predicted_class_proba(table)
        errors = table.errors
        if not errors.any():
            raise NotApplicable("there are no errors")
        if errors.all():
            raise NotApplicable("every row is wrong, so there are no right rows to compare with")
        if np.ptp(sure) == 0:
            raise NotApplicable("the model is equally sure of every row")
        p_value = rank_sum_p_value(sure, errors)
        estimate = auroc_low(sure, errors)
        if p_value > alpha or estimate <= 0.5:  # the second for levels that nobody should ask for
            return None
        cutoff = _separating_value(sure, errors)
        below = sure <= cutoff
        elsewhere = float(errors[~below].mean() if not below.all() else errors.mean())
        # errors that the probabilities had not announced are there for another reason
        unannounced = max(float(errors[below].sum() - np.sum(1 - sure[below])), 0.0)
        return self.make_finding(
            table,
            rows=below,
            n_rows=int(below.sum()),
            measure="chance that an error has a lower probability than a right row",
            estimate=estimate,
            interval=auroc_interval(estimate, int(errors.sum()), int((~errors).sum()), alpha),
            p_value=p_value,
            evidence={
                "cutoff": cutoff,
                "error_rate_below": errors[below].mean(),
                "error_rate_above": errors[~below].mean(),
            },
            expected=min(elsewhere * int(below.sum()) + unannounced, int(errors[below].sum())),
        )


def _separating_value(values: FloatArray, errors: BoolArray) -> float:
    """Return the value at or below which there are most errors beside fewest right rows, as shares of each."""
    distinct, place = np.unique(values, return_inverse=True)
    caught = np.cumsum(np.bincount(place[errors], minlength=len(distinct))) / errors.sum()
    lost = np.cumsum(np.bincount(place[~errors], minlength=len(distinct))) / (~errors).sum()
    return float(distinct[np.argmax(caught - lost)])
