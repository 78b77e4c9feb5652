"""What became of one candidate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from skmitigate._typing import AnyArray
from skmitigate._utils._json import jsonable
from skmitigate.evidence._harm import Harm


@dataclass(frozen=True, slots=True)
class Trial:
    """One candidate in one iteration, whatever became of it.

    Parameters
    ----------
    iteration : int
        From 0.
    candidate : str
        The strategy and its settings, outermost first.
    strategy : str
        The alias of the outermost strategy.
    status : {"accepted", "rejected", "dropped", "skipped", "failed"}
        What became of it; ``"dropped"`` after a few folds, as it could not win any more.
    reason : str
        Why.
    n_fits : int
        Fits in the folds that it cost.
    score : float or None
        The metric on the cross-fitted rows; looked at to choose, so too high for the best.
    difference : float or None
        Candidate minus current model; for a dropped one on the rows of the folds that it was fitted in.
    interval : tuple of float or None
        Of the difference, 95 %, for this candidate alone.
    p_value : float or None
        Corrected for all candidates of the iteration.
    verdict : {"metric", "proper_score"} or None
        For an accepted one: what was resolved.
    why : str or None, default=None
        What called for it: the findings that it addresses, with the share of rows where it could help at most; that it
        was named; or that all are tried. None where nothing did.
    harms : tuple of Harm, default=()
        Protected groups for which it is shown to be worse than the original model, for which it was rejected.

    Examples
    --------
    >>> from skmitigate.correction import Trial
    >>> Trial(0, "class_balancing(prior)", "class_balancing", "skipped", "even classes").status
    'skipped'
    """

    iteration: int
    candidate: str
    strategy: str
    status: str
    reason: str
    n_fits: int = 0
    score: float | None = None
    difference: float | None = None
    interval: tuple[float, float] | None = None
    p_value: float | None = None
    verdict: str | None = None
    why: str | None = None
    harms: tuple[Harm, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the trial as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists and None only.
        """
        plain = {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__ if name != "harms"}
        return {**plain, "harms": [harm.to_dict() for harm in self.harms]}


def trials_as_arrays(trials: Sequence[Trial]) -> dict[str, AnyArray]:
    """Return a dict of arrays, one entry per trial, missing numbers as NaN."""
    numbers = ("score", "difference", "p_value")
    arrays: dict[str, AnyArray] = {
        name: np.array([getattr(trial, name) for trial in trials], dtype=np.intp) for name in ("iteration", "n_fits")
    }
    for name in ("candidate", "strategy", "status", "reason", "verdict", "why"):
        arrays[name] = np.array([getattr(trial, name) or "" for trial in trials], dtype=object)
    arrays["harmed"] = np.array(["; ".join(harm.group for harm in trial.harms) for trial in trials], dtype=object)
    for name in numbers:
        values = [getattr(trial, name) for trial in trials]
        arrays[name] = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    for i, name in enumerate(("interval_low", "interval_high")):
        ends = [np.nan if trial.interval is None else trial.interval[i] for trial in trials]
        arrays[name] = np.array(ends, dtype=np.float64)
    return arrays
