"""Choose the members of an ensemble greedily, with replacement."""

import numpy as np

from skmitigate._typing import FloatArray

#: Probabilities of the true class are taken to be at least this, so that one sure mistake does not decide all.
_CLIP = 1e-3


def greedy_weights(true: FloatArray, sample_weight: FloatArray, n_rounds: int) -> FloatArray:
    """Choose members with replacement for the least log loss of their average.

    Parameters
    ----------
    true : ndarray of shape (n_members, n_rows)
        Each member's probability of the true class.
    sample_weight : ndarray of shape (n_rows,)
        Weights of the rows.
    n_rounds : int
        How many times a member is added; the best round counts.

    Returns
    -------
    ndarray of shape (n_members,)
        Weights that sum to 1.
    """
    counts = np.zeros(len(true))
    total = np.zeros(true.shape[1])
    best, best_counts = -np.inf, counts
    for n_chosen in range(1, n_rounds + 1):
        scores = np.log(np.maximum((total + true) / n_chosen, _CLIP)) @ sample_weight
        pick = int(np.argmax(scores))
        counts[pick] += 1
        total += true[pick]
        if scores[pick] > best:
            best, best_counts = scores[pick], counts.copy()
    return np.asarray(best_counts / best_counts.sum())
