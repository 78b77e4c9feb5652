"""Doubt labels by confident learning, and fit on what is left, on less weight, or on corrected labels."""

from collections.abc import Callable
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from sklearn.utils import _safe_indexing

from skmitigate._signals._label_doubt import (
    FILTERS,
    estimated_joint,
    label_ratio,
    noise_matrix,
    noise_p_value,
    self_confidence,
)
from skmitigate._sklearn import Interval, StrOptions
from skmitigate._typing import AnyArray, BoolArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import accepts_sample_weight, has_proba
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._label_finders import find_by, spare_each_class
from skmitigate.strategies._row_strategy import RowStrategy
from skmitigate.strategies._strategy import Strategy

#: How unlikely so much disagreement must be under the tolerated noise for labels to be doubted at all.
_LEVEL = 0.05


class LabelCleaning(RowStrategy):
    """Fit the wrapped model on labels of which the doubtful ones are weighed down, dropped or replaced.

    The model is cross-fitted on the rows given to ``fit``; a row whose label has little of the probability that was
    predicted without it is doubtful. Where the surest predictions disagree with the labels much less often than the
    others there is no sign of wrong labels: then nothing is changed, since cleaning clean labels costs accuracy.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline; it needs ``predict_proba``. None means that the correction loop gives it.
    method : {"reweigh", "prune", "relabel"}, default="reweigh"
        ``"reweigh"``: every row weighs the probability of its label over that of the likeliest one, hence 1 where the
        label is the predicted one; from a model that takes no weights, rows below one half are dropped.
        ``"prune"``: rows with a label issue are dropped. ``"relabel"``: they get the likeliest label.
    filter_by : {"prune_by_noise_rate", "prune_by_class", "both"}, default="prune_by_noise_rate"
        Which labels are issues: those by which another class leads most, for each pair of classes; those with the
        least self-confidence, for each class; or those that are both.
    finder : {"own", "cleanlab"} or callable, default="own"
        What finds the issues. ``"cleanlab"`` needs that package; ``"own"`` finds the same. A callable is given class
        codes of shape (n,) and probabilities of shape (n, n_classes), and returns a mask. ``"reweigh"`` goes by the
        probabilities alone: there, `finder` and `filter_by` only set ``label_issues_``.
    min_noise : float, default=0.02
        Nothing is changed unless the surest quarter of the predictions disagrees with the labels in more than this
        share of the rows, and more than a third as often as all predictions do, beyond chance (p <= 0.05). 0 looks for
        issues without asking.
    n_rounds : int, default=2
        How often the rows are judged, at one cross-fit each. After the first time the model is cross-fitted on rows
        weighed by the judgement so far, and judges all of them again.
    cv : int, splitter or iterable, default=5
        Folds of the rows given to ``fit``.
    n_jobs : int, default=None
        How many fits run at once.
    random_state : int, RandomState instance or None, default=None
        Draws the folds and the seeds of the fits in them.

    Attributes
    ----------
    estimator_ : classifier
        The wrapped classifier, fitted on the cleaned rows.
    label_issues_ : ndarray of bool of shape (n_samples,)
        Which rows of ``fit`` have a label that is probably wrong; none where there was no sign of noise.
    label_quality_ : ndarray of shape (n_samples,)
        Probability of the given label, predicted without the row; the lower, the more doubtful. NaN for rows that no
        fold tested, or of weight 0.
    label_weight_ : ndarray of shape (n_samples,)
        Probability of the given label over that of the likeliest one: by what ``"reweigh"`` multiplies the weights.
    suggested_labels_ : ndarray of shape (n_samples,)
        The likeliest label of each row.
    n_removed_ : int
        How many rows were dropped.
    n_changed_ : int
        How many rows got another label, or less weight.
    n_issues_per_class_ : ndarray of int of shape (n_classes,)
        Label issues among the rows labelled as each class.
    joint_ : ndarray of shape (n_classes, n_classes)
        Estimated joint distribution of given labels (rows) and true ones (columns), summing to 1.
    noise_matrix_ : ndarray of shape (n_classes, n_classes)
        The same for each true label: column sums are 1.
    noise_p_value_ : float
        How likely the surest predictions would disagree with the labels so often, were there no more than `min_noise`.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``.

    See Also
    --------
    EnsembleLearning : Averages over models, which wrong labels disturb in different ways.

    Notes
    -----
    Weights passed to ``fit`` are used in all fits; a row of weight 0 is neither judged nor counted, and rows of other
    weights are counted alike. One row of each class is left as it is, whatever is found.

    References
    ----------
    C. G. Northcutt, L. Jiang and I. L. Chuang (2021), Confident learning: estimating uncertainty in dataset labels,
    Journal of Artificial Intelligence Research 70.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import LabelCleaning
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> wrong = np.arange(0, 569, 8)
    >>> y[wrong] = 1 - y[wrong]
    >>> model = LabelCleaning(GaussianNB(), method="prune", random_state=0).fit(X, y)
    >>> bool(model.label_issues_[wrong].mean() > 0.8)
    True
    """

    addresses: ClassVar[tuple[str, ...]] = ("label_noise",)
    needs_proba: ClassVar[bool] = True
    _fit_params: ClassVar[tuple[str, ...]] = ("sample_weight", "groups")
    __metadata_request__fit: ClassVar[dict[str, None]] = {"sample_weight": None, "groups": None}
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **RowStrategy._parameter_constraints,
        "method": [StrOptions({"reweigh", "prune", "relabel"})],
        "filter_by": [StrOptions(set(FILTERS))],
        "finder": [StrOptions({"own", "cleanlab"}), callable],
        "min_noise": [Interval(Real, 0.0, 1.0, closed="left")],
        "n_rounds": [Interval(Integral, 1, None, closed="left")],
        "cv": ["cv_object"],
        "n_jobs": [None, Integral],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        estimator: Any = None,
        *,
        method: str = "reweigh",
        filter_by: str = "prune_by_noise_rate",
        finder: str | Callable[[IntArray, FloatArray], BoolArray] = "own",
        min_noise: float = 0.02,
        n_rounds: int = 2,
        cv: Any = 5,
        n_jobs: int | None = None,
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.method = method
        self.filter_by = filter_by
        self.finder = finder
        self.min_noise = min_noise
        self.n_rounds = n_rounds
        self.cv = cv
        self.n_jobs = n_jobs
        self.random_state = random_state

    @property
    def _learns_in_folds(self) -> bool:
        return True

    def check_applicable(self, predictions: PredictionTable) -> None:
        """Raise NotApplicable where there are no probabilities, or the surest of them show no sign of wrong labels.

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
        assert predictions.proba is not None  # needs_proba
        rows = predictions.weights > 0
        p_value = noise_p_value(predictions.y_true[rows], predictions.proba[rows], tolerated=self.min_noise)
        if not self._is_noisy(p_value):
            raise NotApplicable(
                "no sign of wrong labels: the surest quarter of the predictions is not shown to disagree with the "
                f"labels in more than {self.min_noise:.1%} of the rows and a third as often as all (p = {p_value:.2g})"
            )

    def _is_noisy(self, p_value: float) -> bool:
        return self.min_noise == 0 or p_value <= _LEVEL

    def candidates(self, diagnosis: Diagnosis) -> list[Strategy]:
        """Return the two methods that gain most on average: weighing down, and dropping.

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
        return [LabelCleaning(), LabelCleaning(method="prune")]

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return all methods; nothing where the model has no probabilities.

        Parameters
        ----------
        estimator : classifier
            The model that it would wrap.

        Returns
        -------
        list of dict
            Entries of a parameter grid.
        """
        return [{"method": ["reweigh", "prune", "relabel"]}] if has_proba(estimator) else []

    def _fit(self, X: Any, y: AnyArray, sample_weight: FloatArray | None, groups: Any) -> None:
        if not has_proba(self.estimator):
            raise ValueError(
                f"LabelCleaning works on probabilities, and {type(self.estimator).__name__} has no predict_proba. Use "
                "a model that has it, or wrap this one in ProbabilityCalibration, which makes them of its scores."
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
        self._judge(fitter)
        super()._fit(X, y, sample_weight, groups)

    def _judge(self, fitter: CrossFitter) -> None:
        """Set what is thought of the label of each row."""
        table = fitter.table(self.estimator)
        judged = np.flatnonzero(table.weights > 0)
        rows, codes, proba = table.row[judged], table.y_true[judged], _proba(table)[judged]
        self.noise_p_value_ = noise_p_value(codes, proba, tolerated=self.min_noise)
        noisy = self._is_noisy(self.noise_p_value_)
        for _ in range(1, self.n_rounds if noisy else 1):
            weight = _on(rows, label_ratio(codes, proba), np.ones(len(fitter.y)))
            proba = _proba(_cross_fit_again(fitter, self.estimator, weight))[judged]
        issues, ratio, likeliest = np.zeros(len(codes), dtype=bool), np.ones(len(codes)), codes
        if noisy:
            issues = find_by(self.finder, codes, proba, filter_by=self.filter_by)
            issues = spare_each_class(issues, codes, self_confidence(codes, proba))
            ratio, likeliest = label_ratio(codes, proba), proba.argmax(axis=1)
        self.label_issues_ = _on(rows, issues, np.zeros(len(fitter.y), dtype=bool))
        self.label_quality_ = _on(rows, self_confidence(codes, proba), np.full(len(fitter.y), np.nan))
        self.label_weight_ = _on(rows, ratio, np.ones(len(fitter.y)))
        self.suggested_labels_ = fitter.classes[_on(rows, likeliest, fitter.codes)]
        self.n_issues_per_class_ = np.bincount(fitter.codes[self.label_issues_], minlength=len(fitter.classes))
        self.joint_ = estimated_joint(codes, proba)
        self.noise_matrix_ = noise_matrix(self.joint_)

    def _change_rows(
        self, X: Any, y: AnyArray, sample_weight: FloatArray | None
    ) -> tuple[Any, AnyArray, FloatArray | None]:
        weighs = self.method == "reweigh" and accepts_sample_weight(self.estimator)
        doubtful = self.label_issues_ if self.method != "reweigh" else self.label_weight_ < (1.0 if weighs else 0.5)
        drops = not weighs and self.method != "relabel"
        n_doubtful = int(doubtful.sum())
        self.n_removed_, self.n_changed_ = (n_doubtful, 0) if drops else (0, n_doubtful)
        if not n_doubtful:
            return X, y, sample_weight
        if weighs:
            return X, y, self.label_weight_ if sample_weight is None else sample_weight * self.label_weight_
        if not drops:
            return X, np.where(doubtful, self.suggested_labels_, y), sample_weight
        kept = np.flatnonzero(~doubtful)
        return _safe_indexing(X, kept), y[kept], None if sample_weight is None else sample_weight[kept]


def _proba(table: PredictionTable) -> FloatArray:
    assert table.proba is not None  # refused before the fit
    return table.proba


def _on(rows: IntArray, values: AnyArray, elsewhere: AnyArray) -> AnyArray:
    """Return the values on some rows, and what stands for the others."""
    spread = elsewhere.copy()
    spread[rows] = values
    return spread


def _cross_fit_again(fitter: CrossFitter, estimator: Estimator, factor: FloatArray) -> PredictionTable:
    """Cross-fit on the same folds with rows weighed down; one that takes none gets those above one half."""
    weights, splits = fitter.sample_weight, fitter.splits
    if accepts_sample_weight(estimator):
        weights = factor if weights is None else weights * factor
    else:
        lighter = [(train[factor[train] >= 0.5], test) for train, test in splits]
        splits = tuple(new if len(new[0]) else old for new, old in zip(lighter, splits, strict=True))
    again = CrossFitter(
        fitter.X,
        fitter.y,
        cv=splits,
        groups=fitter.groups,
        sample_weight=weights,
        n_jobs=fitter.n_jobs,
        random_state=fitter.random_state,
    )
    (table,) = again.tables([estimator])  # what it warns of has been told
    assert isinstance(table, PredictionTable)
    return table
