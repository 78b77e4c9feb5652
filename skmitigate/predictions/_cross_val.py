"""Cross-fit classifiers on shared folds, each at most once."""

import logging
import time
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from joblib import Parallel, delayed
from sklearn.base import clone
from sklearn.dummy import DummyClassifier
from sklearn.utils import _safe_indexing, check_consistent_length, indexable

from skmitigate._sklearn import _num_samples, _threadpool_controller_decorator
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import aligned_proba, check_weights, fit_weighted, has_proba, predicted_codes
from skmitigate._utils._labels import check_classes_weighed, check_labels
from skmitigate._utils._seeds import derived_seed, describe, draw_seed, set_seeds
from skmitigate.exceptions import CandidateFailedWarning
from skmitigate.predictions._folds import make_splits
from skmitigate.predictions._prediction_table import PredictionTable, check_proba

logger = logging.getLogger(__name__)

#: Warnings that a fit gave, with their categories.
Told: TypeAlias = tuple[tuple[type[Warning], str], ...]


def cross_val_predictions(
    estimator: Estimator,
    X: Any,
    y: Any,
    *,
    cv: Any = 5,
    groups: Any = None,
    sample_weight: Any = None,
    n_jobs: int | None = None,
    random_state: Any = None,
) -> PredictionTable:
    """Predict every row by a model that was fitted without it.

    Every fold's fit has a seed of its own, drawn from `random_state`, whatever the estimator's own ``random_state``
    says: with one seed in all folds, a lucky seed would look like a better method. A strategy that only changes the
    decision (:class:`~skmitigate.strategies.DecisionStrategy`) is cross-fitted through the tables of what it wraps:
    the model is fitted once per fold, and the decision for a fold is learned from the other folds' predictions.

    Parameters
    ----------
    estimator : classifier
        An unfitted classifier or Pipeline; it is cloned.
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
        The rows, as `estimator` takes them.
    y : array-like of shape (n_samples,)
        The labels.
    cv : int, splitter, iterable of (train, test) or PredictionTable, default=5
        Integers mean stratified, shuffled folds; with `groups`, no group is split between folds. Any splitter that
        tests rows at least once; rows tested several times get the mean of their probabilities, rows never tested
        are left out and counted. A table made by this function stands for its folds and seeds.
    groups : array-like of shape (n_samples,), default=None
        Rows of one group belong together.
    sample_weight : array-like of shape (n_samples,), default=None
        Weights, used in the fits and kept for scoring.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds and the seeds of the fits.

    Returns
    -------
    PredictionTable
        One row per tested row of X.

    Raises
    ------
    ValueError
        If y is not one column with at least two classes, or there are fewer rows than folds.

    References
    ----------
    C. Nadeau and Y. Bengio (2003), Inference for the generalization error, Machine Learning 52.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import cross_val_predictions
    >>> cross_val_predictions(GaussianNB(), *load_wine(return_X_y=True), random_state=0)
    PredictionTable(178 rows, 3 classes, 4 errors)
    """
    fitter = CrossFitter(
        X, y, cv=cv, groups=groups, sample_weight=sample_weight, n_jobs=n_jobs, random_state=random_state
    )
    return fitter.table(estimator)


@dataclass(frozen=True, slots=True)
class _FoldResult:
    """What one fit in one fold gave."""

    codes: IntArray
    proba: FloatArray | None
    seconds: float
    warnings: Told


class CrossFitter:
    """Rows, folds and seeds on which classifiers are cross-fitted, each at most once.

    It remembers every table that it made, so candidates that share a model (the members of two ensembles, a decision
    on top of a model that is there already) cost nothing twice.

    Parameters
    ----------
    X, y, cv, groups, sample_weight, n_jobs, random_state
        As in :func:`~skmitigate.cross_val_predictions`.

    Attributes
    ----------
    classes : ndarray of shape (n_classes,)
        The sorted labels.
    splits : tuple of (train, test)
        The folds.
    n_fits : int
        How many fits were made so far.
    seconds : float
        How long those fits took, summed over the workers.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate.predictions import CrossFitter
    >>> fitter = CrossFitter(*load_wine(return_X_y=True), random_state=0)
    >>> first, second = fitter.tables([GaussianNB(), GaussianNB()])
    >>> fitter.n_fits
    5
    """

    def __init__(
        self,
        X: Any,
        y: Any,
        *,
        cv: Any = 5,
        groups: Any = None,
        sample_weight: Any = None,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        if y is None:
            check_labels(y)
        X, y, groups = indexable(X, y, groups)
        check_consistent_length(X, y)
        if _num_samples(X) == 0:
            raise ValueError(
                "Found array with 0 sample(s) while a minimum of 1 is required. Pass at least two classes."
            )
        self.X = X
        self.y = check_labels(y)
        self.sample_weight = check_weights(sample_weight, X)
        self.groups: AnyArray | None = None if groups is None else np.asarray(groups)
        self.classes, codes = np.unique(self.y, return_inverse=True)
        self.codes = codes.astype(np.intp)
        check_classes_weighed(self.y, self.sample_weight)
        reused = isinstance(cv, PredictionTable) and cv.random_state is not None
        self.random_state = cv.random_state if reused else draw_seed(random_state)
        self.splits = make_splits(cv, X, self.codes, self.classes, self.groups, self.random_state)
        self.n_jobs = n_jobs
        self.n_fits = 0
        self.seconds = 0.0
        self._cache: dict[str, tuple[Estimator, PredictionTable | Exception]] = {}

    def table(self, estimator: Estimator) -> PredictionTable:
        """Return the table of one classifier; its warnings are issued, its errors raised.

        Parameters
        ----------
        estimator : classifier
            Unfitted.

        Returns
        -------
        PredictionTable
            One row per tested row of X.
        """
        result = self.tables([estimator], warn=True)[0]
        assert isinstance(result, PredictionTable)
        return result

    def tables(
        self,
        estimators: Iterable[Estimator],
        *,
        catch: type[Exception] | tuple[type[Exception], ...] = (),
        warn: bool = False,
    ) -> list[PredictionTable | Exception]:
        """Return the tables of several classifiers, all their fits in one parallel run.

        Parameters
        ----------
        estimators : iterable of classifiers
            Unfitted.
        catch : exception class or tuple of them, default=()
            What to hand back in the place of a table; anything else is raised.
        warn : bool, default=False
            Issue the warnings of the fits; otherwise they are logged.

        Returns
        -------
        list of PredictionTable or Exception
            In the order of `estimators`.
        """
        estimators = list(estimators)
        missing: dict[str, Estimator] = {}
        for estimator in estimators:
            try:
                missing |= {key: leaf for leaf in self.leaves(estimator) if (key := _key(leaf)) not in self._cache}
            except catch:
                continue  # raised again, and handed back, where the table is put together
        self._cross_fit(missing, catch, warn)
        return [self._assemble(estimator, catch) for estimator in estimators]

    def leaves(self, estimator: Estimator) -> list[Estimator]:
        """Return the classifiers that must be fitted in the folds to know the table of `estimator`.

        Parameters
        ----------
        estimator : classifier
            Unfitted.

        Returns
        -------
        list of classifiers
            `estimator` itself, unless it only decides.
        """
        if not getattr(estimator, "_decides", False):
            return [estimator]
        return [leaf for part in estimator._parts(self).values() for leaf in self.leaves(part)]

    def n_fits_needed(self, estimator: Estimator) -> int:
        """Return how many fits the table of `estimator` would cost now.

        Parameters
        ----------
        estimator : classifier
            Unfitted.

        Returns
        -------
        int
            0 where all that it needs has been fitted.
        """
        return len({key for leaf in self.leaves(estimator) if (key := _key(leaf)) not in self._cache}) * len(
            self.splits
        )

    def fit(self, estimators: Mapping[str, Estimator]) -> dict[str, Estimator]:
        """Return clones fitted on all rows; decisions are learned from the tables that are there.

        Only seeds that the caller left unset are set.

        Parameters
        ----------
        estimators : mapping of str to classifier
            Unfitted. The warnings of the one called ``"model"`` are issued, those of the others logged.

        Returns
        -------
        dict of str to classifier
            Fitted, under the same names.
        """
        fitted = {name: clone(estimator) for name, estimator in estimators.items()}
        plain = {name: model for name, model in fitted.items() if not getattr(model, "_decides", False)}
        self.n_fits += len(plain)
        results = Parallel(n_jobs=self.n_jobs)(
            delayed(fit_on_all_rows)(
                model,
                self.X,
                self.y,
                self.sample_weight,
                seed=derived_seed(self.random_state, "all rows", describe(model)),
            )
            for model in plain.values()
        )
        for name, (model, told) in zip(plain, results, strict=True):
            fitted[name] = model
            _tell(_short_name(model), told, warn=name == "model")
        for name in fitted.keys() - plain.keys():
            fitted[name]._fit_on(self)
        return fitted

    def _assemble(self, estimator: Estimator, catch: Any) -> PredictionTable | Exception:
        """Put the table of a nested decision together from the tables of its leaves."""
        if not getattr(estimator, "_decides", False):
            known = self._cache[_key(estimator)][1]
            if isinstance(known, Exception) and not isinstance(known, catch):
                raise known
            return known
        try:
            parts: Mapping[str, Estimator] = estimator._parts(self)
            tables = {name: self._assemble(part, catch) for name, part in parts.items()}
            composed: PredictionTable = estimator._compose(
                kept_tables(tables, optional=getattr(estimator, "_optional_parts", False))
            )
        except catch as error:
            failure: Exception = error
            return failure
        return composed

    def _cross_fit(self, missing: dict[str, Estimator], catch: Any, warn: bool) -> None:
        """Fit every missing leaf in every fold and keep the tables."""
        if not missing:
            return
        tasks = [(key, fold) for key in missing for fold in range(len(self.splits))]
        parallel = Parallel(n_jobs=self.n_jobs, return_as="generator")
        results = parallel(
            delayed(fit_fold)(
                missing[key],
                self.X,
                self.y,
                self.sample_weight,
                self.splits[fold],
                classes=self.classes,
                seed=derived_seed(self.random_state, fold, describe(missing[key])),
                catch=catch,
            )
            for key, fold in tasks
        )
        per_leaf: dict[str, list[_FoldResult | Exception]] = {key: [] for key in missing}
        for (key, fold), result in zip(tasks, results, strict=True):
            per_leaf[key].append(result)
            name = _short_name(missing[key])
            logger.debug("%s: fold %d of %d done", name, fold + 1, len(self.splits))
            if fold == len(self.splits) - 1:
                self._keep(key, missing[key], per_leaf[key], warn)
                logger.info("cross-fitted %s (%d of %d)", name, list(missing).index(key) + 1, len(missing))

    def _keep(self, key: str, leaf: Estimator, results: list[_FoldResult | Exception], warn: bool) -> None:
        done = [result for result in results if isinstance(result, _FoldResult)]
        failed = [result for result in results if isinstance(result, Exception)]
        self.n_fits += len(results)
        self.seconds += sum(result.seconds for result in done)
        _tell(_short_name(leaf), tuple(w for result in done for w in result.warnings), warn=warn)
        self._cache[key] = (leaf, failed[0] if failed else self._collect(done))

    def _collect(self, results: list[_FoldResult]) -> PredictionTable:
        """Put the folds' predictions in the order of the rows; average rows that were tested more than once."""
        n_rows, n_classes = len(self.y), len(self.classes)
        times = np.zeros(n_rows, dtype=np.intp)
        votes = np.zeros((n_rows, n_classes))
        proba = np.zeros((n_rows, n_classes)) if all(r.proba is not None for r in results) else None
        fold = np.full(n_rows, -1, dtype=np.intp)
        for k, ((_, test), result) in enumerate(zip(self.splits, results, strict=True)):
            times[test] += 1
            votes[test, result.codes] += 1
            if proba is not None and result.proba is not None:
                proba[test] += result.proba
            fold[test[fold[test] < 0]] = k
        row = np.flatnonzero(times)
        if proba is not None:
            proba = proba[row] / times[row, None]
            votes = np.where(times[:, None] > 1, 0.0, votes)[row] + np.where(times[row, None] > 1, proba, 0.0)
        else:
            votes = votes[row]
        return PredictionTable(
            classes=self.classes,
            y_true=self.codes[row],
            y_pred=np.argmax(votes, axis=1),
            proba=proba,
            fold=fold[row],
            row=row,
            sample_weight=None if self.sample_weight is None else self.sample_weight[row],
            groups=None if self.groups is None else self.groups[row],
            splits=self.splits,
            random_state=self.random_state,
            n_untested=n_rows - len(row),
        )


# With other numbers of BLAS threads sums differ in the last digit, and workers of a parallel run have fewer of them.
@_threadpool_controller_decorator(limits=1, user_api="blas")
def fit_on_all_rows(
    model: Estimator, X: Any, y: AnyArray, sample_weight: FloatArray | None, *, seed: int
) -> tuple[Estimator, Told]:
    """Fit `model`, with seeds where it has none, and return it with the warnings that it gave."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fit_weighted(set_seeds(model, seed, only_unset=True), X, y, sample_weight)
    return model, _messages(caught)


def _messages(caught: Iterable[warnings.WarningMessage]) -> Told:
    return tuple((w.category, str(w.message)) for w in caught)


def _tell(name: str, told: Told, *, warn: bool) -> None:
    """Issue each distinct warning once, or log it."""
    for category, message in dict.fromkeys(told):
        if warn:
            warnings.warn(message, category, stacklevel=7)
        else:
            logger.debug("%s warned: %s", name, message)


def kept_tables(tables: Mapping[str, PredictionTable | Exception], *, optional: bool) -> dict[str, PredictionTable]:
    """Return the tables of the parts that could be fitted; raise the error of one that could not and is needed."""
    kept = {}
    for name, table in tables.items():
        if isinstance(table, PredictionTable):
            kept[name] = table
        elif optional and name != "model":
            warnings.warn(
                f"The member {name!r} is left out, because it failed on these rows: {table}",
                CandidateFailedWarning,
                stacklevel=3,
            )
        else:
            raise table
    return kept


@_threadpool_controller_decorator(limits=1, user_api="blas")
def fit_fold(
    estimator: Estimator,
    X: Any,
    y: AnyArray,
    sample_weight: FloatArray | None,
    split: tuple[IntArray, IntArray],
    *,
    classes: AnyArray,
    seed: int,
    catch: Any = (),
) -> "_FoldResult | Exception":
    """Fit a clone on one fold's training rows, with the seed given, and predict its test rows."""
    start = time.perf_counter()
    train, test = split
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            labels = y[train]
            weight = None if sample_weight is None else sample_weight[train]
            seen = np.unique(labels if weight is None else labels[weight > 0])
            # A fold may hold all rows of a rare class: what is left has one class, which is then the prediction.
            model = set_seeds(clone(estimator), seed) if len(seen) > 1 else DummyClassifier(strategy="prior")
            fit_weighted(model, _safe_indexing(X, train), labels, weight)
            X_test = _safe_indexing(X, test)
            codes = predicted_codes(model, X_test, classes)
            proba = check_proba(aligned_proba(model, X_test, classes), len(classes)) if has_proba(estimator) else None
    except catch as error:
        failure: Exception = error
        return failure
    return _FoldResult(codes, proba, time.perf_counter() - start, _messages(caught))


def _key(leaf: Estimator) -> str:
    return describe(leaf, by_identity=True)


def _short_name(leaf: Estimator) -> str:
    inner = getattr(leaf, "estimator", None)
    if hasattr(leaf, "steps"):
        return "Pipeline(" + ", ".join(_short_name(step) for _, step in leaf.steps) + ")"
    return f"{type(leaf).__name__}({_short_name(inner)})" if inner is not None else type(leaf).__name__
