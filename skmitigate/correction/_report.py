"""What a correction found, tried and decided."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._utils._html_page import HtmlPage
from skmitigate._utils._json import jsonable
from skmitigate.correction._trial import Trial
from skmitigate.diagnosis._analyze_errors import analyze_errors
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.diagnosis._error_floor import ErrorFloor
from skmitigate.diagnosis._finding import Finding
from skmitigate.evidence._flips import Flips
from skmitigate.metrics._confusion import per_class_recall
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.stories._correction import correction_text
from skmitigate.stories._correction_page import correction_html


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class CorrectionReport(HtmlPage):
    """The account of one correction: verdict, scores, steps, trials, rows put right and broken.

    Scores are of models fitted on the training part of each fold, hence a little lower than those of a model fitted on
    all rows. Everything but `seconds` is the same for the same seed.

    Parameters
    ----------
    verdict : {"corrected", "kept"}
        Whether the model was changed.
    reason : str
        Why.
    model : str
        The class of the model that was given.
    result : str
        What is returned: the accepted strategies, outermost first, or the model.
    members : dict of str to float or None
        For an ensemble, each member's share in the answer; ``"model"`` is the given one, and where it has no share the
        model was replaced rather than corrected.
    scoring : str
        The name of the metric.
    score_before : float
        Of the original model, cross-fitted.
    score_after : float
        Before plus the gain.
    gain : float
        Corrected for the search: 0 where the model was kept.
    interval : tuple of float or None
        Of the gain, 95 %; None where the model was kept.
    n_rows : int
        Rows that were scored.
    n_errors_before, n_errors_after : int
        Rows predicted wrongly, of the original and of the returned model; the latter was chosen on these rows.
    n_candidates : int
        How many candidates were compared.
    alpha : float
        The level that the whole search holds.
    steps : tuple of Trial
        The accepted candidates, in order.
    trials : tuple of Trial
        All of them.
    findings : tuple of Finding
        What was wrong with the original model.
    floor : ErrorFloor or None
        How low the error rate can get with these columns, as far as the returned model and simple ones show; None
        where the diagnosis did not ask.
    flips : Flips
        Rows put right and broken, from the original to the returned model; also by class, by protected group and by
        slice.
    per_class : tuple of dict
        For each class its rows, recall before and after, rows put right and broken.
    guarded : tuple of str
        The groups that ``protect`` and ``protect_classes`` named. None of them is shown to be worse than with the
        original model; how much worse each may be all the same, ``flips.groups`` says.
    causes : dict of str to int
        How many errors of the original model have each kind as primary cause, and how many none.
    typical_errors : tuple of dict
        For the most frequent causes what is known of one error each, with its class, what the model was unsure of, the
        values of at most three columns, and what the returned classifier predicts for it; the page tells them.
    n_fits : int
        How many fits were made in all.
    seconds : float
        How long it took.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import SelfCorrectingClassifier
    >>> X, y = load_iris(return_X_y=True)
    >>> SelfCorrectingClassifier(GaussianNB(), random_state=0).fit(X, y).report_.verdict
    'kept'
    """

    verdict: str
    reason: str
    model: str
    result: str
    members: dict[str, float] | None
    scoring: str
    score_before: float
    score_after: float
    gain: float
    interval: tuple[float, float] | None
    n_rows: int
    n_errors_before: int
    n_errors_after: int
    n_candidates: int
    alpha: float
    steps: tuple[Trial, ...]
    trials: tuple[Trial, ...]
    findings: tuple[Finding, ...]
    floor: ErrorFloor | None
    flips: Flips
    per_class: tuple[dict[str, Any], ...]
    guarded: tuple[str, ...]
    causes: dict[str, int]
    typical_errors: tuple[dict[str, Any], ...]
    n_fits: int
    seconds: float

    def __repr__(self) -> str:
        """Return one line: verdict, scores, rows, candidates."""
        return (
            f"CorrectionReport({self.verdict}: {self.scoring} {self.score_before:.4f} -> {self.score_after:.4f}, "
            f"{self.n_rows} rows, {self.n_candidates} candidates)"
        )

    def summary(self) -> str:
        """Tell what was found, tried and decided.

        Returns
        -------
        str
            A few lines of text.
        """
        return correction_text(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only.
        """
        plain = {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__ if name not in _NESTED}
        nested = {name: [item.to_dict() for item in getattr(self, name)] for name in ("steps", "trials", "findings")}
        floor = None if self.floor is None else self.floor.to_dict()
        return {**plain, **nested, "floor": floor, "flips": self.flips.to_dict()}

    def to_frame(self) -> pd.DataFrame:
        """Return one line per trial.

        Returns
        -------
        pandas.DataFrame
            In the order in which they were decided.
        """
        return pd.DataFrame([trial.to_dict() for trial in self.trials])

    def _html(self, *, page: bool) -> str:
        return correction_html(self.to_dict(), page=page)


_NESTED = ("steps", "trials", "findings", "floor", "flips")


def floor_seen(diagnosis: Diagnosis, corrected: PredictionTable | None, X: Any) -> ErrorFloor | None:
    """Return how low the error rate can get, a corrected model being one of those that show it."""
    if corrected is None:
        return diagnosis.floor
    return analyze_errors(corrected, X, detectors="overlap", alpha=diagnosis.alpha).floor


def per_class_changes(before: PredictionTable, after: PredictionTable) -> tuple[dict[str, Any], ...]:
    """Return for each class its rows, its recall before and after, and the rows put right and broken."""
    recall_before, recall_after = per_class_recall(before), per_class_recall(after)
    fixed, broken = before.errors & ~after.errors, ~before.errors & after.errors
    n_classes = before.n_classes
    counts = [np.bincount(before.y_true[rows], minlength=n_classes) for rows in (slice(None), fixed, broken)]
    names = ("class", "n_rows", "recall_before", "recall_after", "n_fixed", "n_broken")
    return tuple(
        dict(zip(names, jsonable([label, n, b, a, f, r]), strict=True))
        for label, n, b, a, f, r in zip(
            before.classes, counts[0], recall_before, recall_after, *counts[1:], strict=True
        )
    )
