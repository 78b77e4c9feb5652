"""How sure the risk-coverage curve is, and the area under it."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm
from sklearn.utils import check_random_state

from skmitigate._typing import FloatArray
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._selective import checked_columns, risk_coverage_curve
from skmitigate.metrics._wilson import wilson_band

_DRAWS = 500
#: With fewer errors than this the area depends on where each of them happens to be.
_FEW = 10


def risk_band(
    confidence: ArrayLike, errors: ArrayLike, *, sample_weight: ArrayLike | None = None, level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Return a band around the risk at each threshold of the risk-coverage curve, for each threshold alone.

    Parameters
    ----------
    confidence : array-like of shape (n_rows,)
        How sure the model is of each row; only the order matters.
    errors : array-like of bool of shape (n_rows,)
        Whether each row is predicted wrongly.
    sample_weight : array-like of shape (n_rows,), default=None
        Weights of the rows.
    level : float, default=0.95
        Of the band: Wilson's interval of the share of errors among the rows that are answered.

    Returns
    -------
    low : ndarray of shape (n_thresholds,)
        Its lower end, in the order of :func:`risk_coverage_curve`.
    high : ndarray of shape (n_thresholds,)
        Its upper end.

    Raises
    ------
    ValueError
        As in :func:`risk_coverage_curve`.

    Notes
    -----
    The band holds for a threshold that was chosen beforehand, and for rows that are independent.

    References
    ----------
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22.

    Examples
    --------
    >>> from skmitigate.metrics import risk_band
    >>> low, high = risk_band([0.9] * 50 + [0.6] * 50, [0] * 50 + [0, 1] * 25)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 0.18], [0.07, 0.34])
    """
    curve = risk_coverage_curve(confidence, errors, sample_weight=sample_weight)
    sure, _, weight = checked_columns(confidence, errors, sample_weight)
    position = np.unique(sure, return_inverse=True)[1]
    total, squares = (np.bincount(position, weights=column)[::-1].cumsum() for column in (weight, weight**2))
    return wilson_band(curve.risk, total**2 / squares, level)


def aurc_interval(
    confidence: ArrayLike,
    errors: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    groups: ArrayLike | None = None,
    level: float = 0.95,
    random_state: Any = None,
) -> tuple[float, float]:
    """Return an interval for the area under the risk-coverage curve.

    Parameters
    ----------
    confidence : array-like of shape (n_rows,)
        How sure the model is of each row; only the order matters.
    errors : array-like of bool of shape (n_rows,)
        Whether each row is predicted wrongly.
    sample_weight : array-like of shape (n_rows,), default=None
        Weights of the rows.
    groups : array-like of shape (n_rows,), default=None
        Rows of one group are drawn together.
    level : float, default=0.95
        Of the interval.
    random_state : int, RandomState instance or None, default=None
        Draws the rows.

    Returns
    -------
    tuple of float
        Its ends.

    Raises
    ------
    NotApplicable
        If there are fewer than 10 errors, or only one group.
    ValueError
        As in :func:`risk_coverage_curve`.

    See Also
    --------
    aurc : The area.

    Notes
    -----
    The standard error is that over 500 samples of the rows (or groups), drawn with replacement; the interval is that of
    a normal distribution of the logarithm, since areas near 0 are skewed. With a few dozen errors it is rough.

    References
    ----------
    B. Efron and R. Tibshirani (1993), An introduction to the bootstrap.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.metrics import aurc, aurc_interval
    >>> sure = np.linspace(0.5, 1, 400)
    >>> errors = np.random.default_rng(0).random(400) > sure
    >>> round(aurc(sure, errors), 3), [round(end, 3) for end in aurc_interval(sure, errors, random_state=0)]
    (0.135, [0.105, 0.173])
    """
    sure, wrong, weight = checked_columns(confidence, errors, sample_weight)
    if wrong.sum() < _FEW:
        raise NotApplicable(f"there are {int(wrong.sum())} errors, and an interval of the area takes at least {_FEW}")
    unit = np.arange(len(sure))
    if groups is not None:
        counted = np.ones(len(sure)) if sample_weight is None else np.asarray(sample_weight)
        unit = np.unique(np.asarray(groups)[counted > 0], return_inverse=True)[1]
    n_units = int(unit.max()) + 1
    if n_units < 2:
        raise NotApplicable("all rows are in one group")
    position = np.unique(-sure, return_inverse=True)[1]
    rng = check_random_state(random_state)
    areas = np.empty(_DRAWS)
    for i in range(_DRAWS):
        times = np.bincount(rng.randint(n_units, size=n_units), minlength=n_units)
        areas[i] = _area(position, wrong, weight * times[unit])
    area = _area(position, wrong, weight)
    factor = float(np.exp(norm.ppf((1 + level) / 2) * areas.std() / area))
    return area / factor, min(1.0, area * factor)


def _area(position: Any, wrong: FloatArray, weight: FloatArray) -> float:
    """Return the area for levels that are numbered from the surest on."""
    mass = np.bincount(position, weights=weight).cumsum()
    lost = np.bincount(position, weights=weight * wrong).cumsum()
    risk = np.divide(lost, mass, out=np.zeros(len(mass)), where=mass > 0)
    return float(np.diff(mass, prepend=0.0) @ risk / mass[-1])
