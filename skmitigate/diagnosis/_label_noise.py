"""Detect labels that contradict what the model and the rows around say."""

from typing import Any, ClassVar, Literal

import numpy as np

from skmitigate._signals._label_doubt import pooled_confidence
from skmitigate._typing import AnyArray, FloatArray, IntArray
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._mixed_errors import mixed_errors
from skmitigate.diagnosis._neighbourhood import labels_around
from skmitigate.diagnosis._noise_profile import NoiseProfile, noise_profile, sureness_rank
from skmitigate.diagnosis._rank_sum import rank_sum_p_value
from skmitigate.diagnosis._simple_classifiers import simple_answers
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable

#: The rate of wrong labels that is no finding: that, or this share of the error rate if more.
_TOLERATED, _TOLERATED_SHARE = 0.02, 0.17
#: From this error rate on, for two classes and how much later for many, the share grows by so much per point up to
#: the highest: where classes overlap strongly, no row is sure enough to see whether errors thin out. Chosen, as the
#: share, on simulated classes of any overlap (normal ones, and mixed columns; 2 to 10 classes), to be silent there.
_MANY_ERRORS, _LATER, _PER_POINT, _HIGHEST_SHARE = 0.25, 0.22, 0.052, 0.85
#: Where more of the surest rows are wrong, the model knows nothing that labels could be judged by.
_HIGHEST_RATE = 0.45
#: A rate is estimated for classes predicted for at least so many rows, and for so many classes, the most frequent.
_FEWEST_PREDICTED, _MOST_CLASSES = 50, 30


class LabelNoise(Detector):
    """Labels are wrong: rows about which the model and their neighbours agree have another label.

    Rows are ordered by how sure the predicted class is: the model's probability of it, pooled with the labels of the
    20 nearest other rows. Where classes overlap, errors thin out as rows become surer; where labels are wrong at
    random, a share of errors stays however sure the row. Fitted by maximum likelihood is the error rate
    ``rate + slope * rank ** power``, with a power of at least 1, `rank` going from 0 for the surest row to 1. The
    likelihood ratio tests whether the rate is above .02 and above a sixth of the error rate (a larger share where more
    than a quarter of the rows are wrong, later with many classes), and whether the errors are not merely those of a
    rate that grows evenly from some value to thrice that or more, as it does where classes overlap widely. In addition,
    a rank-sum test must show that errors are rows whose neighbours have other labels. The p-value is the largest one.
    Nothing is found where a simple classifier (the best of those that :class:`ErrorFloor` names), cross-fitted, finds
    most of the doubted labels right: then the model has missed what can be learned.

    The estimate is the rate. As many errors are concerned as the rate of all rows makes: those whose label is doubted
    most, by the same pooled probability.

    See Also
    --------
    skmitigate.strategies.LabelCleaning : The strategy for this kind.
    HighConfidence : Errors where the model was sure, whatever the neighbours say.

    Notes
    -----
    Where errors are independent of the rows and of their classes, the second test alone holds the level. What cannot be
    told apart: labels of which a tenth is wrong, and classes that overlap everywhere so that a tenth of each is where
    another one is likelier. Wrong labels that depend on the columns (all of one region) look like a class there, and
    those of a single class make its rows less sure, so that they are found only where the class is large. A
    model that is surely wrong in a region where its neighbours are right is not taken for noise. Without X there is no
    test: wrong labels and over-confidence then look the same.

    Evidence: ``suspects``, positions of the concerned errors in the table, the most suspect first, and ``suggested``,
    the predicted labels of these; ``noise_rate`` of all rows; for each class of which enough rows are predicted,
    most noise first, ``classes``, ``noise_rates`` (share of its rows that are labelled otherwise), ``intervals`` and
    ``counts`` (rows predicted as it). The intervals are by profile likelihood.

    References
    ----------
    C. G. Northcutt, L. Jiang and I. L. Chuang (2021), Confident learning: estimating uncertainty in dataset labels,
    Journal of Artificial Intelligence Research 70. B. Frénay and M. Verleysen (2014), Classification in the presence
    of label noise: a survey, IEEE Transactions on Neural Networks and Learning Systems 25 (neighbours as witnesses).

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import analyze_errors, cross_val_predictions
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> wrong = np.arange(0, 569, 8)
    >>> y[wrong] = 1 - y[wrong]
    >>> table = cross_val_predictions(GaussianNB(), X, y, random_state=0)
    >>> finding = analyze_errors(table, X).find("label_noise")
    >>> finding.interval[0] < 1 / 8 < finding.interval[1]
    True
    >>> bool(np.isin(finding.evidence["suspects"][:40], wrong).mean() > 0.9)
    True
    """

    kind: ClassVar[str] = "label_noise"
    code: ClassVar[str] = "ERR08"
    cost: ClassVar[Literal["table", "search", "fit"]] = "search"

    def detect(self, table: PredictionTable, X: Any, *, alpha: float, random_state: int) -> Finding | None:
        """Test whether the surest rows are wrong more often than overlapping classes make them.

        Parameters
        ----------
        table : PredictionTable
            The predictions.
        X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features)
            The rows of the table.
        alpha : float
            Level of the test and of the intervals.
        random_state : int
            Not used.

        Returns
        -------
        Finding or None
            None where the p-value is above `alpha`, or nearly half of the surest rows are wrong.

        Raises
        ------
        NotApplicable
            If X is not given, cannot be compared, or has too few or too many rows; if all rows are of one class, no row
            or every row is wrong.
        """
        del random_state  # for detectors that draw
        errors = mixed_errors(table)
        near = labels_around(table, X)
        if np.ptp(table.y_true) == 0:
            raise NotApplicable("all rows have the same label")
        sureness = _pooled(table, table.y_pred, near)
        rank = sureness_rank(sureness)
        profile = noise_profile(errors, rank)
        agreeing = np.mean(near == table.y_true[:, None], axis=1)
        tolerated = _tolerated(float(errors.mean()), table.n_classes)
        p_value = max(profile.p_value(tolerated), rank_sum_p_value(agreeing, errors))
        if p_value > alpha or profile.rate > _HIGHEST_RATE:
            return None
        suspects = np.flatnonzero(errors)
        order = np.argsort(_pooled(table, table.y_true, near)[suspects], kind="stable")
        suspects = suspects[order[: max(round(profile.rate * len(table)), 1)]]
        if _refuted(suspects, table, X):
            return None
        return self.make_finding(
            table,
            rows=suspects,
            n_rows=len(table),
            measure="error rate that stays however sure the row",
            estimate=profile.rate,
            interval=profile.interval(alpha),
            p_value=p_value,
            evidence={
                "suspects": suspects,
                "suggested": table.classes[table.y_pred[suspects]],
                "noise_rate": profile.rate,
                "tolerated": tolerated,
                **_by_class(table, sureness, alpha),
            },
            expected=len(suspects) * profile.thinning_share(rank),
        )

    def rank(self, table: PredictionTable, X: Any = None) -> IntArray:
        """Order all rows by how much their label is doubted, whether or not there is a finding.

        Parameters
        ----------
        table : PredictionTable
            The predictions.
        X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features), default=None
            The rows of the table, in its order. Without them, the probabilities alone decide.

        Returns
        -------
        ndarray of int of shape (n_rows,)
            Positions in the table, the most suspect first: by the probability of the given label, pooled with the
            labels of the nearest other rows.

        Raises
        ------
        NotApplicable
            If there are neither X nor probabilities, or the rows of X cannot be compared.
        """
        if X is None and table.proba is None:
            raise NotApplicable("the table has no probabilities, and X was not given")
        near = None if X is None else labels_around(table, X)
        return np.argsort(_pooled(table, table.y_true, near), kind="stable")


def _refuted(suspects: IntArray, table: PredictionTable, X: Any) -> bool:
    """Whether the best simple classifier, which never saw these rows, finds most of the doubted labels right."""
    rows, answers = simple_answers(table, X)
    if not answers:
        return False
    best = min(answers.values(), key=lambda codes: np.count_nonzero(codes != table.y_true[rows]))
    doubted = np.isin(rows, suspects)
    return bool(doubted.any() and np.mean(best[doubted] == table.y_true[rows[doubted]]) > 0.5)


def _tolerated(error_rate: float, n_classes: int) -> float:
    """Return the rate of errors among the surest rows that overlapping classes may well have."""
    many = _MANY_ERRORS + _LATER * (1 - 2 / max(n_classes, 2))
    share = _TOLERATED_SHARE + 100 * _PER_POINT * max(error_rate - many, 0.0)
    return max(_TOLERATED, min(share, _HIGHEST_SHARE) * error_rate)


def _pooled(table: PredictionTable, codes: IntArray, near: IntArray | None) -> FloatArray:
    return pooled_confidence(codes, table.proba, near, n_classes=table.n_classes)


def _by_class(table: PredictionTable, sureness: FloatArray, alpha: float) -> dict[str, AnyArray]:
    """Return the rate, its interval and the number of rows for each class that enough rows are predicted as."""
    counts = np.bincount(table.y_pred, minlength=table.n_classes)
    classes = np.argsort(-counts, kind="stable")[:_MOST_CLASSES]
    classes = classes[counts[classes] >= _FEWEST_PREDICTED]
    profiles = [_of_class(table, sureness, c) for c in classes]
    order = np.argsort([-profile.rate for profile in profiles], kind="stable").astype(np.intp)
    return {
        "classes": table.classes[classes[order]],
        "noise_rates": np.array([profiles[i].rate for i in order]),
        "intervals": np.array([profiles[i].interval(alpha) for i in order]),
        "counts": counts[classes[order]],
    }


def _of_class(table: PredictionTable, sureness: FloatArray, code: int) -> NoiseProfile:
    rows = table.y_pred == code
    return noise_profile(table.errors[rows], sureness_rank(sureness[rows]))
