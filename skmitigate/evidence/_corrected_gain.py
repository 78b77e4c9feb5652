"""What a search has gained, corrected for having searched."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import t as student
from sklearn.utils import check_random_state

from skmitigate._typing import BoolArray, FloatArray, IntArray
from skmitigate._utils._json import jsonable
from skmitigate.evidence._paired_rows import PairedRows
from skmitigate.evidence._referee import Ruling
from skmitigate.evidence._studentised import as_student, nadeau_bengio

#: Bootstrap samples that are drawn together.
_AT_ONCE = 50
#: How often the rows are moved to where the repetitions would not be pushed up by having been accepted.
_N_MOVES = 1


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
    influence : PairedRows or None, default=None
        The same differences by influence, whose spread is that of the means over samples; None takes `rows` for that.

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
    influence: PairedRows | None = None


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
    """Repeat the search on bootstrapped rows, and score its picks on the rows left out where it accepted something.

    The gain was seen because something was accepted, and candidates are accepted more easily where chance pushed them
    up. The repetitions show by how much: their picks are scored on the rows that they did not see. The rule is the
    referee's own, with its critical values and standard errors kept. Each step is repeated with the candidates that it
    had.

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
        The mean gain out of bag of the repetitions that accept something, at most that on the rows that chose. The
        interval reaches as far from it as the gain of the same picks strays out of bag, with the variance between
        fitted models added, that of the single one that is returned too; down and up at least as far as the plain
        interval of the picks. As the rows left out are fewer than all, it is rather too wide than too narrow.

    Raises
    ------
    ValueError
        If there is no step, or one that accepted nothing.

    Notes
    -----
    Repetitions that accept nothing say nothing of a gain that was reported because something was accepted: counted as
    no gain they would make it too low. What acceptance adds depends on how far the true gains are from the bar, and
    those seen are too far up. So the search is repeated twice, the second time from where the first one puts the
    candidates: each one's rows are moved by as much as its mean was pushed up, in the repetitions that accepted.

    References
    ----------
    I. Tsamardinos et al. (2018), Bootstrapping the out-of-sample predictions for efficient and accurate
    cross-validation, Machine Learning 107.

    P. Hall (1992), The bootstrap and Edgeworth expansion, Springer, section 1.4 (iterated correction of bias).

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
    repeated = _repeated(steps, rng, n_draws)
    gain, agreed = 0.0, np.ones(n_draws, dtype=bool)
    for each in repeated:
        own, same = each.gain()
        gain += own
        agreed &= same
    # Choosing can only have pushed the gain up: what a finite number of repetitions adds to it is chance.
    gain = min(gain, _plain_gain(steps))
    of_folds, of_returned = _of_fits(steps)
    picks = np.sum([each.held_out[each.step.ruling.accepted] for each in repeated], axis=0)
    spread = picks - np.nanmean(picks) + np.sqrt(of_folds + of_returned) * rng.standard_normal(n_draws)
    reach = _plain_reach(steps, of_returned, level)
    low, high = gain + np.nanquantile(spread, [0.5 - level / 2, 0.5 + level / 2])
    return GainEstimate(
        gain=gain,
        interval=(float(min(low, gain - reach)), float(max(high, _plain_gain(steps) + reach))),
        level=level,
        n_rows=steps[0].rows.metric.shape[1],
        n_candidates=sum(step.rows.n_candidates for step in steps),
        agreement=float(agreed.mean()),
    )


def _plain_gain(steps: Sequence[Step]) -> float:
    """Return the gain of the picks on the rows that chose them."""
    return sum(float(step.ruling.difference[step.ruling.accepted]) for step in steps)


def _plain_reach(steps: Sequence[Step], of_returned: float, level: float) -> float:
    """Return half of the width of the interval of the picks' gains as if they had been the only candidates."""
    variance = sum(float(step.ruling.standard_error[step.ruling.accepted]) ** 2 for step in steps) + of_returned
    freedom = min(float(step.ruling.freedom[step.ruling.accepted]) for step in steps)
    return float(student.ppf(0.5 + level / 2, freedom) * np.sqrt(variance))


def _of_fits(steps: Sequence[Step]) -> tuple[float, float]:
    """Return the variance of the gain by fitted models: of those of the folds, and of the one that is returned."""
    of_folds, of_returned = 0.0, 0.0
    for step in steps:
        between = float(step.ruling.between[step.ruling.accepted])
        factor = nadeau_bengio(len(np.unique(step.rows.fold)), len(step.rows.repetitions) or 1)
        of_folds += between
        of_returned += between / factor if factor else 0.0
    return of_folds, of_returned


@dataclass(frozen=True, slots=True, eq=False)
class _Repeated:
    """The means of one step's candidates in many bootstrap samples, each array of shape (n_candidates, n_draws)."""

    step: Step
    metric: FloatArray
    log_score: FloatArray | None
    held_out: FloatArray  # NaN where no row is left out

    def gain(self) -> tuple[float, BoolArray]:
        """Return the mean gain out of bag where something is accepted, and which repetitions pick the same."""
        picks = self._picks()
        agreed = picks == self.step.ruling.accepted
        for _ in range(_N_MOVES):
            moved = self._from_where_it_was_pushed(picks >= 0)._picks()
            picks = moved if (moved >= 0).any() else picks
        accepted = np.flatnonzero((picks >= 0) & ~np.isnan(self.held_out[0]))
        if not len(accepted):
            return float(self.step.ruling.difference[self.step.ruling.accepted]), agreed
        return float(self.held_out[picks[accepted], accepted].mean()), agreed

    def _from_where_it_was_pushed(self, accepted: BoolArray) -> "_Repeated":
        """Return the repetitions with each candidate moved by what acceptance adds to its means."""
        if not accepted.any():
            return self

        def moved(means: FloatArray) -> FloatArray:
            return np.asarray(means - (means[:, accepted].mean(axis=1) - means.mean(axis=1))[:, None])

        return replace(
            self, metric=moved(self.metric), log_score=None if self.log_score is None else moved(self.log_score)
        )

    def _picks(self) -> IntArray:
        """Apply the referee's rule; -1 where it accepts nothing."""
        ruling = self.step.ruling
        resolved = self.metric > _needed(ruling.t_metric, ruling.standard_error, ruling.freedom, ruling)
        if self.log_score is not None:
            resolved |= self.log_score > _needed(
                ruling.t_log_score, ruling.log_score_error, ruling.log_score_freedom, ruling
            )
        passes = resolved & (self.metric > self.step.improvement_threshold)
        best = np.argmax(np.where(passes, self.metric, -np.inf), axis=0)
        return np.where(passes.any(axis=0), best, -1)


def _repeated(steps: Sequence[Step], rng: np.random.RandomState, n_draws: int) -> list[_Repeated]:
    """Draw the rows again, the same for all steps."""
    n_rows = steps[0].rows.metric.shape[1]
    parts: list[list[tuple[FloatArray, FloatArray | None, FloatArray]]] = [[] for _ in steps]
    for start in range(0, n_draws, _AT_ONCE):
        n = min(_AT_ONCE, n_draws - start)
        counts = np.stack([np.bincount(rng.randint(0, n_rows, n_rows), minlength=n_rows) for _ in range(n)])
        for part, step in zip(parts, steps, strict=True):
            part.append(_means(step, counts))
    return [
        _Repeated(
            step,
            np.concatenate([metric for metric, _, _ in part], axis=1),
            None if step.rows.log_score is None else np.concatenate([g for _, g, _ in part if g is not None], axis=1),
            np.concatenate([out for _, _, out in part], axis=1),
        )
        for part, step in zip(parts, steps, strict=True)
    ]


def _means(step: Step, counts: IntArray) -> tuple[FloatArray, FloatArray | None, FloatArray]:
    """Return the means in bag of the metric and of the log score, and those of the metric out of bag."""
    rows = step.rows if step.influence is None else step.influence
    size, out = np.ones(counts.shape[1]) if rows.size is None else rows.size, counts == 0
    held = counts @ size
    gain = None if rows.log_score is None else np.nan_to_num(rows.log_score) @ counts.T / held
    left = np.where(out.any(axis=1), out @ size, np.nan)
    return rows.metric @ counts.T / held, gain, rows.metric @ out.T / left


def _needed(t: FloatArray, error: FloatArray, freedom: FloatArray, ruling: Ruling) -> FloatArray:
    """Return what each candidate's mean must exceed, shape (n_candidates, 1); infinite where nothing differs."""
    return np.where(np.isneginf(t), np.inf, as_student(ruling.critical_value, freedom) * error)[:, None]
