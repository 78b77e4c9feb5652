"""Detect errors where two classes meet."""

from typing import Any, ClassVar, Literal

import numpy as np

from skmitigate._signals._confidence import margin
from skmitigate._typing import BoolArray
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._mixed_errors import mixed_errors
from skmitigate.diagnosis._neighbourhood import labels_around, leading_shares
from skmitigate.diagnosis._stratified_test import expected_errors, rate_of_region, stratified_p_value
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable

#: Two classes meet where the second has this share of the neighbours at least, and both together this one.
_SECOND, _BOTH = 0.2, 0.6
#: The share of rows, those with the smallest margins, in which the model is undecided between two classes.
_UNDECIDED = 1 / 3
#: Rows without any doubt of this number at least, to tell what errors there would be without a boundary.
_FEWEST_CLEAR = 30
_FEWEST = 10


class BoundaryCases(Detector):
    """Errors sit where two classes meet: around the row are rows of both, and the model is undecided.

    A row is at a boundary where, of its 20 nearest rows, at least a fifth is of the second most frequent class and
    three fifths are of the first two; and, where the table has probabilities, its margin (the highest probability
    less the next one) is among the smallest third. Tested is whether errors are more frequent there than
    among the other rows of the same true class, by the exact distribution of their number. Concerned are those whose
    true class is one of the two. The estimate is the error rate at the boundary less the one that
    these rows would have at the rates of the other rows of their classes.

    See Also
    --------
    skmitigate.strategies.FeatureSelection : Columns that say nothing blur a boundary.
    skmitigate.strategies.ActiveLearning : Asks for labels there.
    Overlap : Errors that the neighbours make, too.
    LowConfidence : Errors where the model was unsure, whatever the neighbours are.

    Notes
    -----
    What is a boundary follows from the labels of other rows and from how large the two highest probabilities are, not
    from which rows are wrong: the level is exact where errors are independent of these. The errors that would be there
    without the boundary are counted at the rate of rows that are clear: whose neighbours are of one class, and whose
    margin is not small. Most models err most at boundaries; the finding says how much. The interval is that of Wilson
    (1927) for the rate at the boundary, shifted. Evidence: ``pairs``, the two classes that meet around the errors,
    most frequent first, with
    ``pair_counts``; ``error_rate``, ``error_rate_elsewhere``.

    References
    ----------
    K. Napierala and J. Stefanowski (2016), Types of minority class examples and their influence on learning classifiers
    from imbalanced data, Journal of Intelligent Information Systems 46 (rows told apart by the classes around them).

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate import analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> X = np.random.default_rng(0).uniform(-1, 1, (1000, 2))
    >>> truth, guess = (X[:, 0] > 0).astype(int), (X[:, 0] > 0.06).astype(int)
    >>> table = PredictionTable.from_predictions(truth, guess)
    >>> finding = analyze_errors(table, X, detectors="boundary_cases").findings[0]
    >>> finding.evidence["error_rate"] > 5 * finding.evidence["error_rate_elsewhere"]
    True
    """

    kind: ClassVar[str] = "boundary_cases"
    code: ClassVar[str] = "ERR06"
    cost: ClassVar[Literal["table", "search", "fit"]] = "search"

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether errors are more frequent where two classes meet.

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
            If X is not given, cannot be compared, or has too few or too many rows; if fewer than 10 rows are at a
            boundary, or all are; if no row or every row is wrong.
        """
        del random_state  # for detectors that draw
        errors = mixed_errors(table)
        first, second, leading, next_one = leading_shares(labels_around(table, X))
        mixed = (second >= _SECOND) & (first + second >= _BOTH)
        undecided = _undecided(table)
        boundary = mixed & undecided
        n_at = int(boundary.sum())
        if not _FEWEST <= n_at < len(table):
            raise NotApplicable(
                f"{n_at} of {len(table)} rows are where two classes meet: at least {_FEWEST}, and not all"
            )
        p_value = stratified_p_value(errors, boundary, table.y_true)
        if p_value > alpha:
            return None
        seen = rate_of_region(errors, boundary, table.y_true, alpha)
        concerned = boundary & errors & ((table.y_true == leading) | (table.y_true == next_one))
        clear = (second < _SECOND) & (~undecided | undecided.all())
        elsewhere = clear if clear.sum() >= _FEWEST_CLEAR else ~boundary
        share_kept = concerned.sum() / max(seen.n_errors, 1)
        pairs, counts = _pairs(table, np.sort(np.column_stack([leading, next_one])[concerned], axis=1))
        return self.make_finding(
            table,
            rows=concerned,
            n_rows=n_at,
            measure="error rate where two classes meet less that of their classes elsewhere",
            estimate=seen.estimate,
            interval=seen.interval,
            p_value=p_value,
            evidence={
                "pairs": pairs,
                "pair_counts": counts,
                **seen.rates,
            },
            expected=share_kept * expected_errors(errors, boundary, table.y_true, elsewhere),
        )


def _undecided(table: PredictionTable) -> BoolArray:
    """Return the rows with the smallest margins; all, where there are none or they are alike."""
    if table.proba is None or table.n_classes < 2:
        return np.ones(len(table), dtype=bool)
    margins = margin(table.proba)
    return np.asarray(margins <= np.quantile(margins, _UNDECIDED))


def _pairs(table: PredictionTable, pairs: Any) -> tuple[list[list[Any]], Any]:
    found, counts = np.unique(pairs, axis=0, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:20]
    return [table.classes[pair].tolist() for pair in found[order]], counts[order]
