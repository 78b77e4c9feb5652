"""Detect errors where classes mix so that neighbours cannot tell the class either."""

from typing import Any, ClassVar, Literal

import numpy as np

from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._mixed_errors import mixed_errors
from skmitigate.diagnosis._neighbourhood import labels_around, leading_shares
from skmitigate.diagnosis._stratified_test import rate_of_region, stratified_p_value
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable

#: A row is outnumbered where its class has at most this share of the neighbours, and another one has more.
_OUTNUMBERED = 0.35
_FEWEST = 10


class Overlap(Detector):
    """Errors sit among rows of other classes: what is known of these rows does not tell their class.

    A row is outnumbered where its class is among the 20 nearest rows, but with at most 35 % of them, and another class
    has more. Tested is whether errors are more frequent among outnumbered rows than among the others of the same true
    class, by the exact distribution of their number. The estimate is the error rate there less the one that
    these rows would have at the rates of the other rows of their classes.

    How many errors no strategy can remove is another question, which is answered whether or not this kind is found:
    see :class:`ErrorFloor` and ``Diagnosis.floor``.

    See Also
    --------
    ErrorFloor : How many errors no strategy can remove.
    BoundaryCases : Errors where two classes meet, whether or not the neighbours tell the class.
    LabelNoise : Labels that contradict the rows around where these agree.

    Notes
    -----
    Which rows are outnumbered follows from the labels and the columns, not from which rows are wrong: the level is
    exact where errors are independent of these. A better model may use what distances do not show (one decisive column
    among many), so errors of this kind are hard rather than hopeless; new columns help more than new rows. The interval
    is that of Wilson (1927) for the rate of the outnumbered rows, shifted. Evidence: ``classes``, the true classes of
    the errors concerned, most
    frequent first, with ``counts``; ``error_rate``, ``error_rate_elsewhere``.

    References
    ----------
    M. Smith, T. Martinez and C. Giraud-Carrier (2014), An instance level analysis of data complexity, Machine Learning
    95 (disagreeing neighbours as the best single measure of how hard a row is).

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate import analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> rng = np.random.default_rng(0)
    >>> X = rng.uniform(0, 1, (1000, 2))
    >>> truth = (rng.random(1000) < np.where(X[:, 0] < 0.5, 0.3, 1)).astype(int)
    >>> table = PredictionTable.from_predictions(truth, (X[:, 0] > 0.5).astype(int))
    >>> analyze_errors(table, X, detectors="overlap").kinds
    ('overlap',)
    """

    kind: ClassVar[str] = "overlap"
    code: ClassVar[str] = "ERR10"
    cost: ClassVar[Literal["table", "search", "fit"]] = "search"

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether errors are more frequent among rows that are outnumbered.

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
            If X is not given, cannot be compared, or has too few or too many rows; if fewer than 10 rows are
            outnumbered, or all are; if no row or every row is wrong.
        """
        del random_state  # for detectors that draw
        errors = mixed_errors(table)
        near = labels_around(table, X)
        own = np.mean(near == table.y_true[:, None], axis=1)
        outnumbered = (own > 0) & (own <= _OUTNUMBERED) & (own < leading_shares(near)[0])
        n_inside = int(outnumbered.sum())
        if not _FEWEST <= n_inside < len(table):
            raise NotApplicable(
                f"{n_inside} of {len(table)} rows lie among more rows of another class: at least {_FEWEST}, and not all"
            )
        p_value = stratified_p_value(errors, outnumbered, table.y_true)
        if p_value > alpha:
            return None
        seen = rate_of_region(errors, outnumbered, table.y_true, alpha)
        counts = np.bincount(table.y_true[outnumbered & errors], minlength=table.n_classes)
        classes = np.argsort(-counts, kind="stable")[: min(int(np.count_nonzero(counts)), 20)]
        return self.make_finding(
            table,
            rows=outnumbered,
            n_rows=n_inside,
            measure="error rate among rows of other classes less that of their classes elsewhere",
            estimate=seen.estimate,
            interval=seen.interval,
            p_value=p_value,
            evidence={
                "classes": table.classes[classes],
                "counts": counts[classes],
                **seen.rates,
            },
            expected=seen.expected,
        )
