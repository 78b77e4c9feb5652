"""How the columns of two samples differ: by column, and for the whole."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._as_array import as_array
from skmitigate._utils._holm import holm
from skmitigate._utils._json import jsonable
from skmitigate._utils._levels import check_alpha
from skmitigate._utils._plain_columns import PlainColumns, plain_columns
from skmitigate._utils._seeds import draw_seed
from skmitigate.exceptions import NotApplicable, TooExpensive
from skmitigate.metrics._column_tests import compare_levels, compare_numbers
from skmitigate.metrics._two_sample_classifier import ToldApart, tell_apart

#: Rows times columns, both samples together, that are sorted in some ten seconds.
_MOST_CELLS = 50_000_000
_SIZES = ("distance", "difference", "missing_before", "missing_now")


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class ColumnComparison:
    """How the columns of two samples differ. Made by :func:`compare_columns`.

    Parameters
    ----------
    columns : tuple of str
        The names of the columns.
    kinds : tuple of {"numeric", "categorical"}
        How each was compared.
    distance : ndarray of shape (n_columns,)
        Kolmogorov and Smirnov's distance of numbers, total variation distance of categories; 0 where alike, at most 1.
    difference : ndarray of shape (n_columns,)
        Mean now less mean before, in standard deviations; missing for categories.
    missing_before, missing_now : ndarray of shape (n_columns,)
        Shares of missing values.
    p_values : ndarray of shape (n_columns,)
        Corrected for the number of columns.
    accuracy : float or None
        Share of held-out rows of which a classifier says rightly from which sample they are; .5 where alike.
    accuracy_interval : tuple of float or None
        Interval of level 1 - `alpha` for it.
    accuracy_p_value : float or None
        Whether it is above .5.
    not_asked : str
        Why no classifier was asked; empty where one was.
    n_before, n_now : int
        Rows of the samples.
    alpha : float
        The level.

    See Also
    --------
    compare_columns : Makes one.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.metrics import compare_columns
    >>> rng = np.random.default_rng(0)
    >>> before, now = rng.normal(size=(500, 3)), rng.normal(size=(500, 3))
    >>> now[:, 1] += 1
    >>> compare_columns(before, now, random_state=0).drifted
    ('x1',)
    """

    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    distance: FloatArray
    difference: FloatArray
    missing_before: FloatArray
    missing_now: FloatArray
    p_values: FloatArray
    accuracy: float | None
    accuracy_interval: tuple[float, float] | None
    accuracy_p_value: float | None
    not_asked: str
    n_before: int
    n_now: int
    alpha: float

    @property
    def p_value(self) -> float:
        """The p-value of no difference at all: twice the smaller one of the columns and of the whole."""
        smallest = float(self.p_values.min(initial=1.0))
        if self.accuracy_p_value is None:
            return smallest
        return min(1.0, 2 * min(smallest, self.accuracy_p_value))

    @property
    def drifted(self) -> tuple[str, ...]:
        """The columns whose corrected p-value is at most `alpha`, the largest distance first."""
        return tuple(self.columns[j] for j in self.drifted_at)

    @property
    def drifted_at(self) -> IntArray:
        """Positions of these columns."""
        found = np.flatnonzero(self.p_values <= self.alpha)
        return np.asarray(found[np.lexsort((self.p_values[found], -self.size[found]))])

    @property
    def size(self) -> FloatArray:
        """The larger of the distance and of the difference of the shares missing, for each column."""
        return np.asarray(np.maximum(self.distance, np.abs(self.missing_now - self.missing_before)))

    def __repr__(self) -> str:
        """Return one line: rows, columns that differ, the classifier."""
        told = "" if self.accuracy is None else f", told apart in {self.accuracy:.1%}"
        return (
            f"ColumnComparison({self.n_before} rows before, {self.n_now} now, {len(self.drifted_at)} of "
            f"{len(self.columns)} columns differ{told})"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one line per column, in the order of the columns.

        Returns
        -------
        pandas.DataFrame
            Indexed by column; ``drifted`` says whether the corrected p-value is at most `alpha`.
        """
        return pd.DataFrame(
            {
                "kind": self.kinds,
                "distance": self.distance,
                "difference": self.difference,
                "missing_before": self.missing_before,
                "missing_now": self.missing_now,
                "p_value": self.p_values,
                "drifted": self.p_values <= self.alpha,
            },
            index=pd.Index(self.columns, name="column"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON-safe values.

        Returns
        -------
        dict
            Lists, numbers, strings and None only.
        """
        return {name: jsonable(getattr(self, name)) for name in (*self.__dataclass_fields__, "p_value", "drifted")}


def compare_columns(
    reference: Any, current: Any, *, alpha: float = 0.05, classifier: bool = True, random_state: Any = None
) -> ColumnComparison:
    """Compare the columns of two samples, each by itself and all together.

    Parameters
    ----------
    reference : {array-like, sparse matrix, DataFrame} of shape (n_before, n_columns)
        The rows to compare with, for instance those that a model was fitted on.
    current : {array-like, sparse matrix, DataFrame} of shape (n_now, n_columns)
        The rows in question. Two DataFrames are matched by the names of their columns.
    alpha : float, default=0.05
        The level of `drifted` and of the interval.
    classifier : bool, default=True
        Whether to ask a classifier, too. It sees what columns show together only.
    random_state : int, RandomState instance or None, default=None
        Draws the rows that the classifier learns from.

    Returns
    -------
    ColumnComparison
        Sizes and p-values.

    Raises
    ------
    ValueError
        If the columns are not the same, a sample is empty, or `alpha` is not between 0 and 1.
    TooExpensive
        If there are more than 50 million cells.

    See Also
    --------
    compare_labels : Compare classes and confidence of two tables of predictions.

    Notes
    -----
    Numbers and times are compared by the test of Kolmogorov and Smirnov, categories, text and truth values by
    chi-square with rare levels taken together (so a column in which every value is different tells nothing), missing
    values by Fisher's exact test; Holm's method corrects for the columns. The classifier, boosted trees, learns on half
    of at most 5000 rows of each sample; its p-value is exact on the other half. It is not asked beyond 300 columns.
    Rows are taken to be independent: where windows overlap in time, or rows come in groups, p-values are too small.

    References
    ----------
    D. Lopez-Paz and M. Oquab (2017), Revisiting classifier two-sample tests, ICLR. S. Rabanser, S. Günnemann and
    Z. Lipton (2019), Failing loudly: an empirical study of methods for detecting dataset shift, NeurIPS.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from skmitigate.metrics import compare_columns
    >>> rng = np.random.default_rng(0)
    >>> before = pd.DataFrame({"age": rng.normal(40, 10, 500), "town": rng.choice(["Ulm", "Bonn"], 500)})
    >>> now = before.assign(age=before["age"] + 5)
    >>> comparison = compare_columns(before, now, classifier=False)
    >>> comparison
    ColumnComparison(500 rows before, 500 now, 1 of 2 columns differ)
    >>> comparison.to_frame().loc["age", "difference"].round(2), comparison.drifted
    (np.float64(0.49), ('age',))
    """
    check_alpha(alpha)
    before, now = pooled_columns(reference, current)
    return compare_plain_columns(before, now, alpha=alpha, classifier=classifier, seed=draw_seed(random_state))


def compare_plain_columns(
    before: PlainColumns, now: PlainColumns, *, alpha: float, classifier: bool, seed: int
) -> ColumnComparison:
    """Return the comparison of two samples whose columns are coded alike."""
    numbers, levels = compare_numbers(before.numbers, now.numbers), compare_levels(before.codes, now.codes)
    order = np.argsort(np.concatenate([before.number_at, before.level_at]))
    both = {name: np.concatenate([getattr(numbers, name), getattr(levels, name)])[order] for name in _SIZES}
    p_values = np.concatenate([numbers.p_value, levels.p_value])[order]
    told, why = _told_apart(before, now, classifier=classifier, seed=seed, alpha=alpha)
    kinds = np.full(len(before.names), "numeric", dtype=object)
    kinds[before.level_at] = "categorical"
    return ColumnComparison(
        columns=before.names,
        kinds=tuple(kinds.tolist()),
        **both,
        p_values=holm(p_values),
        accuracy=None if told is None else told.accuracy,
        accuracy_interval=None if told is None else told.interval,
        accuracy_p_value=None if told is None else told.p_value,
        not_asked=why,
        n_before=len(before),
        n_now=len(now),
        alpha=float(alpha),
    )


def _told_apart(
    before: PlainColumns, now: PlainColumns, *, classifier: bool, seed: int, alpha: float
) -> tuple[ToldApart | None, str]:
    if not classifier:
        return None, "not asked for"
    try:
        return tell_apart(before, now, seed=seed, alpha=alpha), ""
    except NotApplicable as reason:
        return None, str(reason)


def pooled_columns(reference: Any, current: Any) -> tuple[PlainColumns, PlainColumns]:
    """Return both samples with the same columns and codes; ValueError where their columns differ."""
    reference, current = (_table(sample) for sample in (reference, current))
    if isinstance(reference, pd.DataFrame) and isinstance(current, pd.DataFrame):
        reference = _matched(reference, current)
    if reference.shape[1] != current.shape[1]:
        raise ValueError(
            f"Expected as many columns in both samples, got {reference.shape[1]} and {current.shape[1]}. "
            "Pass the same columns."
        )
    n = reference.shape[0]
    if 0 in (n, current.shape[0]):
        raise ValueError(f"Expected rows in both samples, got {n} and {current.shape[0]}.")
    if float(n + current.shape[0]) * reference.shape[1] > _MOST_CELLS:
        raise TooExpensive(
            f"there are {n + current.shape[0]} rows of {reference.shape[1]} columns, more than {_MOST_CELLS} cells. "
            "Take a sample of the rows."
        )
    pooled = plain_columns(_stacked(reference, current))
    at = np.arange(len(pooled))
    return pooled.take(at[:n]), pooled.take(at[n:])


def _table(sample: Any) -> Any:
    if isinstance(sample, pd.DataFrame) or sparse.issparse(sample):
        return sample
    array = as_array(sample)
    if array.ndim != 2:
        raise ValueError(f"Expected samples of two dimensions, rows and columns, got {array.ndim}.")
    return array


def _matched(reference: pd.DataFrame, current: pd.DataFrame) -> pd.DataFrame:
    """Return the reference with its columns in the order of those of the current sample."""
    if list(reference.columns) == list(current.columns):
        return reference
    lacking = [str(name) for name in current.columns if name not in reference.columns]
    unknown = [str(name) for name in reference.columns if name not in current.columns]
    if lacking or unknown or not current.columns.is_unique:
        raise ValueError(
            f"Expected the same columns in both samples, got {lacking or 'none'} only now and {unknown or 'none'} only "
            "in the reference. Pass the same columns."
        )
    return reference[list(current.columns)]


def _stacked(reference: Any, current: Any) -> Any:
    if isinstance(reference, pd.DataFrame) or isinstance(current, pd.DataFrame):
        # column by column, since names may occur twice and categories may differ
        one, two = (pd.DataFrame(s.toarray() if sparse.issparse(s) else s) for s in (reference, current))
        names = (two if isinstance(current, pd.DataFrame) else one).columns
        one.columns = two.columns = pd.RangeIndex(one.shape[1])
        stacked = pd.concat([one, two], ignore_index=True)
        stacked.columns = names
        return stacked
    if sparse.issparse(reference) or sparse.issparse(current):
        return sparse.vstack([sparse.csr_array(reference), sparse.csr_array(current)])
    return np.vstack([reference, current])
