"""Detect rare classes whose rows are missed more often than others."""

from typing import Any, ClassVar

import numpy as np
from scipy.stats import binom, hypergeom

from skmitigate._typing import BoolArray, IntArray
from skmitigate._utils._holm import holm
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._mixed_errors import mixed_errors
from skmitigate.diagnosis._rate_difference import rate_difference_interval
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


class ClassImbalance(Detector):
    """A class is rarer than even, and its rows are missed more often than the others.

    Tested are the classes that are rarer than even beyond chance (exact binomial test of the class's rows against an
    equal share, at level `alpha` divided by the number of classes), so a hard class among equals is not called
    imbalance. For each of them, Fisher's exact test asks whether its rows are wrong more often than all others; Holm's
    method corrects for the number of rare classes. The estimate is the recall of all other classes together less that
    of the classes found.

    See Also
    --------
    skmitigate.strategies.ClassBalancing : The strategy for this kind.

    Notes
    -----
    Which classes are tested depends on the true labels only, so the level holds where errors have nothing to do with
    the classes. It counts rows, not their weights, and takes them to be independent of each other: with grouped rows
    its p-value is too small. The estimate is of classes chosen for their low recall, hence a little too large. Many
    rare classes of a few rows each cannot be told one by one; see the reason given for a table to be not applicable.
    Evidence, one entry per class found, the lowest recall first: ``classes``, ``counts``, ``recalls``, ``p_values``
    (corrected for the number of rare classes only); and ``recall_elsewhere``, ``even_count``, ``n_rare_classes``.

    References
    ----------
    R. Newcombe (1998), Interval estimation for the difference between independent proportions, method 10, Statistics
    in Medicine 17 (the interval).

    Examples
    --------
    >>> from skmitigate.diagnosis import analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> truth = ["ill"] * 30 + ["well"] * 270
    >>> guess = ["well"] * 15 + ["ill"] * 15 + ["well"] * 270
    >>> finding = analyze_errors(PredictionTable.from_predictions(truth, guess)).find("class_imbalance")
    >>> finding.evidence["classes"], finding.evidence["counts"], finding.evidence["even_count"]
    (['ill'], [30], 150.0)
    """

    kind: ClassVar[str] = "class_imbalance"
    code: ClassVar[str] = "ERR04"

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether rare classes have a lower recall than the rest.

        Parameters
        ----------
        table : PredictionTable
            The predictions.
        X : object
            Not used.
        alpha : float
            Level of the test and of the interval.
        random_state : int
            Not used.

        Returns
        -------
        Finding or None
            None where no class has a corrected p-value of at most `alpha`.

        Raises
        ------
        NotApplicable
            If only one class has rows, no class is rarer than even beyond chance, or no row or every row is wrong.
        """
        del X, random_state  # for detectors that search columns or draw
        errors = mixed_errors(table)
        n_rows, n_errors = len(table), int(errors.sum())
        counts = np.bincount(table.y_true, minlength=table.n_classes)
        missed = np.bincount(table.y_true[errors], minlength=table.n_classes)
        rare = np.flatnonzero(_rarer_than_even(counts, alpha))
        p_values = holm(hypergeom.sf(missed[rare] - 1, n_rows, n_errors, counts[rare]))
        if p_values.min() > alpha:
            return None
        kept = p_values <= alpha
        found, p_found = rare[kept], p_values[kept]
        order = np.argsort(-missed[found] / counts[found], kind="stable")
        found, p_found = found[order], p_found[order]
        concerned = np.isin(table.y_true, found)
        n_found, n_missed = int(counts[found].sum()), int(missed[found].sum())
        missed_elsewhere, n_elsewhere = n_errors - n_missed, n_rows - n_found
        return self.make_finding(
            table,
            rows=concerned,
            n_rows=n_found,
            measure="recall of the other classes less that of the rare classes found",
            estimate=n_missed / n_found - missed_elsewhere / n_elsewhere,
            interval=rate_difference_interval(n_missed, n_found, missed_elsewhere, n_elsewhere, alpha),
            p_value=float(p_values.min()),
            evidence={
                "classes": table.classes[found],
                "counts": counts[found],
                "recalls": 1 - missed[found] / counts[found],
                "p_values": p_found,
                "recall_elsewhere": 1 - missed_elsewhere / n_elsewhere,
                "even_count": n_rows / np.count_nonzero(counts),
                "n_rare_classes": len(rare),
            },
        )


def _rarer_than_even(counts: IntArray, alpha: float) -> BoolArray:
    """Return which classes have fewer rows than an equal share beyond chance; NotApplicable where there are none."""
    n_present = int(np.count_nonzero(counts))
    if n_present < 2:
        raise NotApplicable("all rows are of one class")
    rare = (counts > 0) & (binom.cdf(counts, counts.sum(), 1 / n_present) <= alpha / n_present)
    if not rare.any():
        raise NotApplicable(
            f"no class is rarer than even beyond chance: the fewest rows are {counts[counts > 0].min()}, "
            f"an equal share is {counts.sum() / n_present:.4g}"
        )
    return np.asarray(rare)
