"""Methods that tell anybody's classifier why it errs."""

import warnings
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse
from sklearn.utils import _safe_indexing, check_consistent_length

from skmitigate._sklearn import _num_samples
from skmitigate._utils._labels import check_labels
from skmitigate.diagnosis._analyze_errors import analyze_errors
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.exceptions import FittedRowsWarning
from skmitigate.explanation._explain_prediction import explain_prediction
from skmitigate.explanation._explanation import Explanation
from skmitigate.mixins._fitted_rows import Overlap, overlap, remember_rows
from skmitigate.predictions._cross_val import cross_val_predictions
from skmitigate.predictions._held_out import held_out_predictions
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.stories._story import Story
from skmitigate.stories._tell import tell

#: Rows of a fit that turn up among new ones are told from this share on: single copies are no news.
_TOLD_FROM = 0.05


class ErrorAnalysisMixin:
    """Methods that say of a fitted classifier where and why it errs; for any class of scikit-learn's make.

    Put it in front: ``class MyForest(ErrorAnalysisMixin, RandomForestClassifier)``. Parameters, ``clone``, ``fit`` and
    predictions stay what they are.

    Errors are counted on rows whose labels are known. On rows that the classifier was fitted on there are too few of
    them, and they say little of new rows. Each fit therefore remembers hashes of its rows (at most 4096, 32 kB), with
    which most such rows are recognised and told. Where there are no other rows, pass ``cv=5``: copies of the classifier
    are then fitted in five folds, and every row is predicted by one that had not seen it.

    Warns
    -----
    FittedRowsWarning
        If a twentieth of the rows or more are among those that the classifier was fitted on. Copies of a row cannot be
        told from the row itself. :meth:`analyze_errors` notes it in the diagnosis, too.

    See Also
    --------
    skmitigate.analyze_errors : The same for a table of predictions of any model.
    skmitigate.explain_prediction : Why any prediction is what it is.
    skmitigate.tell : Any result in sentences.
    skmitigate.SelfCorrectingClassifier : Also corrects what it finds, and cross-fits by itself.

    Notes
    -----
    Of more than 4096 different rows the smallest hashes are kept. They are a random sample of the rows, and so are
    those of new rows that are as small, of which the share that is known can be counted (Broder 1997). Where so few new
    rows are as small that nothing can be said, nothing is; nor of rows that cannot be hashed, such as more than
    fifty million numbers, and of fits by methods other than ``fit`` and ``partial_fit``.

    References
    ----------
    A. Z. Broder (1997), On the resemblance and containment of documents, Compression and Complexity of Sequences.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.model_selection import train_test_split
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import ErrorAnalysisMixin
    >>> class Bayes(ErrorAnalysisMixin, GaussianNB):
    ...     pass
    >>> X, X_new, y, y_new = train_test_split(*load_digits(return_X_y=True), random_state=0)
    >>> model = Bayes().fit(X, y)
    >>> model.error_table(X_new, y_new)
    PredictionTable(450 rows, 10 classes, 75 errors)
    >>> model.analyze_errors(X_new, y_new).kinds[0]
    'miscalibration'
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Have fits of the new class remember their rows."""
        remember_rows(cls, "fit", keeping=False)
        remember_rows(cls, "partial_fit", keeping=True)
        super().__init_subclass__(**kwargs)

    def error_table(
        self,
        X: Any,
        y: ArrayLike,
        *,
        cv: Any = None,
        sample_weight: ArrayLike | None = None,
        groups: ArrayLike | None = None,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> PredictionTable:
        """Predict rows with known labels, for everything that reads a table of predictions.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Rows that the classifier was not fitted on; with `cv`, any rows.
        y : array-like of shape (n_samples,)
            Their labels.
        cv : int, splitter, iterable of (train, test) or PredictionTable, default=None
            None takes the classifier as it is fitted. Otherwise unfitted copies of it are cross-fitted on these rows,
            as in :func:`~skmitigate.cross_val_predictions`: errors are then those of the way of fitting.
        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the rows.
        groups : array-like of shape (n_samples,), default=None
            Rows of one group belong together.
        n_jobs : int, default=None
            How many fits run at once.
        random_state : int, RandomState instance or None, default=None
            Draws the folds and the seeds of the fits.

        Returns
        -------
        PredictionTable
            Its ``errors`` are the rows that are predicted wrongly, ``to_frame()`` has one line per row.

        Raises
        ------
        ValueError
            If the rows and labels do not fit together.
        NotFittedError
            If the classifier is not fitted and `cv` is None.
        """
        return self._table(X, y, cv, sample_weight=sample_weight, groups=groups, n_jobs=n_jobs, seed=random_state)[0]

    def analyze_errors(
        self,
        X: Any,
        y: ArrayLike,
        *,
        cv: Any = None,
        detectors: Any = "all",
        alpha: float = 0.05,
        reference: Any = None,
        groups: ArrayLike | None = None,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> Diagnosis:
        """Say which kinds of error the classifier makes.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Rows that the classifier was not fitted on; with `cv`, any rows.
        y : array-like of shape (n_samples,)
            Their labels.
        cv : int, splitter, iterable of (train, test) or PredictionTable, default=None
            As in :meth:`error_table`.
        detectors : "all", str, Detector or list of these, default="all"
            Which kinds to look for, as in :func:`~skmitigate.analyze_errors`.
        alpha : float, default=0.05
            The probability of at least one finding where there is nothing to find.
        reference : object, default=None
            Earlier rows, for drift.
        groups : array-like of shape (n_samples,), default=None
            Rows of one group belong together; folds do not split them.
        n_jobs : int, default=None
            How many fits run at once.
        random_state : int, RandomState instance or None, default=None
            Draws the folds and the seeds of the fits.

        Returns
        -------
        Diagnosis
            Findings, the cause of each error, and what was not found or not tested.

        Raises
        ------
        ValueError
            If the rows and labels do not fit together.
        NotFittedError
            If the classifier is not fitted and `cv` is None.
        """
        table, told = self._table(X, y, cv, sample_weight=None, groups=groups, n_jobs=n_jobs, seed=random_state)
        diagnosis = analyze_errors(table, X, detectors=detectors, alpha=alpha, reference=reference)
        return replace(diagnosis, notes=(*diagnosis.notes, told)) if told else diagnosis

    def explain_error(
        self,
        X: Any,
        y: ArrayLike,
        row: int,
        background: Any = None,
        *,
        method: str = "auto",
        budget: float | None = None,
        random_state: Any = None,
    ) -> Explanation:
        """Explain one error: what pushed towards the wrong class, and what would have to be different.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Rows, among them the one that is predicted wrongly.
        y : array-like of shape (n_samples,)
            Their labels.
        row : int
            Its position in X; ``error_table(X, y).errors`` says which rows are errors.
        background : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features), default=None
            The rows that it is compared with, such as those of the fit; None takes X.
        method : str, default="auto"
            How, as in :func:`~skmitigate.explain_prediction`.
        budget : float, default=None
            Seconds.
        random_state : int, RandomState instance or None, default=None
            Draws what is drawn.

        Returns
        -------
        Explanation
            Contributions for the predicted class and the true one, neighbours, and the smallest change found that makes
            the prediction right.

        Raises
        ------
        ValueError
            If the row is predicted rightly, or is not among the rows.
        NotFittedError
            If the classifier is not fitted.
        """
        labels = check_labels(y, estimator=self)
        check_consistent_length(X, labels)
        x = _row_of(X, row)
        (predicted,) = held_out_predictions(self, x, labels[[row]]).to_frame()["y_pred"]
        if predicted == labels[row]:
            raise ValueError(
                f"Expected a row that is predicted wrongly, got row {row}, rightly predicted as {str(predicted)!r}. "
                "error_table(X, y).errors says which rows are wrong; explain_prediction explains any."
            )
        settings = {"y_true": labels[row], "method": method, "budget": budget, "random_state": random_state}
        if background is None:
            return explain_prediction(self, row, X, y_background=labels, **settings)
        return explain_prediction(self, x.toarray() if sparse.issparse(x) else x, background, **settings)

    def tell_error(self, X: Any, y: ArrayLike, row: int, *, cv: Any = None, diagnosis: Any = None) -> Story:
        """Tell of one error in sentences: what the model said, which rows are like it, and what it belongs to.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Rows that the classifier was not fitted on, among them the one that is told; with `cv`, any rows.
        y : array-like of shape (n_samples,)
            Their labels.
        row : int
            Its position in X.
        cv : int, splitter, iterable of (train, test) or PredictionTable, default=None
            As in :meth:`error_table`; an integer draws the folds with the seed 0.
        diagnosis : Diagnosis, default=None
            What :meth:`analyze_errors` found in the same rows. Says which finding the error belongs to.

        Returns
        -------
        Story
            The sentences, as text, Markdown, HTML or JSON. ``skmitigate.tell(model.explain_error(...))`` tells of the
            causes.

        Raises
        ------
        ValueError
            If the row is not among the rows.
        NotFittedError
            If the classifier is not fitted and `cv` is None.
        """
        about: dict[str, Any] = {"sample_weight": None, "groups": None, "n_jobs": None, "seed": 0}
        return tell(self._table(X, y, cv, **about)[0], row=row, X=X, diagnosis=diagnosis)

    def _table(
        self, X: Any, y: Any, cv: Any, *, sample_weight: Any, groups: Any, n_jobs: Any, seed: Any
    ) -> tuple[PredictionTable, str]:
        """Return the table, and what has to be said of its rows, having warned of it; nothing has to with `cv`."""
        about = {"groups": groups, "sample_weight": sample_weight}
        if cv is not None:
            return cross_val_predictions(self, X, y, cv=cv, n_jobs=n_jobs, random_state=seed, **about), ""
        table = held_out_predictions(self, X, y, **about)
        told = _told(overlap(getattr(self, "_fitted_rows", None), X))
        if told:
            warnings.warn(f"{told} Pass rows that were held out, or cv=5.", FittedRowsWarning, stacklevel=3)
        return table, told


def _row_of(X: Any, row: int) -> Any:
    """Return one row as a table of one row."""
    n_rows = _num_samples(X)
    if not isinstance(row, int | np.integer) or isinstance(row, bool) or not 0 <= row < n_rows:
        raise ValueError(f"Expected row as a position in X, from 0 to {n_rows - 1}, got {row!r}.")
    return _safe_indexing(X, [int(row)])


def _told(found: Overlap | None) -> str:
    if found is None or not found.n_compared or found.share < _TOLD_FROM:
        return ""
    return (
        f"{found.n_found} of {found.n_compared} rows that could be looked up are equal to rows that the model was "
        "fitted on. Errors on such rows are usually fewer than on new ones, and not the same."
    )
