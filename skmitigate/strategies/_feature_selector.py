"""A transformer that keeps the columns which say most about the classes, whatever their kinds."""

import warnings
from numbers import Integral, Real
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.base import BaseEstimator, clone
from sklearn.feature_selection import SelectorMixin
from sklearn.utils import Tags, _safe_indexing, check_array, check_consistent_length
from sklearn.utils.validation import check_is_fitted, validate_data

from skmitigate._sklearn import HasMethods, Interval, StrOptions, _fit_context
from skmitigate._typing import AnyArray, BoolArray, Estimator, FloatArray, IntArray
from skmitigate._utils._labels import check_classes_weighed, check_labels
from skmitigate._utils._seeds import draw_seed, set_seeds
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.exceptions import SkmitigateWarning
from skmitigate.strategies._column_scores import METHODS, column_scores


class FeatureSelector(SelectorMixin, BaseEstimator):
    """Keep the columns that say most about the classes; tables of numbers, categories, text and gaps are taken.

    The columns are scored on an encoded copy and kept as they are: a DataFrame stays a DataFrame with its types, a
    sparse matrix stays sparse. All parts of a column (its levels, its gaps) are kept or dropped together. At least one
    column is always kept; those that never vary are the first to go.

    Parameters
    ----------
    method : {"importance", "mutual_info", "recursive", "univariate", "variance"}, default="importance"
        ``"importance"``: how much a column reduces the impurity in a forest of extremely randomised trees, less what a
        shuffled copy of it does. ``"mutual_info"``: mutual information of the binned column and the classes; of a
        sparse column, whether it is 0. ``"recursive"``: importance, the weaker half dropped and the rest judged anew
        until one is left. ``"univariate"``: differences of the class means, as in the F test. ``"variance"``: variance
        as a share of the squared range, which needs no labels.
    n_features : int or float, default=0.5
        How many columns are kept, or which share of them; more than there are means all.
    selector : estimator, default=None
        A scikit-learn selector (anything with ``fit`` and ``get_support``) that takes the place of `method` and
        `n_features`. It sees the encoded copy: numbers as they are, medians for gaps, one column for each level. A
        column is kept if the selector keeps any part of it; all are kept, with a warning, if it keeps none.
    random_state : int, RandomState instance or None, default=None
        Draws the trees, the shuffled copies, and the seeds that `selector` leaves open.

    Attributes
    ----------
    scores_ : ndarray of shape (n_columns,)
        The score of each column, -inf where it never varies; absent with `selector`.
    ranking_ : ndarray of shape (n_columns,)
        1 for the best column; absent with `selector`.
    selector_ : estimator
        The fitted clone of `selector`, where one was given.
    support_ : ndarray of shape (n_columns,)
        Which columns are kept.
    n_features_in_ : int
        Number of columns seen in ``fit``.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, where all of them are strings.

    See Also
    --------
    FeatureSelection : Puts it in front of a classifier and tunes how many columns are kept.

    References
    ----------
    M. Sandri and P. Zuccolotto (2008), A bias correction algorithm for the Gini variable importance measure in
    classification trees, Journal of Computational and Graphical Statistics 17.
    I. Guyon and A. Elisseeff (2003), An introduction to variable and feature selection, JMLR 3.
    G. A. Miller (1955), Note on the bias of information estimates, Information Theory in Psychology.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from skmitigate.strategies import FeatureSelector
    >>> rng = np.random.default_rng(0)
    >>> X = pd.DataFrame({"size": rng.normal(size=80), "noise": rng.normal(size=80)})
    >>> X["town"] = np.where(X["size"] > 0.2, "Ulm", "Bonn")
    >>> selector = FeatureSelector(n_features=2, random_state=0).fit(X, X["size"] > 0)
    >>> selector.transform(X).columns.tolist()
    ['size', 'town']
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "method": [StrOptions(set(METHODS))],
        "n_features": [Interval(Integral, 1, None, closed="left"), Interval(Real, 0, 1, closed="right")],
        "selector": [HasMethods(["fit", "get_support"]), None],
        "random_state": ["random_state"],
    }
    #: Whether gaps, texts and categories are refused, as the model behind it does.
    _only_numbers: ClassVar[bool] = False

    def __init__(
        self,
        *,
        method: str = "importance",
        n_features: float = 0.5,
        selector: Estimator = None,
        random_state: Any = None,
    ) -> None:
        self.method = method
        self.n_features = n_features
        self.selector = selector
        self.random_state = random_state

    @_fit_context(prefer_skip_nested_validation=False)
    def fit(self, X: Any, y: Any = None) -> Self:
        """Score the columns and decide which are kept.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.
        y : array-like of shape (n_samples,), default=None
            The labels; not needed for ``method="variance"``, and for `selector` only if it needs them.

        Returns
        -------
        self
            The fitted selector.

        Raises
        ------
        ValueError
            If y is missing or has one class only.
        """
        self._fit_weighted(X, y, None)
        return self

    def _fit_weighted(self, X: Any, y: Any, sample_weight: FloatArray | None) -> Self:
        """Fit on rows that count by their weights; those of weight 0 are not seen."""
        self._check_rows(X, reset=True)
        labels = y
        if self._needs_labels() or y is not None:
            labels = check_labels(y, estimator=self)
            check_consistent_length(X, labels)
        if sample_weight is not None and not (sample_weight > 0).all():
            seen = np.flatnonzero(sample_weight > 0)
            X, sample_weight = _safe_indexing(X, seen), sample_weight[seen]
            labels = None if labels is None else labels[seen]
        if self._needs_labels() and self.selector is None:
            check_classes_weighed(labels, None)
        encoder = TabularEncoder(scale=self.selector is None).fit(X)
        encoded, origins = encoder.transform(X), encoder.origins()
        if self.selector is not None:
            self.support_ = self._support_of_selector(encoded, origins, labels)
            return self
        codes = (
            np.zeros(encoded.shape[0], dtype=np.intp) if labels is None else np.unique(labels, return_inverse=True)[1]
        )
        weights = np.ones(len(codes)) if sample_weight is None else sample_weight
        self.scores_ = column_scores(self.method, encoded, origins, codes, weights, seed=draw_seed(self.random_state))
        self.ranking_ = np.empty(len(self.scores_), dtype=np.intp)
        self.ranking_[np.argsort(-self.scores_, kind="stable")] = np.arange(1, len(self.scores_) + 1)
        self._keep(n_columns(self.n_features, self.n_features_in_))
        return self

    def _keep(self, n_best: int) -> None:
        """Keep the best columns of the ranking."""
        self.support_ = np.asarray(self.ranking_ <= n_best)

    def _needs_labels(self) -> bool:
        return self.selector is None and self.method != "variance"

    def _support_of_selector(self, encoded: Any, origins: IntArray, labels: Any) -> BoolArray:
        selector = set_seeds(clone(self.selector), draw_seed(self.random_state), only_unset=True)
        self.selector_ = selector.fit(encoded, labels)
        kept = origins[np.asarray(self.selector_.get_support(), dtype=bool)]
        support = np.isin(np.arange(self.n_features_in_), kept)
        if not support.any():
            warnings.warn(
                f"{type(self.selector).__name__} keeps no column, so all {len(support)} are kept. Make it less strict.",
                SkmitigateWarning,
                stacklevel=4,
            )
            return np.ones_like(support)
        return support

    def _check_rows(self, X: Any, *, reset: bool) -> Any:
        """Return rows with columns, in a container of their own; remember or compare the columns."""
        if not (sparse.issparse(X) or isinstance(X, pd.DataFrame)) and not hasattr(X, "dtype"):
            X = np.asarray(X, dtype=object) if np.asarray(X).dtype.kind in "US" else X
        checked = X
        if self._only_numbers:
            checked = check_array(X, accept_sparse="csr", dtype="numeric")
        elif not isinstance(X, pd.DataFrame):
            numbers = getattr(getattr(X, "dtype", None), "kind", "O") in "fiubc"
            checked = check_array(
                X, accept_sparse="csr", dtype=None, ensure_all_finite="allow-nan" if numbers else False
            )
        validate_data(self, X, reset=reset, skip_check_array=True)
        return X if isinstance(X, pd.DataFrame) else checked

    def transform(self, X: Any) -> Any:
        """Return the kept columns.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Rows with the columns seen in ``fit``.

        Returns
        -------
        {ndarray, sparse matrix, DataFrame} of shape (n_samples, n_kept)
            In the container of X.
        """
        check_is_fitted(self)
        return _safe_indexing(self._check_rows(X, reset=False), np.flatnonzero(self.support_), axis=1)

    def _get_support_mask(self) -> BoolArray:
        check_is_fitted(self)
        return np.asarray(self.support_)

    def __sklearn_tags__(self) -> Tags:
        """Say that labels are needed, and that gaps, text, categories and sparse matrices are taken."""
        tags = super().__sklearn_tags__()
        tags.target_tags.required = self._needs_labels()
        tags.input_tags.allow_nan = not self._only_numbers
        tags.input_tags.string = not self._only_numbers
        tags.input_tags.categorical = not self._only_numbers
        tags.input_tags.sparse = True
        return tags


class NumericFeatureSelector(FeatureSelector):
    """One that takes numbers only, as the model behind it does, in kept and dropped columns alike."""

    _only_numbers: ClassVar[bool] = True


def n_columns(n_features: float, n_columns_in: int) -> int:
    """Return how many of the columns are kept, at least 1."""
    wanted = n_features if isinstance(n_features, Integral) else round(n_features * n_columns_in)
    return int(np.clip(wanted, 1, n_columns_in))


def names_of(X: Any, selector: FeatureSelector) -> AnyArray:
    """Return the names of the columns: those of a DataFrame, or x0, x1, ..."""
    if isinstance(X, pd.DataFrame):
        return np.array([*X.columns, None], dtype=object)[:-1]
    return np.array([f"x{j}" for j in range(selector.n_features_in_)], dtype=object)
