"""Cross-fit classifiers on shared folds, each at most once."""

import logging
import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.utils import check_consistent_length, indexable

from skmitigate._sklearn import _num_samples
from skmitigate._typing import AnyArray, Estimator
from skmitigate._utils._fitting import check_weights
from skmitigate._utils._labels import check_classes_weighed, check_labels
from skmitigate._utils._seeds import derived_seed, describe, draw_seed
from skmitigate.exceptions import CheckpointWarning
from skmitigate.predictions._checkpoint import Checkpoint
from skmitigate.predictions._fold_fits import FoldResult, Rows, Told, fit_fold, fit_on_all_rows
from skmitigate.predictions._fold_tables import composed, in_folds, in_parts, kept_tables, merged, table_of_folds
from skmitigate.predictions._folds import make_splits, repetitions_of
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.predictions._schedule import run_tasks

logger = logging.getLogger(__name__)


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
    checkpoint: str | os.PathLike[str] | None = None,
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
        tests rows at least once; rows tested several times get the mean of their probabilities, and where all folds
        were repeated the table keeps each repetition; rows never tested are left out and counted. A table made by this
        function stands for its folds and seeds.
    groups : array-like of shape (n_samples,), default=None
        Rows of one group belong together.
    sample_weight : array-like of shape (n_samples,), default=None
        Weights, used in the fits and kept for scoring.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds and the seeds of the fits.
    checkpoint : path, default=None
        A folder in which the result of every fit is kept at once. The same call, made again, reads what is there; with
        no `random_state` it reads the seed that was drawn, too. Files are named by a digest of all that a result
        depends on, so one folder serves many calls.

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
        X,
        y,
        cv=cv,
        groups=groups,
        sample_weight=sample_weight,
        n_jobs=n_jobs,
        random_state=random_state,
        checkpoint=checkpoint,
    )
    return fitter.table(estimator)


class CrossFitter:
    """Rows, folds and seeds on which classifiers are cross-fitted, each at most once.

    It remembers what every fit gave, so candidates that share a model (the members of two ensembles, a decision on top
    of a model that is there already) cost nothing twice, and a candidate that was fitted in some folds goes on from
    there.

    Parameters
    ----------
    X, y, cv, groups, sample_weight, n_jobs, random_state, checkpoint
        As in :func:`~skmitigate.cross_val_predictions`.

    Attributes
    ----------
    classes : ndarray of shape (n_classes,)
        The sorted labels.
    splits : tuple of (train, test)
        The folds.
    n_fits : int
        How many fits were made so far; those that were read from the checkpoint count.
    n_fits_planned : int
        What `n_fits` will be when those that are under way are done.
    seconds : float
        How long those fits took, summed over the workers.
    listener : callable or None
        Is called after every fit, with what was fitted and whether this was the last fold that it lacked.

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
        checkpoint: str | os.PathLike[str] | None = None,
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
        self._rows = Rows(X, self.y, self.sample_weight)
        self._checkpoint = None if checkpoint is None else Checkpoint(checkpoint, self._rows, self.groups)
        if isinstance(cv, PredictionTable) and cv.random_state is not None:
            self.random_state = cv.random_state
        elif self._checkpoint is not None:
            self.random_state = self._checkpoint.draw_seed(random_state)
        else:
            self.random_state = draw_seed(random_state)
        self.splits = make_splits(cv, X, self.codes, self.classes, self.groups, self.random_state)
        self.n_jobs = n_jobs
        self.n_fits = 0
        self.n_fits_planned = 0
        self.seconds = 0.0
        self.listener: Callable[[str, bool], None] | None = None
        # The leaves are kept because one that cannot be described in words is known by its identity.
        self._leaves: dict[str, Estimator] = {}
        self._results: dict[str, dict[int, FoldResult | Exception]] = {}
        self._tables: dict[str, PredictionTable] = {}

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
        folds: Iterable[int] | None = None,
        catch: type[Exception] | tuple[type[Exception], ...] = (),
        warn: bool = False,
    ) -> list[PredictionTable | Exception]:
        """Return the tables of several classifiers, all their fits in one parallel run.

        Parameters
        ----------
        estimators : iterable of classifiers
            Unfitted.
        folds : iterable of int, default=None
            Positions in `splits`: the tables then hold the rows that these folds test. As few folds would leave a
            decision less to learn from than it will have in the end, it is then learned for each fifth of these rows
            from the other four, whatever their folds. None means all folds.
        catch : exception class or tuple of them, default=()
            What to hand back in the place of a table; anything else is raised.
        warn : bool, default=False
            Issue the warnings of the fits; otherwise they are logged.

        Returns
        -------
        list of PredictionTable or Exception
            In the order of `estimators`. A classifier that failed in one fold has failed.
        """
        estimators, chosen = list(estimators), self._chosen(folds)
        self.fit_folds(estimators, folds=chosen, catch=catch, warn=warn)
        made = [self._assemble(estimator, chosen, catch) for estimator in estimators]
        if len(chosen) == len(self.splits):
            return made
        return [table if isinstance(table, Exception) else in_folds(table, self.splits, chosen) for table in made]

    def fit_folds(
        self,
        estimators: Iterable[Estimator],
        *,
        folds: Iterable[int] | None = None,
        catch: type[Exception] | tuple[type[Exception], ...] = (),
        warn: bool = False,
    ) -> None:
        """Make the fits that the tables of several classifiers need and that are not there yet, in one parallel run.

        Parameters
        ----------
        estimators : iterable of classifiers
            Unfitted.
        folds : iterable of int, default=None
            Positions in `splits`; None means all.
        catch : exception class or tuple of them, default=()
            What a fit may raise; it is then handed back in the place of the table. Anything else is raised here.
        warn : bool, default=False
            Issue the warnings of the fits; otherwise they are logged.
        """
        chosen = self._chosen(folds)
        missing: dict[str, tuple[int, ...]] = {}
        for estimator in estimators:
            try:
                found = {_key(leaf): leaf for leaf in self.leaves(estimator)}
            except catch:
                continue  # raised again, and handed back, where the table is put together
            self._leaves = found | self._leaves
            missing |= {key: wanted for key in found if (wanted := self._missing(key, chosen))}
        self.n_fits_planned = max(self.n_fits_planned, self.n_fits + sum(map(len, missing.values())))
        places = self._restored(missing)
        tasks = [
            {
                "estimator": self._leaves[key],
                "split": self.splits[fold],
                "classes": self.classes,
                "seed": self._seed(key, fold),
                "catch": catch,
            }
            for key, fold, _ in places
        ]
        with closing(run_tasks(fit_fold, self._rows, tasks, n_jobs=self.n_jobs)) as results:
            for i, result in results:
                key, fold, path = places[i]
                if self._checkpoint is not None and path is not None and isinstance(result, FoldResult):
                    self._checkpoint.write(path, result)
                self._keep(key, fold, result, missing)
        for key, wanted in missing.items():
            self._tell_of(key, wanted, warn)
        self._tell_problems()

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

    def n_fits_needed(self, estimator: Estimator, *, folds: Iterable[int] | None = None) -> int:
        """Return how many fits the table of `estimator` would cost now.

        Parameters
        ----------
        estimator : classifier
            Unfitted.
        folds : iterable of int, default=None
            Positions in `splits`; None means all.

        Returns
        -------
        int
            0 where all that it needs has been fitted, or has failed.
        """
        chosen = self._chosen(folds)
        return sum(len(self._missing(key, chosen)) for key in {_key(leaf) for leaf in self.leaves(estimator)})

    def n_fits_made(self, estimator: Estimator) -> int:
        """Return how many fits have been made for the table of `estimator`, failed ones among them.

        Parameters
        ----------
        estimator : classifier
            Unfitted.

        Returns
        -------
        int
            In folds; those on all rows do not count.
        """
        return sum(len(self._results.get(key, {})) for key in {_key(leaf) for leaf in self.leaves(estimator)})

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
        self.n_fits_planned = self.n_fits + len(plain)
        names = list(plain)
        tasks = [
            {"model": model, "seed": derived_seed(self.random_state, "all rows", describe(model))}
            for model in plain.values()
        ]
        done: dict[int, tuple[Estimator, Told]] = {}
        with closing(run_tasks(fit_on_all_rows, self._rows, tasks, n_jobs=self.n_jobs)) as results:
            for i, result in results:
                done[i] = result
                self.n_fits += 1
                if self.listener is not None:
                    self.listener(_short_name(result[0]), False)
        for i, name in enumerate(names):
            fitted[name], told = done[i]
            _tell(_short_name(fitted[name]), told, warn=name == "model")
        for name in fitted.keys() - plain.keys():
            fitted[name]._fit_on(self)
        return fitted

    def _chosen(self, folds: Iterable[int] | None) -> tuple[int, ...]:
        return tuple(range(len(self.splits))) if folds is None else tuple(sorted(set(folds)))

    def _missing(self, key: str, folds: tuple[int, ...]) -> tuple[int, ...]:
        """Return the folds in which a leaf is still to be fitted; none where it failed in one."""
        known = self._results.get(key, {})
        failed = any(isinstance(result, Exception) for result in known.values())
        return () if failed else tuple(fold for fold in folds if fold not in known)

    def _seed(self, key: str, fold: int) -> int:
        return derived_seed(self.random_state, fold, describe(self._leaves[key]))

    def _restored(self, missing: Mapping[str, tuple[int, ...]]) -> list[tuple[str, int, Path | None]]:
        """Take over what is in the checkpoint's folder; return what is not, with the files to keep it in."""
        left: list[tuple[str, int, Path | None]] = []
        for key, wanted in missing.items():
            paths: dict[int, Path] = {}
            if self._checkpoint is not None:
                seeds = {fold: self._seed(key, fold) for fold in wanted}
                paths = self._checkpoint.places(key, self._leaves[key], self.splits, seeds)
            for fold in wanted:
                path, result = paths.get(fold), None
                if self._checkpoint is not None and path is not None:
                    result = self._checkpoint.read(path, len(self.splits[fold][1]), len(self.classes))
                if result is None:
                    left.append((key, fold, path))
                else:
                    self._keep(key, fold, result, missing)
        return left

    def _keep(
        self, key: str, fold: int, result: FoldResult | Exception, missing: Mapping[str, tuple[int, ...]]
    ) -> None:
        self._results.setdefault(key, {})[fold] = result
        self.n_fits += 1
        self.seconds += result.seconds if isinstance(result, FoldResult) else 0.0
        name, whole = _short_name(self._leaves[key]), len(self._results[key]) == len(self.splits)
        logger.debug("%s: fold %d of %d done", name, fold + 1, len(self.splits))
        if whole:
            done = sum(len(self._results.get(other, {})) == len(self.splits) for other in missing)
            logger.info("cross-fitted %s (%d of %d)", name, done, len(missing))
        if self.listener is not None:
            self.listener(name, whole)

    def _tell_of(self, key: str, folds: tuple[int, ...], warn: bool) -> None:
        results = [self._results[key][fold] for fold in folds]
        told = tuple(told for result in results if isinstance(result, FoldResult) for told in result.warnings)
        _tell(_short_name(self._leaves[key]), told, warn=warn)

    def _tell_problems(self) -> None:
        """Say once what the checkpoint cannot do."""
        if self._checkpoint is not None:
            for problem in dict.fromkeys(self._checkpoint.problems):
                warnings.warn(problem, CheckpointWarning, stacklevel=6)
            self._checkpoint.problems.clear()

    def _assemble(self, estimator: Estimator, folds: tuple[int, ...], catch: Any) -> PredictionTable | Exception:
        """Put the table of a nested decision together from the tables of its leaves."""
        if not getattr(estimator, "_decides", False):
            known = self._leaf_table(_key(estimator), folds)
            if isinstance(known, Exception) and not isinstance(known, catch):
                raise known
            return known
        try:
            parts: Mapping[str, Estimator] = estimator._parts(self)
            tables = {name: self._assemble(part, folds, catch) for name, part in parts.items()}
            return composed(estimator, kept_tables(tables, optional=getattr(estimator, "_optional_parts", False)))
        except catch as error:
            failure: Exception = error
            return failure

    def _leaf_table(self, key: str, folds: tuple[int, ...]) -> PredictionTable | Exception:
        known = dict(sorted(self._results[key].items()))
        for result in known.values():
            if isinstance(result, Exception):
                return result
        whole = len(folds) == len(self.splits)
        if whole and key in self._tables:
            return self._tables[key]
        repetitions = repetitions_of(self.splits) if whole else ()
        made = [
            table_of_folds(
                {fold: result for fold in part if isinstance(result := known[fold], FoldResult)},
                self._rows,
                codes=self.codes,
                classes=self.classes,
                groups=self.groups,
                splits=self.splits,
                random_state=self.random_state,
            )
            for part in repetitions or (folds,)
        ]
        table = merged(made) if repetitions else made[0]
        if not whole:
            return in_parts(table)
        self._tables[key] = table
        return table


def _tell(name: str, told: Told, *, warn: bool) -> None:
    """Issue each distinct warning once, or log it."""
    for category, message in dict.fromkeys(told):
        if warn:
            warnings.warn(message, category, stacklevel=7)
        else:
            logger.debug("%s warned: %s", name, message)


def _key(leaf: Estimator) -> str:
    return describe(leaf, by_identity=True)


def _short_name(leaf: Estimator) -> str:
    inner = getattr(leaf, "estimator", None)
    if hasattr(leaf, "steps"):
        return "Pipeline(" + ", ".join(_short_name(step) for _, step in leaf.steps) + ")"
    return f"{type(leaf).__name__}({_short_name(inner)})" if inner is not None else type(leaf).__name__
