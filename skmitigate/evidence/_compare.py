"""Compare two classifiers, or two tables of predictions, on the same rows."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np

from skmitigate._typing import AnyArray, Estimator, FloatArray, Scoring
from skmitigate._utils._fitting import check_weights
from skmitigate._utils._json import jsonable
from skmitigate._utils._levels import check_alpha, is_number
from skmitigate._utils._seeds import draw_seed
from skmitigate._utils._wrapping import check_classifier
from skmitigate.evidence._alike import folds_in_common, n_changed
from skmitigate.evidence._comparison import Comparison
from skmitigate.evidence._correlated_t import CorrelatedT, correlated_t
from skmitigate.evidence._flips import Flips, flips
from skmitigate.evidence._paired_rows import enough_in_each_class, paired_rows
from skmitigate.evidence._paired_test import PairedTest, paired_test
from skmitigate.evidence._row_bootstrap import bootstrap_variance
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._metric import Metric, resolve_metric
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._prediction_table import PredictionTable

Pair: TypeAlias = tuple[PredictionTable, PredictionTable]

_POWER = 0.8


def compare(
    a: PredictionTable | Estimator,
    b: PredictionTable | Estimator,
    *,
    X: Any = None,
    y: Any = None,
    cv: Any = 5,
    scoring: Scoring = "accuracy",
    alpha: float = 0.05,
    rope: float | None = None,
    groups: Any = None,
    sample_weight: Any = None,
    n_jobs: int | None = None,
    random_state: Any = None,
) -> Comparison:
    """Compare two classifiers on the same rows.

    Pass two tables of predictions, or two unfitted classifiers with `X` and `y`, which are then cross-fitted on the
    same folds. The answer is for one comparison that was planned; for several candidates use
    :func:`~skmitigate.compare_strategies`, and to choose among them :class:`~skmitigate.SelfCorrectingClassifier`.

    Parameters
    ----------
    a : PredictionTable or classifier
        The first of the two, such as the model in use.
    b : PredictionTable or classifier
        The second one, of the same rows as `a`; differences are b - a.
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features), default=None
        The rows, for classifiers.
    y : array-like of shape (n_samples,), default=None
        The labels, for classifiers.
    cv : int, splitter, iterable of (train, test) or PredictionTable, default=5
        The folds, for classifiers, as in :func:`~skmitigate.cross_val_predictions`. Repeated ones such as
        ``RepeatedStratifiedKFold`` are welcome: each repetition is compared by itself, and the mean is taken.
    scoring : str, callable or Metric, default="accuracy"
        Any scorer, as in :func:`~skmitigate.metrics.resolve_metric`.
    alpha : float, default=0.05
        The interval has level 1 - `alpha`; the verdict follows it.
    rope : float, default=None
        The region of practical equivalence: differences up to this, in units of the metric, do not matter. With one
        the verdict is Bayesian.
    groups : array-like of shape (n_samples,), default=None
        Rows of one group belong together, and are compared as one. For tables, the groups of their rows; None takes
        those that the tables have.
    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the rows, used by fits and metric. For tables as `groups`.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws folds, the seeds of the fits, and rows where rows are drawn.

    Returns
    -------
    Comparison
        Difference, interval, p-value, verdict, rows that flip, and what each class gains or loses.

    Raises
    ------
    ValueError
        If the tables are of other rows or classes, X and y are missing or superfluous, or folds test some rows more
        often than others.
    TypeError
        If one is a table and the other is not.

    See Also
    --------
    skmitigate.compare_strategies : All strategies side by side.
    flips : The rows that change, without a test of the metric.

    Notes
    -----
    The variance of the difference is that of the rows (of the groups, where there are any) plus that between fitted
    models, times ``1 / (K R) + 1 / (K - 1)`` for R repetitions of K folds (Nadeau and Bengio 2003). How much fitted
    models vary can hardly be seen from five folds; where nothing is seen there may still be something. Interval and
    p-value are therefore averages of Student's over all sizes of that variance, each weighed by how well it explains
    how much the folds' means differ, beginning from an exponential distribution: on average 0.3 of the rows' variance
    of a fold's mean. On one fold, for a metric that is a mean over rows, they are those of the paired t test. Two
    tables without folds in common are compared as they are: what the models would have been on other training rows is
    then not known.

    Metrics that are not means over rows are taken through each row's influence on the score. Where this says too little
    (areas under curves with fewer than 20 rows of a class, callables that read probabilities) the variance is that of
    500 samples of the rows. Where fewer than 25 rows change, one more is supposed to go up and one to go down (after
    Bonett and Price 2012).

    With a rope, the probabilities are those of the correlated t test over the scores of the folds (Benavoli et al.
    2017); without folds, of Student's distribution of the rows.

    The smallest gain is the sum of two quantiles of the same distribution, at 1 - `alpha` / 2 and at 0.8. The rows that
    would have resolved the difference that was seen follow from it, if the variance shrinks with their number.

    References
    ----------
    C. Nadeau and Y. Bengio (2003), Inference for the generalization error, Machine Learning 52.

    A. Benavoli, G. Corani, J. Demsar and M. Zaffalon (2017), Time for a change: a tutorial for comparing multiple
    classifiers through Bayesian analysis, JMLR 18.

    D. G. Bonett and R. M. Price (2012), Adjusted Wald confidence interval for a difference of binomial proportions
    based on paired data, Journal of Educational and Behavioral Statistics 37.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from skmitigate import compare
    >>> X, y = load_iris(return_X_y=True)
    >>> stump, bayes = DecisionTreeClassifier(max_depth=1), GaussianNB()
    >>> compare(stump, bayes, X=X, y=y, random_state=0).verdict
    'b is better'
    """
    _check_levels(alpha, rope)
    metric = resolve_metric(scoring)
    if isinstance(a, PredictionTable) or isinstance(b, PredictionTable):
        one, other = _given(a, b, X, y, groups=groups, sample_weight=sample_weight)
        names = ("a", "b")
    else:
        for one in (a, b):
            check_classifier(one, owner="compare")
        if X is None or y is None:
            raise ValueError("Expected X and y with two classifiers, got None. Pass the rows to cross-fit them on.")
        fitter = CrossFitter(
            X, y, cv=cv, groups=groups, sample_weight=sample_weight, n_jobs=n_jobs, random_state=random_state
        )
        one, other = fitter.table(a), fitter.table(b)
        if not folds_in_common(one, other):
            raise ValueError(
                f"Expected cv to have two folds or more that test each row equally often, got cv={cv!r}. Use an "
                "integer, or RepeatedStratifiedKFold for repetitions."
            )
        names = (_name(a), _name(b))
    return _compared(one, other, metric, names=names, alpha=alpha, rope=rope, seed=draw_seed(random_state))


def _compared(
    a: PredictionTable,
    b: PredictionTable,
    metric: Metric,
    *,
    names: tuple[str, str],
    alpha: float,
    rope: float | None,
    seed: int,
) -> Comparison:
    pairs = list(zip(a.repetitions or (a,), b.repetitions or (b,), strict=True))
    n_folds = folds_in_common(a, b)
    ledger = flips(*pairs[0], level=1 - alpha)
    test, drawn = _tested(a, b, metric, n_folds, seed)
    folds = _fold_scores(pairs, metric) if n_folds else None
    probabilities = None if rope is None else _probabilities(folds, test, rope)
    return Comparison(
        verdict=_verdict(test, alpha, probabilities),
        scoring=metric.name,
        name_a=names[0],
        name_b=names[1],
        score_a=metric.mean_score(a),
        score_b=metric.mean_score(b),
        difference=test.difference,
        interval=metric.possible(test.interval(1 - alpha)),
        standard_error=test.standard_error,
        between=test.between / test.standard_error**2 if test.between else 0.0,
        p_value=test.p_value,
        alpha=alpha,
        rope=rope,
        probabilities=probabilities,
        folds=folds,
        flips=ledger,
        per_class=_per_class(*pairs[0], ledger),
        n_rows=len(a),
        n_groups=test.n if test.n < len(a) or a.groups is not None else None,
        n_changed=n_changed(a, b, metric),
        n_folds=n_folds,
        n_runs=len(pairs),
        smallest_gain=test.smallest_gain(alpha, _POWER),
        rows_needed=test.rows_needed(test.difference, alpha, _POWER),
        variance="bootstrap" if drawn else "rows",
    )


def _check_levels(alpha: float, rope: float | None) -> None:
    check_alpha(alpha)
    if rope is not None and not (is_number(rope) and 0 < rope < np.inf):
        raise ValueError(f"Expected rope above 0, in units of the metric, got {rope!r}. None leaves it out.")


def _given(a: Any, b: Any, X: Any, y: Any, *, groups: Any, sample_weight: Any) -> Pair:
    """Return the two tables that were passed, with the groups and weights that were passed beside them."""
    for one in (a, b):
        if not isinstance(one, PredictionTable):
            raise TypeError(
                f"Expected two tables of predictions or two classifiers, got one table and {type(one).__name__}. Make "
                "a table of it: cross_val_predictions(classifier, X, y, cv=table)."
            )
    if X is not None or y is not None:
        raise ValueError("Expected X and y with classifiers only, got them with tables. Leave them out.")
    if not np.array_equal(a.classes, b.classes):
        raise ValueError(
            f"Expected tables of the same classes, got {a.classes.tolist()!r} and {b.classes.tolist()!r}. "
            "Pass classes=... to PredictionTable.from_predictions."
        )
    for what, passed in (("sample_weight", sample_weight), ("groups", groups)):
        one, other = (np.zeros(0) if (found := getattr(table, what)) is None else found for table in (a, b))
        if passed is None and not np.array_equal(one, other):
            raise ValueError(
                f"Expected tables with the same {what}, got two that differ in them. Pass {what}=... here for both."
            )
    weights = check_weights(sample_weight, a)
    column = None if groups is None else np.asarray(groups)
    if column is not None and column.shape != (len(a),):
        raise ValueError(f"Expected groups of shape ({len(a)},), one for each row of the tables, got {column.shape}.")
    return _with(a, weights, column), _with(b, weights, column)


def _with(table: PredictionTable, weights: FloatArray | None, groups: AnyArray | None) -> PredictionTable:
    """Return a table with the weights and groups that were given, in its repetitions too."""
    return replace(
        table,
        sample_weight=table.sample_weight if weights is None else weights,
        groups=table.groups if groups is None else groups,
        repetitions=tuple(_with(part, weights, groups) for part in table.repetitions),
    )


def _name(estimator: Estimator) -> str:
    """Return the class of a classifier with those of the steps or of the model in it."""
    if hasattr(estimator, "steps"):
        return "Pipeline(" + ", ".join(_name(step) for _, step in estimator.steps) + ")"
    inner, own = getattr(estimator, "estimator", None), type(estimator).__name__
    return f"{own}({_name(inner)})" if inner is not None else own


def _tested(a: PredictionTable, b: PredictionTable, metric: Metric, n_folds: int, seed: int) -> tuple[PairedTest, bool]:
    """Return the test of the difference, and whether its variance was found by drawing rows."""
    rows = paired_rows(a, [b], metric, evidence="metric", influence=enough_in_each_class(a))
    if not n_folds:
        rows = replace(rows, fold=np.zeros_like(rows.fold))
    pairs = list(zip(a.repetitions or (a,), b.repetitions or (b,), strict=True))
    drawn = None
    if not all(metric.rows_suffice(one) for one, _ in pairs):
        drawn = bootstrap_variance(pairs, metric, seed=seed)
    largest = max(float(np.ptp(metric.influence(pairs[0][0]))), float(np.abs(rows.metric).max()))
    test = paired_test(rows, n_changed=n_changed(a, b, metric), largest=largest, row_variance=drawn)
    return test, drawn is not None


def _fold_scores(pairs: Sequence[Pair], metric: Metric) -> CorrelatedT | None:
    """Return the corrected t test over the scores of the folds; None where the metric is not defined in each."""
    differences = []
    for a, b in pairs:
        for fold in np.unique(a.fold):
            rows = a.fold == fold
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # what a scorer says of few rows has been looked for below
                    differences.append(metric.quick_score(b.take(rows)) - metric.quick_score(a.take(rows)))
            except (NotApplicable, ValueError):
                return None
    splits = [split for a, _ in pairs for split in a.splits]
    test_to_train = sum(len(test) for _, test in splits) / sum(len(train) for train, _ in splits)
    known = bool(np.isfinite(differences).all())
    return correlated_t(differences, runs=len(pairs), test_to_train=test_to_train) if known else None


def _probabilities(folds: CorrelatedT | None, test: PairedTest, rope: float) -> dict[str, float]:
    """Return how probable it is that b is worse, practically equal, better."""
    found = (test if folds is None else folds).probabilities(rope)
    return dict(zip(("worse", "practically_equal", "better"), found, strict=True))


def _verdict(test: PairedTest, alpha: float, probabilities: dict[str, float] | None) -> str:
    if probabilities is not None:
        told = {"worse": "a is better", "practically_equal": "practically equal", "better": "b is better"}
        likely = max(probabilities, key=lambda answer: probabilities[answer])
        return told[likely] if probabilities[likely] >= 1 - alpha else "not resolved"
    if test.p_value >= alpha:
        return "not resolved"
    return "b is better" if test.difference > 0 else "a is better"


def _per_class(a: PredictionTable, b: PredictionTable, ledger: Flips) -> tuple[dict[str, Any], ...]:
    """Return what each class gains or loses."""
    lines = []
    recalls = (np.bincount(t.y_true[~t.errors], minlength=t.n_classes) for t in (a, b))
    for label, own_a, own_b, line in zip(a.classes, *recalls, ledger.groups, strict=True):
        low, high = line.interval or (np.nan, np.nan)
        n = line.n_rows
        values = {
            "class": label,
            "n_rows": n,
            "recall_a": own_a / n if n else None,
            "recall_b": own_b / n if n else None,
            "difference": 0.0 - line.change if n else None,
            "interval": (0.0 - high, 0.0 - low) if n else None,
            "n_fixed": line.n_fixed,
            "n_broken": line.n_broken,
            "p_value": line.p_value,
        }
        lines.append({name: jsonable(value) for name, value in values.items()})
    return tuple(lines)
