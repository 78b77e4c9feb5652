"""Which candidates need not be cross-fitted to the end."""

import numpy as np
from scipy.stats import norm

from skmitigate._typing import FloatArray
from skmitigate.evidence._paired_rows import PairedRows


def chance_of_passing(rows: PairedRows, share: float, *, alpha: float = 0.05, n_candidates: int = 1) -> FloatArray:
    """Predict from the first rows how likely each candidate is to pass the referee on all of them.

    Parameters
    ----------
    rows : PairedRows
        Differences on the rows that have been predicted so far.
    share : float
        How large a part of all rows they are, above 0 and at most 1.
    alpha : float, default=0.05
        The level at which the referee will rule.
    n_candidates : int, default=1
        How many candidates it will rule on.

    Returns
    -------
    ndarray of shape (n_candidates,)
        Between 0 and 1: the predictive probability that the t statistic of the metric's rows or of the log score's, the
        more promising of the two, ends above what one of so many candidates needs. What is known of a candidate's worth
        is only what these rows say, so a lucky or unlucky start is not mistaken for the end. The variance between
        fitted models, which makes passing harder, is left out.

    Raises
    ------
    ValueError
        If `share` is not above 0 and at most 1, or there is no candidate.

    References
    ----------
    D. J. Spiegelhalter, L. S. Freedman and P. R. Blackburn (1986), Monitoring clinical trials: conditional or
    predictive power?, Controlled Clinical Trials 7.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.evidence import PairedRows, chance_of_passing
    >>> wins = np.where(np.arange(200) % 5 == 0, 1.0, 0.0)
    >>> rows = PairedRows(np.stack([wins, -wins]), None, np.arange(200) % 2)
    >>> chance_of_passing(rows, 0.4).round(3).tolist()
    [1.0, 0.0]
    """
    if not 0 < share <= 1:
        raise ValueError(f"Expected a share of the rows above 0 and at most 1, got {share!r}.")
    if n_candidates < 1:
        raise ValueError(f"Expected one candidate or more, got n_candidates={n_candidates!r}.")
    t = _plain_t(rows.metric)
    if rows.log_score is not None:
        t = np.maximum(t, _plain_t(rows.log_score))
    needed = norm.isf(alpha / n_candidates)
    # With a flat prior on the worth, the t on all rows is normal around t / sqrt(share) with variance 1 / share - 1.
    spread = max(np.sqrt(1 / share - 1), 1e-9)
    return np.asarray(norm.sf((needed - t / np.sqrt(share)) / spread))


def _plain_t(values: FloatArray) -> FloatArray:
    """Return the one-sample t statistic of each line; 0 where nothing differs, -inf where there are no numbers."""
    mean, n_rows = values.mean(axis=1), values.shape[1]
    # where every row differs by the same, one of them might not have
    error = np.maximum(values.std(axis=1, ddof=1) / np.sqrt(n_rows), np.abs(mean) / n_rows)
    t = np.divide(mean, error, out=np.zeros(len(values)), where=error > 0)
    return np.where(np.isnan(error), -np.inf, t)
