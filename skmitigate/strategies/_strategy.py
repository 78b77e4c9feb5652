"""What all strategies share: they wrap a classifier, are one, and say which errors they address."""

from abc import abstractmethod
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin
from sklearn.utils import Tags
from sklearn.utils.metaestimators import available_if

from skmitigate._sklearn import HasMethods, _fit_context
from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate._utils._wrapping import begin_fit, inner_tags
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable


def _has_proba(strategy: Any) -> bool:
    """Whether ``predict_proba`` is there; its AttributeError shows where it is not."""
    return callable(strategy.predict_proba)


def _why_not(addresses: tuple[str, ...], diagnosis: Diagnosis) -> str:
    """Tell what was looked for in vain, what could not be looked for, and what nothing looks for."""
    if not addresses:
        return "it addresses nothing that is diagnosed"
    unheard = {kind for kind in addresses if kind not in diagnosis.not_found and kind not in diagnosis.not_applicable}
    told = []
    for kind in addresses:
        name = kind.replace("_", " ")
        if kind in diagnosis.not_applicable:
            told.append(f"{name}, which could not be looked for ({diagnosis.not_applicable[kind]})")
        elif kind in unheard:
            told.append(f"{name}, which was not looked for")
        else:
            told.append(f"{name}, which was not found")
    advice = "; name it in strategies to have it tried" if unheard == set(addresses) else ""
    return f"it addresses {' and '.join(told)}{advice}"


class Strategy(ClassifierMixin, MetaEstimatorMixin, BaseEstimator):
    """Base of all strategies: a classifier that wraps a classifier.

    Subclass :class:`RowStrategy` for what changes the rows that the model is fitted on, and
    :class:`DecisionStrategy` for what changes the decision made from the model's probabilities.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it; fitting without one raises
        ValueError.

    See Also
    --------
    skmitigate.SelfCorrectingClassifier : Tries strategies and keeps those that are shown to help.

    Examples
    --------
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import ClassBalancing
    >>> from skmitigate.strategies import Strategy
    >>> isinstance(ClassBalancing(GaussianNB()), Strategy)
    True
    """

    #: Kinds of findings that this strategy addresses.
    addresses: ClassVar[tuple[str, ...]] = ()
    #: Whether it can do nothing for a model that gives no probabilities.
    needs_proba: ClassVar[bool] = False
    #: Whether it leaves every prediction as it is and adds an answer of its own, so that the loop has nothing to judge.
    abstains: ClassVar[bool] = False

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {"estimator": [HasMethods("fit"), None]}
    _fit_params: ClassVar[tuple[str, ...]] = ("sample_weight",)
    __metadata_request__fit: ClassVar[dict[str, None]] = {"sample_weight": None}

    estimator: Estimator

    @property
    def _decides(self) -> bool:
        """Whether the table of this estimator follows from the tables of its parts, without a fit."""
        return False

    @property
    def costs_fits(self) -> bool:
        """Whether trying it on a model that is cross-fitted already needs further fits."""
        return not self._decides

    @property
    def _learns_in_folds(self) -> bool:
        """Whether it cross-fits inside ``fit``, so that copies of a row may be on both sides of its folds."""
        return self._decides

    def suits(self, diagnosis: Diagnosis) -> str:
        """Say why this strategy suits what was found.

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
            If nothing was found that it addresses.
        """
        found = [kind for kind in self.addresses if diagnosis.has(kind)]
        if not found:
            raise NotApplicable(_why_not(self.addresses, diagnosis))
        return "found: " + ", ".join(kind.replace("_", " ") for kind in found)

    def check_applicable(self, predictions: PredictionTable) -> None:
        """Raise NotApplicable where this strategy cannot do anything, whatever was found.

        Parameters
        ----------
        predictions : PredictionTable
            The cross-fitted predictions of the model that it would wrap.

        Raises
        ------
        NotApplicable
            With the reason.
        """
        if self.abstains:
            raise NotApplicable("it changes which rows are answered and not the answers: use it on the corrected model")
        if self.needs_proba and predictions.proba is None:
            raise NotApplicable("it works on probabilities, and the model has no predict_proba")

    def candidates(self, diagnosis: Diagnosis) -> list["Strategy"]:
        """Return the configured variants worth trying.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        list of Strategy
            Unfitted, with ``estimator=None`` where the current model goes.
        """
        del diagnosis
        return [self]

    def preferred(self, diagnosis: Diagnosis) -> list["Strategy"]:
        """Return the candidates that are tried where the diagnosis picks.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        list of Strategy
            All candidates, unless several of them answer the same finding at a price.
        """
        return self.candidates(diagnosis)

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return the settings worth trying around a model in a search.

        For :func:`~skmitigate.strategies.strategy_grid`.

        Parameters
        ----------
        estimator : classifier
            The model that it would wrap.

        Returns
        -------
        list of dict
            Entries of a parameter grid, parameters to values; ``{}`` is the strategy as it is. None where it changes
            no prediction, or waits for what only the user knows.
        """
        del estimator
        return [{}]

    @_fit_context(prefer_skip_nested_validation=False)
    def fit(self, X: Any, y: Any, **fit_params: Any) -> Self:
        """Fit the wrapped classifier under this strategy.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows, as the wrapped classifier takes them.
        y : array-like of shape (n_samples,)
            The labels.
        **fit_params : dict
            ``sample_weight`` of shape (n_samples,); strategies that cross-fit also take ``groups``.

        Returns
        -------
        self
            The fitted strategy.

        Raises
        ------
        ValueError
            If no estimator was given, y is not one column with at least two classes, or weights are passed to a
            model that takes none.
        """
        rows, labels, weights = begin_fit(self, X, y, fit_params, known=self._fit_params)
        self._fit(rows, labels, weights, fit_params.get("groups"))
        return self

    @abstractmethod
    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        """Set the attributes that predicting needs."""

    @available_if(_has_proba)
    def predict_log_proba(self, X: Any) -> FloatArray:
        """Predict the logarithm of the probability of each class.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            Columns in the order of ``classes_``.
        """
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(self.predict_proba(X)))

    def __sklearn_tags__(self) -> Tags:
        """Follow the wrapped classifier in what it takes."""
        return inner_tags(super().__sklearn_tags__(), self.estimator)
