"""Answer only where the model is sure enough."""

import warnings
from collections.abc import Mapping
from numbers import Real
from typing import Any, ClassVar

import numpy as np

from skmitigate._signals._confidence import confidence
from skmitigate._sklearn import Interval
from skmitigate._typing import AnyArray, BoolArray, Estimator, FloatArray, IntArray
from skmitigate.exceptions import SkmitigateWarning
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._decision_strategy import Answers, DecisionStrategy


class ConfidenceThresholding(DecisionStrategy):
    """Abstain where the probability of the likeliest class is below a threshold.

    ``predict`` stays total, so scores of the whole can still be computed; ``predict_or_abstain``, ``decide`` and
    ``accepts`` say where the model should be asked. The threshold is learned from rows that the model had not seen.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    threshold : float, default=None
        The least confidence that is answered, between 0 and 1.
    target_coverage : float, default=None
        The share of rows to answer, between 0 and 1: the highest threshold that answers at least as many.
    target_risk : float, default=None
        The share of errors allowed among the answered rows: the lowest threshold that keeps to it. With neither
        `threshold` nor `target_coverage`, None means 0.05.
    cv : int, splitter or iterable, default=5
        Folds for learning the threshold.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds and the seeds of the fits.

    Attributes
    ----------
    threshold_ : float
        The least confidence that is answered; infinite where no threshold meets `target_risk`.
    coverage_ : float
        Share of the cross-fitted rows that are answered.
    risk_ : float
        Share of errors among those; NaN where none is answered. It was looked at to choose the threshold, so expect a
        little more on fresh rows.
    estimator_ : classifier
        The wrapped model, fitted on all rows.
    members_ : dict of str to classifier
        The same, under the name ``"model"``.
    decision_ : float
        The threshold.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``.

    See Also
    --------
    ProbabilityCalibration : Makes confidences mean what they say.

    Notes
    -----
    Rows with the same confidence are answered together or not at all.

    References
    ----------
    Y. Geifman and R. El-Yaniv (2017), Selective classification for deep neural networks, NeurIPS.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import ConfidenceThresholding
    >>> X, y = load_digits(return_X_y=True)
    >>> model = ConfidenceThresholding(GaussianNB(), target_coverage=0.7, random_state=0).fit(X, y)
    >>> bool(0.7 <= model.coverage_ < 0.75)
    True
    >>> model.predict_or_abstain(X).shape
    (1797,)
    """

    needs_proba: ClassVar[bool] = True
    abstains: ClassVar[bool] = True
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **DecisionStrategy._parameter_constraints,
        "threshold": [None, Interval(Real, 0, 1, closed="both")],
        "target_coverage": [None, Interval(Real, 0, 1, closed="right")],
        "target_risk": [None, Interval(Real, 0, 1, closed="left")],
    }

    def __init__(
        self,
        estimator: Any = None,
        *,
        threshold: float | None = None,
        target_coverage: float | None = None,
        target_risk: float | None = None,
        cv: Any = 5,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.threshold = threshold
        self.target_coverage = target_coverage
        self.target_risk = target_risk
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return nothing: it leaves the predictions as they are.

        Parameters
        ----------
        estimator : classifier
            The model that it would wrap.

        Returns
        -------
        list of dict
            Entries of a parameter grid.
        """
        del estimator
        return []

    def _learn(self, tables: Mapping[str, PredictionTable]) -> float:
        table = tables["model"]
        if table.proba is None:
            raise ValueError(
                f"ConfidenceThresholding works on probabilities, and {type(self.estimator).__name__} has no "
                "predict_proba. Wrap it in ProbabilityCalibration first."
            )
        given = [name for name in ("threshold", "target_coverage", "target_risk") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"Expected one of threshold, target_coverage and target_risk, got {given}.")
        if self.threshold is not None:
            return float(self.threshold)
        values, coverage, risk = risk_coverage(table)
        if self.target_coverage is not None:
            return float(values[np.flatnonzero(coverage >= self.target_coverage - 1e-12).max()])
        fit = np.flatnonzero(risk <= (0.05 if self.target_risk is None else self.target_risk))
        return float(values[fit.min()]) if len(fit) else np.inf

    def _apply(self, decision: float, answers: Mapping[str, Answers]) -> tuple[IntArray, FloatArray | None]:
        del decision
        return answers["model"].y_pred, answers["model"].proba

    def _fit_on(self, fitter: Any) -> None:
        super()._fit_on(fitter)
        table = fitter.table(self.estimator)
        answered = confidence(table.proba) >= self.decision_
        self.threshold_ = float(self.decision_)
        self.coverage_ = float(table.weights[answered].sum() / table.weights.sum())
        self.risk_ = (
            float(np.average(table.errors[answered], weights=table.weights[answered])) if answered.any() else np.nan
        )
        if not answered.any():
            warnings.warn(
                "No threshold keeps the share of errors among the answered rows at the target, so nothing is answered. "
                "Raise target_risk, or improve the model first.",
                SkmitigateWarning,
                stacklevel=2,
            )

    def accepts(self, X: Any) -> BoolArray:
        """Say which rows the model is sure enough of.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of bool of shape (n_samples,)
            True where it answers.
        """
        return np.asarray(confidence(self.predict_proba(X)) >= self.threshold_)

    def decide(self, X: Any) -> IntArray:
        """Return positions in ``classes_``, or -1 where the model abstains.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of int of shape (n_samples,)
            Codes.
        """
        codes, proba = self._answer(X)
        assert proba is not None  # refused when learning
        return np.where(confidence(proba) >= self.threshold_, codes, -1)

    def predict_or_abstain(self, X: Any) -> "np.ma.MaskedArray[Any, Any]":
        """Predict the class of each row, masked where the model abstains.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        masked ndarray of shape (n_samples,)
            Labels; a masked one is no answer.
        """
        codes = self.decide(X)
        labels: AnyArray = self.classes_[np.maximum(codes, 0)]
        return np.ma.MaskedArray(labels, mask=codes < 0)


def risk_coverage(table: PredictionTable) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the distinct confidences, rising, with the share of rows at or above each and their share of errors."""
    assert table.proba is not None  # callers check
    values, position = np.unique(confidence(table.proba), return_inverse=True)
    weight = np.bincount(position, weights=table.weights)[::-1].cumsum()[::-1]
    wrong = np.bincount(position, weights=table.weights * table.errors)[::-1].cumsum()[::-1]
    return values, weight / weight[0], wrong / np.where(weight > 0, weight, 1.0)
