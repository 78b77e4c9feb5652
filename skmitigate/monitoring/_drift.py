"""Compare later rows and predictions with a reference."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from skmitigate._typing import FloatArray
from skmitigate._utils._columns import Columns
from skmitigate._utils._holm import weighted_holm
from skmitigate._utils._levels import check_alpha
from skmitigate._utils._seeds import draw_seed
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._column_comparison import pooled_columns
from skmitigate.metrics._label_comparison import explained_shares
from skmitigate.metrics._level_sketch import LevelSketch
from skmitigate.metrics._number_sketch import NumberSketch
from skmitigate.metrics._sketch_comparison import (
    SketchDifference,
    compare_level_sketches,
    compare_number_sketches,
    reach,
)
from skmitigate.metrics._two_sample_classifier import ToldApart, tell_apart
from skmitigate.monitoring._drift_result import ColumnDrift, DriftResult
from skmitigate.monitoring._output_profile import OutputProfile
from skmitigate.monitoring._predicted import as_predicted
from skmitigate.monitoring._reference_profile import ReferenceProfile, sketches_like
from skmitigate.predictions._prediction_table import PredictionTable

_NOT_ASKED = "not asked for"


def drift(
    reference: Any,
    window: Any = None,
    *,
    predictions: Any = None,
    reference_predictions: Any = None,
    alpha: float = 0.05,
    classifier: bool = False,
    random_state: Any = None,
) -> DriftResult:
    """Compare rows that came later, and what was predicted for them, with a reference.

    Each column is compared, and with predictions the shares of the predicted classes, the confidence, and where truth
    is known the shares of the true classes. Of windows in which nothing has changed, a share of at most `alpha` give an
    alarm, also if they are all compared with the same reference: the error that the reference has by chance is counted
    in full, since it does not average out over windows.

    Parameters
    ----------
    reference : ReferenceProfile, PredictionTable, or {array-like, sparse matrix, DataFrame} of shape (n, n_columns)
        What to compare with: a profile, rows, or predictions alone.
    window : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_columns), default=None
        The rows in question. Columns that have names on both sides are matched by name, others by position. None
        compares predictions only.
    predictions : PredictionTable or array-like of shape (n_rows, n_classes) or (n_rows,), default=None
        What was predicted for these rows: a table, probabilities with the reference's classes as columns, or labels.
    reference_predictions : PredictionTable or array-like, default=None
        The same for a reference of rows; a profile has its own. Predictions for rows that the model was fitted on are
        too sure: take cross-fitted or held-out ones.
    alpha : float, default=0.05
        The level of all tests together, and of the intervals.
    classifier : bool, default=False
        Whether to have a classifier tell the two samples apart, too, which sees changes in how columns go together. It
        takes a second, and needs the rows of the reference.
    random_state : int, RandomState instance or None, default=None
        Draws the rows that the classifier learns from.

    Returns
    -------
    DriftResult
        Sizes with intervals and p-values, by column, and whether there is an alarm.

    Raises
    ------
    TypeError, ValueError
        If rows, columns or classes do not fit together, or there is nothing to compare.

    See Also
    --------
    ReferenceProfile : A reference without its rows.
    estimate_performance : Whether drift matters: accuracy before labels are there.
    skmitigate.metrics.compare_columns : The two-sample tests of one sample with another, once.

    Notes
    -----
    Numbers and times are compared by Kolmogorov and Smirnov's distance at the cuts of the reference, levels by
    chi-square with rare ones taken together, missing values by exact tests. A two-sample test holds its level on
    average over references; but a monitor has one reference, and if that is a little off, every window looks different.
    So the level here is for all but a share `alpha` of the references. Where the reference is much larger than the
    window, each p-value is the largest over the distributions that the reference may have come from: Massart's bound
    is taken off the distance, the chi-square is non-central, the share of missing values at the end of Clopper and
    Pearson's interval. Elsewhere two-sample p-values are divided by `alpha`, which suffices by Markov's inequality. On
    average over references there are therefore far fewer false alarms than `alpha`.

    Holm's method corrects for all tests: columns, predictions and the classifier have equal shares of the level, so
    that many columns do not hide the predictions. Rows are taken to be independent: in rows that come in groups, or
    follow each other in time and are alike for that, p-values are too small. With many rows small changes are found:
    read the distances. A change in what the label means, while rows stay as they are, is not seen.

    References
    ----------
    P. Massart (1990), The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality, Annals of Probability 18.
    S. Rabanser, S. Günnemann and Z. Lipton (2019), Failing loudly: an empirical study of methods for detecting dataset
    shift, NeurIPS. Z. Lipton, Y. Wang and A. Smola (2018), Detecting and correcting for label shift with black box
    predictors, ICML (the estimated shares).

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from skmitigate.monitoring import ReferenceProfile, drift
    >>> rng = np.random.default_rng(0)
    >>> X = pd.DataFrame({"age": rng.normal(40, 10, 1000), "town": rng.choice(["Ulm", "Bonn"], 1000)})
    >>> profile = ReferenceProfile.from_frame(X)
    >>> drift(profile, X.sample(200, replace=True, random_state=0))
    DriftResult(no drift found, 1000 rows before, 200 now)
    >>> older = X.head(200).assign(age=rng.normal(48, 10, 200))
    >>> drift(profile, older).drifted_columns
    ('age',)
    """
    check_alpha(alpha)
    profile, rows_before = _profile(reference, reference_predictions)
    asked = _Asked.of(profile, window, predictions)
    level = _Level.of(alpha, profile.n_rows, asked.n_rows, len(asked.columns) + len(asked.outputs))
    told, why = _told_apart(rows_before, window, classifier=classifier, alpha=alpha, seed=random_state)
    groups = [group for group in (asked.columns, asked.outputs) if group]
    n_groups = len(groups) + (told is not None)
    found = [(pair, _compare(pair, level, n_groups * len(group))) for group in groups for pair in group]
    weights = [1 / len(group) for group in groups for _ in group] + [1.0] * (told is not None)
    raw = [difference.p_value * level.factor for _, difference in found]
    raw += [] if told is None else [told.p_value * n_groups / alpha]
    p_values = weighted_holm(raw, weights, n_groups)
    parts = [_column(pair, difference, float(p), alpha) for (pair, difference), p in zip(found, p_values, strict=False)]
    return DriftResult(
        drifted=bool(p_values.min() <= alpha),
        p_value=float(p_values.min()),
        columns=tuple(parts[: len(asked.columns)]),
        outputs=tuple(parts[len(asked.columns) :]),
        classes=_class_shares(profile._outputs, asked.predicted),
        accuracy=None if told is None else told.accuracy,
        accuracy_interval=None if told is None else told.interval,
        accuracy_p_value=None if told is None else float(p_values[-1]),
        not_asked=why,
        n_before=profile.n_rows,
        n_now=asked.n_rows,
        alpha=float(alpha),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Pair:
    """One thing to compare."""

    name: str
    kind: str
    before: NumberSketch | LevelSketch
    now: NumberSketch | LevelSketch
    unreadable: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """All that is to be compared."""

    columns: list[_Pair]
    outputs: list[_Pair]
    predicted: OutputProfile | None
    n_rows: int

    @classmethod
    def of(cls, profile: ReferenceProfile, window: Any, predictions: Any) -> "_Asked":
        columns, outputs, predicted, n_rows = [], [], None, 0
        if window is not None:
            if not profile.columns:
                raise ValueError("Expected a reference with rows, got one of predictions only. Leave `window` out.")
            table = Columns.of(window, what="the window")
            n_rows = table.n_rows
            if n_rows == 0:
                raise ValueError("Expected rows in the window, got none.")
            now, unreadable = sketches_like(profile, table, bounded=False)
            columns = [
                _Pair(*pair)
                for pair in zip(profile.columns, profile.kinds, profile._sketches, now, unreadable, strict=True)
            ]
        if predictions is not None:
            before = profile._outputs
            if before is None:
                raise ValueError(
                    "Expected a reference with predictions, got one without. Pass `reference_predictions`, or make the "
                    "profile with `predictions`."
                )
            given = as_predicted(predictions, classes=before.classes)
            if window is not None and len(given) != n_rows:
                raise ValueError(f"Expected predictions for the {n_rows} rows of the window, got {len(given)}.")
            predicted, n_rows = OutputProfile.of(given, 2, before), len(given)
            now_parts = predicted.parts()
            outputs = [
                _Pair(name, "number" if name == "confidence" else "level", sketch, now_parts[name])
                for name, sketch in before.parts().items()
                if name in now_parts
            ]
        if not columns and not outputs:
            raise ValueError("Expected rows or predictions to compare, got neither. Pass `window` or `predictions`.")
        return cls(columns, outputs, predicted, n_rows)


def _profile(reference: Any, reference_predictions: Any) -> tuple[ReferenceProfile, Any]:
    """Return the reference as a profile, and its rows where these are there."""
    if isinstance(reference, ReferenceProfile):
        if reference_predictions is not None:
            raise ValueError("Expected no `reference_predictions` beside a profile, which has its own. Leave them out.")
        return reference, None
    if isinstance(reference, PredictionTable):
        if reference_predictions is not None:
            raise ValueError(
                "Expected rows beside `reference_predictions`, got a PredictionTable. Leave one of them out."
            )
        return ReferenceProfile.from_frame(None, predictions=reference), None
    if reference is None:
        raise ValueError("Expected a reference, got None. Pass a ReferenceProfile, rows, or a PredictionTable.")
    return ReferenceProfile.from_frame(reference, predictions=reference_predictions), reference


@dataclass(frozen=True, slots=True)
class _Level:
    """How it is ensured that all but a share `alpha` of the references give at most a share `alpha` of false alarms.

    The error of the reference is bounded, column by column; or, where that allows for more than there is, p-values of
    two samples are divided by `alpha`: of the references whose windows give an alarm on average in a share of alpha
    squared, no more than alpha can have a share of alpha or more (Markov's inequality).
    """

    alpha: float
    bounded: bool

    @classmethod
    def of(cls, alpha: float, n: int, m: int, n_tests: int) -> "_Level":
        """Choose the one that finds smaller changes, which depends on the numbers of rows and tests only."""
        each = alpha / n_tests
        return cls(alpha, reach(m, each) + reach(n, each) < reach(n * m / (n + m), each * alpha))

    @property
    def factor(self) -> float:
        """What p-values are multiplied by."""
        return 1.0 if self.bounded else 1 / self.alpha


def _compare(pair: _Pair, level: _Level, n_tests: int) -> SketchDifference:
    alpha = level.alpha / n_tests
    doubt = alpha if level.bounded else None
    if isinstance(pair.before, NumberSketch) and isinstance(pair.now, NumberSketch):
        return compare_number_sketches(pair.before, pair.now, alpha=alpha, doubt=doubt)
    assert isinstance(pair.before, LevelSketch)
    assert isinstance(pair.now, LevelSketch)
    return compare_level_sketches(pair.before, pair.now, alpha=alpha, doubt=doubt)


def _column(pair: _Pair, found: SketchDifference, p_value: float, alpha: float) -> ColumnDrift:
    return ColumnDrift(
        name=pair.name,
        kind=pair.kind,
        drifted=p_value <= alpha,
        part=found.part,
        distance=found.distance,
        interval=found.interval,
        difference=found.difference,
        missing_before=found.missing_before,
        missing_now=found.missing_now,
        unreadable=pair.unreadable,
        new_levels=found.new_levels,
        new_share=found.new_share,
        p_value=p_value,
    )


def _told_apart(rows: Any, window: Any, *, classifier: bool, alpha: float, seed: Any) -> tuple[ToldApart | None, str]:
    if not classifier or window is None:
        return None, _NOT_ASKED
    if rows is None:
        return None, "the reference keeps no rows: pass the rows themselves"
    try:
        before, now = pooled_columns(rows, window)
        return tell_apart(before, now, seed=draw_seed(seed), alpha=alpha), ""
    except NotApplicable as reason:
        return None, str(reason)


def _class_shares(before: OutputProfile | None, now: OutputProfile | None) -> tuple[dict[str, Any], ...]:
    """Return a line for each class with its shares."""
    if before is None or now is None:
        return ()
    shares = {
        f"{what}_{when}": _shares(sketch, before.classes)
        for when, outputs in (("before", before), ("now", now))
        for what, sketch in (("predicted", outputs.predicted), ("true", outputs.true))
    }
    predicted = shares["predicted_now"]
    assert predicted is not None
    shares["estimated_now"] = None if before.confusion is None else explained_shares(before.confusion, predicted)
    return tuple(
        {"class": label} | {name: None if held is None else float(held[i]) for name, held in shares.items()}
        for i, label in enumerate(before.classes)
    )


def _shares(sketch: LevelSketch | None, classes: tuple[Any, ...]) -> FloatArray | None:
    if sketch is None or sketch.counts is None:
        return None
    held = np.array([sketch.counts.get(str(label), 0) for label in classes], dtype=np.float64)
    return np.asarray(held / max(held.sum(), 1.0))
