"""A classifier that reads its answers from a table, so that any scorer can be run on predictions made elsewhere."""

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin

from skmitigate._typing import AnyArray, FloatArray
from skmitigate.predictions._prediction_table import PredictionTable


class TableClassifier(ClassifierMixin, BaseEstimator):
    """Predicts what a table holds; X is the table's row positions in one column, and there is nothing to fit."""

    def __init__(self, table: PredictionTable) -> None:
        self.table = table

    @property
    def classes_(self) -> AnyArray:
        """The table's classes."""
        return self.table.classes

    def __sklearn_is_fitted__(self) -> bool:
        """Return True: the answers are there."""
        return True

    def fit(self, *_: Any) -> "TableClassifier":
        """Return self; scikit-learn asks for the method to know an estimator."""
        return self

    def predict(self, X: Any) -> AnyArray:
        """Return the predicted labels of the rows at the positions X."""
        return np.asarray(self.classes_[self.table.y_pred[np.asarray(X)[:, 0]]])


class ProbabilisticTableClassifier(TableClassifier):
    """The same, of a table with probabilities."""

    def predict_proba(self, X: Any) -> FloatArray:
        """Return the probabilities of the rows at the positions X."""
        assert self.table.proba is not None
        return np.asarray(self.table.proba[np.asarray(X)[:, 0]])

    def predict_log_proba(self, X: Any) -> FloatArray:
        """Return the logs of the probabilities of the rows at the positions X."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(self.predict_proba(X)))


def table_classifier(table: PredictionTable) -> TableClassifier:
    """Return the classifier that predicted the table, with ``predict_proba`` where the table has probabilities."""
    return TableClassifier(table) if table.proba is None else ProbabilisticTableClassifier(table)
