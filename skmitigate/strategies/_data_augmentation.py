"""Add synthetic rows of the rarer classes to what a model is fitted on."""

from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from sklearn.utils import check_random_state
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skmitigate._sklearn import Interval, StrOptions
from skmitigate._typing import AnyArray, Estimator, FloatArray
from skmitigate._utils._fitting import aligned_proba, has_proba
from skmitigate._utils._labels import encode
from skmitigate._utils._wrapping import wrapped_has
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._row_strategy import RowStrategy, check_no_folds_inside
from skmitigate.strategies._strategy import Strategy
from skmitigate.strategies._synthesis import append_rows, synthesise


def _offers_scores(strategy: Any) -> bool:
    if strategy.restore_prior and has_proba(strategy.estimator):
        raise AttributeError("decision_function is not offered with restore_prior=True: it would contradict predict.")
    return wrapped_has("decision_function")(strategy)


class DataAugmentation(RowStrategy):
    """Fit the wrapped model on rows to which synthetic ones of the rarer classes are added.

    Resampling tells the model that all classes are equally frequent, which spoils its probabilities; with
    `restore_prior` they are corrected back to the frequencies that were there, so that what stays is what the synthetic
    rows taught about the shape of the classes.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    method : {"smote"}, default="smote"
        Rows between a row and its neighbours of the same class. Columns of text, categories, truth values and times
        take the neighbours' commonest value (SMOTENC; SMOTEN where there are no numbers).
    k_neighbors : int, default=5
        How many neighbours; classes with fewer rows use what they have, a class of one row gets no synthetic ones.
    restore_prior : bool, default=True
        Correct the probabilities back to the class frequencies before resampling. Without ``predict_proba`` in the
        wrapped model, nothing is corrected.
    random_state : int, RandomState instance or None, default=None
        Draws the synthetic rows.

    Attributes
    ----------
    estimator_ : classifier
        The wrapped classifier, fitted on real and synthetic rows.
    n_synthetic_ : int
        How many rows were added.
    prior_ratio_ : ndarray of shape (n_classes,)
        Class frequencies before resampling over those after.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``.

    See Also
    --------
    ClassBalancing : Balances by weights or in the decision, without inventing rows.

    References
    ----------
    N. V. Chawla et al. (2002), SMOTE: synthetic minority over-sampling technique, JAIR 16.
    M. Saerens et al. (2002), Adjusting the outputs of a classifier to new a priori probabilities, Neural
    Computation 14.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from skmitigate import DataAugmentation
    >>> X, y = make_classification(200, weights=[0.9], random_state=0)
    >>> model = DataAugmentation(DecisionTreeClassifier(max_depth=3), random_state=0).fit(X, y)
    >>> bool(model.n_synthetic_ == abs(sum(y == 0) - sum(y == 1)))
    True
    """

    addresses: ClassVar[tuple[str, ...]] = ("class_imbalance",)
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **RowStrategy._parameter_constraints,
        "method": [StrOptions({"smote"})],
        "k_neighbors": [Interval(Integral, 1, None, closed="left")],
        "restore_prior": ["boolean"],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        estimator: Any = None,
        *,
        method: str = "smote",
        k_neighbors: int = 5,
        restore_prior: bool = True,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.method = method
        self.k_neighbors = k_neighbors
        self.restore_prior = restore_prior
        self.random_state = random_state

    def check_applicable(self, predictions: PredictionTable) -> None:
        """Raise NotApplicable where the classes are equally frequent.

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
        counts = np.bincount(predictions.y_true, minlength=predictions.n_classes)
        if counts.max() <= 1.1 * counts.min():
            raise NotApplicable("the classes are equally frequent, so no synthetic rows would be added")

    def candidates(self, diagnosis: Diagnosis) -> list[Strategy]:
        """Return one with restored frequencies, and one without where imbalance was found.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        list of Strategy
            Unfitted, with ``estimator=None``.
        """
        found: list[Strategy] = [DataAugmentation()]
        if diagnosis.has("class_imbalance"):
            found.append(DataAugmentation(restore_prior=False))
        return found

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return restored class frequencies and those after resampling.

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
        return [{"restore_prior": [True, False]}]

    def _change_rows(
        self, X: Any, y: AnyArray, sample_weight: FloatArray | None
    ) -> tuple[Any, AnyArray, FloatArray | None]:
        check_no_folds_inside(self)
        codes = encode(y, self.classes_)
        seed = int(check_random_state(self.random_state).randint(np.iinfo(np.int32).max))
        extra, extra_codes = synthesise(X, codes, self.k_neighbors, seed)
        self.n_synthetic_ = len(extra_codes)
        weights = np.ones(len(y)) if sample_weight is None else sample_weight
        before = np.bincount(codes, weights=weights)
        mean_weight = before / np.bincount(codes)
        after = before + mean_weight * np.bincount(extra_codes, minlength=len(self.classes_))
        ratio = np.divide(before, after, out=np.zeros_like(before), where=after > 0)
        self.prior_ratio_ = ratio / ratio.max()
        if not self.n_synthetic_:
            return X, y, sample_weight
        joined_weights = None if sample_weight is None else np.concatenate([weights, mean_weight[extra_codes]])
        return append_rows(X, extra), np.concatenate([y, self.classes_[extra_codes]]), joined_weights

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
        if not (self.restore_prior and has_proba(self.estimator_)):
            return super().predict(X)
        return np.asarray(self.classes_[np.argmax(self.predict_proba(X), axis=1)])

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
        proba = aligned_proba(self.estimator_, X, self.classes_)
        if not self.restore_prior:
            return proba
        restored = proba * self.prior_ratio_
        total = restored.sum(axis=1, keepdims=True)
        return np.asarray(np.where(total > 0, restored / np.where(total > 0, total, 1.0), proba))

    @available_if(_offers_scores)
    def decision_function(self, X: Any) -> FloatArray:
        """Return the wrapped classifier's scores; not offered where frequencies are restored.

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
        return np.asarray(self.estimator_.decision_function(X))
