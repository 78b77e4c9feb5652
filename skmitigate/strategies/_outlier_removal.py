"""Fit the model without the rows that lie far from the others of their class."""

from functools import partial
from numbers import Real
from typing import Any, ClassVar

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils import _safe_indexing

from skmitigate._sklearn import HasMethods, Interval, StrOptions
from skmitigate._typing import AnyArray, BoolArray, Estimator, FloatArray, IntArray, Scoring
from skmitigate._utils._labels import encode
from skmitigate._utils._seeds import derived_seed, draw_seed, set_seeds
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.strategies._inner_choice import Answer, choose_setting, fitted_answer
from skmitigate.strategies._outlying_rows import METHODS, class_outlyingness, rows_kept_by, rows_to_drop
from skmitigate.strategies._pipeline_parts import check_numbers, front_of, is_table, takes_numbers_only
from skmitigate.strategies._row_strategy import RowStrategy
from skmitigate.strategies._strategy import Strategy

#: The shares of each class that ``contamination="tuned"`` tries.
_SHARES = (0.0, 0.01, 0.02, 0.05, 0.1)


class OutlierRemoval(RowStrategy):
    """Drop the rows that lie far from the others of their class, and fit the model on the rest.

    Outlyingness is measured within each class, so a rare class is not taken for outliers of a frequent one, and on an
    encoded copy of the rows, which may be numbers, categories, text and gaps. No class loses more than half of its
    rows, classes of fewer than 8 rows none. Which rows were dropped is told.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    method : {"neighbours", "isolation", "mahalanobis"}, default="neighbours"
        ``"neighbours"``: mean distance to the 10 nearest rows of the class. ``"isolation"``: how few random splits
        isolate a row; for numbers, as flags and levels are easily isolated. ``"mahalanobis"``: distance from the
        class's centre by a robust, shrunken covariance, which finds outliers that are close to each other, too; for
        numbers in one cloud for each class.
    contamination : float, "auto" or "tuned", default="auto"
        Which share of each class is dropped, at most 0.5. ``"auto"``: rows whose outlyingness is more than 3.5 robust
        standard deviations above the class's median, on the log scale; few or none. ``"tuned"``: one of 0, 1,
        2, 5 and 10 % by cross-validation, 0 unless another is better by more than a standard error.
    sampler : sampler, default=None
        A cleaning sampler of imbalanced-learn that takes the place of `method` and `contamination`, such as
        ``EditedNearestNeighbours()``. It sees the encoded copy, and must keep some of the rows as they are. Where it
        would take more than half of a class, that class keeps all its rows, with a warning; classes of fewer than 8
        rows always do.
    scoring : str or callable, default=None
        What ``"tuned"`` is tuned for. None means the log score, or accuracy for models without probabilities; in the
        correction loop, the loop's own metric.
    cv : int, splitter or iterable, default=5
        Folds for tuning. Held-out rows are all scored, outliers too.
    n_jobs : int, default=None
        How many folds run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the isolation trees, the folds and the seeds of the fits in them.

    Attributes
    ----------
    estimator_ : classifier
        The wrapped classifier, fitted on the rows that are left.
    removed_ : ndarray of shape (n_removed,)
        Positions of the rows that were dropped.
    n_removed_ : ndarray of shape (n_classes,)
        How many rows of each class were dropped.
    outlyingness_ : ndarray of shape (n_samples,)
        Robust standard deviations above the median of the class; absent with `sampler`.
    contamination_ : float or "auto"
        What was used; absent with `sampler`.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``.
    feature_names_in_ : ndarray of shape (n_columns,)
        Their names, where all of them are strings.

    See Also
    --------
    skmitigate.strategies.OutlierSampler : The same as a sampler of imbalanced-learn.

    References
    ----------
    F. Angiulli and C. Pizzuti (2002), Fast outlier detection in high dimensional spaces, PKDD.
    F. T. Liu, K. M. Ting and Z.-H. Zhou (2008), Isolation forest, ICDM.
    P. J. Rousseeuw and K. Van Driessen (1999), A fast algorithm for the minimum covariance determinant estimator,
    Technometrics 41.
    B. Iglewicz and D. C. Hoaglin (1993), How to detect and handle outliers, ASQC Quality Press.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import OutlierRemoval
    >>> X, y = load_iris(return_X_y=True)
    >>> X[7] = 50.0  # a slip of the decimal point
    >>> model = OutlierRemoval(GaussianNB(), random_state=0).fit(X, y)
    >>> model.removed_
    array([7])
    """

    addresses: ClassVar[tuple[str, ...]] = ("outliers",)
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **RowStrategy._parameter_constraints,
        "method": [StrOptions(set(METHODS))],
        "contamination": [Interval(Real, 0, 0.5, closed="right"), StrOptions({"auto", "tuned"})],
        "sampler": [HasMethods(["fit_resample"]), None],
        "scoring": [str, callable, None],
        "cv": ["cv_object"],
        "n_jobs": [None, int],
        "random_state": ["random_state"],
    }
    _fit_params: ClassVar[tuple[str, ...]] = ("sample_weight", "groups")
    __metadata_request__fit: ClassVar[dict[str, None]] = {"sample_weight": None, "groups": None}

    def __init__(
        self,
        estimator: Any = None,
        *,
        method: str = "neighbours",
        contamination: float | str = "auto",
        sampler: Estimator = None,
        scoring: Scoring | None = None,
        cv: Any = 5,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.method = method
        self.contamination = contamination
        self.sampler = sampler
        self.scoring = scoring
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    @property
    def _learns_in_folds(self) -> bool:
        return self.sampler is None and self.contamination == "tuned"

    def candidates(self, diagnosis: Diagnosis) -> list[Strategy]:
        """Return one that drops what the evidence calls outliers, and one that drops 5 % far from their neighbours.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        list of Strategy
            Unfitted, with ``estimator=None``.
        """
        del diagnosis
        return [OutlierRemoval(), OutlierRemoval(contamination=0.05)]

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return what the evidence calls outliers, and two shares.

        Parameters
        ----------
        estimator : classifier
            The model that it would wrap.

        Returns
        -------
        list of dict
            An entry of a parameter grid.
        """
        del estimator
        return [{"contamination": ["auto", 0.02, 0.05]}]

    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        self._seed = draw_seed(self.random_state)
        if self.sampler is None:
            self.contamination_: float | str = self.contamination
        if self._learns_in_folds:
            work = partial(answers_of_a_fold, estimator=self.estimator, method=self.method)
            choice = choose_setting(
                work, X, y, sample_weight, groups, cv=self.cv, scoring=self.scoring, n_jobs=self.n_jobs, seed=self._seed
            )
            self.contamination_ = _SHARES[choice.index]
        super()._fit(X, y, sample_weight, groups)

    def _change_rows(
        self, X: Any, y: AnyArray, sample_weight: FloatArray | None
    ) -> tuple[Any, AnyArray, FloatArray | None]:
        codes = encode(y, self.classes_)
        there = _weighing(y, sample_weight)
        encoded = encoded_rows(self.estimator, X, y, self._seed)
        if self.sampler is not None:
            drop = np.zeros(len(y), dtype=bool)
            sampler = set_seeds(clone(self.sampler), derived_seed(self._seed, "sampler"), only_unset=True)
            drop[there] = rows_kept_by(sampler, encoded[there], y[there], codes[there])
        else:
            self.outlyingness_ = class_outlyingness(encoded, codes, method=self.method, seed=self._seed, among=there)
            drop = _outliers(self.outlyingness_, codes, there, self.contamination_)
        self.removed_ = np.flatnonzero(drop)
        self.n_removed_ = np.bincount(codes[drop], minlength=len(self.classes_))
        return _without(drop, X, y, sample_weight)


def answers_of_a_fold(
    X: Any,
    y: AnyArray,
    sample_weight: FloatArray | None,
    *,
    train: IntArray,
    test: IntArray,
    classes: AnyArray,
    seed: int,
    estimator: Estimator,
    method: str,
) -> list[Answer]:
    """Judge the training rows once, then fit the model without each share of them and answer for the test rows."""
    X_train, X_test, y = _safe_indexing(X, train), _safe_indexing(X, test), y[train]
    weights = None if sample_weight is None else sample_weight[train]
    codes, there = encode(y, classes), _weighing(y, weights)
    encoded = encoded_rows(estimator, X_train, y, seed)
    z = class_outlyingness(encoded, codes, method=method, seed=seed, among=there)
    known: dict[int, Answer] = {}  # by the number of rows, as fewer rows are always among more
    sizes = []
    for share in _SHARES:
        drop = _outliers(z, codes, there, share)
        sizes.append(int(drop.sum()))
        if sizes[-1] not in known:
            kept = _without(drop, X_train, y, weights)
            known[sizes[-1]] = fitted_answer(estimator, *kept, X_test, classes=classes, seed=seed)
    return [known[size] for size in sizes]


def encoded_rows(estimator: Estimator, X: Any, y: AnyArray, seed: int) -> Any:
    """Return the rows as numbers, by way of the wrapped Pipeline's steps where they have no columns of their own."""
    if not is_table(X):
        front = front_of(estimator)
        if front:
            X = set_seeds(clone(Pipeline(front)), derived_seed(seed, "front"), only_unset=True).fit_transform(X, y)
        if not is_table(X):
            raise ValueError(
                "OutlierRemoval compares columns: expected X of shape (n_samples, n_features), got rows that have none "
                "and no steps of a Pipeline that make some. Reshape your data, or wrap such a Pipeline."
            )
    elif takes_numbers_only(estimator):
        check_numbers(X)  # what the model refuses shall not be dropped before it is asked
    return TabularEncoder().fit_transform(X)


def _weighing(y: AnyArray, sample_weight: FloatArray | None) -> BoolArray:
    """Return which rows are there: those of weight 0 make no class, and are neither judged nor dropped."""
    return np.ones(len(y), dtype=bool) if sample_weight is None else np.asarray(sample_weight > 0)


def _outliers(z: FloatArray, codes: IntArray, there: BoolArray, contamination: float | str) -> BoolArray:
    drop = np.zeros(len(z), dtype=bool)
    drop[there] = rows_to_drop(z[there], codes[there], contamination)
    return drop


def _without(
    drop: BoolArray, X: Any, y: AnyArray, sample_weight: FloatArray | None
) -> tuple[Any, AnyArray, FloatArray | None]:
    if not drop.any():
        return X, y, sample_weight
    kept = np.flatnonzero(~drop)
    return _safe_indexing(X, kept), y[kept], None if sample_weight is None else sample_weight[kept]
