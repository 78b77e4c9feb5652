"""Detect parts of the rows, described by few conditions on columns, where the classifier errs more than elsewhere."""

from collections.abc import Sequence
from numbers import Integral
from typing import Any, ClassVar, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate.diagnosis._coded_columns import CodedColumn, code_columns
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._mixed_errors import mixed_errors
from skmitigate.diagnosis._slice import Slice
from skmitigate.diagnosis._slice_discovery import (
    Discovery,
    SearchSettings,
    by_permutation,
    by_split,
    can_permute,
    judge_given,
)
from skmitigate.diagnosis._strata import class_strata
from skmitigate.diagnosis._top_slices import fewest_rows
from skmitigate.exceptions import NotApplicable, TooExpensive
from skmitigate.predictions._prediction_table import PredictionTable

_METHODS = ("auto", "permutation", "split")
#: Slices of fewer rows are not searched, whatever share of the rows they are.
_FEWEST_ROWS = 10
#: A few seconds of sorting.
_MOST_CELLS = 40_000_000
_MOST_COLUMNS = 2000
_HOW = {
    "permutation": "errors drawn anew within each true class, best slice of each draw",
    "split": "searched on one part of the rows, tested on the others, Holm",
    "given": "exact test of each slice that was given, Holm",
}


class WeakSlices(Detector):
    """Errors gather in a part of the rows that one, two or three conditions on columns describe.

    Searched are numbers cut at quantiles (half-lines, intervals, single values where there are few), categories (rare
    ones pooled where they are few), and missing values. What is said of a slice is corrected for how many were looked
    at. Slices of your own are tested as they are.

    Parameters
    ----------
    slices : list of str or Slice, default=None
        Your own slices, as in ``["age < 30 and town == 'Ulm'", "income is missing"]``; see
        :meth:`~skmitigate.diagnosis.Slice.parse`. None searches for them.
    max_conditions : {1, 2, 3}, default=3
        The most conditions that a slice may have; bounds on both sides of one column count as one.
    min_support : float or int, default=0.02
        The fewest rows of a slice, as a share of all rows or, for an int, as a number; never fewer than 10.
    n_candidates : int, default=5
        The most slices that are reported, and with ``method="split"`` the number that is tested.
    method : {"auto", "permutation", "split"}, default="auto"
        ``"permutation"``: all rows are searched and tested. The errors are drawn anew, as many in each true class as
        there were, and the best slice is compared with the best slices of the draws. ``"split"``: one half of the rows,
        30,000 at most, is searched, the few best slices are tested on the other rows. ``"auto"``: permutation where it
        takes seconds, split elsewhere; which one depends on numbers of rows, columns and errors only.
    n_permutations : int, default=999
        The most draws; fewer are taken where it is soon clear that the best slice is nothing special.

    See Also
    --------
    Slice : What a slice is, and which rows are in it.
    skmitigate.SliceRepair : The strategy for this kind.

    Notes
    -----
    Errors are compared within true classes: a slice that errs more only because it has many rows of a class that is
    often missed is not found, that being the matter of ``class_imbalance`` and ``systematic_confusion``. Classes of
    fewer than 30 rows are taken together.

    *Score.* The log-likelihood ratio of a slice having an error rate of its own (Kulldorff 1997), less the log of the
    number of slices of its kind: of one, two or three conditions, and those with an interval, which share the level
    2 : 2 : 3 : 1. The p-value of the best slice is exact where errors do not depend on the columns, given the class:
    any slice may be the best of a draw. Draws end when ten of them reach the score that was seen (Besag and Clifford
    1991). Then the rows outside the slice are searched, until nothing more is found: so no slice is told twice, and a
    slice within one that was found is told only where it is weak beyond it.

    *Split.* Each candidate is tested by the exact conditional test of several 2 x 2 tables, one for each class, and
    Holm's method corrects for the number of candidates.

    *Rates.* A slice that is told because it looks weak looks weaker than it is. The shrunken rate is half way between
    its share of errors and the maximum likelihood estimate given that it has as many errors as it takes to be told
    (Zhong and Prentice 2008); the interval is that of Clopper and Pearson for the binomial that is cut off there.
    Slices that were given keep their plain rates.

    Rows count once, whatever their weights, and are taken to be independent of each other.

    Evidence, one entry for each slice, the strongest first: ``slices`` (text), ``counts`` and ``errors`` of rows (those
    outside the slices before it; with a split those that it was tested on), ``rates`` as they are and
    ``shrunken_rates`` corrected for having been chosen, ``intervals`` of the latter, ``p_values`` (corrected for the
    number of slices); and ``rate_elsewhere``, ``n_searched`` and ``method``.

    References
    ----------
    M. Kulldorff (1997), A spatial scan statistic, Communications in Statistics - Theory and Methods 26. J. Besag and
    P. Clifford (1991), Sequential Monte Carlo p-values, Biometrika 78. H. Zhong and R. Prentice (2008), Bias-reduced
    estimators and confidence intervals for odds ratios in genome-wide association studies, Biostatistics 9.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from skmitigate.diagnosis import Slice, WeakSlices, analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> rng = np.random.default_rng(0)
    >>> X = pd.DataFrame({"age": rng.integers(18, 80, 1000), "town": rng.choice(["Ulm", "Bonn", "Trier"], 1000)})
    >>> weak = Slice.parse("age < 30 and town == 'Ulm'").mask(X)
    >>> wrong = rng.random(1000) < np.where(weak, 0.6, 0.1)
    >>> table = PredictionTable.from_predictions(np.zeros(1000, dtype=int), wrong.astype(int))
    >>> finding = analyze_errors(table, X, detectors="weak_slices").find("weak_slices")
    >>> finding.evidence["slices"]
    ["age < 31 and town == 'Ulm'"]
    """

    kind: ClassVar[str] = "weak_slices"
    code: ClassVar[str] = "ERR09"
    cost: ClassVar[Literal["table", "search", "fit"]] = "search"
    #: About 45 % of the level among all detectors: p-values of draws are no smaller than 1 in 1000, and thousands of
    #: slices are paid for already, where most other tests are of one number.
    weight: ClassVar[float] = 9.0

    def __init__(
        self,
        slices: Sequence[str | Slice] | None = None,
        *,
        max_conditions: int = 3,
        min_support: int | float = 0.02,
        n_candidates: int = 5,
        method: str = "auto",
        n_permutations: int = 999,
    ) -> None:
        self.slices = None if slices is None else _read(slices)
        self.max_conditions = _whole("max_conditions", max_conditions, 1, 3)
        fewest_rows(min_support, 1)
        self.min_support = min_support
        self.n_candidates = _whole("n_candidates", n_candidates, 1, 100)
        self.n_permutations = _whole("n_permutations", n_permutations, 19, 1_000_000)
        if method not in _METHODS:
            raise ValueError(f"Expected method of WeakSlices among {list(_METHODS)}, got {method!r}.")
        self.method = method

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Search for slices with more errors than elsewhere, or test those that were given.

        Parameters
        ----------
        table : PredictionTable
            The predictions.
        X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features) or None
            The rows of the table, in its order.
        alpha : float
            Level of the test and of the intervals.
        random_state : int
            Seed of the draws or of the split.

        Returns
        -------
        Finding or None
            None where no slice is weak beyond chance.

        Raises
        ------
        NotApplicable
            If there is no X, no column that conditions can be made of, or no row or every row is wrong.
        TooExpensive
            If X has too many values to be searched in a few seconds.
        ValueError
            If a slice that was given has a column that X does not have.
        """
        if X is None:
            raise NotApplicable("slices are conditions on columns, and no X was given")
        errors = mixed_errors(table)
        X = _as_table(X)
        strata = class_strata(table.y_true)
        if self.slices is not None:
            found = judge_given(X, self.slices, strata, errors, alpha)
        else:
            found = self._search(X, strata, errors, alpha, random_state)
        return self._finding(table, strata, found) if found.slices else None

    def _search(self, X: Any, strata: IntArray, errors: BoolArray, alpha: float, seed: int) -> Discovery:
        n_rows = len(errors)
        min_rows = max(_FEWEST_ROWS, fewest_rows(self.min_support, n_rows))
        columns = _coded(X, n_rows, min_rows)
        settings = SearchSettings(
            max_conditions=self.max_conditions,
            min_rows=min_rows,
            n_candidates=self.n_candidates,
            n_permutations=self.n_permutations,
            alpha=alpha,
            seed=seed,
        )
        permute = self.method == "permutation"
        if self.method == "auto":
            permute = can_permute(len(columns), int(errors.sum()), settings)
        return (by_permutation if permute else by_split)(X, columns, strata, errors, settings)

    def _finding(self, table: PredictionTable, strata: IntArray, found: Discovery) -> Finding:
        inside = np.logical_or.reduce([one.mask for one in found.slices])
        first, errors = found.slices[0], table.errors
        elsewhere = float(errors[~inside].mean()) if not inside.all() else 0.0
        return self.make_finding(
            table,
            rows=inside,
            n_rows=int(inside.sum()),
            measure="error rate in the weakest slice, corrected for its choice, less that outside all slices found",
            estimate=first.rate - elsewhere,
            interval=(first.interval[0] - elsewhere, first.interval[1] - elsewhere),
            p_value=min(one.p_value for one in found.slices),
            evidence={
                "slices": [str(one.where) for one in found.slices],
                "counts": [one.n_rows for one in found.slices],
                "errors": [one.n_errors for one in found.slices],
                "rates": [one.n_errors / one.n_rows for one in found.slices],
                "shrunken_rates": [one.rate for one in found.slices],
                "intervals": [one.interval for one in found.slices],
                "p_values": [one.p_value for one in found.slices],
                "rate_elsewhere": elsewhere,
                "n_searched": found.n_searched,
                "method": _HOW[found.method],
            },
            expected=float(min(_expected(strata, errors, inside).sum(), errors[inside].sum())),
        )


def _expected(strata: IntArray, errors: BoolArray, inside: BoolArray) -> FloatArray:
    """Return how many errors each class would have in a region if it had its rate outside."""
    n_strata = int(strata.max()) + 1
    n_outside = np.bincount(strata[~inside], minlength=n_strata)
    wrong = np.bincount(strata[~inside], weights=errors[~inside], minlength=n_strata)
    overall = errors[~inside].mean() if not inside.all() else 1.0
    rates = np.where(n_outside > 0, wrong / np.maximum(n_outside, 1), overall)
    return np.asarray(rates * np.bincount(strata[inside], minlength=n_strata))


def _as_table(X: Any) -> Any:
    X = X.tocsc() if sparse.issparse(X) else X if isinstance(X, pd.DataFrame) else np.asarray(X)
    if X.ndim != 2:
        raise NotApplicable(f"slices are conditions on columns, and X has {X.ndim} dimensions")
    return X


def _coded(X: Any, n_rows: int, min_rows: int) -> list[CodedColumn]:
    if n_rows * X.shape[1] > _MOST_CELLS or X.shape[1] > _MOST_COLUMNS:
        raise TooExpensive(
            f"X has {n_rows} rows and {X.shape[1]} columns; up to {_MOST_COLUMNS} columns and {_MOST_CELLS} values are "
            "searched in a few seconds. Take fewer, or give slices of your own"
        )
    columns = code_columns(X, min_rows)
    if n_rows < 2 * min_rows or not columns:
        raise NotApplicable(
            f"there are {n_rows} rows, and a slice needs {min_rows} inside and outside"
            if columns
            else "no column has values that a readable condition can divide the rows by"
        )
    return columns


def _read(slices: Any) -> list[Slice]:
    if isinstance(slices, str | Slice) or not isinstance(slices, Sequence) or len(slices) == 0:
        raise ValueError(
            f"Expected slices of WeakSlices to be a list of texts such as 'age < 30', got {slices!r}. "
            "Leave it out to search for them."
        )
    return [where if isinstance(where, Slice) else Slice.parse(where) for where in slices]


def _whole(name: str, value: Any, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or not low <= int(value) <= high:
        raise ValueError(f"Expected {name} of WeakSlices to be a whole number from {low} to {high}, got {value!r}.")
    return int(value)
