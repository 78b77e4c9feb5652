"""What a search tells its callbacks while it works."""

from dataclasses import dataclass
from typing import Any

from skmitigate._utils._json import jsonable
from skmitigate.correction._trial import Trial


@dataclass(frozen=True, slots=True)
class SearchEvent:
    """Something that happened in a search; ``str(event)`` says it in a line.

    Parameters
    ----------
    seconds : float
        Since ``fit`` was called.

    See Also
    --------
    ProgressBar : A callback that shows the events.

    Examples
    --------
    >>> from skmitigate.correction import FitDone
    >>> str(FitDone(1.5, "GaussianNB", 3, 40))
    '3 of 40 fits'
    """

    seconds: float

    def to_dict(self) -> dict[str, Any]:
        """Return the event as JSON-safe values.

        Returns
        -------
        dict
            The name of the event, and what it tells.
        """
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            "event": type(self).__name__,
            **{name: value.to_dict() if isinstance(value, Trial) else jsonable(value) for name, value in told.items()},
        }


@dataclass(frozen=True, slots=True)
class FitDone(SearchEvent):
    """One fit was made, or read from the checkpoint.

    Parameters
    ----------
    seconds : float
        Since ``fit`` was called.
    model : str
        What was fitted.
    done : int
        Fits so far, as they count in the report.
    planned : int
        What `done` will be when the iteration has ended, where no candidate is dropped. With the last fit they agree.

    Examples
    --------
    >>> from skmitigate.correction import FitDone
    >>> FitDone(1.5, "GaussianNB", 3, 40).to_dict()
    {'event': 'FitDone', 'seconds': 1.5, 'model': 'GaussianNB', 'done': 3, 'planned': 40}
    """

    model: str
    done: int
    planned: int

    def __str__(self) -> str:
        """Return how far it is."""
        return f"{self.done} of {self.planned} fits"


@dataclass(frozen=True, slots=True)
class ModelCrossFitted(SearchEvent):
    """A model has been fitted in every fold.

    Parameters
    ----------
    seconds : float
        Since ``fit`` was called.
    model : str
        Its class, with what it wraps.

    Examples
    --------
    >>> from skmitigate.correction import ModelCrossFitted
    >>> str(ModelCrossFitted(2.0, "Pipeline(StandardScaler, SVC)"))
    'cross-fitted Pipeline(StandardScaler, SVC)'
    """

    model: str

    def __str__(self) -> str:
        """Return what was cross-fitted."""
        return f"cross-fitted {self.model}"


@dataclass(frozen=True, slots=True)
class IterationBegun(SearchEvent):
    """Candidates are going to be tried on top of the current model.

    Parameters
    ----------
    seconds : float
        Since ``fit`` was called.
    iteration : int
        From 0.
    n_candidates : int
        How many candidates the budget has room for.
    n_fits : int
        How many fits they need that have not been made; fewer are made where candidates are dropped.

    Examples
    --------
    >>> from skmitigate.correction import IterationBegun
    >>> str(IterationBegun(2.0, 0, 12, 45))
    'iteration 0: 12 candidates, up to 45 fits'
    """

    iteration: int
    n_candidates: int
    n_fits: int

    def __str__(self) -> str:
        """Return what lies ahead."""
        return f"iteration {self.iteration}: {self.n_candidates} candidates, up to {self.n_fits} fits"


@dataclass(frozen=True, slots=True)
class TrialDecided(SearchEvent):
    """It is known what became of a candidate.

    Parameters
    ----------
    seconds : float
        Since ``fit`` was called.
    trial : Trial
        The candidate, and what became of it.

    Examples
    --------
    >>> from skmitigate.correction import Trial, TrialDecided
    >>> str(TrialDecided(2.0, Trial(0, "class_balancing(prior)", "class_balancing", "skipped", "even classes")))
    'class_balancing(prior): skipped: even classes'
    """

    trial: Trial

    def __str__(self) -> str:
        """Return what became of it, and why."""
        trial = self.trial
        change = "" if trial.difference is None else f", {trial.difference:+.4f}"
        p_value = "" if trial.p_value is None else f" (corrected p = {trial.p_value:.2g})"
        return f"{trial.candidate}: {trial.status}{change}{p_value}: {trial.reason}"


@dataclass(frozen=True, slots=True)
class SearchEnded(SearchEvent):
    """The classifier is fitted, and the report is written.

    Parameters
    ----------
    seconds : float
        Since ``fit`` was called.
    verdict : {"corrected", "kept"}
        Whether the model was changed.
    reason : str
        Why.
    n_fits : int
        How many fits were made in all.

    Examples
    --------
    >>> from skmitigate.correction import SearchEnded
    >>> str(SearchEnded(9.0, "kept", "none of 9 candidates is shown to be better", 46))
    'kept: none of 9 candidates is shown to be better; 46 fits'
    """

    verdict: str
    reason: str
    n_fits: int

    def __str__(self) -> str:
        """Return how it ended."""
        return f"{self.verdict}: {self.reason}; {self.n_fits} fits"
