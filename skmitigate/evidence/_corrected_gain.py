"""What a search has gained, corrected for having searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import t as student
from sklearn.utils import check_random_state

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate._utils._json import jsonable
from skmitigate.evidence._paired_rows import PairedRows
from skmitigate.evidence._referee import Ruling
from skmitigate.evidence._studentised import as_student

#: Bootstrap samples that are held in memory together.
_AT_ONCE = 50


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of a search: what the referee read and how it ruled.

    Parameters
    ----------
    rows : PairedRows
        Differences between the candidates and the model that was current then.
    ruling : Ruling
        The referee's verdict.
    improvement_threshold : float, default=0.0
        How much the metric had to be up.

    See Also
    --------
    corrected_gain : Reads them.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.evidence import PairedRows, Step, judge
    >>> rows = PairedRows(np.zeros((1, 50)), None, np.arange(50) % 5)
    >>> Step(rows, judge(rows, random_state=0)).ruling.accepted is None
    True
    """

    rows: PairedRows
    ruling: Ruling
    improvement_threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class GainEstimate:
    """The gain of a search on rows that did not choose.

    Parameters
    ----------
    gain : float
        In units of the metric.
    interval : tuple of float
        It covers the gain at least as often as `level` says.
    level : float
        The interval's level.
    n_rows : int
        Rows, or groups or blocks of rows, that it rests on.
    n_candidates : int
        How many candidates were compared, over all steps.
    agreement : float
        Share of the bootstrap samples in which the search picked what it picked on all rows.

    Examples
    --------
    >>> from skmitigate.evidence import GainEstimate
    >>> GainEstimate(0.02, (0.01, 0.03), 0.95, 500, 7, 0.9).gain
    0.02
    """

    gain: float
    interval: tuple[float, float]
    level: float
    n_rows: int
    n_candidates: int
    agreement: float

    def to_dict(self) -> dict[str, Any]:
        """Return the estimate as JSON-safe values.

        Returns
        -------
        dict
            Numbers and lists only.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}


def corrected_gain(
    steps: Sequence[Step], *, level: float = 0.95, n_draws: int = 1000, random_state: Any = None
) -> GainEstimate:
    """Repeat the search on bootstrapped rows and score its picks on the rows left out.

    The rule is the referee's own, with its critical values and standard errors kept. Every step is repeated with the
    candidates that it had: what would have been tried after another pick is not known, and taking it for nothing would
    make the gain of several steps too low.

    Parameters
    ----------
    steps : sequence of Step
        The steps that accepted something, in order.
    level : float, default=0.95
        Of the interval.
    n_draws : int, default=1000
        Bootstrap samples.
    random_state : int, RandomState instance or None, default=None
        Draws them.

    Returns
    -------
    GainEstimate
        The mean gain out of bag, at most that on the rows that chose. The interval lies around it as the gains of the
        same picks do around their mean, with the variance between fitted models added, and reaches up at least as far
        as the plain interval of the picks; as the rows left out are fewer than all, it is rather too wide than too
        narrow.

    Raises
    ------
    ValueError
        If there is no step, or one that accepted nothing.

    References
    ----------
    I. Tsamardinos et al. (2018), Bootstrapping the out-of-sample predictions for efficient and accurate
    cross-validation, Machine Learning 107.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.evidence import PairedRows, Step, corrected_gain, judge
    >>> better = (np.random.default_rng(0).random((1, 500)) < 0.1).astype(float)
    >>> rows = PairedRows(better, None, np.arange(500) % 5)
    >>> estimate = corrected_gain([Step(rows, judge(rows, random_state=0))], random_state=0)
    >>> bool(estimate.interval[0] < better.mean() < estimate.interval[1])
    True
    """
    if not steps or any(step.ruling.accepted is None for step in steps):
        raise ValueError("Expected steps that each accepted a candidate, got none or one that accepted nothing.")
    rng = np.random.RandomState(check_random_state(random_state).randint(np.iinfo(np.int32).max))
    n_rows = steps[0].rows.metric.shape[1]
    gains, agreed = np.zeros(n_draws), np.zeros(n_draws, dtype=bool)
    for start in range(0, n_draws, _AT_ONCE):
        now = slice(start, min(start + _AT_ONCE, n_draws))
        counts = np.stack(
            [np.bincount(rng.randint(0, n_rows, n_rows), minlength=n_rows) for _ in range(now.start, now.stop)]
        )
        gains[now], agreed[now] = _repeated(steps, counts)
    between = sum(float(step.ruling.between[step.ruling.accepted]) for step in steps)
    same = gains[agreed] if agreed.any() else gains
    spread = same - same.mean() + np.sqrt(between) * rng.standard_normal(len(same))
    # Choosing can only have pushed the gain up: what a finite number of repetitions adds to it is chance.
    gain = min(float(gains.mean()), _plain_gain(steps))
    low, high = gain + np.quantile(spread, [0.5 - level / 2, 0.5 + level / 2])
    # Near the critical value many repetitions accept nothing, which pulls the mean down further than choosing pushed it
    # up; the upper end is therefore at least that of the picks' own interval.
    high = max(high, _plain_upper_end(steps, level))
    return GainEstimate(
        gain=gain,
        interval=(float(low), float(high)),
        level=level,
        n_rows=n_rows,
        n_candidates=sum(step.rows.n_candidates for step in steps),
        agreement=float(agreed.mean()),
    )


def _plain_gain(steps: Sequence[Step]) -> float:
    """Return the gain of the picks on the rows that chose them."""
    return sum(float(step.ruling.difference[step.ruling.accepted]) for step in steps)


def _plain_upper_end(steps: Sequence[Step], level: float) -> float:
    """Return the upper end of the interval of the picks' gains as if they had been the only candidates."""
    variance = sum(float(step.ruling.standard_error[step.ruling.accepted]) ** 2 for step in steps)
    freedom = min(float(step.ruling.freedom[step.ruling.accepted]) for step in steps)
    return float(_plain_gain(steps) + student.ppf(0.5 + level / 2, freedom) * np.sqrt(variance))


def _repeated(steps: Sequence[Step], counts: IntArray) -> tuple[FloatArray, BoolArray]:
    """Return the gain out of bag of the search on each bootstrap sample, and whether it picked the same."""
    out = counts == 0
    some = out.any(axis=1)
    gains, agreed = np.zeros(len(counts)), some
    for step in steps:
        picks = _picks(step, counts)
        size = np.ones(counts.shape[1]) if step.rows.size is None else step.rows.size
        held_out = step.rows.metric @ out.T / np.maximum(size @ out.T, 1e-300)
        gains += np.where(some & (picks >= 0), held_out[picks, np.arange(len(picks))], 0.0)
        agreed = agreed & (picks == step.ruling.accepted)
    return gains, agreed


def _picks(step: Step, counts: IntArray) -> IntArray:
    """Apply the referee's rule to reweighted rows; -1 where it accepts nothing."""
    ruling, rows = step.ruling, step.rows
    held = counts.sum(axis=1) if rows.size is None else rows.size @ counts.T
    difference = rows.metric @ counts.T / held
    resolved = difference > _needed(ruling.t_metric, ruling.standard_error, ruling.freedom, ruling)[:, None]
    if rows.log_score is not None:
        gain = np.nan_to_num(rows.log_score) @ counts.T / held
        resolved |= (
            gain > _needed(ruling.t_log_score, ruling.log_score_error, ruling.log_score_freedom, ruling)[:, None]
        )
    passes = resolved & (difference > step.improvement_threshold)
    best = np.argmax(np.where(passes, difference, -np.inf), axis=0)
    return np.where(passes.any(axis=0), best, -1)


def _needed(t: FloatArray, error: FloatArray, freedom: FloatArray, ruling: Ruling) -> FloatArray:
    """Return what each candidate's mean must exceed; infinite where nothing differs."""
    return np.where(np.isneginf(t), np.inf, as_student(ruling.critical_value, freedom) * error)
