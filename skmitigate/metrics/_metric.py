"""Any scikit-learn scorer, evaluated on a table of predictions."""

import difflib
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from inspect import signature
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.metrics import get_scorer, get_scorer_names

from skmitigate._sklearn import _BaseScorer
from skmitigate._typing import AnyArray, FloatArray, IntArray, Scoring
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._catalogue import formula_for, is_class_balanced, is_proper, response_methods, span_of
from skmitigate.metrics._formula import Formula, row_shares
from skmitigate.metrics._means import ClassRecall, RowMean
from skmitigate.metrics._row_scores import required_proba
from skmitigate.metrics._scored import Scored
from skmitigate.metrics._table_scorer import TableScorer
from skmitigate.predictions._prediction_table import PredictionTable

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
#: With fewer rows of a class than this, the influence of each row tells too little of an area under a curve.
_FEW_ROWS = 20


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Metric:
    """A metric of classification that reads a table; greater is better.

    Made by :func:`resolve_metric`, not by hand.

    Parameters
    ----------
    name : str
        The scorer's name, or what describes it best.
    proper : bool
        Whether the metric is itself a proper score of the probabilities, such as the log loss.
    needs_proba : bool
        Whether the metric reads probabilities.
    _formula : Formula
        How it is computed.
    _sign : int
        -1 for a loss.
    _weighs : bool
        Whether the metric takes sample weights.
    _balanced : bool
        Whether every class counts the same.
    _rehearsed : bool
        Whether it may be tried on a small made-up table.
    _span : float
        What lies between the best score and the worst.

    See Also
    --------
    resolve_metric : Make one from a scorer's name.

    Examples
    --------
    >>> from skmitigate.metrics import resolve_metric
    >>> from skmitigate.predictions import PredictionTable
    >>> table = PredictionTable.from_predictions(["a", "b", "b", "b"], ["a", "b", "b", "a"])
    >>> metric = resolve_metric("balanced_accuracy")
    >>> round(metric.score(table), 3)
    0.833
    >>> metric.rows(table).round(3).tolist()
    [2.0, 0.667, 0.667, 0.0]
    """

    name: str
    proper: bool
    needs_proba: bool
    _formula: Formula
    _sign: int = 1
    _weighs: bool = True
    _balanced: bool = False
    _rehearsed: bool = False
    _span: float = np.inf

    def score(self, table: PredictionTable) -> float:
        """Return what the scorer gives for a classifier that made these predictions.

        Parameters
        ----------
        table : PredictionTable
            The predictions. Its weights count if the scorer's function takes weights.

        Returns
        -------
        float
            Greater is better: a loss is negative, as in scikit-learn's ``neg_`` scorers.

        Raises
        ------
        NotApplicable
            If the metric needs probabilities and the table has none.
        ValueError
            If the metric does not fit the classes.
        """
        return self._sign * self._formula.score(self._readable(table))

    def mean_score(self, table: PredictionTable) -> float:
        """Return the score, or where the folds were repeated the mean of the scores of the repetitions.

        It is the score of one model on average, where that of the averaged probabilities would be an ensemble's.

        Parameters
        ----------
        table : PredictionTable
            The predictions.

        Returns
        -------
        float
            Greater is better.
        """
        return float(np.mean([self.score(part) for part in table.repetitions or (table,)]))

    def rows(self, table: PredictionTable) -> FloatArray:
        """Return what each row contributes; the plain mean of the rows is the score.

        Metrics that are means over the rows give the row's value times its weight, balanced accuracy and macro recall
        its weight within the class. Other metrics give the score plus the row's influence on it (the derivative in the
        row's weight): exact for metrics of the confusion matrix, ROC AUC and average precision, by blocks of
        alike rows for any other scorer.

        Parameters
        ----------
        table : PredictionTable
            The predictions.

        Returns
        -------
        ndarray of shape (n_rows,)
            Their plain mean is ``score(table)``.

        Raises
        ------
        NotApplicable
            If the metric needs probabilities and the table has none, or a class that it needs has no rows.
        ValueError
            If the metric does not fit the classes.
        """
        return np.asarray(self._sign * self._formula.rows(self._readable(table)))

    def row_weights(self, table: PredictionTable) -> FloatArray:
        """Return the weights with which the metric weighs the rows.

        Parameters
        ----------
        table : PredictionTable
            The predictions.

        Returns
        -------
        ndarray of shape (n_rows,)
            With mean 1: the table's weights, if the metric takes any; for metrics in which every class counts the same
            (balanced accuracy, macro averages, Matthews's correlation, ROC AUC), scaled to the same sum in each class.
        """
        shares = row_shares(table if self._weighs else replace(table, sample_weight=None))
        if not self._balanced:
            return shares
        held = np.bincount(table.y_true, weights=shares, minlength=table.n_classes)
        each = np.divide(len(table) / (held > 0).sum(), held, out=np.zeros(len(held)), where=held > 0)
        return np.asarray(shares * each[table.y_true])

    def influence(self, table: PredictionTable) -> FloatArray:
        """Return the score plus each row's influence on it: how sure the score is, is seen from their spread.

        They are :meth:`rows`, but for means: what a class that counts as much as another one has in rows, and the sum
        of the weights, are no facts but come with the sample, so that a row counts by how far it is from its mean.

        Parameters
        ----------
        table : PredictionTable
            The predictions.

        Returns
        -------
        ndarray of shape (n_rows,)
            Their plain mean is ``score(table)``.

        Raises
        ------
        NotApplicable
            If the metric needs probabilities and the table has none, or a class that it needs has no rows.
        """
        rows = self.rows(table)
        if not isinstance(self._formula, RowMean | ClassRecall):
            return rows
        shares = row_shares(self._readable(table))
        return _around_mean(rows, shares, table.y_true if isinstance(self._formula, ClassRecall) else None)

    def weigh(self, table: PredictionTable, values: FloatArray, *, influence: bool = False) -> FloatArray:
        """Return one value per row with the weights of :meth:`row_weights`.

        Parameters
        ----------
        table : PredictionTable
            The rows with their truth and weights.
        values : ndarray of shape (n_rows,)
            The values, such as log scores.
        influence : bool, default=False
            Whether to return the weighted mean plus each row's influence on it, as :meth:`influence` does.

        Returns
        -------
        ndarray of shape (n_rows,)
            Their plain mean is the weighted mean of the values.
        """
        weights = self.row_weights(table)
        rows = np.asarray(weights * values)
        return _around_mean(rows, weights, table.y_true if self._balanced else None) if influence else rows

    def possible(self, interval: tuple[float, float]) -> tuple[float, float]:
        """Return the part of an interval of a difference of scores that there can be.

        Parameters
        ----------
        interval : tuple of float
            Lower and upper end.

        Returns
        -------
        tuple of float
            For a metric between 0 and 1, within -1 and 1; the same where the metric's bounds are not known.
        """
        low, high = interval
        return max(low, -self._span), min(high, self._span)

    def rows_suffice(self, table: PredictionTable) -> bool:
        """Tell whether the spread of the rows is that of the score over samples of rows.

        It is for means over rows and for smooth metrics of labels. It is too small for areas under curves where a class
        has few rows, and unreliable for a callable that reads probabilities in a way that is not known.

        Parameters
        ----------
        table : PredictionTable
            The predictions.

        Returns
        -------
        bool
            Where False, draw the rows again instead.
        """
        formula = self._formula
        if not isinstance(formula, Scored) or formula.labels_only:
            return True
        held = np.bincount(table.y_true, minlength=table.n_classes)
        return formula.exact is not None and int(held.min()) >= _FEW_ROWS

    def quick_score(self, table: PredictionTable) -> float:
        """Return the score by its formula where there is one, for tables that are drawn by the hundred.

        Parameters
        ----------
        table : PredictionTable
            The predictions.

        Returns
        -------
        float
            As :meth:`score`, which also says what scikit-learn would say against the table.
        """
        ranking = isinstance(self._formula, Scored) and self._formula.exact is not None
        return float(self.rows(table).mean()) if ranking else self.score(table)

    def score_codes(self, table: PredictionTable, y_pred_codes: IntArray) -> float:
        """Return the score that the same rows would have with other predicted classes.

        Parameters
        ----------
        table : PredictionTable
            The rows with their truth and weights.
        y_pred_codes : ndarray of int of shape (n_rows,)
            Predicted classes, as positions in the table's classes.

        Returns
        -------
        float
            The score; greater is better.

        Raises
        ------
        NotApplicable
            If the metric needs probabilities.
        ValueError
            If there is not one class for each row.
        """
        if self.needs_proba:
            raise NotApplicable(
                f"{self.name} reads probabilities, so it cannot score predicted classes. "
                "Use a metric of labels such as 'balanced_accuracy'."
            )
        codes = np.asarray(y_pred_codes)
        if codes.shape != table.y_true.shape or codes.min() < 0 or codes.max() >= table.n_classes:
            got = f"values from {codes.min()} to {codes.max()}" if codes.size else "none"
            raise ValueError(
                f"Expected {len(table)} predicted classes between 0 and {table.n_classes - 1}, got an array of shape "
                f"{codes.shape} with {got}. Pass one position in table.classes for each row."
            )
        return self.score(replace(table, y_pred=codes, proba=None))

    def to_dict(self) -> dict[str, Any]:
        """Return the name and the kind of the metric.

        Returns
        -------
        dict
            JSON-safe.
        """
        return {"name": self.name, "proper": self.proper, "needs_proba": self.needs_proba}

    def __repr__(self) -> str:
        """Return the name."""
        return f"Metric({self.name!r})"

    def _readable(self, table: PredictionTable) -> PredictionTable:
        """Return the table with the weights that the metric takes, or raise NotApplicable where it cannot be read."""
        if self.needs_proba:
            required_proba(table, self.name)
        return table if self._weighs or table.sample_weight is None else replace(table, sample_weight=None)


def _around_mean(rows: FloatArray, weights: FloatArray, part: IntArray | None) -> FloatArray:
    """Return the mean of weighted rows plus how far each is from the mean of its part, or of all."""
    part = np.zeros(len(rows), dtype=np.intp) if part is None else part
    total, weight = (np.bincount(part, weights=each) for each in (rows, weights))
    mean = np.divide(total, weight, out=np.zeros(len(total)), where=weight > 0)
    return np.asarray(rows.mean() + rows - weights * mean[part])


def resolve_metric(scoring: Scoring | Metric, classes: ArrayLike | None = None) -> Metric:
    """Return the metric of a scorer, ready to be computed on tables of predictions.

    Parameters
    ----------
    scoring : str, callable or Metric
        A name of scikit-learn's scorers for classification (``sklearn.metrics.get_scorer_names()``), what
        ``sklearn.metrics.make_scorer``, :func:`cost_scorer` or :func:`risk_at_coverage_scorer` returns, or any callable
        ``scorer(estimator, X, y)``, with or without ``sample_weight``. On a table, X has no columns of data, only the
        rows' positions.
    classes : array-like of shape (n_classes,), default=None
        The sorted classes, to find out at once whether the metric fits them. None finds out when it is computed.

    Returns
    -------
    Metric
        The metric.

    Raises
    ------
    ValueError
        If the name is unknown or not of a metric of classification, or the metric does not fit `classes`: for instance
        ``"f1"`` where no class is labelled 1.
    TypeError
        If `scoring` is neither a name nor callable.

    Notes
    -----
    Where scikit-learn raises for no reason but its interface, a value is given: log loss and Brier score where a
    class of the table has no rows, the Brier score and macro averages of two classes with text labels. Warnings on
    undefined ratios are not issued for metrics of the confusion matrix.

    Examples
    --------
    >>> from sklearn.metrics import fbeta_score, make_scorer
    >>> from skmitigate.metrics import resolve_metric
    >>> resolve_metric("neg_log_loss").to_dict()
    {'name': 'neg_log_loss', 'proper': True, 'needs_proba': True}
    >>> resolve_metric(make_scorer(fbeta_score, beta=2, pos_label="sick"), classes=["healthy", "sick"])
    Metric("make_scorer(fbeta_score, response_method='predict', beta=2, pos_label=sick)")
    """
    if isinstance(scoring, Metric):
        metric = scoring
    elif isinstance(scoring, str):
        metric = _of_scorer(_named_scorer(scoring), scoring)
    elif isinstance(scoring, _BaseScorer):
        metric = _of_scorer(scoring, _ADDRESS.sub("", repr(scoring)))
    elif isinstance(scoring, TableScorer):
        metric = Metric(scoring.name, proper=False, needs_proba=scoring.needs_proba, _formula=scoring.formula, _sign=-1)
    elif callable(scoring) and not isinstance(scoring, type):
        metric = _of_callable(scoring)
    else:
        raise TypeError(
            f"Expected scoring to be one scorer: a name, what make_scorer returns, or a callable; got {scoring!r}."
        )
    if classes is not None and metric._rehearsed:
        _rehearse(metric, np.asarray(classes))
    return metric


def _named_scorer(name: str) -> _BaseScorer:
    """Return scikit-learn's scorer of that name if it is one of classification with one label per row."""
    usable = [known for known in get_scorer_names() if not _foreign(known)]
    if name in usable:
        return get_scorer(name)
    if name in get_scorer_names():
        raise ValueError(
            f"Expected a scorer of classification with one label per row, got {name!r}, a scorer of {_foreign(name)}. "
            "Use for instance 'accuracy', 'balanced_accuracy', 'f1_macro' or 'neg_log_loss'."
        )
    close = difflib.get_close_matches(name, usable, n=3) or ["accuracy", "balanced_accuracy", "neg_log_loss"]
    raise ValueError(
        f"Expected one of scikit-learn's scorer names, got {name!r}. Did you mean {' or '.join(map(repr, close))}? "
        "sklearn.metrics.get_scorer_names() lists all."
    )


def _foreign(name: str) -> str:
    """Return the kind of task that a scorer of scikit-learn is for if it is not ours, else an empty string."""
    module = get_scorer(name)._score_func.__module__
    if ".cluster" in module:
        return "clustering"
    if module.endswith("_regression"):
        return "regression"
    return "multilabel classification" if name.endswith("_samples") else ""


def _of_scorer(scorer: _BaseScorer, name: str) -> Metric:
    methods = response_methods(scorer)
    if not {"predict", "predict_proba"} & set(methods):
        raise ValueError(
            f"Expected a scorer that reads predict or predict_proba, got {name} that reads {' or '.join(methods)}: "
            "predictions are judged by labels and probabilities. "
            "Pass response_method=('decision_function', 'predict_proba') to make_scorer."
        )
    return Metric(
        name=name,
        proper=is_proper(scorer),
        needs_proba="predict" not in methods,
        _formula=formula_for(scorer),
        _sign=scorer._sign,
        _weighs=scorer._accept_sample_weight(),
        _balanced=is_class_balanced(scorer),
        _rehearsed=scorer._score_func.__module__.startswith("sklearn."),
        _span=span_of(scorer),
    )


def _of_callable(scorer: Callable[..., Any]) -> Metric:
    name = getattr(scorer, "__name__", type(scorer).__name__)
    if str(getattr(scorer, "__module__", "")).startswith("sklearn.metrics."):
        raise ValueError(
            f"Expected a scorer, got {name}, a function of y_true and y_pred. Pass make_scorer({name}, ...) instead."
        )
    weighs = "sample_weight" in signature(scorer).parameters
    return Metric(
        name=name,
        proper=False,
        needs_proba=False,
        _formula=Scored(scorer, takes_weights=weighs, labels_only=False),
        _weighs=weighs,
    )


def _rehearse(metric: Metric, classes: AnyArray) -> None:
    """Compute the metric on a small table in which each class is once right and once wrong."""
    n = len(classes)
    if n < 2:
        return
    truth = np.tile(np.arange(n), 2)
    guess = np.concatenate([np.arange(n), np.roll(np.arange(n), 1)])
    proba = 0.5 * np.eye(n)[guess] + 0.5 / n
    table = replace(PredictionTable.from_predictions(classes[truth], proba, classes=classes), y_pred=guess)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        metric.score(table)
