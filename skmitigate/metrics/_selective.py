"""How the share of errors among the answered rows depends on how many are answered."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from skmitigate._typing import FloatArray


class RiskCoverage(NamedTuple):
    """What is answered at each distinct confidence, from the strictest threshold to none.

    Parameters
    ----------
    coverage : ndarray of shape (n_thresholds,)
        Weighted share of the rows at or above each threshold, rising to 1.
    risk : ndarray of shape (n_thresholds,)
        Weighted share of errors, or mean loss, among those rows.
    thresholds : ndarray of shape (n_thresholds,)
        The distinct confidences, falling.

    Examples
    --------
    >>> from skmitigate.metrics import risk_coverage_curve
    >>> risk_coverage_curve([0.9, 0.6, 0.9], [0, 1, 0]).thresholds
    array([0.9, 0.6])
    """

    coverage: FloatArray
    risk: FloatArray
    thresholds: FloatArray


def risk_coverage_curve(
    confidence: ArrayLike, errors: ArrayLike, *, sample_weight: ArrayLike | None = None
) -> RiskCoverage:
    """Return coverage and risk at every threshold that tells rows apart.

    Rows of the same confidence are answered together or not at all, so the curve does not depend on the order of the
    rows.

    Parameters
    ----------
    confidence : array-like of shape (n_rows,)
        How sure the model is of each row; only the order matters.
    errors : array-like of shape (n_rows,)
        Whether each row is predicted wrongly, or its loss.
    sample_weight : array-like of shape (n_rows,), default=None
        Weights of the rows.

    Returns
    -------
    RiskCoverage
        Coverage, risk and thresholds, from the strictest threshold on.

    Raises
    ------
    ValueError
        If there is no row of some weight, lengths differ, or a number is missing, infinite or a negative weight.

    References
    ----------
    R. El-Yaniv and Y. Wiener (2010), On the foundations of noise-free selective classification, JMLR 11.

    Examples
    --------
    >>> from skmitigate.metrics import risk_coverage_curve
    >>> coverage, risk, thresholds = risk_coverage_curve([0.9, 0.8, 0.8, 0.6], [0, 0, 1, 1])
    >>> coverage.tolist(), risk.round(2).tolist()
    ([0.25, 0.75, 1.0], [0.0, 0.33, 0.5])
    """
    sure, wrong, weight = checked_columns(confidence, errors, sample_weight)
    thresholds, position = np.unique(sure, return_inverse=True)
    mass = np.bincount(position, weights=weight)[::-1].cumsum()
    lost = np.bincount(position, weights=weight * wrong)[::-1].cumsum()
    return RiskCoverage(mass / mass[-1], lost / mass, thresholds[::-1])


def aurc(confidence: ArrayLike, errors: ArrayLike, *, sample_weight: ArrayLike | None = None) -> float:
    """Return the area under the risk-coverage curve: the mean over the rows of the risk at their own threshold.

    Parameters
    ----------
    confidence : array-like of shape (n_rows,)
        How sure the model is of each row; only the order matters.
    errors : array-like of shape (n_rows,)
        Whether each row is predicted wrongly, or its loss.
    sample_weight : array-like of shape (n_rows,), default=None
        Weights of the rows.

    Returns
    -------
    float
        Between 0 and 1 for errors; less is better.

    References
    ----------
    Y. Geifman, G. Uziel and R. El-Yaniv (2019), Bias-reduced uncertainty estimation for deep neural classifiers, ICLR.

    Examples
    --------
    >>> from skmitigate.metrics import aurc
    >>> aurc([0.9, 0.8, 0.7, 0.6], [0, 0, 0, 1])
    0.0625
    """
    coverage, risk, _ = risk_coverage_curve(confidence, errors, sample_weight=sample_weight)
    return float(np.diff(coverage, prepend=0.0) @ risk)


def excess_aurc(confidence: ArrayLike, errors: ArrayLike, *, sample_weight: ArrayLike | None = None) -> float:
    """Return by how much the area exceeds that of a confidence which puts every right row before every wrong one.

    The part of the area that the error rate alone explains is taken off (E-AURC), so that models with different error
    rates can be compared by how well they know when they are wrong.

    Parameters
    ----------
    confidence : array-like of shape (n_rows,)
        How sure the model is of each row; only the order matters.
    errors : array-like of bool of shape (n_rows,)
        Whether each row is predicted wrongly.
    sample_weight : array-like of shape (n_rows,), default=None
        Weights of the rows.

    Returns
    -------
    float
        At least 0 up to rounding; less is better.

    Notes
    -----
    As published, the best area is ``r + (1 - r) log(1 - r)`` with the error rate ``r``: that of very many rows.

    References
    ----------
    Y. Geifman, G. Uziel and R. El-Yaniv (2019), Bias-reduced uncertainty estimation for deep neural classifiers, ICLR.

    Examples
    --------
    >>> from skmitigate.metrics import excess_aurc
    >>> round(excess_aurc([0.9, 0.8, 0.7, 0.6], [0, 0, 0, 1]), 4)
    0.0283
    """
    coverage, risk, _ = risk_coverage_curve(confidence, np.asarray(errors, dtype=bool), sample_weight=sample_weight)
    rate = float(risk[-1])
    best = rate + (1 - rate) * np.log1p(-rate) if rate < 1 else 1.0
    return float(np.diff(coverage, prepend=0.0) @ risk - best)


def augrc(confidence: ArrayLike, errors: ArrayLike, *, sample_weight: ArrayLike | None = None) -> float:
    """Return the area under the curve of the share of rows that are answered and wrong, over coverage.

    Unlike :func:`aurc` it does not weigh the few most confident rows above all others: every error counts by how many
    rows are answered before it.

    Parameters
    ----------
    confidence : array-like of shape (n_rows,)
        How sure the model is of each row; only the order matters.
    errors : array-like of shape (n_rows,)
        Whether each row is predicted wrongly, or its loss.
    sample_weight : array-like of shape (n_rows,), default=None
        Weights of the rows.

    Returns
    -------
    float
        Between 0 and 1/2 for errors; less is better.

    Notes
    -----
    For errors ``e`` with the rate ``r`` it equals ``r (1 - r) (1 - AUC) + r**2 / 2``, where AUC is how well the
    confidence ranks right rows above wrong ones, ties counting half.

    References
    ----------
    J. Traub et al. (2024), Overcoming common flaws in the evaluation of selective classification systems, NeurIPS.

    Examples
    --------
    >>> from skmitigate.metrics import augrc
    >>> augrc([0.9, 0.8, 0.7, 0.6], [0, 0, 0, 1])
    0.03125
    """
    coverage, risk, _ = risk_coverage_curve(confidence, errors, sample_weight=sample_weight)
    joint = np.concatenate([[0.0], coverage * risk])
    return float(np.diff(coverage, prepend=0.0) @ (joint[1:] + joint[:-1]) / 2)


def checked_columns(
    confidence: ArrayLike, errors: ArrayLike, sample_weight: ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the three columns as floats, rows without weight left out."""
    sure: FloatArray = np.asarray(confidence, dtype=np.float64)
    wrong: FloatArray = np.asarray(errors, dtype=np.float64)
    weight = np.ones(sure.shape) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
    if sure.ndim != 1 or not sure.shape == wrong.shape == weight.shape:
        raise ValueError(
            "Expected confidence, errors and sample_weight as columns of one length, got shapes "
            f"{sure.shape}, {wrong.shape} and {weight.shape}."
        )
    if not all(np.isfinite(column).all() for column in (sure, wrong, weight)) or (weight < 0).any():
        raise ValueError("Expected finite numbers and weights that are not negative, got others. Drop those rows.")
    kept = weight > 0
    if not kept.any():
        raise ValueError("Expected at least one row with a weight above 0, got none.")
    return sure[kept], wrong[kept], weight[kept]
