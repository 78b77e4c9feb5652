"""The base class of detectors: class attributes and one method."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Literal

import numpy as np

from skmitigate._typing import BoolArray, IntArray
from skmitigate._utils._json import jsonable
from skmitigate.diagnosis._finding import Finding
from skmitigate.predictions._prediction_table import PredictionTable


class Detector(ABC):
    """Base class of what tests a table of predictions for one kind of error.

    Subclass it to add a detector of your own: set `kind` and `code`, and write :meth:`detect`. Pass an instance in
    ``analyze_errors(detectors=[...])``.

    Attributes
    ----------
    kind : str
        The kind of error, in snake_case; it is also the detector's alias.
    code : str
        A short code that does not change between releases; ours are ``ERR01`` to ``ERR99``.
    cost : {"table", "search", "fit"}, default="table"
        What it takes: reading the table, searching the columns of X, or fitting a model.
    least_severity : {"low", "medium", "high"}, default="low"
        The severity of a finding however few errors it concerns, for what makes the evaluation itself doubtful.
    weight : float, default=1.0
        The share of the level that the test gets, beside the weights of the other detectors. To be chosen before the
        data are looked at; more than 1 is for tests whose p-values cannot be very small.

    See Also
    --------
    analyze_errors : Runs detectors and corrects for their number.

    Examples
    --------
    Are there more errors in the second half of the rows than in the first?

    >>> import numpy as np
    >>> from scipy.stats import binomtest
    >>> from skmitigate.diagnosis import Detector, analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> class LateErrors(Detector):
    ...     kind = "late_errors"
    ...     code = "OWN01"
    ...     def detect(self, table, X, *, alpha, random_state):
    ...         wrong, half = np.flatnonzero(table.errors), len(table) // 2
    ...         test = binomtest(int((wrong >= half).sum()), len(wrong), 1 - half / len(table), "greater")
    ...         if test.pvalue > alpha:
    ...             return None
    ...         return self.make_finding(
    ...             table, rows=wrong[wrong >= half], n_rows=len(table) - half, measure="share of errors that are late",
    ...             estimate=test.statistic, interval=tuple(test.proportion_ci(1 - alpha)), p_value=test.pvalue,
    ...         )
    >>> truth, guess = np.zeros(200, dtype=int), np.repeat([0, 1], [180, 20])
    >>> analyze_errors(PredictionTable.from_predictions(truth, guess), detectors=[LateErrors()]).kinds
    ('late_errors',)
    """

    kind: ClassVar[str]
    code: ClassVar[str]
    cost: ClassVar[Literal["table", "search", "fit"]] = "table"
    least_severity: ClassVar[Literal["low", "medium", "high"]] = "low"
    weight: ClassVar[float] = 1.0

    @abstractmethod
    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test one table for this kind of error.

        The p-value must hold its level where errors have nothing to do with what is tested, and whether
        `NotApplicable` is raised must not depend on which rows are wrong: both are what the correction for the number
        of detectors rests on.

        Parameters
        ----------
        table : PredictionTable
            The predictions.
        X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features) or None
            The rows of the table, in its order; None where the caller has none.
        alpha : float
            Level of the test and of the interval.
        random_state : int
            Seed for detectors that use chance.

        Returns
        -------
        Finding or None
            The finding with its uncorrected p-value; None where the p-value is above `alpha`.

        Raises
        ------
        NotApplicable
            If this table cannot be tested; the message is the reason. Its subclass `TooExpensive` is for what would
            take more than a few seconds on data of this size.
        """

    def make_finding(
        self,
        table: PredictionTable,
        *,
        rows: BoolArray | IntArray,
        n_rows: int,
        measure: str,
        estimate: float,
        interval: tuple[float, float],
        p_value: float,
        evidence: dict[str, Any] | None = None,
        expected: float | None = None,
    ) -> Finding:
        """Return the finding of this detector, with shares and bound counted from the table.

        Parameters
        ----------
        table : PredictionTable
            The predictions that were tested.
        rows : ndarray of bool or int
            The errors concerned, as a mask or as positions in the table; right rows among them are left out.
        n_rows : int
            How many rows, right or wrong, are in the region that the finding speaks of.
        measure : str
            What `estimate` is, in words.
        estimate : float
            The size of the effect.
        interval : tuple of float
            Interval for `estimate`.
        p_value : float
            The p-value of the detector's own test.
        evidence : dict, default=None
            What else was seen; made JSON-safe.
        expected : float, default=None
            How many of the errors concerned would be there without what was found. None takes `n_rows` times the rate
            of the other errors among the other rows, and all of them where the region is the whole table.

        Returns
        -------
        Finding
            The finding, its p-value not yet corrected.
        """
        errors = table.errors
        concerned = np.zeros(len(table), dtype=bool)
        concerned[rows] = True
        concerned &= errors
        n_errors = int(concerned.sum())
        n_others = len(table) - int(n_rows)
        if expected is None:
            rate = (int(errors.sum()) - n_errors) / n_others if n_others > 0 else 1.0
            expected = min(rate * int(n_rows), n_errors)
        low, high = interval
        return Finding(
            kind=self.kind,
            code=self.code,
            measure=measure,
            rows=np.flatnonzero(concerned),
            n_rows=int(n_rows),
            n_errors=n_errors,
            share=n_errors / max(int(errors.sum()), 1),
            estimate=float(estimate),
            interval=(float(low), float(high)),
            p_value=float(p_value),
            p_raw=float(p_value),
            bound=n_errors / len(table),
            evidence=jsonable(evidence or {}),
            expected=float(expected),
            least_severity=self.least_severity,
        )
