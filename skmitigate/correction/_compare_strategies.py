"""All strategies side by side on one model."""

import time
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.base import clone

from skmitigate._typing import Estimator, Scoring
from skmitigate._utils._levels import check_alpha
from skmitigate._utils._seeds import derived_seed
from skmitigate._utils._wrapping import check_classifier
from skmitigate.correction._composition import seeded
from skmitigate.correction._scorable import check_scorable
from skmitigate.correction._search import Search, SearchSettings
from skmitigate.correction._strategy_comparison import ComparedStrategy, StrategyComparison
from skmitigate.diagnosis._analyze_errors import analyze_errors
from skmitigate.evidence._side_by_side import side_by_side
from skmitigate.metrics._metric import Metric, resolve_metric
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._catalogue import alias, describe_candidate


def compare_strategies(
    estimator: Estimator,
    X: Any,
    y: Any,
    strategies: Any = "all",
    *,
    scoring: Scoring = "accuracy",
    cv: Any = 5,
    alpha: float = 0.05,
    groups: Any = None,
    sample_weight: Any = None,
    n_jobs: int | None = None,
    random_state: Any = None,
) -> StrategyComparison:
    """Cross-fit a classifier with each strategy on the same folds, and show all of them side by side.

    For a picture of what is there. It chooses nothing, and the best of several always looks better than it is: to
    choose one, with a gain that is corrected for having chosen, use :class:`~skmitigate.SelfCorrectingClassifier`.

    Parameters
    ----------
    estimator : classifier
        The unfitted model.
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
        The rows, as `estimator` takes them.
    y : array-like of shape (n_samples,)
        The labels.
    strategies : {"all", "auto"} or list, default="all"
        What to compare: all strategies, those that suit the diagnosis, or a list of aliases and unfitted strategies or
        classifiers. A strategy that is named by its alias is tried in each setting that it offers.
    scoring : str, callable or Metric, default="accuracy"
        Any scorer, as in :func:`~skmitigate.metrics.resolve_metric`.
    cv : int, splitter, iterable of (train, test) or PredictionTable, default=5
        The folds, as in :func:`~skmitigate.cross_val_predictions`; repeated ones are welcome.
    alpha : float, default=0.05
        All intervals hold at once at level 1 - `alpha`.
    groups : array-like of shape (n_samples,), default=None
        Rows of one group belong together, and are compared as one.
    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the rows, used by fits and metric.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds and the seeds of the fits.

    Returns
    -------
    StrategyComparison
        A line for each strategy, those that were skipped and those that failed with the reason.

    Raises
    ------
    ValueError
        If `strategies` is something else, an alias is unknown, the metric is no number for the model, or the folds test
        some rows more often than others.

    See Also
    --------
    skmitigate.compare : Two classifiers.
    skmitigate.SelfCorrectingClassifier : Chooses one, or none.

    Notes
    -----
    The differences from the unchanged model share one two-sided max-T test: the intervals are as wide as the largest of
    all t statistics makes necessary where no strategy differs. The differences of each two share another one, from
    which letters and ranks follow: the best rank of a strategy is one more than the number of those that are shown to
    be better (Mogstad et al. 2024). The variance between fitted models is part of all of them, as in
    :func:`~skmitigate.compare`, estimated over all strategies together.

    References
    ----------
    J. Lei (2020), Cross-validation with confidence, JASA 115.

    M. Mogstad, J. P. Romano, A. M. Shaikh and D. Wilhelm (2024), Inference for ranks with applications to mobility
    across neighbourhoods and academic achievement across countries, Review of Economic Studies 91.

    H.-P. Piepho (2004), An algorithm for a letter-based representation of all-pairwise comparisons, Journal of
    Computational and Graphical Statistics 13.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from skmitigate import compare_strategies
    >>> X, y = load_wine(return_X_y=True)
    >>> stump = DecisionTreeClassifier(max_depth=1)
    >>> found = compare_strategies(stump, X, y, [GaussianNB(), "probability_calibration"], random_state=0)
    >>> [(line.candidate, line.letters) for line in found.lines][:2]
    [('GaussianNB', 'a'), ('unchanged', 'b')]
    """
    started = time.perf_counter()
    check_classifier(estimator, owner="compare_strategies")
    _check_asked(strategies, alpha)
    metric = resolve_metric(scoring)
    fitter = CrossFitter(
        X, y, cv=cv, groups=groups, sample_weight=sample_weight, n_jobs=n_jobs, random_state=random_state
    )
    base = seeded(clone(estimator), fitter.random_state)
    table = fitter.table(base)
    check_scorable(table, metric)
    _check_tested_equally(fitter, table, cv)
    own = ComparedStrategy(
        candidate="unchanged",
        strategy=alias(estimator),
        status="compared",
        reason="the model as it is",
        n_fits=fitter.n_fits,
        seconds=time.perf_counter() - started,
    )
    diagnosis = analyze_errors(table, fitter.X, alpha=alpha)
    trial_of_all = _TrialOfAll(fitter, _settings(strategies, scoring, metric, alpha), base, table, diagnosis)
    lines, tables = trial_of_all.cross_fitted()
    seed = derived_seed(fitter.random_state, "side by side")
    compared = _judged([own, *lines], [table, *tables], metric, alpha=alpha, seed=seed)
    return StrategyComparison(
        model=type(estimator).__name__,
        scoring=metric.name,
        alpha=alpha,
        lines=(*compared, *trial_of_all.left_out()),
        n_rows=len(table),
        n_groups=None if table.groups is None else len(np.unique(table.groups)),
        n_folds=len(fitter.splits) // (len(table.repetitions) or 1),
        n_fits=fitter.n_fits,
        seconds=time.perf_counter() - started,
    )


def _check_asked(strategies: Any, alpha: float) -> None:
    check_alpha(alpha)
    if not (isinstance(strategies, list | tuple) or strategies in ("all", "auto")):
        raise ValueError(
            f"Expected strategies to be 'all', 'auto' or a list, got {strategies!r}. "
            "Put a single one into a list: ['class_balancing']."
        )


def _check_tested_equally(fitter: CrossFitter, table: PredictionTable, cv: Any) -> None:
    if sum(len(test) for _, test in fitter.splits) != len(table) * (len(table.repetitions) or 1):
        raise ValueError(
            f"Expected cv to test each row equally often, got cv={cv!r}, which does not. Pass an integer, or "
            "RepeatedStratifiedKFold for repetitions."
        )


class _TrialOfAll(Search):
    """The candidates of a search's first iteration, cross-fitted one after the other, and nothing decided."""

    __slots__ = ()

    def cross_fitted(self) -> tuple[list[ComparedStrategy], list[PredictionTable]]:
        """Return a line and the table of each candidate that could be cross-fitted."""
        lines, tables = [], []
        for candidate in self._candidates(0):
            started = time.perf_counter()
            for _, table, n_fits in self._cross_fit(0, [candidate]):
                lines.append(
                    ComparedStrategy(
                        candidate=describe_candidate(candidate),
                        strategy=alias(candidate),
                        status="compared",
                        reason="",
                        n_fits=n_fits,
                        seconds=time.perf_counter() - started,
                    )
                )
                tables.append(table)
        return lines, tables

    def left_out(self) -> list[ComparedStrategy]:
        """Return a line for each candidate that was skipped or failed."""
        return [
            ComparedStrategy(
                candidate=trial.candidate,
                strategy=trial.strategy,
                status=trial.status,
                reason=trial.reason,
                n_fits=trial.n_fits,
            )
            for trial in self.trials
        ]


def _settings(strategies: Any, scoring: Scoring, metric: Metric, alpha: float) -> SearchSettings:
    return SearchSettings(
        strategies=strategies,
        scoring=scoring,
        metric=metric,
        alpha=alpha,
        evidence="metric",
        improvement_threshold=0.0,
        max_iterations=1,
        max_fits=None,
        max_time=None,
        racing=False,
        catch=(Exception,),
        protected=(),
    )


def _judged(
    lines: list[ComparedStrategy], tables: list[PredictionTable], metric: Metric, *, alpha: float, seed: int
) -> list[ComparedStrategy]:
    """Return the lines with their figures, the highest score first."""
    scores = [metric.mean_score(table) for table in tables]
    if len(lines) == 1:
        return [replace(lines[0], score=scores[0], difference=0.0, rank=(1, 1), letters="a")]
    found = side_by_side(tables[0], tables[1:], metric, alpha=alpha, seed=seed)
    ranks, letters = found.ranks, found.letters
    judged = []
    for i, line in enumerate(lines):
        low, high = found.interval[i]
        resolved = found.p_value[i] < alpha
        verdict = ("better" if found.difference[i] > 0 else "worse") if resolved else "not resolved"
        judged.append(
            replace(
                line,
                reason=verdict if i else line.reason,
                score=scores[i],
                difference=float(found.difference[i]),
                interval=metric.possible((float(low), float(high))) if i else None,
                p_value=float(found.p_value[i]) if i else None,
                rank=(int(ranks[i, 0]), int(ranks[i, 1])),
                letters=letters[i],
            )
        )
    return sorted(judged, key=lambda line: -(line.score or 0.0))
