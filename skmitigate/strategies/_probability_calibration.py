"""Make probabilities mean what they say."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import numpy as np
from scipy.special import softmax

from skmitigate._sklearn import StrOptions
from skmitigate._typing import Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import has_proba
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._calibration_maps import IsotonicMap, SigmoidMap, logits, temperature
from skmitigate.strategies._decision_strategy import Answers, DecisionStrategy
from skmitigate.strategies._scores_as_proba import ScoresAsProba
from skmitigate.strategies._strategy import Strategy
from skmitigate.strategies._venn_abers import VennAbersMap

_CURVES: dict[str, Callable[[], SigmoidMap | IsotonicMap | VennAbersMap]] = {
    "sigmoid": SigmoidMap,
    "isotonic": IsotonicMap,
    "venn_abers": VennAbersMap,
}


class ProbabilityCalibration(DecisionStrategy):
    """Learn a map from the model's probabilities to ones that agree with how often it is right.

    One temperature is the safest choice for few rows and keeps every prediction; the isotonic map needs about a
    thousand rows or more, and Venn-Abers is one that is kinder to few. A model with ``decision_function`` only gets
    probabilities from its scores. Judge the result by proper scores and by a
    :func:`~skmitigate.metrics.reliability_curve` with bands, on rows that it has not seen.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    method : {"temperature", "sigmoid", "isotonic", "venn_abers"}, default="temperature"
        ``"temperature"``: all log-probabilities divided by one number. ``"sigmoid"``: a logistic curve for each class
        against the rest. ``"isotonic"``: a step function for each class against the rest. ``"venn_abers"``: two such
        functions, one for each label that the new row may have, merged into one probability; needs the package
        venn-abers, ``pip install 'skmitigate[venn-abers]'``.
    cv : int, splitter or iterable, default=5
        Folds for learning the map.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds and the seeds of the fits.

    Attributes
    ----------
    estimator_ : classifier
        The wrapped model, fitted on all rows.
    members_ : dict of str to classifier
        The same, under the name ``"model"``.
    decision_ : object
        The map: the temperature, or one calibrator for each class.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``.

    See Also
    --------
    ConfidenceThresholding : Abstains where the confidence is low.

    Notes
    -----
    The maps are learned from the cross-fitted table: every probability in it is that of a row that the model had not
    seen. They are applied to the model fitted on all rows. Venn-Abers is inductive on these pooled scores, one class
    against the rest; its validity is proven for one model and rows that it has not seen, which this comes close to. It
    takes no weights: with ``sample_weight``, rows are repeated or left out in proportion, in the order of the scores.

    References
    ----------
    C. Guo et al. (2017), On calibration of modern neural networks, ICML.
    J. Platt (1999), Probabilistic outputs for support vector machines.
    B. Zadrozny and C. Elkan (2002), Transforming classifier scores into accurate multiclass probability estimates, KDD.
    V. Vovk and I. Petej (2014), Venn-Abers predictors, UAI.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import ProbabilityCalibration
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> model = ProbabilityCalibration(GaussianNB(), random_state=0).fit(X, y)
    >>> bool(model.decision_ > 1)  # naive Bayes is too sure of itself
    True
    """

    addresses: ClassVar[tuple[str, ...]] = ("high_confidence", "miscalibration")
    needs_proba: ClassVar[bool] = True
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **DecisionStrategy._parameter_constraints,
        "method": [StrOptions({"temperature", "sigmoid", "isotonic", "venn_abers"})],
    }

    def __init__(
        self,
        estimator: Any = None,
        *,
        method: str = "temperature",
        cv: Any = 5,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.method = method
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    def candidates(self, diagnosis: Diagnosis) -> list[Strategy]:
        """Return one candidate for each method.

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
        return [ProbabilityCalibration(method=method) for method in ("temperature", "sigmoid", "isotonic")]

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return all methods.

        Parameters
        ----------
        estimator : classifier
            The model that it would wrap.

        Returns
        -------
        list of dict
            Entries of a parameter grid.
        """
        if not (has_proba(estimator) or hasattr(estimator, "decision_function")):
            return []
        return [{"method": ["temperature", "sigmoid", "isotonic"]}]

    def _parts(self, fitter: CrossFitter) -> dict[str, Estimator]:
        del fitter
        return {"model": self.estimator if has_proba(self.estimator) else ScoresAsProba(self.estimator)}

    def _gives_proba(self) -> bool:
        return has_proba(self.estimator) or hasattr(self.estimator, "decision_function")

    def _learn(self, tables: Mapping[str, PredictionTable]) -> Any:
        table = tables["model"]
        assert table.proba is not None  # _parts
        weights = table.weights / table.weights.mean()  # their scale says nothing about how many rows there are
        if self.method == "temperature":
            return temperature(logits(table.proba), table.y_true, weights)
        curve = _CURVES[self.method]
        columns = range(1, 2) if table.n_classes == 2 else range(table.n_classes)
        return [curve().fit(table.proba[:, c], table.y_true == c, weights) for c in columns]

    def _apply(self, decision: Any, answers: Mapping[str, Answers]) -> tuple[IntArray, FloatArray | None]:
        proba = answers["model"].proba
        assert proba is not None  # _parts
        if self.method == "temperature":
            return answers["model"].y_pred, softmax(logits(proba) / decision, axis=1)
        if proba.shape[1] == 2:
            positive = decision[0](proba[:, 1])
            mapped = np.column_stack([1 - positive, positive])
        else:
            mapped = np.column_stack([curve(proba[:, c]) for c, curve in enumerate(decision)])
            mapped /= mapped.sum(axis=1, keepdims=True)
        return np.argmax(mapped, axis=1), mapped
