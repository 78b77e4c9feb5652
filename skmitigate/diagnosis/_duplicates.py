"""Detect rows that were predicted by models that had been fitted on the same row."""

from typing import Any, ClassVar, Literal

import numpy as np

from skmitigate._typing import BoolArray, IntArray
from skmitigate._utils._plain_columns import plain_columns
from skmitigate._utils._row_hash import row_hashes
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._rate_difference import rate_difference_interval
from skmitigate.diagnosis._repeated_rows import repeated_p_value, rows_seen_in_training
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._wilson import wilson_interval
from skmitigate.predictions._prediction_table import PredictionTable

#: Fewer copies than this share of the rows cannot move an accuracy by more than a point.
_LEAST_SHARE = 0.01
_MOST_ROWS = 100


class Duplicates(Detector):
    """Rows are in the training rows of the model that predicts them: what was measured is partly memory.

    Two rows are the same if they agree in all columns of X, whatever their labels. A finding needs two things: at least
    1 % of the rows have a copy among the rows that their model was fitted on, and rows are repeated more than columns
    of few values give by chance.

    See Also
    --------
    skmitigate.cross_val_predictions : Keeps copies in one fold, if they are told as `groups`.

    Notes
    -----
    How often rows repeat by chance is read from the rows themselves. Where a column has its own value in at least half
    of the different rows, the repetitions are compared with a Poisson number: pairs that agree in this column, times
    the share of pairs that agree in all others, times ten since columns depend on each other. Otherwise rows that are
    repeated, and have no neighbour that differs in a single column, are compared with rows that have such a neighbour
    and are not repeated (binomial test): where there are few different rows to be had, nearly all have neighbours.
    Copies in tables of a few short columns, or where less than a quarter of the rows are different, cannot be told
    from chance, and are not found.

    This is a statement about the evaluation: the estimate is the share of rows with a copy in training. The errors
    concerned are those of such rows; there may be none. Evidence: ``n_copied``, ``n_groups`` of equal rows,
    ``n_conflicting`` of these with more than one label, ``accuracy_of_copied``, ``accuracy_of_others``,
    ``accuracy_difference`` of the two with its interval ``accuracy_difference_interval`` (None where all rows are
    copied), and ``copied``, the first 100 rows.

    References
    ----------
    B. Barz and J. Denzler (2020), Do we train on test data? Purging CIFAR of near-duplicates, Journal of Imaging 6.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.neighbors import KNeighborsClassifier
    >>> from skmitigate import cross_val_predictions
    >>> from skmitigate.diagnosis import Duplicates, analyze_errors
    >>> rng = np.random.default_rng(0)
    >>> X, y = rng.normal(size=(200, 3)), rng.integers(2, size=200)
    >>> X, y = np.vstack([X, X[:40]]), np.append(y, y[:40])
    >>> table = cross_val_predictions(KNeighborsClassifier(1), X, y, random_state=0)
    >>> finding = analyze_errors(table, X, detectors=[Duplicates()]).find("duplicates")
    >>> finding.evidence["n_groups"], finding.evidence["accuracy_of_copied"], finding.n_errors
    (40, 1.0, 0)
    """

    kind: ClassVar[str] = "duplicates"
    code: ClassVar[str] = "ERR12"
    cost: ClassVar[Literal["table", "search", "fit"]] = "search"
    least_severity: ClassVar[Literal["low", "medium", "high"]] = "medium"

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether rows have copies among those that their model was fitted on.

        Parameters
        ----------
        table : PredictionTable
            The predictions, with the folds that they come from.
        X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features) or None
            The rows.
        alpha : float
            Level of the test and of the intervals.
        random_state : int
            Not used.

        Returns
        -------
        Finding or None
            None where there are few copies, or no more than by chance.

        Raises
        ------
        NotApplicable
            If there is no X, or the table has no folds.
        """
        del random_state  # for detectors that draw
        if X is None:
            raise NotApplicable("there is no X")
        if not table.splits:
            raise NotApplicable("the table has no folds, so it is not known what the model was fitted on")
        columns = plain_columns(X)
        _, codes = np.unique(row_hashes(columns), return_inverse=True)
        copied = rows_seen_in_training(table, codes)
        if copied.mean() < _LEAST_SHARE:
            return None
        p_value = repeated_p_value(columns)
        if p_value > alpha:
            return None
        n_copied = int(copied.sum())
        return self.make_finding(
            table,
            rows=copied,
            n_rows=n_copied,
            measure="share of rows with a copy in training",
            estimate=n_copied / len(table),
            interval=wilson_interval(n_copied, len(table), 1 - alpha),
            p_value=p_value,
            evidence=_groups(table, codes) | _accuracies(table, copied, alpha) | {"n_copied": n_copied},
        )


def _groups(table: PredictionTable, codes: IntArray) -> dict[str, Any]:
    counts = np.bincount(codes)
    labelled = np.unique(codes * table.n_classes + table.y_true) // table.n_classes
    return {"n_groups": int((counts > 1).sum()), "n_conflicting": int((np.bincount(labelled) > 1).sum())}


def _accuracies(table: PredictionTable, copied: BoolArray, alpha: float) -> dict[str, Any]:
    right = ~table.errors
    k_one, n_one = int(right[copied].sum()), int(copied.sum())
    k_two, n_two = int(right[~copied].sum()), int((~copied).sum())
    told = {"accuracy_of_copied": k_one / n_one, "copied": table.row[np.flatnonzero(copied)[:_MOST_ROWS]]}
    if n_two == 0:
        names = ("accuracy_of_others", "accuracy_difference", "accuracy_difference_interval")
        return told | dict.fromkeys(names)
    return told | {
        "accuracy_of_others": k_two / n_two,
        "accuracy_difference": k_one / n_one - k_two / n_two,
        "accuracy_difference_interval": rate_difference_interval(k_one, n_one, k_two, n_two, alpha),
    }
