"""A sampler of imbalanced-learn's kind that drops rows far from the others of their class."""

from numbers import Real
from typing import Any, ClassVar

import numpy as np
from imblearn.base import BaseSampler
from imblearn.utils import check_target_type
from sklearn.utils import Tags, _safe_indexing, check_array, check_consistent_length
from sklearn.utils.validation import validate_data

from skmitigate._sklearn import Interval, StrOptions
from skmitigate._typing import AnyArray
from skmitigate._utils._seeds import draw_seed
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.strategies._outlying_rows import METHODS, class_outlyingness, rows_to_drop


class OutlierSampler(BaseSampler):
    """Drop the rows that lie far from the others of their class; a sampler for Pipelines of imbalanced-learn.

    Outlyingness is measured within each class on an encoded copy of the rows, which may be numbers, categories, text
    and gaps; the rows themselves come back as they were. No class loses more than half of its rows.

    Parameters
    ----------
    method : {"neighbours", "isolation", "mahalanobis"}, default="neighbours"
        ``"neighbours"``: mean distance to the 10 nearest rows of the class. ``"isolation"``: how few random splits
        isolate a row; for numbers, as flags and levels are easily isolated. ``"mahalanobis"``: distance from the
        class's centre by a robust, shrunken covariance, which finds outliers that are close to each other, too; for
        numbers in one cloud for each class.
    contamination : float or "auto", default="auto"
        Which share of each class is dropped, at most 0.5. ``"auto"``: rows whose outlyingness is more than 3.5 robust
        standard deviations above the class's median, on the log scale; few or none.
    sampling_strategy : str, list or callable, default="all"
        From which classes rows are dropped, as in imbalanced-learn: ``"majority"``, ``"not minority"``,
        ``"not majority"``, ``"all"``, or a list of labels.
    random_state : int, RandomState instance or None, default=None
        Draws the isolation trees.

    Attributes
    ----------
    sampling_strategy_ : dict
        The classes that rows are dropped from.
    sample_indices_ : ndarray of shape (n_kept,)
        Positions of the rows that are kept.
    removed_ : ndarray of shape (n_removed,)
        Positions of the rows that are not.
    outlyingness_ : ndarray of shape (n_samples,)
        Robust standard deviations above the median of the class; 0 in classes of fewer than 8 rows.
    n_features_in_ : int
        Number of columns.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, where all of them are strings.

    See Also
    --------
    skmitigate.OutlierRemoval : The same around a classifier, without a Pipeline of imbalanced-learn.

    References
    ----------
    F. Angiulli and C. Pizzuti (2002), Fast outlier detection in high dimensional spaces, PKDD.
    F. T. Liu, K. M. Ting and Z.-H. Zhou (2008), Isolation forest, ICDM.
    P. J. Rousseeuw and K. Van Driessen (1999), A fast algorithm for the minimum covariance determinant estimator,
    Technometrics 41.
    B. Iglewicz and D. C. Hoaglin (1993), How to detect and handle outliers, ASQC Quality Press.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.strategies import OutlierSampler
    >>> X = np.random.default_rng(0).normal(size=(100, 4))
    >>> X[7] = 50.0
    >>> sampler = OutlierSampler(random_state=0)
    >>> X_kept, y_kept = sampler.fit_resample(X, np.arange(100) % 2)
    >>> sampler.removed_
    array([7])
    """

    _sampling_type = "clean-sampling"
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "method": [StrOptions(set(METHODS))],
        "contamination": [Interval(Real, 0, 0.5, closed="right"), StrOptions({"auto"})],
        "sampling_strategy": [StrOptions({"majority", "not minority", "not majority", "all", "auto"}), list, callable],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        *,
        method: str = "neighbours",
        contamination: float | str = "auto",
        sampling_strategy: Any = "all",
        random_state: Any = None,
    ) -> None:
        super().__init__(sampling_strategy=sampling_strategy)
        self.method = method
        self.contamination = contamination
        self.random_state = random_state

    def _check_X_y(self, X: Any, y: Any, accept_sparse: Any = None) -> tuple[Any, AnyArray, bool]:
        del accept_sparse
        y, binarised = check_target_type(y, indicate_one_vs_all=True)
        if not hasattr(X, "iloc"):
            X = check_array(X, accept_sparse=["csr", "csc"], dtype=None, ensure_all_finite=False)
        check_consistent_length(X, y)
        validate_data(self, X, reset=True, skip_check_array=True)
        return X, y, binarised

    def _fit_resample(self, X: Any, y: AnyArray, **params: Any) -> tuple[Any, AnyArray]:
        del params
        codes = np.unique(y, return_inverse=True)[1]
        encoded = TabularEncoder().fit_transform(X)
        among = np.isin(y, list(self.sampling_strategy_))
        self.outlyingness_ = class_outlyingness(
            encoded, codes, method=self.method, seed=draw_seed(self.random_state), among=among
        )
        drop = rows_to_drop(self.outlyingness_, codes, self.contamination)
        self.removed_, self.sample_indices_ = np.flatnonzero(drop), np.flatnonzero(~drop)
        return _safe_indexing(X, self.sample_indices_), y[self.sample_indices_]

    def __sklearn_tags__(self) -> Tags:
        """Say that gaps and text are taken, and that the positions of the kept rows are told."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.sampler_tags.sample_indices = True
        return tags
