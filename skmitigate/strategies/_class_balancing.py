"""Give rare classes their due, by weights, by resampling, or in the decision alone."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from imblearn.over_sampling import RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler
from sklearn.base import clone
from sklearn.utils import _safe_indexing, check_random_state
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skmitigate._sklearn import StrOptions
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray, Scoring
from skmitigate._utils._fitting import aligned_proba, fit_weighted, has_proba
from skmitigate._utils._labels import encode
from skmitigate._utils._own_weights import accepts_own_weights, request_weights
from skmitigate._utils._wrapping import wrapped_has
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._metric import resolve_metric
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._decision_strategy import Answers, DecisionStrategy, offers_proba
from skmitigate.strategies._multipliers import decide, tune_multipliers
from skmitigate.strategies._priors import frequency_ratio, restored
from skmitigate.strategies._row_strategy import RowStrategy, check_no_folds_inside, check_not_frozen
from skmitigate.strategies._strategy import Strategy

#: Classes whose sizes differ by less than this factor are even for our purpose: balancing would move next to nothing.
_EVEN = 1.1


def _are_even(counts: AnyArray) -> bool:
    return bool(counts.max() <= _EVEN * counts.min())


def _delegates(method: str) -> Any:
    has = wrapped_has(method)

    def check(strategy: Any) -> bool:
        if strategy._decides:
            raise AttributeError(
                f"{method} is not offered with method={strategy.method!r}: it would contradict predict."
            )
        return has(strategy)

    return check


class ClassBalancing(DecisionStrategy, RowStrategy):
    """Balance the classes: in the fit (weights, resampling) or in the decision only (prior, thresholds).

    Balancing raises the recall of rare classes at the price of more errors in the frequent ones; plain accuracy usually
    falls. The two decision methods cost no further fit and leave the ranking of the rows as it is. Where the decision
    shall be balanced and the probabilities shall still come true, set `restore_prior`.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    method : {"weights", "resample", "undersample", "prior", "thresholds"}, default="weights"
        ``"weights"``: every class weighs the same in the fit; a model that takes no weights gets resampled rows.
        ``"resample"``: rows of smaller classes are drawn again until all classes are as large as the largest.
        ``"undersample"``: rows of larger classes are dropped until all are as small as the smallest.
        ``"prior"``: probabilities are divided by the class frequencies and the largest wins.
        ``"thresholds"``: one multiplier for each class, tuned for `scoring`; probabilities stay as they are, so that
        the predicted class need not be the likeliest one. Where classes are even, or tuning gains less than a standard
        error, the multipliers are equal.
    restore_prior : bool, default=False
        Let ``predict_proba`` speak of the class frequencies in the rows of ``fit``, while ``predict`` decides as it
        does without. For ``"prior"``, these are the probabilities of the wrapped model as they are; where the fit was
        balanced, its probabilities are multiplied by each class's frequency before over that in the fit, which assumes
        that the model took the change of frequencies at face value.
    scoring : str or callable, default=None
        What ``"thresholds"`` is tuned for: a scikit-learn scorer that looks at labels. None means balanced accuracy,
        and in the correction loop the loop's own metric.
    cv : int, splitter or iterable, default=5
        Folds for learning the multipliers or the frequencies.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the rows, the folds and the seeds of the fits.

    Attributes
    ----------
    estimator_ : classifier
        The fitted wrapped classifier.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    decision_ : ndarray of shape (n_classes,)
        For ``"prior"`` and ``"thresholds"``: the multipliers of the probabilities, summing to 1.
    prior_ratio_ : ndarray of shape (n_classes,)
        For the other methods: class frequencies before balancing over those in the fit, the largest ratio being 1.
    n_features_in_ : int
        Number of columns seen in ``fit``.

    See Also
    --------
    DataAugmentation : Adds synthetic rows instead.

    References
    ----------
    C. Elkan (2001), The foundations of cost-sensitive learning, IJCAI.
    A. K. Menon et al. (2021), Long-tail learning via logit adjustment, ICLR.
    A. Dal Pozzolo et al. (2015), Calibrating probability with undersampling for unbalanced classification, CIDM.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.metrics import recall_score
    >>> from skmitigate import ClassBalancing
    >>> X, y = make_classification(1000, weights=[0.9], flip_y=0.05, random_state=0)
    >>> plain = LogisticRegression().fit(X, y)
    >>> balanced = ClassBalancing(LogisticRegression(), method="prior", random_state=0).fit(X, y)
    >>> bool(recall_score(y, balanced.predict(X)) > recall_score(y, plain.predict(X)))
    True
    """

    addresses: ClassVar[tuple[str, ...]] = ("class_imbalance",)
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **DecisionStrategy._parameter_constraints,
        "method": [StrOptions({"weights", "resample", "undersample", "prior", "thresholds"})],
        "restore_prior": ["boolean"],
        "scoring": [str, callable, None],
    }

    def __init__(
        self,
        estimator: Any = None,
        *,
        method: str = "weights",
        restore_prior: bool = False,
        scoring: Scoring | None = None,
        cv: Any = 5,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.method = method
        self.restore_prior = restore_prior
        self.scoring = scoring
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    @property
    def _decides(self) -> bool:
        return self.method in ("prior", "thresholds")

    def _gives_proba(self) -> bool:
        fitted = getattr(self, "estimator_", self.estimator)
        return super()._gives_proba() if self._decides else has_proba(fitted)

    def check_applicable(self, predictions: PredictionTable) -> None:
        """Raise NotApplicable where the classes are even, or the method needs probabilities that are not there.

        Parameters
        ----------
        predictions : PredictionTable
            The cross-fitted predictions of the model that it would wrap.

        Raises
        ------
        NotApplicable
            With the reason.
        """
        super().check_applicable(predictions)
        counts = np.bincount(predictions.y_true, weights=predictions.weights, minlength=predictions.n_classes)
        if _are_even(counts):
            raise NotApplicable("the classes are equally frequent, so there is nothing to balance")
        if self._decides and predictions.proba is None:
            raise NotApplicable(f"method={self.method!r} works on probabilities, and the model has no predict_proba")

    def candidates(self, diagnosis: Diagnosis) -> list[Strategy]:
        """Return the decision methods, which cost no fit, and the weights.

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
        return [ClassBalancing(method="prior"), ClassBalancing(method="thresholds"), ClassBalancing(method="weights")]

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return all methods, those of the decision only where the model has probabilities.

        Parameters
        ----------
        estimator : classifier
            The model that it would wrap.

        Returns
        -------
        list of dict
            Entries of a parameter grid.
        """
        decisions = ["prior", "thresholds"] if has_proba(estimator) else []
        return [{"method": ["weights", "resample", "undersample", *decisions]}]

    def _change_rows(
        self, X: Any, y: AnyArray, sample_weight: FloatArray | None
    ) -> tuple[Any, AnyArray, FloatArray | None]:
        codes = encode(y, self.classes_)
        weights = np.ones(len(y)) if sample_weight is None else sample_weight
        sums = np.bincount(codes, weights=weights)
        if self.method == "weights" and (sample_weight is not None or accepts_own_weights(self.estimator)):
            balanced = weights.sum() / (np.count_nonzero(sums) * np.where(sums > 0, sums, 1.0))
            self.prior_ratio_ = frequency_ratio(sums, sums * balanced)
            return X, y, weights * balanced[codes]
        if self.method != "undersample":
            check_no_folds_inside(self)
        sampler = RandomUnderSampler if self.method == "undersample" else RandomOverSampler
        seed = check_random_state(self.random_state).randint(np.iinfo(np.int32).max)
        rows = np.arange(len(y)).reshape(-1, 1)
        drawn = sampler(random_state=seed).fit_resample(rows, codes)[0].ravel()
        self.prior_ratio_ = frequency_ratio(sums, np.bincount(codes[drawn], weights=weights[drawn]))
        return _safe_indexing(X, drawn), y[drawn], None if sample_weight is None else sample_weight[drawn]

    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        if self._decides:
            DecisionStrategy._fit(self, X, y, sample_weight, groups)
            return
        check_not_frozen(self)
        changed = self._change_rows(X, y, sample_weight)
        model = clone(self.estimator)
        if sample_weight is None and changed[2] is not None:
            request_weights(model)  # they are ours, so nobody could have said who shall get them
        self.estimator_ = fit_weighted(model, *changed)

    def _learn(self, tables: Mapping[str, PredictionTable]) -> FloatArray:
        table = tables["model"]
        if table.proba is None:
            raise ValueError(
                f"ClassBalancing(method={self.method!r}) works on probabilities, and {type(self.estimator).__name__} "
                'has no predict_proba. Use method="weights", or wrap the model in ProbabilityCalibration first.'
            )
        priors = np.bincount(table.y_true, weights=table.weights, minlength=table.n_classes)
        priors = priors / priors.sum()
        if self.method == "prior":
            # A class without a row here keeps the multiplier of the rarest one.
            inverse = 1.0 / np.maximum(priors, priors[priors > 0].min())
            return np.asarray(inverse / inverse.sum())
        if _are_even(priors):
            return np.full(table.n_classes, 1.0 / table.n_classes)
        metric = resolve_metric("balanced_accuracy" if self.scoring is None else self.scoring)
        tuned = tune_multipliers(table.proba, priors, lambda codes: metric.score_codes(table, codes))
        changed = replace(table, y_pred=decide(table.proba, tuned))
        difference = metric.rows(changed) - metric.rows(table)
        # Tuning always finds a few rows to gain: less than a standard error is left alone.
        if difference.mean() <= difference.std() / np.sqrt(len(table)):
            return np.full(table.n_classes, 1.0 / table.n_classes)
        return tuned

    def _apply(self, decision: FloatArray, answers: Mapping[str, Answers]) -> tuple[IntArray, FloatArray | None]:
        proba = answers["model"].proba
        assert proba is not None  # refused when learning
        if self.method == "thresholds":
            return decide(proba, decision), proba
        adjusted = proba * decision
        adjusted = adjusted / adjusted.sum(axis=1, keepdims=True)
        return np.argmax(adjusted, axis=1), proba if self.restore_prior else adjusted

    def predict(self, X: Any) -> AnyArray:
        """Predict the class of each row.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples,)
            Labels.
        """
        return DecisionStrategy.predict(self, X) if self._decides else RowStrategy.predict(self, X)

    @available_if(offers_proba)
    def predict_proba(self, X: Any) -> FloatArray:
        """Predict the probability of each class.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            Columns in the order of ``classes_``.
        """
        if not self._decides and self.restore_prior:
            check_is_fitted(self)
            return restored(aligned_proba(self.estimator_, X, self.classes_), self.prior_ratio_)
        base = DecisionStrategy if self._decides else RowStrategy
        proba: FloatArray = base.predict_proba.__get__(self)(X)
        return proba

    @available_if(_delegates("decision_function"))
    def decision_function(self, X: Any) -> FloatArray:
        """Return the wrapped classifier's scores; not offered by the decision methods.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_classes)
            The scores.
        """
        scores: FloatArray = RowStrategy.decision_function.__get__(self)(X)
        return scores
