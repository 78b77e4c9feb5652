"""Predict rows by a classifier that is fitted already."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils import check_consistent_length

from skmitigate._typing import AnyArray, Estimator
from skmitigate._utils._fitting import aligned_proba
from skmitigate._utils._labels import check_labels, encode
from skmitigate.predictions._prediction_table import PredictionTable, check_proba, column_of


def held_out_predictions(
    estimator: Estimator,
    X: Any,
    y: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    groups: ArrayLike | None = None,
) -> PredictionTable:
    """Predict rows by a fitted classifier.

    Everything that reads the table takes its errors for errors on new rows, so the rows have to be others than those
    that the classifier was fitted on. Where there are no others, :func:`~skmitigate.cross_val_predictions` makes the
    table.

    Parameters
    ----------
    estimator : classifier
        A fitted classifier or Pipeline.
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
        Rows that it was not fitted on.
    y : array-like of shape (n_samples,)
        Their labels. One that the classifier has never seen makes its rows errors.
    sample_weight : array-like of shape (n_samples,), default=None
        Weights of the rows.
    groups : array-like of shape (n_samples,), default=None
        Rows of one group belong together.

    Returns
    -------
    PredictionTable
        One row per row of X, in one fold; with probabilities where the classifier gives them.

    Raises
    ------
    ValueError
        If there are no rows, lengths differ, labels are missing, or are text where the classifier's are numbers.
    NotFittedError
        If the classifier is not fitted.

    See Also
    --------
    skmitigate.cross_val_predictions : Predict every row by a model that was fitted without it.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.model_selection import train_test_split
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate.predictions import held_out_predictions
    >>> X, X_new, y, y_new = train_test_split(*load_wine(return_X_y=True), random_state=0)
    >>> held_out_predictions(GaussianNB().fit(X, y), X_new, y_new)
    PredictionTable(45 rows, 3 classes, 3 errors)
    """
    labels = check_labels(y, estimator=estimator)
    check_consistent_length(X, labels)
    answers = np.asarray(estimator.predict(X)).ravel()
    own = np.asarray(getattr(estimator, "classes_", np.unique(answers)))
    classes = _all_classes(own, labels)
    n_rows = len(labels)
    proba = None
    if hasattr(estimator, "predict_proba"):
        proba = check_proba(aligned_proba(estimator, X, classes), len(classes))
    return PredictionTable(
        classes=classes,
        y_true=encode(labels, classes, what="y"),
        y_pred=encode(answers, classes, what="predicted labels"),
        proba=proba,
        fold=np.zeros(n_rows, dtype=np.intp),
        row=np.arange(n_rows, dtype=np.intp),
        sample_weight=column_of(sample_weight, n_rows, "sample_weight", dtype=np.float64),
        groups=column_of(groups, n_rows, "groups"),
    )


def _all_classes(own: AnyArray, labels: AnyArray) -> AnyArray:
    """Return the classes of the model and of the rows; ValueError where one are texts and the others are not."""
    texts = [all(isinstance(label, str) for label in names.tolist()) for names in (own, labels)]
    if texts[0] != texts[1]:
        raise ValueError(
            f"Expected labels like the classes that the model was fitted on, {own.tolist()[:10]!r}, got "
            f"{np.unique(labels).tolist()[:10]!r}. Convert them, as in y.astype(type(model.classes_[0]))."
        )
    return np.union1d(own, labels)
