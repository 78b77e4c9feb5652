"""Detect pairs of classes that are confused in one direction more than in the other."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from scipy.stats import binom, hypergeom

from skmitigate._typing import FloatArray, IntArray
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._rate_difference import rate_difference_interval
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable

_MOST_PAIRS = 50


class SystematicConfusion(Detector):
    """One class is taken for another more than the other for it: the classifier leans to one side.

    For each pair of classes that is confused at all, given how often, three one-sided tests must all say so: that rows
    of the first class are taken for the second at a higher *rate* than the reverse (Fisher's exact test), that there
    are *more* of them (binomial test), and that predictions of the second class are wrong in this way at a higher rate
    than those of the first in the other (Fisher's). Where errors are spread evenly over the other classes the first
    rates are equal, however unequal the classes; where they are spread as the classes are frequent, no pair has the
    first two; where labels are wrong, whatever was predicted, the last rates are equal. So neither symmetric noise, of
    predictions or labels, nor a rare class is a skew by itself.

    See Also
    --------
    ClassImbalance : Rare classes that are missed, whatever they are taken for.
    skmitigate.CostSensitiveDecision : The strategy for this kind.

    Notes
    -----
    The tests are exact. Bonferroni's correction counts both directions of those pairs only that are confused often
    enough for a small p-value (Tarone), which depends on how often, and not on the direction. Rows are counted, not
    weighted, and taken to be independent of each other: with grouped rows the p-value is too small. A skew towards a
    class that is shared by all others shows as many pairs; a class that is hard without another that it is taken for
    shows as none, unless others are seldom taken for it.

    The estimate is the rate of the strongest pair less its reverse; it is of pairs chosen for it, hence a little too
    large. The errors concerned are those in the direction found; without the skew there would be `expected`: as many as
    the reverse has, by number or by rate, whichever is more. Evidence, one entry per pair found, the smallest p-value
    first, at most 50: ``true_classes``, ``predicted_classes``, ``counts``, ``reverse_counts``, ``rates``,
    ``reverse_rates``, ``intervals`` of their differences, ``p_values`` (corrected for the pairs); and ``n_found``,
    ``n_pairs`` that were confused, and ``n_tested`` that could have been found.

    References
    ----------
    R. E. Tarone (1990), A modified Bonferroni method for discrete data, Biometrics 46. R. Newcombe (1998), Interval
    estimation for the difference between independent proportions, Statistics in Medicine 17 (method 10).

    Examples
    --------
    >>> from skmitigate.diagnosis import SystematicConfusion, analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> truth = ["oak"] * 100 + ["ash"] * 100 + ["elm"] * 100
    >>> guess = ["oak"] * 98 + ["ash"] * 2 + ["ash"] * 75 + ["oak"] * 25 + ["elm"] * 100
    >>> table = PredictionTable.from_predictions(truth, guess)
    >>> finding = analyze_errors(table, detectors=[SystematicConfusion()]).find("systematic_confusion")
    >>> finding.evidence["true_classes"], finding.evidence["predicted_classes"], round(finding.estimate, 2)
    (['ash'], ['oak'], 0.23)
    """

    kind: ClassVar[str] = "systematic_confusion"
    code: ClassVar[str] = "ERR05"

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether pairs of classes are confused in one direction more than in the other.

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
            None where no pair has a corrected p-value of at most `alpha`.

        Raises
        ------
        NotApplicable
            If there are no errors, or all rows are of one class.
        """
        del X, random_state  # for detectors that search columns or draw
        errors = table.errors
        if not errors.any():
            raise NotApplicable("there are no errors")
        sizes = np.bincount(table.y_true, minlength=table.n_classes)
        said = np.bincount(table.y_pred, minlength=table.n_classes)
        if np.count_nonzero(sizes) < 2:
            raise NotApplicable("all rows are of one class")
        pairs = _confused_pairs(table.y_true[errors], table.y_pred[errors], sizes, said)
        if len(pairs.counts) == 0:
            return None
        n_tested = _n_testable(pairs, alpha)
        p_values = np.minimum(1.0, 2 * n_tested * pairs.p_values())
        order = np.lexsort((-pairs.counts, p_values))
        order = order[p_values[order] <= alpha]
        if len(order) == 0:
            return None
        found, p_found = pairs.take(order), p_values[order]
        first = found.interval(0, alpha)
        code = found.true * table.n_classes + found.predicted
        return self.make_finding(
            table,
            rows=errors & np.isin(table.y_true * table.n_classes + table.y_pred, code),
            n_rows=int(sizes[np.unique(found.true)].sum()),
            measure="rate at which the first pair's true class is taken for the predicted one, less the reverse rate",
            estimate=float(found.rates[0] - found.reverse_rates[0]),
            interval=first,
            p_value=float(p_found[0]),
            evidence=_evidence(found, p_found, table, alpha) | {"n_pairs": len(pairs.counts), "n_tested": n_tested},
            expected=float(np.maximum(found.reverse, found.reverse_rates * found.n_true).sum()),
        )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs of classes, each in the direction in which it is confused at the higher rate.

    Rows of the classes are counted where these are true (``n_true``, ``n_predicted``) and predicted (``said_``...).
    """

    true: IntArray
    predicted: IntArray
    counts: IntArray
    reverse: IntArray
    n_true: IntArray
    n_predicted: IntArray
    said_true: IntArray
    said_predicted: IntArray

    @property
    def rates(self) -> FloatArray:
        return np.asarray(self.counts / self.n_true)

    @property
    def reverse_rates(self) -> FloatArray:
        return np.asarray(self.reverse / self.n_predicted)

    def p_values(self) -> FloatArray:
        """Return the one-sided p-values of number, rate and rate among predictions, the largest of them."""
        both = self.counts + self.reverse
        rate = hypergeom.sf(self.counts - 1, self.n_true + self.n_predicted, self.n_true, both)
        said = hypergeom.sf(self.counts - 1, self.said_true + self.said_predicted, self.said_predicted, both)
        return np.asarray(np.maximum.reduce([rate, said, binom.sf(self.counts - 1, both, 0.5)]))

    def interval(self, k: int, alpha: float) -> tuple[float, float]:
        """Return the interval of the difference of the rates of one pair."""
        return rate_difference_interval(
            int(self.counts[k]), int(self.n_true[k]), int(self.reverse[k]), int(self.n_predicted[k]), alpha
        )

    def take(self, which: IntArray) -> "_Pairs":
        """Return some of the pairs."""
        return _Pairs(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


def _confused_pairs(true: IntArray, predicted: IntArray, sizes: IntArray, said: IntArray) -> _Pairs:
    """Count both directions of the pairs of classes among errors; pairs in which one class has no rows are left out."""
    n_classes = len(sizes)
    has_rows = sizes[predicted] > 0
    true, predicted = true[has_rows], predicted[has_rows]
    low, high = np.minimum(true, predicted), np.maximum(true, predicted)
    codes, place = np.unique(low * n_classes + high, return_inverse=True)
    up = np.bincount(place[true < predicted], minlength=len(codes))
    down = np.bincount(place[true > predicted], minlength=len(codes))
    first, second = codes // n_classes, codes % n_classes
    turned = down * sizes[first] > up * sizes[second]  # rates compared without dividing
    a, b = np.where(turned, second, first), np.where(turned, first, second)
    return _Pairs(a, b, np.where(turned, down, up), np.where(turned, up, down), sizes[a], sizes[b], said[a], said[b])


def _n_testable(pairs: _Pairs, alpha: float) -> int:
    """Return Tarone's number of tests: of pairs that could have a p-value small enough for that number."""
    both = pairs.counts + pairs.reverse
    all_one_way = [
        hypergeom.sf(both - 1, pairs.n_true + pairs.n_predicted, n, both) for n in (pairs.n_true, pairs.n_predicted)
    ]
    least = np.sort(np.maximum(np.minimum(*all_one_way), 0.5**both))
    n_tests = np.arange(1, len(least) + 1)
    enough = np.searchsorted(least, alpha / (2 * n_tests), side="right") <= n_tests
    return int(n_tests[np.argmax(enough)])


def _evidence(found: _Pairs, p_values: FloatArray, table: PredictionTable, alpha: float) -> dict[str, Any]:
    shown = found.take(np.arange(min(len(found.counts), _MOST_PAIRS)))
    return {
        "true_classes": table.classes[shown.true],
        "predicted_classes": table.classes[shown.predicted],
        "counts": shown.counts,
        "reverse_counts": shown.reverse,
        "rates": shown.rates,
        "reverse_rates": shown.reverse_rates,
        "intervals": [shown.interval(k, alpha) for k in range(len(shown.counts))],
        "p_values": p_values[: len(shown.counts)],
        "n_found": len(found.counts),
    }
