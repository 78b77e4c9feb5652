"""Give weak slices of the rows more regard, in the fit or by a second model there."""

from dataclasses import dataclass
from numbers import Real
from typing import Any, ClassVar

import numpy as np
from sklearn.utils import _safe_indexing, check_random_state, indexable
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skmitigate._sklearn import HasMethods, Interval, StrOptions
from skmitigate._typing import AnyArray, BoolArray, Estimator, FloatArray
from skmitigate._utils._fitting import accepts_sample_weight, aligned_proba, has_proba, predicted_codes
from skmitigate._utils._wrapping import wrapped_has
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.diagnosis._slice import Slice
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._row_strategy import RowStrategy, check_no_folds_inside
from skmitigate.strategies._slice_corrector import SliceCorrector, learn_corrector
from skmitigate.strategies._strategy import Strategy


@dataclass(frozen=True, slots=True)
class _Corrected:
    """One slice whose rows are answered by the model and a corrector together."""

    where: Slice
    corrector: Estimator
    share: float


def _offers_scores(strategy: Any) -> bool:
    if strategy.method == "corrector":
        raise AttributeError(
            "decision_function is not offered with method='corrector': it would contradict predict in the slices."
        )
    return wrapped_has("decision_function")(strategy)


class SliceRepair(RowStrategy):
    """Give the rows of weak slices more weight in the fit, or answer them with the help of a second model.

    For slices where the model is known to err more than elsewhere. Whether the slice gets better, and what the rest
    pays for it, is a question for fresh rows: compare cross-fitted predictions on the whole and on the slice.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    slices : list of str or Slice, default=None
        Conditions on columns of X, as in ``["age < 30 and town == 'Ulm'", "income is missing"]``; see
        :meth:`~skmitigate.diagnosis.Slice.parse`. Columns without names are called ``x0``, ``x1``, ... None means that
        the loop takes those that the diagnosis found.
    method : {"weights", "corrector"}, default="weights"
        ``"weights"``: rows in a slice weigh `weight` times as much in the fit; for a model that takes no weights they
        are drawn again. ``"corrector"``: in each slice a second model, fitted on the slice's rows only, is mixed into
        the answer. Its share is chosen on rows that neither model had seen, and is 0 where it gains less log loss than
        a standard error. Rows outside the slices are answered as by the wrapped model alone.
    weight : float, default=3.0
        How many times a row counts that is in one of the slices, with ``method="weights"``; at least 1.
    corrector : classifier, default=None
        The second model. None means a copy of the wrapped one.
    cv : int, splitter or iterable, default=5
        Folds for choosing the share of the corrector.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the rows, the folds and the seeds of the fits.

    Attributes
    ----------
    slices_ : tuple of Slice
        The slices.
    n_slice_rows_ : ndarray of int of shape (n_slices,)
        How many of the rows in ``fit`` are in each.
    shares_ : ndarray of shape (n_slices,)
        With ``method="corrector"``: how much of the answer in each slice is the corrector's.
    left_alone_ : dict of str to str
        Slices, as text, for which nothing was changed, with the reason.
    estimator_ : classifier
        The fitted wrapped classifier.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``.

    See Also
    --------
    skmitigate.diagnosis.Slice : Conditions on columns.
    ClassBalancing : Raises the weight of rare classes.

    Notes
    -----
    Where slices overlap, a row counts `weight` times, not more; correctors are learned and applied in the order of the
    slices, each on top of those before it.

    References
    ----------
    E. Z. Liu et al. (2021), Just train twice: improving group robustness without training group information, ICML.
    M. P. Kim, A. Ghorbani and J. Zou (2019), Multiaccuracy: black-box post-processing for fairness in classification,
    AIES.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.linear_model import LogisticRegression
    >>> from skmitigate import SliceRepair
    >>> X = np.random.default_rng(0).normal(size=(600, 2))
    >>> y = (np.where(X[:, 0] > 1, -X[:, 1], X[:, 1]) > 0).astype(int)  # the other way round for large x0
    >>> model = SliceRepair(LogisticRegression(), slices=["x0 > 1"], method="corrector", random_state=0).fit(X, y)
    >>> plain = LogisticRegression().fit(X, y)
    >>> bool(model.score(X, y) > plain.score(X, y) + 0.1)
    True
    """

    addresses: ClassVar[tuple[str, ...]] = ("weak_slices",)
    _fit_params: ClassVar[tuple[str, ...]] = ("sample_weight", "groups")
    __metadata_request__fit: ClassVar[dict[str, None]] = {"sample_weight": None, "groups": None}
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **RowStrategy._parameter_constraints,
        "slices": [None, list, tuple],
        "method": [StrOptions({"weights", "corrector"})],
        "weight": [Interval(Real, 1, None, closed="left")],
        "corrector": [None, HasMethods(["fit", "predict"])],
        "cv": ["cv_object"],
        "n_jobs": [None, int],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        estimator: Any = None,
        *,
        slices: Any = None,
        method: str = "weights",
        weight: float = 3.0,
        corrector: Any = None,
        cv: Any = 5,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.slices = slices
        self.method = method
        self.weight = weight
        self.corrector = corrector
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    @property
    def _learns_in_folds(self) -> bool:
        return self.method == "corrector"

    def check_applicable(self, predictions: PredictionTable) -> None:
        """Raise NotApplicable where there is no slice, or the corrector needs probabilities that are not there.

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
        if self.slices is not None and not len(self.slices):
            raise NotApplicable("no slices were given")
        if self.method == "corrector" and predictions.proba is None:
            raise NotApplicable("method='corrector' works on probabilities, and the model has no predict_proba")

    def candidates(self, diagnosis: Diagnosis) -> list[Strategy]:
        """Return two weights and the corrector, for the slices that were given or else were found.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model; the evidence of a finding of weak slices lists them as text under
            ``"slices"``.

        Returns
        -------
        list of Strategy
            Unfitted, with ``estimator=None``.

        Raises
        ------
        NotApplicable
            If no slices were given or found.
        """
        finding = diagnosis.find("weak_slices")
        found = self.slices or (list(finding.evidence.get("slices", [])) if finding is not None else [])
        if not found:
            raise NotApplicable("no slices were given, as in SliceRepair(slices=['age < 30']), and none were found")
        return [
            SliceRepair(slices=found, weight=2.0),
            SliceRepair(slices=found, weight=5.0),
            SliceRepair(slices=found, method="corrector"),
        ]

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return two weights and the corrector; nothing without slices.

        Parameters
        ----------
        estimator : classifier
            The model that it would wrap.

        Returns
        -------
        list of dict
            Entries of a parameter grid.
        """
        if not self.slices:
            return []
        return [{"weight": [2.0, 5.0]}, *([{"method": ["corrector"]}] if has_proba(estimator) else [])]

    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        self.slices_ = self._read_slices()
        masks = [where.mask(X) for where in self.slices_]
        self.n_slice_rows_ = np.array([int(mask.sum()) for mask in masks], dtype=np.intp)
        self.left_alone_ = {
            str(where): "no row is in it" for where, n in zip(self.slices_, self.n_slice_rows_, strict=True) if not n
        }
        self._corrected: list[_Corrected] = []
        if self.method == "weights":
            self._in_slices = np.logical_or.reduce(masks)
            super()._fit(X, y, sample_weight, groups)
            del self._in_slices
            return
        self._fit_correctors(X, y, sample_weight, groups, masks)

    def _read_slices(self) -> tuple[Slice, ...]:
        if not self.slices:
            raise ValueError(
                f"SliceRepair expected slices to be a list of conditions on columns, got {self.slices!r}. Pass them, "
                "as in SliceRepair(model, slices=['age < 30', 'income is missing'])."
            )
        return tuple(where if isinstance(where, Slice) else Slice.parse(where) for where in self.slices)

    def _change_rows(
        self, X: Any, y: AnyArray, sample_weight: FloatArray | None
    ) -> tuple[Any, AnyArray, FloatArray | None]:
        factor = np.where(self._in_slices, self.weight, 1.0)
        if accepts_sample_weight(self.estimator) or sample_weight is not None:
            return X, y, factor if sample_weight is None else factor * sample_weight
        check_no_folds_inside(self)
        # A weight of 2.5 is two rows, and a third one for every other.
        times = np.floor(factor + check_random_state(self.random_state).uniform(size=len(y))).astype(np.intp)
        rows = np.repeat(np.arange(len(y)), times)
        return _safe_indexing(X, rows), y[rows], None

    def _fit_correctors(
        self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any, masks: list[BoolArray]
    ) -> None:
        if not has_proba(self.estimator):
            raise ValueError(
                f"SliceRepair(method='corrector') works on probabilities, and {type(self.estimator).__name__} has no "
                "predict_proba. Use method='weights', or wrap the model in ProbabilityCalibration first."
            )
        fitter = CrossFitter(
            X,
            y,
            cv=self.cv,
            groups=groups,
            sample_weight=sample_weight,
            n_jobs=self.n_jobs,
            random_state=self.random_state,
        )
        table = fitter.table(self.estimator)
        second = self.estimator if self.corrector is None else self.corrector
        self.shares_ = np.zeros(len(self.slices_))
        for i, (where, mask) in enumerate(zip(self.slices_, masks, strict=True)):
            learned = learn_corrector(second, fitter, table, mask)
            if isinstance(learned, SliceCorrector):
                self._corrected.append(_Corrected(where, learned.fitted, learned.share))
                self.shares_[i], table = learned.share, learned.table
            else:
                self.left_alone_.setdefault(str(where), learned)
        self.estimator_ = fitter.fit({"model": self.estimator})["model"]

    def _mixed(self, X: Any) -> tuple[FloatArray, BoolArray]:
        """Return probabilities with the correctors' shares, and which rows these had a share in."""
        (X,) = indexable(X)
        proba = aligned_proba(self.estimator_, X, self.classes_)
        touched = np.zeros(len(proba), dtype=bool)
        for part in self._corrected:
            mask = part.where.mask(X)
            if mask.any():
                second = aligned_proba(part.corrector, _safe_indexing(X, np.flatnonzero(mask)), self.classes_)
                proba[mask] = (1 - part.share) * proba[mask] + part.share * second
                touched |= mask
        return proba, touched

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
        if not self._corrected:
            return super().predict(X)
        codes = predicted_codes(self.estimator_, X, self.classes_)
        proba, touched = self._mixed(X)
        return np.asarray(self.classes_[np.where(touched, np.argmax(proba, axis=1), codes)])

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
        return self._mixed(X)[0]

    @available_if(_offers_scores)
    def decision_function(self, X: Any) -> FloatArray:
        """Return the wrapped classifier's scores; not offered with ``method="corrector"``.

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
