"""Answer only where the model is sure enough."""

import warnings
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from sklearn.frozen import FrozenEstimator
from sklearn.model_selection import GroupShuffleSplit, ShuffleSplit
from sklearn.utils import _safe_indexing

from skmitigate._sklearn import Interval, StrOptions
from skmitigate._typing import BoolArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import aligned_proba, predicted_codes
from skmitigate._utils._wrapping import remember_input
from skmitigate.exceptions import SkmitigateWarning
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._acceptance import Acceptance, Wanted, learn_acceptance
from skmitigate.strategies._decision_strategy import Answers, DecisionStrategy
from skmitigate.strategies._fit_one import fit_one
from skmitigate.strategies._masked_labels import masked_labels


class ConfidenceThresholding(DecisionStrategy):
    """Abstain where the probability of the likeliest class is below a threshold.

    ``predict`` stays total, so scores of the whole can still be computed; ``predict_or_abstain``, ``decide`` and
    ``accepts`` say where the model should be asked. The threshold is learned from rows that the model had not seen.
    With a `target_risk` it comes with a certificate: the share of errors among the accepted rows is at most the target,
    with the probability `confidence`. Where the rows do not allow to say that, nothing is accepted, and a warning tells
    how many rows it would take.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    threshold : float, default=None
        The least confidence that is answered, between 0 and 1.
    target_coverage : float, default=None
        The share of rows to answer, between 0 and 1: the highest threshold that answers at least as many.
    target_risk : float, default=None
        The share of errors allowed among the answered rows: the lowest threshold that is certified to keep to it. With
        neither `threshold` nor `target_coverage`, None means 0.05.
    confidence : float, default=0.9
        The probability, over the rows drawn, with which the certificate is true. None: no certificate; `target_risk`
        then gives the lowest threshold that keeps to it on the rows at hand, which about every second time is too low.
    per_class : bool, default=False
        Learn one threshold for each predicted class. The target holds for the rows of each, and the certificates of
        all classes are true together with the probability `confidence`.
    calibration_size : float or int, default=None
        The share or the number of rows that are held out: the model is fitted on the others, and is not refitted. The
        certificate is then about the very model that is returned. None cross-fits, and refits the model on all rows;
        see Notes.
    bound : {"exact", "mapie"}, default="exact"
        Who chooses the threshold that is certified: exact binomial tests here, or MAPIE's risk controller, which needs
        the extra ``risk`` and takes no weights.
    cv : int, splitter or iterable, default=5
        Folds for learning the threshold; not used with `calibration_size`.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds, the rows held out, and the seeds of the fits.

    Attributes
    ----------
    threshold_ : float or ndarray of shape (n_classes,)
        The least confidence that is answered; infinite where no threshold will do. With `per_class`, one for each of
        ``classes_``.
    certificate_ : RiskCertificate, tuple of RiskCertificate or None
        What is certified; with `per_class`, one for each of ``classes_``. None with ``confidence=None``.
    coverage_ : float
        Share of the judged rows that are answered.
    risk_ : float
        Share of errors among those; NaN where none is answered. It was looked at to choose the threshold, so expect a
        little more on fresh rows.
    estimator_ : classifier
        The wrapped model, fitted on all rows, or on those that were not held out.
    members_ : dict of str to classifier
        The same, under the name ``"model"``.
    decision_ : object
        The thresholds and the certificates.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``.

    See Also
    --------
    ProbabilityCalibration : Makes confidences mean what they say.
    CostSensitiveDecision : Abstains where that costs less than the likeliest errors.
    skmitigate.metrics.risk_coverage_curve : What every threshold would give.

    Notes
    -----
    *What is certified.* Rows are taken to be exchangeable: those that will be asked about come from where these came
    from. With `calibration_size`, or with a fitted model in scikit-learn's ``FrozenEstimator`` and rows that it has
    not seen, the statement is about the model that is returned, and exact: over draws of the calibration rows, its risk
    on the rows that it accepts is above the target with a probability of at most ``1 - confidence``. The one assumption
    is that lowering the threshold does not lower the risk. Cross-fitting uses every row for both, and therefore accepts
    more; its confidences and errors are those of the models of the folds, which saw fewer rows than the one that is
    returned, so the certificate is exact for neither of them. It is meant for models that change little with a fifth of
    their rows; the user guide has the share of failures that was measured.

    *How.* The sets of rows that thresholds accept are nested. Each is tested by an exact binomial test, from the
    smallest on that could pass, and a set may also be passed over if larger ones pass at a stricter level, which is
    computed exactly so that all tests together keep to ``1 - confidence``. Thresholds are distinct confidences: rows
    with the same confidence are answered together or not at all.

    *Weights and groups.* With weights that differ, the binomial test is given the effective number of rows (Kish) and
    the weighted share of errors, which is approximate, and the certificate says so. With `groups`, one row of each is
    drawn and counted, since rows of a group do not err independently: the risk is that of such a row.

    References
    ----------
    Y. Geifman and R. El-Yaniv (2017), Selective classification for deep neural networks, NeurIPS.
    A. N. Angelopoulos et al. (2021), Learn then test: calibrating predictive algorithms to achieve risk control.
    J. P. Romano and M. Wolf (2005), Exact and approximate stepdown methods for multiple hypothesis testing, JASA 100.

    Examples
    --------
    >>> from sklearn.datasets import load_digits
    >>> from sklearn.linear_model import LogisticRegression
    >>> from skmitigate import ConfidenceThresholding
    >>> X, y = load_digits(return_X_y=True)
    >>> model = ConfidenceThresholding(LogisticRegression(max_iter=30, C=0.001), target_risk=0.01, random_state=0)
    >>> model = model.fit(X / 16, y)
    >>> model.certificate_.risk_upper <= 0.01, model.coverage_ > 0.5
    (True, True)
    >>> model.predict_or_abstain(X / 16).shape
    (1797,)
    """

    needs_proba: ClassVar[bool] = True
    abstains: ClassVar[bool] = True
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **DecisionStrategy._parameter_constraints,
        "threshold": [None, Interval(Real, 0, 1, closed="both")],
        "target_coverage": [None, Interval(Real, 0, 1, closed="right")],
        "target_risk": [None, Interval(Real, 0, 1, closed="left")],
        "confidence": [None, Interval(Real, 0, 1, closed="neither")],
        "per_class": ["boolean"],
        "calibration_size": [
            None,
            Interval(Real, 0, 1, closed="neither"),
            Interval(Integral, 1, None, closed="left"),
        ],
        "bound": [StrOptions({"exact", "mapie"})],
    }

    def __init__(
        self,
        estimator: Any = None,
        *,
        threshold: float | None = None,
        target_coverage: float | None = None,
        target_risk: float | None = None,
        confidence: float | None = 0.9,
        per_class: bool = False,
        calibration_size: float | int | None = None,
        bound: str = "exact",
        cv: Any = 5,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.threshold = threshold
        self.target_coverage = target_coverage
        self.target_risk = target_risk
        self.confidence = confidence
        self.per_class = per_class
        self.calibration_size = calibration_size
        self.bound = bound
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return nothing: it leaves the predictions as they are.

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
        return []

    def _learn(self, tables: Mapping[str, PredictionTable]) -> Acceptance:
        table = tables["model"]
        if table.proba is None:
            raise ValueError(
                f"ConfidenceThresholding works on probabilities, and {type(self.estimator).__name__} has no "
                "predict_proba. Wrap it in ProbabilityCalibration first."
            )
        given = [name for name in ("threshold", "target_coverage", "target_risk") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"Expected one of threshold, target_coverage and target_risk, got {given}.")
        weights = table.weights[table.weights > 0]
        if self.bound == "mapie" and (weights != weights[0]).any():
            raise ValueError('bound="mapie" counts rows and takes no weights that differ. Use bound="exact".')
        wanted = Wanted(
            threshold=self.threshold,
            coverage=self.target_coverage,
            risk=self.target_risk if given else 0.05,
            confidence=self.confidence,
            per_class=self.per_class,
            bound=self.bound,
            cross_fitted=self.calibration_size is None and not isinstance(self.estimator, FrozenEstimator),
        )
        return learn_acceptance(table, wanted)

    def _apply(self, decision: Acceptance, answers: Mapping[str, Answers]) -> tuple[IntArray, FloatArray | None]:
        del decision
        return answers["model"].y_pred, answers["model"].proba

    def _fit_on(self, fitter: CrossFitter) -> None:
        if self.calibration_size is None:
            super()._fit_on(fitter)
            table = fitter.table(self.estimator)
        else:
            table = self._hold_out(fitter)
        assert table.proba is not None  # refused when learning
        learned: Acceptance = self.decision_
        accepted = learned.accepts(table.proba, table.y_pred)
        weight = table.weights[accepted]
        self.threshold_ = learned.thresholds if self.per_class else float(learned.thresholds[0])
        self.coverage_ = float(weight.sum() / table.weights.sum())
        self.risk_ = float(np.average(table.errors[accepted], weights=weight)) if weight.sum() > 0 else np.nan
        told = learned.certificates
        self.certificate_ = told if told is None or self.per_class else told[0]
        self._warn_of_classes_not_answered(table)

    def _hold_out(self, fitter: CrossFitter) -> PredictionTable:
        """Fit the model on some rows, learn from the others, and return their table."""
        remember_input(self, fitter.X, fitter.y, fitter.sample_weight)
        splitter = ShuffleSplit if fitter.groups is None else GroupShuffleSplit
        split = splitter(n_splits=1, test_size=self.calibration_size, random_state=fitter.random_state)
        train, held = next(split.split(np.zeros(len(fitter.y)), groups=fitter.groups))
        weight = fitter.sample_weight
        model = fit_one(
            self.estimator,
            _safe_indexing(fitter.X, train),
            fitter.y[train],
            None if weight is None else weight[train],
            seed=fitter.random_state,
        )
        X = _safe_indexing(fitter.X, held)
        table = PredictionTable(
            classes=fitter.classes,
            y_true=fitter.codes[held],
            y_pred=predicted_codes(model, X, fitter.classes),
            proba=aligned_proba(model, X, fitter.classes) if hasattr(model, "predict_proba") else None,
            fold=np.zeros(len(held), dtype=np.intp),
            row=held,
            sample_weight=None if weight is None else weight[held],
            groups=None if fitter.groups is None else fitter.groups[held],
            splits=((train, held),),
            random_state=fitter.random_state,
            n_untested=len(train),
        )
        self.decision_ = self._learn({"model": table})
        self.members_ = {"model": model}
        self.estimator_ = model
        return table

    def _warn_of_classes_not_answered(self, table: PredictionTable) -> None:
        learned: Acceptance = self.decision_
        predicted = np.bincount(table.y_pred, minlength=table.n_classes) > 0
        silent = np.flatnonzero(np.isinf(learned.thresholds) & (predicted if self.per_class else True))
        if not len(silent):
            return
        whom = f" for {len(silent)} of {table.n_classes} predicted classes" if self.per_class else ""
        if learned.certificates is None:
            reason = "no threshold keeps the share of errors among the answered rows at the target"
        else:
            reason = learned.certificates[silent[0]].summary()
        warnings.warn(
            f"ConfidenceThresholding answers nothing{whom}: {reason}. Pass more rows, raise target_risk, or improve "
            "the model first.",
            SkmitigateWarning,
            stacklevel=2,
        )

    def accepts(self, X: Any) -> BoolArray:
        """Say which rows the model is sure enough of.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of bool of shape (n_samples,)
            True where it answers.
        """
        return self.decide(X) >= 0

    def decide(self, X: Any) -> IntArray:
        """Return positions in ``classes_``, or -1 where the model abstains.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of int of shape (n_samples,)
            Codes.
        """
        codes, proba = self._answer(X)
        assert proba is not None  # refused when learning
        learned: Acceptance = self.decision_
        return np.where(learned.accepts(proba, codes), codes, -1)

    def predict_or_abstain(self, X: Any) -> "np.ma.MaskedArray[Any, Any]":
        """Predict the class of each row, masked where the model abstains.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        masked ndarray of shape (n_samples,)
            Labels; a masked one is no answer.
        """
        return masked_labels(self.decide(X), self.classes_)
