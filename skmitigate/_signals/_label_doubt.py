"""How doubtful each label is, by confident learning on probabilities that were predicted without the row."""

import numpy as np
from scipy.special import bdtrc

from skmitigate._typing import BoolArray, FloatArray, IntArray

#: Ways to pick the rows: by margin for each pair of classes, by self-confidence for each class, or what both pick.
FILTERS = ("prune_by_noise_rate", "prune_by_class", "both")
#: Probabilities that differ by less are equal, so that rounding decides nothing.
_EQUAL = 1e-6
#: What each class has more than its neighbours' votes, so that no vote against it is final.
_HALF_VOTE = 0.5
#: Threshold of a class that has no rows: no probability reaches it.
_UNREACHABLE = 2.0


def self_confidence(codes: IntArray, proba: FloatArray) -> FloatArray:
    """Probability of the given label, shape (n,); the lower, the more doubtful."""
    return np.asarray(proba[np.arange(len(codes)), codes])


def normalized_margin(codes: IntArray, proba: FloatArray) -> FloatArray:
    """Lead of the given label over the likeliest other one, from 0 to 1, shape (n,); below 0.5 another one leads."""
    others = proba.copy()
    others[np.arange(len(codes)), codes] = -np.inf
    return np.asarray((self_confidence(codes, proba) - others.max(axis=1) + 1.0) / 2.0)


def pooled_confidence(
    codes: IntArray, proba: FloatArray | None, near: IntArray | None = None, *, n_classes: int
) -> FloatArray:
    """Probability of a class for each row by the model and the labels of the rows nearest to it, shape (n,).

    The neighbours' votes, each class having half a vote more, multiply the probabilities, as if both were independent
    evidence; `near` holds the labels of the neighbours, shape (n, k). Without probabilities, all are alike.
    """
    own = np.full(len(codes), 1 / n_classes) if proba is None else self_confidence(codes, proba)
    if near is None:
        return own
    votes = np.sum(near == codes[:, None], axis=1)
    of_near = np.full(near.shape, 1 / n_classes) if proba is None else np.take_along_axis(proba, near, axis=1)
    return np.asarray(own * (votes + _HALF_VOTE) / (_HALF_VOTE + of_near.sum(axis=1)))


def label_ratio(codes: IntArray, proba: FloatArray) -> FloatArray:
    """Probability of the given label over that of the likeliest one, shape (n,); 1 for the best row of each class."""
    own = self_confidence(codes, proba)
    ratio = own / proba.max(axis=1)
    order = np.lexsort((own, codes))
    best = order[np.append(np.diff(codes[order]) > 0, True)]
    ratio[best] = 1.0
    return np.asarray(ratio)


def confident_thresholds(codes: IntArray, proba: FloatArray) -> FloatArray:
    """Mean self-confidence of the rows of each class, shape (n_classes,)."""
    n_classes = proba.shape[1]
    counts = np.bincount(codes, minlength=n_classes)
    sums = np.bincount(codes, weights=self_confidence(codes, proba), minlength=n_classes)
    return np.where(counts > 0, np.maximum(sums / np.maximum(counts, 1), 2 * _EQUAL), _UNREACHABLE)


def confident_joint(codes: IntArray, proba: FloatArray, *, calibrate: bool = True) -> IntArray:
    """Count rows by given label (row) and by the class that they surely belong to (column).

    A row surely belongs to the likeliest class of those whose threshold it reaches. Each class counts at least one
    row as its own. With `calibrate`, rows that belong to no class surely are spread as the others of their label are,
    so that row sums are the frequencies of the labels.
    """
    n_classes = proba.shape[1]
    reaches = proba >= confident_thresholds(codes, proba) - _EQUAL
    n_reached = reaches.sum(axis=1)
    sure = n_reached > 0
    suspected = np.where(n_reached > 1, proba.argmax(axis=1), reaches.argmax(axis=1))
    joint = np.bincount(codes[sure] * n_classes + suspected[sure], minlength=n_classes**2)
    joint = joint.reshape(n_classes, n_classes)
    np.fill_diagonal(joint, np.maximum(joint.diagonal(), 1))
    return calibrated_joint(joint, np.bincount(codes, minlength=n_classes)) if calibrate else joint.astype(np.intp)


def calibrated_joint(joint: IntArray, counts: IntArray) -> IntArray:
    """Scale each row of a joint to the frequency of its label, in whole numbers."""
    sums = joint.sum(axis=1)
    scaled = np.ascontiguousarray(joint.T) / np.where(sums > 0, sums, 1) * counts
    scaled = scaled / scaled.sum() * counts.sum()  # moves halves only, which are then rounded as cleanlab rounds them
    return np.array([_round_keeping_sum(row) for row in scaled.T], dtype=np.intp)


def estimated_joint(codes: IntArray, proba: FloatArray) -> FloatArray:
    """Estimate the joint distribution of given labels (rows) and true ones (columns), summing to 1."""
    joint = confident_joint(codes, proba)
    return np.asarray(joint / joint.sum())


def noise_matrix(joint: IntArray | FloatArray) -> FloatArray:
    """Probability of each given label (row) for each true one (column); a class of no rows keeps its own."""
    sums = joint.sum(axis=0)
    return np.where(sums > 0, joint / np.where(sums > 0, sums, 1), np.eye(len(joint)))


def find_issues(codes: IntArray, proba: FloatArray, *, filter_by: str = "prune_by_noise_rate") -> BoolArray:
    """Pick the rows whose label is probably wrong, shape (n,), as many as the calibrated joint says there are.

    A row whose given label is the predicted one is never picked, and one row of each class is left.
    """
    counts = _prune_counts(confident_joint(codes, proba))
    issues = np.ones(len(codes), dtype=bool)
    if filter_by != "prune_by_noise_rate":
        issues &= _by_class(codes, proba, counts)
    if filter_by != "prune_by_class":
        issues &= _by_noise_rate(codes, proba, counts)
    favoured = proba.copy()
    favoured[np.arange(len(codes)), codes] += _EQUAL
    return np.asarray(issues & (favoured.argmax(axis=1) != codes))


def _prune_counts(joint: IntArray) -> IntArray:
    """How many rows of each given label (row) to doubt in favour of each class (column); one of each class is left."""
    diagonal = joint.diagonal()
    kept = np.maximum(diagonal, 1)
    spread = np.maximum(np.count_nonzero(joint, axis=1) - 1, 1)
    counts = np.maximum(joint - ((kept - diagonal) / spread)[:, None], 0.0)
    np.fill_diagonal(counts, kept)
    return np.asarray(counts, dtype=np.intp)


def _by_class(codes: IntArray, proba: FloatArray, counts: IntArray) -> BoolArray:
    """Pick the rows of each class with the least self-confidence."""
    issues = np.zeros(len(codes), dtype=bool)
    for label in range(proba.shape[1]):
        rows = np.flatnonzero(codes == label)
        n_doubtful = len(rows) - counts[label, label]
        if len(rows) > 1 and n_doubtful > 0:
            issues[rows[np.argsort(proba[rows, label])[:n_doubtful]]] = True
    return issues


def _by_noise_rate(codes: IntArray, proba: FloatArray, counts: IntArray) -> BoolArray:
    """Pick, for each pair of classes, the rows in which the other class leads by most."""
    issues = np.zeros(len(codes), dtype=bool)
    for label in range(proba.shape[1]):
        rows = np.flatnonzero(codes == label)
        for other in np.flatnonzero(counts[label]) if len(rows) > 1 else ():
            if other != label:
                behind = proba[rows, label] - proba[rows, other]
                issues[rows[np.argsort(behind)[: counts[label, other]]]] = True
    return issues


def _round_keeping_sum(values: FloatArray) -> IntArray:
    """Round to whole numbers whose sum is the rounded sum, moving those that are nearest to the next number."""
    rounded = np.round(values)
    missing = round(float(np.round(values.sum()) - rounded.sum()))
    step = 1 if missing > 0 else -1
    while missing:
        order = np.argsort(values - rounded)[::-step][: abs(missing)]
        rounded[order] += step
        missing -= step * len(order)
    return rounded.astype(np.intp)


def noise_p_value(codes: IntArray, proba: FloatArray, *, tolerated: float) -> float:
    """Return how likely the surest predictions would disagree so often with the labels, were few of these wrong.

    Looked at is the surest quarter of the rows predicted as each class. Wrong labels are everywhere, and the surest
    rows disagree about as often as the others do; classes that overlap disagree near their borders, and there less
    than a third as often. Few means the share `tolerated`, or a third of the share of all rows that disagree, if more.
    Where the surest rows disagree in most cases, the model knows nothing that it could judge labels by: 1.
    """
    predicted, sureness = proba.argmax(axis=1), proba.max(axis=1)
    n_rows = n_disagreeing = 0
    for label in np.unique(predicted):
        rows = np.flatnonzero(predicted == label)
        surest = rows[sureness[rows] >= np.sort(sureness[rows])[3 * len(rows) // 4]]
        n_rows += len(surest)
        n_disagreeing += int(np.count_nonzero(codes[surest] != label))
    if not 0 < n_disagreeing < n_rows / 2:
        return 1.0
    return float(bdtrc(n_disagreeing - 1, n_rows, max(tolerated, np.mean(predicted != codes) / 3)))
