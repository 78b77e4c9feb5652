"""A classifier that corrects another one, where that is shown to help."""

from collections.abc import Sequence
from dataclasses import replace
from numbers import Integral, Real
from os import PathLike
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin
from sklearn.utils import Tags
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skmitigate._sklearn import HasMethods, Interval, StrOptions, _fit_context
from skmitigate._typing import AnyArray, Estimator, FloatArray, Scoring
from skmitigate._utils._seeds import derived_seed, describe
from skmitigate._utils._shared_work import shared_work
from skmitigate._utils._wrapping import begin_fit, check_classifier, inner_tags, wrapped_has
from skmitigate.correction._composition import seeded, strategy_levels
from skmitigate.correction._events import SearchEnded
from skmitigate.correction._progress import Progress, as_callbacks
from skmitigate.correction._protected import check_guarded, each_once, found_slices, protected_groups
from skmitigate.correction._report import CorrectionReport, floor_seen, per_class_changes
from skmitigate.correction._scorable import check_scorable
from skmitigate.correction._search import Search, SearchSettings
from skmitigate.correction._trial import trials_as_arrays
from skmitigate.correction._typical_errors import errors_told
from skmitigate.diagnosis._analyze_errors import analyze_errors
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.evidence._corrected_gain import corrected_gain
from skmitigate.evidence._flips import flips
from skmitigate.evidence._row_groups import RowGroups
from skmitigate.metrics._metric import Metric, resolve_metric
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._folds import repetitions_of
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._catalogue import describe_candidate, resolve
from skmitigate.strategies._ensemble_learning import EnsembleLearning
from skmitigate.strategies._strategy import Strategy


class SelfCorrectingClassifier(ClassifierMixin, MetaEstimatorMixin, BaseEstimator):
    """Wrap a classifier, find why it errs, and keep only the changes that a corrected test shows to help.

    The model is cross-fitted once; its errors are diagnosed; strategies that suit the findings are compared with it on
    the same rows, by one test for all of them; what passes becomes the model, and the search goes on from there. Where
    nothing passes the original is kept, fitted on all rows, and the report says why.

    Parameters
    ----------
    estimator : classifier
        The classifier or Pipeline to correct.
    strategies : {"auto", "all"} or list, default="auto"
        ``"auto"``: those that address what was found, first what costs no fits, then what promises most for a fit (the
        share of rows with an error of those kinds, over the fits); of the variants of a strategy the one that seldom
        leaves a gain to the others; and in an ensemble, once there is one, no member is fitted on changed rows again.
        ``"all"``: all that can be applied. A list holds aliases (``"class_balancing"``), unfitted strategies with
        ``estimator=None``, or complete unfitted classifiers, which are tried as replacements.
    scoring : str or callable, default="accuracy"
        What is to be raised: the name of a scikit-learn scorer, or ``scorer(estimator, X, y)``.
    cv : int, splitter or iterable, default=5
        The folds. A splitter may repeat all its folds (RepeatedStratifiedKFold), in order of time (TimeSeriesSplit) it
        may leave rows untested.
    alpha : float, default=0.05
        How often at most a search over candidates that do nothing accepts one.
    evidence : {"proper_score", "metric"}, default="proper_score"
        ``"proper_score"``: better probabilities count as evidence too, as long as the metric is up. ``"metric"``: the
        metric itself must be resolved.
    correction_threshold : float, default=0.0
        The share of errors at or below which nothing is tried.
    min_errors_for_correction : int, default=10
        With fewer errors than this nothing is tried.
    max_iterations : int, default=5
        How many changes may be made on top of each other.
    improvement_threshold : float, default=0.0
        How much the metric must be up, in its own units.
    protect : list, default=None
        Names or positions of columns of X, and :class:`~skmitigate.diagnosis.Slice` objects or their text
        (``"age < 30"``). A candidate that makes more errors than `estimator`, by a test corrected for all groups and
        candidates, on the rows with one value of such a column or in such a slice is rejected, and the report says for
        whom it is worse. Numbers and dates with more than ten values are cut into thirds. A column that `estimator` is
        not to see stays in X and is dropped by the first step of a Pipeline.
    protect_classes : bool or list of labels, default=False
        Whether the same holds for the rows of each true class, or of those listed. A change that moves the border
        between two classes takes from one what it gives to the other, so that with True most such changes are rejected
        that have an effect at all.
    max_fits : int, default=None
        The most fits in folds; those of the original model count. The last ones on all rows come on top, and those that
        a candidate makes inside its own fit, to tune or to clean.
    max_time : float, default=None
        Seconds after which no further candidate is started. Results then depend on the machine.
    racing : bool, default=True
        Stop cross-fitting a candidate once the first folds leave it less than 2.5 % chance of passing, with
        ``strategies="auto"`` less than 20 %. The test still counts it. False cross-fits every candidate on all folds.
    error_score : "raise" or nan, default=np.nan
        Whether a candidate that fails ends the fit, or is recorded, warned about and left out.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds and the seed of every fit.
    checkpoint : path, default=None
        A folder in which the result of every fit in a fold is kept at once. A ``fit`` that was killed, called again
        with the same settings on the same rows, goes on from there and gives the same report, with and without a
        `random_state` (a splitter that shuffles needs one of its own). The folder may serve several models and data
        sets: what has been fitted is found by what it depends on. Remove the folder after a change of your own code
        that other files call.
    callbacks : callable or list of callables, default=None
        Each is called with a :class:`~skmitigate.correction.SearchEvent` after every fit, at the begin of an iteration,
        for every candidate that is decided on, and at the end; :class:`~skmitigate.correction.ProgressBar` shows them.
        One that raises :class:`~skmitigate.exceptions.StopSearch` ends the search as a budget does: what has been
        cross-fitted by then is decided on, and the report says so.

    Attributes
    ----------
    estimator_ : classifier
        The accepted classifier, fitted on all rows.
    report_ : CorrectionReport
        Verdict, scores, trials.
    diagnosis_ : Diagnosis
        What was wrong with the original model.
    trials_ : dict of str to ndarray
        One entry per candidate, as in ``cv_results_``.
    predictions_ : PredictionTable
        Cross-fitted predictions of the accepted model.
    base_predictions_ : PredictionTable
        Those of the original model.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``.
    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Their names, where they have any.

    See Also
    --------
    cross_val_predictions : Makes the tables that everything is judged on.
    analyze_errors : The diagnosis alone.

    Notes
    -----
    Every fit in a fold has a seed of its own, drawn from `random_state`, whatever the estimator's own ``random_state``
    is: a seed is not a setting. The classifiers fitted on all rows keep the seeds that were given; open ones are drawn
    from `random_state`. Classes with fewer rows than folds are carried along with a
    :class:`~skmitigate.exceptions.RareClassWarning`.

    References
    ----------
    J. Lei (2020), Cross-validation with confidence, JASA 115.
    C. Nadeau and Y. Bengio (2003), Inference for the generalization error, Machine Learning 52.
    I. Tsamardinos et al. (2018), Bootstrapping the out-of-sample predictions for efficient and accurate
    cross-validation, Machine Learning 107.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import ProbabilityCalibration, SelfCorrectingClassifier
    >>> X, y = load_digits(return_X_y=True)
    >>> strategies = [ProbabilityCalibration(method="isotonic")]
    >>> model = SelfCorrectingClassifier(GaussianNB(), strategies=strategies, random_state=0).fit(X, y)
    >>> model.report_.verdict
    'corrected'
    >>> model.predict(X[:3]).shape
    (3,)
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "estimator": [HasMethods("fit"), None],
        "strategies": [StrOptions({"auto", "all"}), list, tuple],
        "scoring": [str, callable],
        "cv": ["cv_object"],
        "alpha": [Interval(Real, 0, 1, closed="neither")],
        "evidence": [StrOptions({"proper_score", "metric"})],
        "correction_threshold": [Interval(Real, 0, 1, closed="both")],
        "min_errors_for_correction": [Interval(Integral, 0, None, closed="left")],
        "max_iterations": [Interval(Integral, 1, None, closed="left")],
        "improvement_threshold": [Interval(Real, 0, None, closed="left")],
        "protect": [None, list, tuple],
        "protect_classes": ["boolean", list, tuple, np.ndarray],
        "max_fits": [None, Interval(Integral, 1, None, closed="left")],
        "max_time": [None, Interval(Real, 0, None, closed="left")],
        "racing": ["boolean"],
        "error_score": [StrOptions({"raise"}), Real],
        "n_jobs": [None, Interval(Integral, 1, None, closed="left"), Interval(Integral, None, -1, closed="right")],
        "random_state": ["random_state"],
        "checkpoint": [None, str, PathLike],
        "callbacks": [None, callable, list, tuple],
    }
    __metadata_request__fit: ClassVar[dict[str, None]] = {"sample_weight": None, "groups": None}

    def __init__(
        self,
        estimator: Estimator,
        *,
        strategies: Any = "auto",
        scoring: Scoring = "accuracy",
        cv: Any = 5,
        alpha: float = 0.05,
        evidence: str = "proper_score",
        correction_threshold: float = 0.0,
        min_errors_for_correction: int = 10,
        max_iterations: int = 5,
        improvement_threshold: float = 0.0,
        protect: Any = None,
        protect_classes: Any = False,
        max_fits: int | None = None,
        max_time: float | None = None,
        racing: bool = True,
        error_score: Any = np.nan,
        n_jobs: int | None = None,
        random_state: Any = None,
        checkpoint: "str | PathLike[str] | None" = None,
        callbacks: Any = None,
    ) -> None:
        self.estimator = estimator
        self.strategies = strategies
        self.scoring = scoring
        self.cv = cv
        self.alpha = alpha
        self.evidence = evidence
        self.correction_threshold = correction_threshold
        self.min_errors_for_correction = min_errors_for_correction
        self.max_iterations = max_iterations
        self.improvement_threshold = improvement_threshold
        self.protect = protect
        self.protect_classes = protect_classes
        self.max_fits = max_fits
        self.max_time = max_time
        self.racing = racing
        self.error_score = error_score
        self.n_jobs = n_jobs
        self.random_state = random_state
        self.checkpoint = checkpoint
        self.callbacks = callbacks

    @_fit_context(prefer_skip_nested_validation=False)
    def fit(self, X: Any, y: Any, **fit_params: Any) -> Self:
        """Correct the classifier and fit the result on all rows.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows, as the wrapped classifier takes them.
        y : array-like of shape (n_samples,)
            The labels.
        **fit_params : dict
            ``sample_weight`` and ``groups``, each of shape (n_samples,).

        Returns
        -------
        self
            The fitted classifier.

        Raises
        ------
        ValueError
            If y is not one column with at least two classes, there are fewer rows than folds, the splitter tests
            some rows more often than others, or weights are passed to a model that takes none.
        """
        progress = Progress(as_callbacks(self.callbacks))
        rows, labels, weights = begin_fit(self, X, y, fit_params, known=("sample_weight", "groups"))
        metric = resolve_metric(self.scoring)
        self._check_strategies()
        protected = each_once(protected_groups(rows, what) for what in self.protect or ())
        fitter = CrossFitter(
            rows,
            labels,
            cv=self.cv,
            groups=fit_params.get("groups"),
            sample_weight=weights,
            n_jobs=self.n_jobs,
            random_state=self.random_state,
            checkpoint=self.checkpoint,
        )
        self._check_tested_alike(fitter)
        check_guarded(self.protect_classes, fitter.classes)
        progress.follow(fitter)
        base = seeded(self.estimator, fitter.random_state)
        table = fitter.table(base)
        check_scorable(table, metric)
        with shared_work():  # each iteration diagnoses the same rows
            self.diagnosis_ = analyze_errors(table, fitter.X, alpha=self.alpha)
            groups = [each.take(table.row) for each in protected]
            guarded = [*groups, *self._guarded_classes(table)]
            search = Search(fitter, self._settings(metric, guarded), base, table, self.diagnosis_, progress=progress)
            too_little = self._too_little_to_gain(table)
            if not too_little:
                search.run()
            self.estimator_ = fitter.fit({"model": search.current})["model"]
            self.base_predictions_, self.predictions_ = table, search.table
            self.trials_ = trials_as_arrays(search.trials)
            report = self.report_ = self._report(search, base, metric, groups, too_little)
        progress.tell(SearchEnded(report.seconds, report.verdict, report.reason, report.n_fits))
        return self

    def _guarded_classes(self, table: PredictionTable) -> list[RowGroups]:
        if isinstance(self.protect_classes, bool | np.bool_):
            return [RowGroups.from_classes(table)] if self.protect_classes else []
        return [RowGroups.from_classes(table, self.protect_classes)]

    def _check_strategies(self) -> None:
        """Refuse at once what is no classifier or has settings out of range: a decision is tried without a ``fit``."""
        if isinstance(self.strategies, str):
            return
        for strategy in self.strategies:
            resolved = resolve(strategy)
            for level in strategy_levels(resolved):
                level._validate_params()
            if not isinstance(resolved, Strategy):
                check_classifier(resolved, owner=self)

    def _settings(self, metric: Metric, protected: Sequence[RowGroups]) -> SearchSettings:
        return SearchSettings(
            strategies=self.strategies,
            scoring=self.scoring,
            metric=metric,
            alpha=self.alpha,
            evidence=self.evidence,
            improvement_threshold=self.improvement_threshold,
            max_iterations=self.max_iterations,
            max_fits=self.max_fits,
            max_time=self.max_time,
            racing=self.racing,
            catch=() if self.error_score == "raise" else (Exception,),
            protected=protected,
        )

    def _check_tested_alike(self, fitter: CrossFitter) -> None:
        tested = np.concatenate([test for _, test in fitter.splits])
        if len(np.unique(tested)) != len(tested) and not repetitions_of(fitter.splits):
            raise ValueError(
                f"The correction loop compares rows that are all tested equally often, got cv={self.cv!r}, which tests "
                "some of them several times. Pass an integer, a splitter such as StratifiedKFold, or one that repeats "
                "all its folds, such as RepeatedStratifiedKFold."
            )

    def _too_little_to_gain(self, table: PredictionTable) -> str:
        """Say why nothing is tried, or return an empty text."""
        errors = table.first.errors
        n_errors = int(errors.sum())
        share = float(np.average(errors, weights=table.weights))
        if n_errors < self.min_errors_for_correction:
            return (
                f"{n_errors} errors in {len(table)} rows are fewer than "
                f"min_errors_for_correction={self.min_errors_for_correction}: too few to tell a gain from chance"
            )
        if share <= self.correction_threshold:
            return f"the share of errors, {share:.4f}, is not above correction_threshold={self.correction_threshold}"
        return ""

    def _report(
        self,
        search: Search,
        base: Estimator,
        metric: Metric,
        groups: Sequence[RowGroups],
        too_little: str,
    ) -> CorrectionReport:
        table = self.base_predictions_
        before = metric.mean_score(table)
        groups = [*groups, *found_slices(self.diagnosis_, search.fitter.X, table, but=groups)]
        gain, interval = 0.0, None
        if search.steps:
            seed = derived_seed(search.fitter.random_state, "gain")
            estimate = corrected_gain(search.steps, random_state=seed)
            room = metric.score(_without_errors(table)) - before
            gain = min(estimate.gain, room)
            low, high = metric.possible(estimate.interval)
            interval = (min(low, room), min(high, room))
        compared = [trial for trial in search.trials if trial.status in ("accepted", "rejected", "dropped")]
        return CorrectionReport(
            verdict="corrected" if search.steps else "kept",
            reason=_reason(search, too_little, self.diagnosis_, len(compared)),
            model=_model_name(self.estimator),
            result=_result(search.current, base),
            members=_members(self.estimator_),
            scoring=metric.name,
            score_before=before,
            score_after=before + gain,
            gain=gain,
            interval=interval,
            n_rows=len(table),
            n_errors_before=int(table.first.errors.sum()),
            n_errors_after=int(self.predictions_.first.errors.sum()),
            n_candidates=len(compared),
            alpha=self.alpha,
            steps=tuple(search.accepted),
            trials=tuple(search.trials),
            findings=self.diagnosis_.findings,
            floor=floor_seen(self.diagnosis_, search.table if search.steps else None, search.fitter.X),
            flips=flips(table.first, self.predictions_.first, groups),
            per_class=per_class_changes(table.first, self.predictions_.first),
            guarded=tuple(name for each in search.settings.protected for name in each.names),
            **errors_told(self.diagnosis_, table, self.predictions_, search.fitter.X),
            n_fits=search.fitter.n_fits,
            seconds=search.progress.seconds,
        )

    @property
    def _fitted(self) -> Estimator:
        # scikit-learn's check takes longer than some models take to predict: it is for the case that it is there for.
        if "estimator_" not in vars(self):
            check_is_fitted(self)
        return self.estimator_

    def predict(self, X: Any) -> AnyArray:
        """Predict the class of each row by the accepted classifier.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples,)
            Labels.
        """
        answer: AnyArray = self._fitted.predict(X)
        return answer

    @available_if(wrapped_has("predict_proba"))
    def predict_proba(self, X: Any) -> FloatArray:
        """Predict the probability of each class by the accepted classifier.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            Columns in the order of ``classes_``.
        """
        answer: FloatArray = self._fitted.predict_proba(X)
        return answer

    @available_if(wrapped_has("predict_log_proba"))
    def predict_log_proba(self, X: Any) -> FloatArray:
        """Predict the logarithm of the probability of each class by the accepted classifier.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            Columns in the order of ``classes_``.
        """
        answer: FloatArray = self._fitted.predict_log_proba(X)
        return answer

    @available_if(wrapped_has("decision_function"))
    def decision_function(self, X: Any) -> FloatArray:
        """Return the scores of the accepted classifier, where it has any.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_classes)
            The scores.
        """
        answer: FloatArray = self._fitted.decision_function(X)
        return answer

    def __sklearn_tags__(self) -> Tags:
        """Follow the wrapped classifier in what it takes."""
        return inner_tags(super().__sklearn_tags__(), self.estimator)


def _without_errors(table: PredictionTable) -> PredictionTable:
    """Return the table of a model that is always right and sure of it, whose score no gain goes beyond."""
    proba = None if table.proba is None else np.eye(table.n_classes)[table.y_true]
    return replace(table, y_pred=table.y_true, proba=proba)


def _model_name(estimator: Estimator) -> str:
    steps = getattr(estimator, "steps", None)
    return type(steps[-1][1] if steps else estimator).__name__


def _result(current: Estimator, base: Estimator) -> str:
    """Name the accepted strategies, outermost first; and the model, where it is not at the core any more."""
    levels = strategy_levels(current)
    core = levels[-1].estimator if levels else current
    own = strategy_levels(base)
    replaced = describe(core) != describe(own[-1].estimator if own else base)
    told = [describe_candidate(current)] if levels else []
    return " on ".join([*told, _model_name(core)] if replaced or not levels else told)


def _members(estimator: Estimator) -> dict[str, float] | None:
    """Return the shares of an ensemble's members, where there is an ensemble at some level."""
    while isinstance(estimator, Strategy):
        if isinstance(estimator, EnsembleLearning):
            return estimator.weights_
        estimator = getattr(estimator, "estimator_", None)
    return None


def _reason(search: Search, too_little: str, diagnosis: Diagnosis, n_compared: int) -> str:
    if too_little:
        return too_little
    budget = "; the budget (max_fits, max_time) left no room for others" if search.budget_ended else ""
    if search.progress.stopped is not None:
        budget += "; a callback stopped the search" + (search.progress.stopped and f": {search.progress.stopped}")
    if search.steps:
        last = search.accepted[-1]
        return f"{last.reason} ({len(search.steps)} of {n_compared} candidates accepted){budget}"
    if n_compared:
        return f"none of {n_compared} candidates is shown to be better{_harmful(search)}{budget}"
    if search.budget_ended:
        return "the budget (max_fits, max_time) left no room for any candidate"
    if budget:
        return budget.removeprefix("; ")
    if any(trial.status == "failed" for trial in search.trials):
        return "every candidate that could be tried failed"
    if search.settings.strategies == "auto" and not diagnosis.findings:
        return "nothing was found that a strategy addresses"
    return "no strategy could be applied" if len(search.settings.strategies) else "no strategies were given"


def _harmful(search: Search) -> str:
    """Say how many candidates were rejected for a protected group's sake."""
    n_harmful = sum(bool(trial.harms) for trial in search.trials)
    return f" without being worse for a protected group ({n_harmful} are)" if n_harmful else ""
