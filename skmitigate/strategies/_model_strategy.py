"""Strategies whose answers are those of one fitted classifier."""

from typing import Any

from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate._utils._wrapping import wrapped_has
from skmitigate.strategies._strategy import Strategy


class ModelStrategy(Strategy):
    """Base of the strategies that fit the model otherwise, and then answer as it does.

    Subclasses write ``_fit(X, y, sample_weight, groups)``, which sets ``estimator_``: the fitted classifier, a Pipeline
    where something stands before the model.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline.

    Attributes
    ----------
    estimator_ : classifier
        The fitted classifier that answers.
    classes_ : ndarray of shape (n_classes,)
        The labels.

    See Also
    --------
    RowStrategy : Changes the rows that a model is fitted on.
    DecisionStrategy : Changes what is decided from a model's probabilities.

    Examples
    --------
    >>> from skmitigate.strategies import ModelStrategy, RowStrategy
    >>> issubclass(RowStrategy, ModelStrategy)
    True
    """

    estimator_: Estimator

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
