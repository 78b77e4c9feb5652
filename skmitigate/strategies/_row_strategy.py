"""Strategies that change the rows, or the weights of the rows, that a model is fitted on."""

from abc import abstractmethod
from typing import Any

from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate._utils._fitting import fit_weighted
from skmitigate._utils._wrapping import wrapped_has
from skmitigate.strategies._strategy import Strategy


def check_no_folds_inside(strategy: Strategy) -> None:
    """Raise ValueError where rows are copied for a strategy that would have copies on both sides of its folds."""
    inner: Estimator = strategy.estimator
    while isinstance(inner, Pipeline | Strategy):
        if isinstance(inner, Strategy) and inner._decides:
            outer, name = type(strategy).__name__, type(inner).__name__
            raise ValueError(
                f"{outer} adds copies or neighbours of rows, which would be on both sides of the folds in which {name} "
                f"learns. Change the order, as in {name}({outer}(model))."
            )
        inner = inner.steps[-1][1] if isinstance(inner, Pipeline) else inner.estimator


class RowStrategy(Strategy):
    """Base of the strategies that add, drop, weigh or relabel rows; they do so in ``fit`` only.

    Subclasses write ``_change_rows(X, y, sample_weight)``, which returns the three as the model shall see them.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline.

    Attributes
    ----------
    estimator_ : classifier
        The fitted clone of `estimator`.
    classes_ : ndarray of shape (n_classes,)
        The labels.

    See Also
    --------
    DecisionStrategy : Changes what is decided from a model's probabilities.

    Examples
    --------
    >>> from skmitigate.strategies import DataAugmentation, RowStrategy
    >>> issubclass(DataAugmentation, RowStrategy)
    True
    """

    @abstractmethod
    def _change_rows(
        self, X: Any, y: AnyArray, sample_weight: FloatArray | None
    ) -> tuple[Any, AnyArray, FloatArray | None]:
        """Return rows, labels and weights for the fit."""

    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        del groups
        self.estimator_ = fit_weighted(clone(self.estimator), *self._change_rows(X, y, sample_weight))

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
        check_is_fitted(self)
        labels: AnyArray = self.estimator_.predict(X)
        return labels

    @available_if(wrapped_has("predict_proba"))
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
        check_is_fitted(self)
        proba: FloatArray = self.estimator_.predict_proba(X)
        return proba

    @available_if(wrapped_has("decision_function"))
    def decision_function(self, X: Any) -> FloatArray:
        """Return the wrapped classifier's scores.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_classes)
            The scores.
        """
        check_is_fitted(self)
        scores: FloatArray = self.estimator_.decision_function(X)
        return scores
