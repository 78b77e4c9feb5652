"""Decide for what costs least."""

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.metrics import accuracy_score
from sklearn.utils.validation import check_is_fitted

from skmitigate._sklearn import Interval, StrOptions
from skmitigate._typing import AnyArray, BoolArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import check_weights
from skmitigate._utils._labels import encode
from skmitigate._utils._seeds import draw_seed
from skmitigate._utils._wrapping import remember_input
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._costs import cost_array, costs_of, expected_costs, row_costs
from skmitigate.strategies._decision_strategy import Answers, DecisionStrategy
from skmitigate.strategies._fit_one import fit_one
from skmitigate.strategies._masked_labels import masked_labels
from skmitigate.strategies._probability_calibration import ProbabilityCalibration


@dataclass(frozen=True, slots=True)
class LeastCost:
    """The costs by which decisions are made where a row has none of its own; None means that all errors cost 1."""

    matrix: FloatArray | None


class CostSensitiveDecision(DecisionStrategy):
    """Predict the class with the least expected cost under the model's probabilities.

    The model and its probabilities stay as they are; what changes is the decision. With a `reject_cost` it may also be
    left to others: ``predict`` stays total, and ``predict_or_abstain``, ``decide`` and ``accepts`` say where no class
    is expected to cost less than that.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    cost_matrix : array-like of shape (n_classes, n_classes), DataFrame, dict of dict, "balanced" or None, default=None
        What each decision costs: **the true class in the rows, the decision in the columns**, both in the order of
        ``classes_`` (sorted labels); right decisions may cost or earn (a negative cost) something too. A DataFrame is
        read by the labels in its index (true) and columns (decision), and so is ``{true: {decision: cost}}``.
        ``"balanced"``: an error on a row of a class costs the inverse of the class's frequency. None: every error costs
        1, so that the likeliest class is predicted.
    reject_cost : float, default=None
        What it costs to leave a row to others, in the unit of `cost_matrix`. None: every row is decided.
    calibration : {"temperature", "sigmoid", "isotonic"}, default=None
        Calibrate the probabilities on cross-fitted predictions first, as in
        ``CostSensitiveDecision(ProbabilityCalibration(model))``. None takes them as they are.
    cv : int, splitter or iterable, default=5
        Folds for the calibration; nothing else is learned from folds.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds and the seeds of the fits.

    Attributes
    ----------
    cost_matrix_ : ndarray of shape (n_classes, n_classes)
        The costs by which rows are decided that have none of their own.
    estimator_ : classifier
        The wrapped model, fitted on all rows; with `calibration`, in a :class:`ProbabilityCalibration`.
    members_ : dict of str to classifier
        The same, under the name ``"model"``.
    decision_ : object
        The costs.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``.

    See Also
    --------
    ProbabilityCalibration : Makes the probabilities mean what they say, which expected costs need.
    ConfidenceThresholding : Abstains by a threshold, with a certificate of the risk.
    ClassBalancing : Tunes thresholds for a metric.

    Notes
    -----
    *Costs of single rows.* ``fit``, ``predict``, ``predict_or_abstain``, ``decide``, ``accepts``, ``expected_cost`` and
    ``score`` take ``sample_cost``: of shape (n_samples,), a factor by which the costs of the row are multiplied, or of
    shape (n_samples, n_classes, n_classes), a matrix for each row in the place of `cost_matrix`. `reject_cost` is not
    multiplied, so that a row where much is at stake is left to others sooner. In ``fit`` nothing is weighed by costs:
    their mean becomes ``cost_matrix_``. In a Pipeline or a search, ask for them with ``set_predict_request`` and
    ``set_score_request``, with scikit-learn's metadata routing enabled.

    *Score.* With costs, ``score`` is minus the mean cost of the decisions, where rows that are left to others cost
    `reject_cost`; with neither `cost_matrix`, `reject_cost` nor ``sample_cost`` it is the accuracy, as for every
    classifier. Costs may be in any unit: scores of different cost matrices cannot be compared.

    References
    ----------
    C. Elkan (2001), The foundations of cost-sensitive learning, IJCAI.
    C. K. Chow (1970), On optimum recognition error and reject tradeoff, IEEE Transactions on Information Theory 16.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import CostSensitiveDecision
    >>> X, y = load_breast_cancer(return_X_y=True)  # class 0 is malignant
    >>> costs = {0: {0: 0, 1: 20}, 1: {0: 1, 1: 0}}  # to miss a malignant one costs 20
    >>> model = CostSensitiveDecision(GaussianNB(), cost_matrix=costs, calibration="temperature", random_state=0)
    >>> model = model.fit(X, y)
    >>> model.cost_matrix_
    array([[ 0., 20.],
           [ 1.,  0.]])
    >>> bool((model.predict(X) == 0).sum() > (model.estimator_.predict(X) == 0).sum())
    True
    """

    addresses: ClassVar[tuple[str, ...]] = ("class_imbalance", "systematic_confusion")
    needs_proba: ClassVar[bool] = True
    _fit_params: ClassVar[tuple[str, ...]] = (*DecisionStrategy._fit_params, "sample_cost")
    __metadata_request__fit: ClassVar[dict[str, None]] = {"sample_weight": None, "groups": None, "sample_cost": None}
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **DecisionStrategy._parameter_constraints,
        "cost_matrix": ["array-like", dict, StrOptions({"balanced"}), None],
        "reject_cost": [None, Interval(Real, None, None, closed="neither")],
        "calibration": [None, StrOptions({"temperature", "sigmoid", "isotonic"})],
    }

    def __init__(
        self,
        estimator: Any = None,
        *,
        cost_matrix: Any = None,
        reject_cost: float | None = None,
        calibration: str | None = None,
        cv: Any = 5,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.cost_matrix = cost_matrix
        self.reject_cost = reject_cost
        self.calibration = calibration
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    @property
    def cost_matrix_(self) -> FloatArray:
        """The costs by which rows are decided that have none of their own."""
        check_is_fitted(self)
        return self._matrix(self.decision_, len(self.classes_))

    @staticmethod
    def _matrix(decision: LeastCost, n_classes: int) -> FloatArray:
        return 1.0 - np.eye(n_classes) if decision.matrix is None else decision.matrix

    def suits(self, diagnosis: Diagnosis) -> str:
        """Say why costs suit what was found.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        str
            The reason, in words.

        Raises
        ------
        NotApplicable
            If there are no costs, or nothing was found that they address.
        """
        self._check_costs()
        return super().suits(diagnosis)

    def check_applicable(self, predictions: PredictionTable) -> None:
        """Raise NotApplicable where there are no costs, or no probabilities that are to be taken as they are.

        Parameters
        ----------
        predictions : PredictionTable
            The cross-fitted predictions of the model that it would wrap.

        Raises
        ------
        NotApplicable
            With the reason.
        """
        self._check_costs()
        if self.calibration is None:
            super().check_applicable(predictions)

    def _check_costs(self) -> None:
        if self.cost_matrix is None:
            raise NotApplicable("it needs a cost_matrix, which only the user knows")

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return the strategy as it is, and nothing where there are no costs.

        Parameters
        ----------
        estimator : classifier
            The model that it would wrap.

        Returns
        -------
        list of dict
            Entries of a parameter grid.
        """
        return [] if self.cost_matrix is None else super().search_settings(estimator)

    def fit(self, X: Any, y: Any, **fit_params: Any) -> Self:
        """Fit the wrapped classifier, and remember the costs.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows, as the wrapped classifier takes them.
        y : array-like of shape (n_samples,)
            The labels.
        **fit_params : dict
            ``sample_weight`` of shape (n_samples,); ``groups``; ``sample_cost`` of shape (n_samples,) or
            (n_samples, n_classes, n_classes), the mean of which becomes ``cost_matrix_``.

        Returns
        -------
        self
            The fitted strategy.

        Raises
        ------
        ValueError
            If no estimator was given, y is not one column with at least two classes, weights are passed to a model that
            takes none, or costs have another shape or are not finite.
        """
        super().fit(X, y, **fit_params)
        sample_cost = fit_params.get("sample_cost")
        if sample_cost is not None:
            costs = row_costs(sample_cost, len(y), self.cost_matrix_)
            weights = check_weights(fit_params.get("sample_weight"), y)
            self.decision_ = LeastCost(np.average(costs, axis=0, weights=weights))
        return self

    def _parts(self, fitter: CrossFitter) -> dict[str, Estimator]:
        del fitter
        return {"model": self._model()}

    def _model(self) -> Estimator:
        if self.calibration is None:
            return self.estimator
        return ProbabilityCalibration(
            self.estimator,
            method=self.calibration,
            cv=self.cv,
            n_jobs=self.n_jobs,
            random_state=self.random_state,
        )

    def _gives_proba(self) -> bool:
        return super()._gives_proba() or self.calibration is not None

    @property
    def _learns_in_folds(self) -> bool:
        return self.calibration is not None

    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        if self.calibration is not None:
            super()._fit(X, y, sample_weight, groups)
            return
        if not self._gives_proba():
            raise self._no_probabilities()
        weights = np.ones(len(y)) if sample_weight is None else sample_weight
        self.decision_ = self._costs(self.classes_, encode(y, self.classes_), weights)
        self.estimator_ = fit_one(self.estimator, X, y, sample_weight, seed=draw_seed(self.random_state))
        self.members_ = {"model": self.estimator_}

    def _fit_on(self, fitter: CrossFitter) -> None:
        remember_input(self, fitter.X, fitter.y, fitter.sample_weight)
        if not self._gives_proba():
            raise self._no_probabilities()
        weights = np.ones(len(fitter.codes)) if fitter.sample_weight is None else fitter.sample_weight
        self.decision_ = self._costs(fitter.classes, fitter.codes, weights)
        self.members_ = fitter.fit(self._parts(fitter))
        self.estimator_ = self.members_["model"]

    def _learn(self, tables: Mapping[str, PredictionTable]) -> LeastCost:
        table = tables["model"]
        if table.proba is None:
            raise self._no_probabilities()
        return self._costs(table.classes, table.y_true, table.weights)

    def _no_probabilities(self) -> ValueError:
        return ValueError(
            f"CostSensitiveDecision works on probabilities, and {type(self.estimator).__name__} has no predict_proba. "
            'Pass calibration="temperature", or wrap it in ProbabilityCalibration first.'
        )

    def _costs(self, classes: AnyArray, codes: IntArray, weights: FloatArray) -> LeastCost:
        if self.cost_matrix is None:
            return LeastCost(None)
        if isinstance(self.cost_matrix, str):
            shares = np.bincount(codes, weights=weights, minlength=len(classes)) / weights.sum()
            # A class without a row here costs as much as the rarest one.
            price = 1.0 / (len(classes) * np.maximum(shares, shares[shares > 0].min()))
            return LeastCost(price[:, None] * (1.0 - np.eye(len(classes))))
        return LeastCost(cost_array(self.cost_matrix, classes))

    def _apply(self, decision: LeastCost, answers: Mapping[str, Answers]) -> tuple[IntArray, FloatArray | None]:
        proba = answers["model"].proba
        assert proba is not None  # refused when learning
        if decision.matrix is None:
            return np.argmax(proba, axis=1), proba
        return np.argmin(expected_costs(proba, decision.matrix[None]), axis=1), proba

    def predict(self, X: Any, sample_cost: Any = None) -> AnyArray:
        """Predict the class with the least expected cost for each row.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.
        sample_cost : array-like of shape (n_samples,) or (n_samples, n_classes, n_classes), default=None
            A factor, or a cost matrix, for each row.

        Returns
        -------
        ndarray of shape (n_samples,)
            Labels.
        """
        if sample_cost is None:
            return super().predict(X)
        return np.asarray(self.classes_[np.argmin(self.expected_cost(X, sample_cost), axis=1)])

    def expected_cost(self, X: Any, sample_cost: Any = None) -> FloatArray:
        """Return what each decision is expected to cost for each row.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.
        sample_cost : array-like of shape (n_samples,) or (n_samples, n_classes, n_classes), default=None
            A factor, or a cost matrix, for each row.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            One column for each class that may be decided for.
        """
        proba = self.predict_proba(X)
        return expected_costs(proba, row_costs(sample_cost, len(proba), self.cost_matrix_))

    def decide(self, X: Any, sample_cost: Any = None) -> IntArray:
        """Return positions in ``classes_``, or -1 where leaving the row to others is expected to cost less.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.
        sample_cost : array-like of shape (n_samples,) or (n_samples, n_classes, n_classes), default=None
            A factor, or a cost matrix, for each row.

        Returns
        -------
        ndarray of int of shape (n_samples,)
            Codes; never -1 without a `reject_cost`.
        """
        codes = encode(self.predict(X, sample_cost), self.classes_)
        if self.reject_cost is None:
            return codes
        least = self.expected_cost(X, sample_cost).min(axis=1)
        return np.where(least <= self.reject_cost, codes, -1)

    def accepts(self, X: Any, sample_cost: Any = None) -> BoolArray:
        """Say which rows are decided and not left to others.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.
        sample_cost : array-like of shape (n_samples,) or (n_samples, n_classes, n_classes), default=None
            A factor, or a cost matrix, for each row.

        Returns
        -------
        ndarray of bool of shape (n_samples,)
            True where it answers.
        """
        return self.decide(X, sample_cost) >= 0

    def predict_or_abstain(self, X: Any, sample_cost: Any = None) -> "np.ma.MaskedArray[Any, Any]":
        """Predict the class with the least expected cost, masked where leaving the row to others costs less.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.
        sample_cost : array-like of shape (n_samples,) or (n_samples, n_classes, n_classes), default=None
            A factor, or a cost matrix, for each row.

        Returns
        -------
        masked ndarray of shape (n_samples,)
            Labels; a masked one is no answer.
        """
        return masked_labels(self.decide(X, sample_cost), self.classes_)

    def score(self, X: Any, y: Any, sample_weight: Any = None, sample_cost: Any = None) -> float:
        """Return minus the mean cost of the decisions; the accuracy where there are no costs.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.
        y : array-like of shape (n_samples,)
            The true labels.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the rows.
        sample_cost : array-like of shape (n_samples,) or (n_samples, n_classes, n_classes), default=None
            A factor, or a cost matrix, for each row.

        Returns
        -------
        float
            More is better.
        """
        if sample_cost is None and self.reject_cost is None and self.decision_.matrix is None:
            return float(accuracy_score(y, self.predict(X), sample_weight=sample_weight))
        truth = encode(y, self.classes_, what="y")
        costs = row_costs(sample_cost, len(truth), self.cost_matrix_)
        paid = costs_of(self.decide(X, sample_cost), truth, costs, self.reject_cost)
        return -float(np.average(paid, weights=sample_weight))
