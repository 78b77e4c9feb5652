"""The rule that decides whether a candidate replaces the current model."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student
from sklearn.utils import check_random_state

from skmitigate._typing import FloatArray
from skmitigate._utils._json import jsonable
from skmitigate.evidence._paired_rows import PairedRows
from skmitigate.evidence._studentised import Studentised

#: Each further iteration gets this share of the level of the one before.
_SPENDING_RATIO = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Ruling:
    """The verdict on the candidates of one step.

    Parameters
    ----------
    accepted : int or None
        Position of the accepted candidate; None keeps the current model.
    verdict : {"metric", "proper_score"} or None
        Whether the accepted candidate's metric itself is resolved, or its probabilities are better and its metric is
        not worse.
    alpha : float
        The level of this step.
    critical_value : float
        What the largest t statistic had to exceed, on the scale of the normal distribution; infinite where no
        candidate differs from the current model.
    difference : ndarray of shape (n_candidates,)
        Mean differences of the metric, candidate minus current.
    standard_error : ndarray of shape (n_candidates,)
        Their standard errors, the variance between fitted models included.
    t_metric, t_log_score : ndarray of shape (n_candidates,)
        The t statistics, moved to where they would be as far out in the normal distribution; -inf where nothing differs
        or there are no probabilities.
    log_score_error : ndarray of shape (n_candidates,)
        Standard errors of the log score's mean differences.
    freedom, log_score_freedom : ndarray of shape (n_candidates,)
        Degrees of freedom of the two kinds of standard errors.
    between : ndarray of shape (n_candidates,)
        The part of the metric's squared standard error that is between fitted models.
    p_value : ndarray of shape (n_candidates,)
        Corrected for all candidates and both kinds of rows.
    n_rows : int
        How many rows, or groups or blocks of rows, were compared.

    See Also
    --------
    judge : Makes one.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.evidence import PairedRows, judge
    >>> rows = np.zeros((1, 200))
    >>> rows[0, :40] = 1.0
    >>> ruling = judge(PairedRows(rows, None, np.arange(200) % 5), random_state=0)
    >>> ruling.accepted, ruling.verdict
    (0, 'metric')
    """

    accepted: int | None
    verdict: str | None
    alpha: float
    critical_value: float
    difference: FloatArray
    standard_error: FloatArray
    t_metric: FloatArray
    t_log_score: FloatArray
    log_score_error: FloatArray
    freedom: FloatArray
    log_score_freedom: FloatArray
    between: FloatArray
    p_value: FloatArray
    n_rows: int

    def interval(self, candidate: int, level: float = 0.95) -> tuple[float, float]:
        """Return the interval of one candidate's difference, for itself alone.

        Parameters
        ----------
        candidate : int
            Which one.
        level : float, default=0.95
            How often such intervals cover.

        Returns
        -------
        tuple of float
            Lower and upper end.
        """
        reach = student.ppf(0.5 + level / 2, self.freedom[candidate]) * self.standard_error[candidate]
        return float(self.difference[candidate] - reach), float(self.difference[candidate] + reach)

    def to_dict(self) -> dict[str, Any]:
        """Return the ruling as JSON-safe values.

        Returns
        -------
        dict
            Lists, numbers, strings and None only.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}


def spend_level(alpha: float, iteration: int, max_iterations: int) -> float:
    """Return the level of one iteration, such that all of them together have `alpha`.

    Parameters
    ----------
    alpha : float
        The level of the whole search.
    iteration : int
        From 0.
    max_iterations : int
        How many there may be.

    Returns
    -------
    float
        Most of `alpha` for the first iteration, a fourth of that for the next, and so on.

    Examples
    --------
    >>> from skmitigate.evidence import spend_level
    >>> round(sum(spend_level(0.05, i, 5) for i in range(5)), 9)
    0.05
    """
    total = (1 - _SPENDING_RATIO**max_iterations) / (1 - _SPENDING_RATIO)
    return alpha * _SPENDING_RATIO**iteration / total


def judge(
    rows: PairedRows,
    *,
    alpha: float = 0.05,
    improvement_threshold: float = 0.0,
    n_dropped: int = 0,
    seen: PairedRows | None = None,
    n_draws: int = 4000,
    random_state: Any = None,
) -> Ruling:
    """Accept the candidate with the highest metric among those that the rows show to be better, or none.

    One one-sided max-T test runs over all candidates and over both kinds of rows, those of the metric and those of the
    log score; a candidate passes where either is resolved and its metric is up by more than `improvement_threshold`.
    The variance of each mean difference is that of the rows plus that between fitted models, so that a few lucky fits
    are not taken for a better method.

    Parameters
    ----------
    rows : PairedRows
        Differences between candidates and the current model.
    alpha : float, default=0.05
        How often at most a step accepts something where no candidate is better.
    improvement_threshold : float, default=0.0
        How much the metric must be up, in its own units.
    n_dropped : int, default=0
        Candidates that were tried and given up before all their rows were known. Without `seen` they count as if they
        were independent of each other and of those in `rows`, which is the worst that they can be.
    seen : PairedRows or None, default=None
        The differences of all candidates, those given up among them, on the rows that are known of all: the bar is as
        high as they are alike there.
    n_draws : int, default=4000
        Draws from the null distribution of the largest t statistic.
    random_state : int, RandomState instance or None, default=None
        Draws them.

    Returns
    -------
    Ruling
        The verdict with its figures.

    Notes
    -----
    The null distribution is that of Gaussian multipliers on the centred rows, drawn from its covariance. The metric's
    and the log score's multipliers are drawn apart from each other, as in the study that the rule comes from; taking
    them as one would lower the critical value a little.

    References
    ----------
    J. Lei (2020), Cross-validation with confidence, JASA 115.
    C. Nadeau and Y. Bengio (2003), Inference for the generalization error, Machine Learning 52.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.evidence import PairedRows, judge
    >>> noise = np.random.default_rng(0).choice([-1.0, 0.0, 1.0], size=(6, 1000), p=[0.1, 0.8, 0.1])
    >>> judge(PairedRows(noise, None, np.arange(1000) % 5), random_state=0).accepted is None
    True
    """
    rng = np.random.RandomState(check_random_state(random_state).randint(np.iinfo(np.int32).max))
    metric = Studentised.of(rows.metric, rows, [part.metric for part in rows.repetitions])
    gain = Studentised.of(rows.log_score, rows, [part.log_score for part in rows.repetitions])
    largest = np.maximum(metric.null_maxima(rng, n_draws), gain.null_maxima(rng, n_draws))
    if n_dropped and seen is not None:
        largest = metric.null_maxima_of(seen.metric, seen.size, rng, n_draws)
        if seen.log_score is not None:
            largest = np.maximum(largest, gain.null_maxima_of(seen.log_score, seen.size, rng, n_draws))
    elif n_dropped:
        n_unseen = n_dropped * (1 if rows.log_score is None else 2)
        largest = np.maximum(largest, _independent_maxima(rng, n_draws, n_unseen))
    critical = float(np.quantile(largest, 1 - alpha)) if np.isfinite(largest).all() else np.inf  # nothing differs
    best_t = np.maximum(metric.t, gain.t)
    passes = (best_t > critical) & (metric.mean > improvement_threshold)
    accepted = int(np.argmax(np.where(passes, metric.mean, -np.inf))) if passes.any() else None
    verdict = None if accepted is None else "metric" if metric.t[accepted] > critical else "proper_score"
    return Ruling(
        accepted=accepted,
        verdict=verdict,
        alpha=alpha,
        critical_value=critical,
        difference=metric.mean,
        standard_error=metric.error,
        t_metric=metric.t,
        t_log_score=gain.t,
        log_score_error=gain.error,
        freedom=metric.degrees_of_freedom,
        log_score_freedom=gain.degrees_of_freedom,
        between=metric.between,
        p_value=(1 + (largest[:, None] >= best_t).sum(axis=0)) / (1 + n_draws),
        n_rows=rows.metric.shape[1],
    )


def _independent_maxima(rng: np.random.RandomState, n_draws: int, n: int) -> FloatArray:
    """Draw the largest of `n` independent standard normal values, shape (n_draws,)."""
    return np.asarray(norm.isf(-np.expm1(np.log(rng.uniform(size=n_draws)) / n)))
