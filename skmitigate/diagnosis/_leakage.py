"""Detect a column that alone gives the answer."""

from typing import Any, ClassVar, Literal

import numpy as np
from scipy.stats import binom, binomtest

from skmitigate._typing import IntArray
from skmitigate._utils._plain_columns import PlainColumns, plain_columns
from skmitigate._utils._row_hash import row_hashes
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._single_columns import Halves, columns_worth_a_rule, model_errors, rule_errors
from skmitigate.exceptions import NotApplicable, TooExpensive
from skmitigate.predictions._prediction_table import PredictionTable

#: A column gives the answer if a rule on it errs less often than in this share of the rows, and than this share of what
#: always naming the commonest class does.
_MOST_ERRORS = 0.03
_MOST_OF_TRIVIAL = 0.2
#: All other columns together must err this many times as often, or the column is only one good column of several.
_TIMES_WORSE = 4.0
_MOST_ROWS = 5_000
_MOST_COLUMNS = 2_000


class Leakage(Detector):
    """One column alone gives the answer, and all the others together do not: it may be the answer in disguise.

    A rule on one column (a tree on numbers, the commonest class of each category) is cross-fitted in two halves. It
    must err in provably less than 3 % of the rows, and less than a fifth as often as always naming the commonest class;
    while boosted trees on all other columns err provably more than that, and more than four times as often as the rule.
    Good columns among good columns are thus no finding, nor is a strong one that errs as honest ones do. Whether the
    column is known when a prediction is made, only a person can tell.

    See Also
    --------
    Duplicates : The other way in which an evaluation may be too good.

    Notes
    -----
    All three tests are binomial; the first is corrected for the number of columns (Bonferroni), and the p-value is the
    largest of them. Several columns that pass the first test are set aside together, so that two copies of the answer
    do not excuse each other; if they are more than half of the columns, the task is an easy one and there is no
    finding. At most 5000 rows are looked at. With more than 2000 columns the detector is skipped.

    This is a statement about the evaluation, so it concerns no errors: `rows` is empty, and the severity is "high"
    whatever the bound. The estimate is the accuracy of the rule. Evidence, the best column first: ``columns``,
    ``accuracies``, ``p_values`` (corrected); ``accuracy_of_others``, ``accuracy_of_model`` on the table,
    ``most_errors``, the error rate that a rule had to stay below, and ``n_looked_at`` rows.

    References
    ----------
    S. Kaufman, S. Rosset, C. Perlich and O. Stitelman (2012), Leakage in data mining: formulation, detection, and
    avoidance, ACM Transactions on Knowledge Discovery from Data 6.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.diagnosis import Leakage, analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> rng = np.random.default_rng(0)
    >>> y = rng.integers(2, size=1000)
    >>> X = np.column_stack([rng.normal(size=(1000, 3)), 10 * y + rng.random(1000)])
    >>> finding = analyze_errors(PredictionTable.from_predictions(y, y), X, detectors=[Leakage()]).find("leakage")
    >>> finding.evidence["columns"], finding.estimate, finding.severity
    (['x3'], 1.0, 'high')
    """

    kind: ClassVar[str] = "leakage"
    code: ClassVar[str] = "ERR13"
    cost: ClassVar[Literal["table", "search", "fit"]] = "fit"
    least_severity: ClassVar[Literal["low", "medium", "high"]] = "high"

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether one column gives the answer, and the others do not.

        Parameters
        ----------
        table : PredictionTable
            The predictions, of which the true classes are used.
        X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features) or None
            The rows.
        alpha : float
            Level of the test and of the interval.
        random_state : int
            Draws the halves.

        Returns
        -------
        Finding or None
            None where no column does, or the others do, too.

        Raises
        ------
        NotApplicable
            If there is no X, it has one column, all rows are of one class, or there are too few rows to prove so small
            an error rate.
        """
        if X is None:
            raise NotApplicable("there is no X")
        columns = plain_columns(X)
        if len(columns.names) > _MOST_COLUMNS:
            raise TooExpensive(f"X has {len(columns.names)} columns, more than {_MOST_COLUMNS}")
        if len(columns.names) < 2:
            raise NotApplicable("X has one column, so there are no others to compare with")
        columns, y, halves = _looked_at(columns, table.y_true, random_state)
        most_errors = min(_MOST_ERRORS, _MOST_OF_TRIVIAL * (1 - float(np.bincount(y).max()) / len(y)))
        if most_errors == 0:
            raise NotApplicable("all rows are of one class")
        if binom.cdf(0, len(y), most_errors) * len(columns.names) > alpha:
            raise NotApplicable(f"{len(y)} rows are too few to prove an error rate below {most_errors:.2g}")
        tried = columns_worth_a_rule(columns, y, most_errors)
        errors = np.array([rule_errors(columns.column(int(j)), y, halves) for j in tried], dtype=np.intp)
        p_values = np.minimum(1.0, len(columns.names) * binom.cdf(errors, len(y), most_errors))
        order = np.lexsort((tried, errors))
        order = order[p_values[order] <= alpha]
        found = tried[order]
        if len(found) == 0 or 2 * len(found) > len(columns.names):
            return None
        others = model_errors(columns.without(found), y, halves, random_state)
        best = int(errors[order[0]])
        # the others do not give the answer, too; and they err so much more often, tested as a ratio of Poisson numbers
        p_others = float(binom.sf(others - 1, len(y), most_errors))
        p_ratio = float(binom.sf(others - 1, others + best, _TIMES_WORSE / (1 + _TIMES_WORSE)))
        p_value = max(float(p_values[order[0]]), p_others, p_ratio)
        if p_value > alpha:
            return None
        limits = binomtest(len(y) - best, len(y)).proportion_ci(1 - alpha, method="exact")
        return self.make_finding(
            table,
            rows=np.empty(0, dtype=np.intp),
            n_rows=len(table),
            measure="accuracy of a rule on the first column alone",
            estimate=1 - best / len(y),
            interval=(limits.low, limits.high),
            p_value=p_value,
            evidence={
                "columns": [columns.names[j] for j in found],
                "accuracies": 1 - errors[order] / len(y),
                "p_values": p_values[order],
                "accuracy_of_others": 1 - others / len(y),
                "accuracy_of_model": float(1 - table.errors.mean()),
                "most_errors": most_errors,
                "n_looked_at": len(y),
            },
        )


def _looked_at(columns: PlainColumns, y: IntArray, seed: int) -> tuple[PlainColumns, IntArray, Halves]:
    """Return at most so many rows, with codes of the classes among them, and halves; whatever the order of the rows."""
    order = np.lexsort((y, row_hashes(columns)))
    chosen = order[np.random.default_rng(seed).permutation(len(y))[:_MOST_ROWS]]
    _, codes = np.unique(y[chosen], return_inverse=True)
    half = len(chosen) // 2
    return columns.take(chosen), codes.astype(np.intp), (np.arange(half), np.arange(half, len(chosen)))
