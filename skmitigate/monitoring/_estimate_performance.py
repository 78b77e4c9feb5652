"""Estimate scores from probabilities, before labels are there."""

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.exceptions import UndefinedMetricWarning

from skmitigate._typing import FloatArray, IntArray
from skmitigate._utils._levels import check_alpha
from skmitigate._utils._seeds import draw_seed
from skmitigate.exceptions import CalibrationWarning, NotApplicable
from skmitigate.metrics._calibration_sums import CalibrationSums, bins_of
from skmitigate.metrics._metric import Metric, resolve_metric
from skmitigate.monitoring._performance_estimate import PerformanceEstimate
from skmitigate.monitoring._predicted import Predicted, as_predicted
from skmitigate.monitoring._reference_profile import ReferenceProfile
from skmitigate.predictions._prediction_table import PredictionTable

_MOST_DRAWS, _LEAST_DRAWS = 500, 200
#: Rows times draws: some seconds.
_MOST_CELLS = 100_000_000
#: In more of the draws than this a metric may not be undefined.
_MOST_UNDEFINED = 0.05


def estimate_performance(
    reference: Any,
    predictions: Any,
    *,
    scoring: str | Sequence[str] = "accuracy",
    classes: Any = None,
    alpha: float = 0.05,
    random_state: Any = None,
) -> PerformanceEstimate:
    """Estimate accuracy and other metrics from probabilities, before labels are there.

    If a row's probabilities are right, they say how often its prediction is. So labels are drawn by them, many times,
    and scored; with a labelled reference, by probabilities that are corrected by what came true there in rows of like
    confidence. That gives the estimate and its interval. It knows nothing that the probabilities do not know:
    where the labels of like rows have become others (concept drift), the estimate stays as it was and is wrong. Compare
    it with the real score as soon as there are labels.

    Parameters
    ----------
    reference : ReferenceProfile, PredictionTable or None
        Labelled predictions of the same model for other rows than it was fitted on, by which its probabilities are
        checked and corrected. A profile must have been made with a table of predictions. None: probabilities are
        believed.
    predictions : PredictionTable or array-like of shape (n_rows, n_classes)
        The probabilities in question. The labels of a table are not used for the estimate, but compared with it.
    scoring : str or sequence of str, default="accuracy"
        Names of metrics, as for scikit-learn's scorers.
    classes : array-like of shape (n_classes,), default=None
        What the columns of probabilities stand for; by default the reference's classes, or 0, 1, ...
    alpha : float, default=0.05
        The level of the intervals is 1 - `alpha`, that of the test of calibration `alpha`.
    random_state : int, RandomState instance or None, default=None
        Draws the labels.

    Returns
    -------
    PerformanceEstimate
        For each metric the estimate with its interval.

    Raises
    ------
    NotApplicable
        If there are no probabilities, or a metric is not defined on the drawn labels.
    ValueError
        If classes differ, or a name is not that of a metric.

    Warns
    -----
    CalibrationWarning
        If the probabilities have not come true on the reference, so that the estimate rests on the correction.

    See Also
    --------
    drift : Whether rows and predictions have changed.
    skmitigate.ProbabilityCalibration : Makes probabilities come true.

    Notes
    -----
    This is confidence-based performance estimation. The interval is for the score on these very rows, not for
    that on all rows there might be. It counts the chance by which rows turn out right or wrong. With a labelled
    reference, the probability of the predicted class is shifted by the gap between confidence and accuracy there, in
    groups of at least 25 rows of like confidence, and the interval counts the standard error of that gap. Without one,
    probabilities are believed, and the interval is too narrow for any real model.

    References
    ----------
    J. Białek, W. Kuberski, N. Perrakis and A. Bifet (2024), Estimating model performance under covariate shift without
    labels, arXiv:2401.08348. S. Garg, S. Balakrishnan, Z. Lipton, B. Neyshabur and H. Sedghi (2022), Leveraging
    unlabeled data to predict out-of-distribution performance, ICLR (why nothing works under all shifts).

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> from skmitigate import cross_val_predictions
    >>> from skmitigate.monitoring import estimate_performance
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> model = make_pipeline(StandardScaler(), LogisticRegression())
    >>> table = cross_val_predictions(model, X[:400], y[:400], random_state=0)
    >>> later = model.fit(X[:400], y[:400]).predict_proba(X[400:])
    >>> estimate = estimate_performance(table, later, random_state=0)
    >>> estimate
    PerformanceEstimate(accuracy 0.958 [0.917, 0.988], 169 rows, calibrated)
    >>> round(model.score(X[400:], y[400:]), 3)
    0.97
    """
    check_alpha(alpha)
    metrics = _metrics(scoring)
    sums, known = _calibration(reference)
    predicted = as_predicted(predictions, classes=known if classes is None else classes)
    if predicted.proba is None:
        raise NotApplicable("Expected probabilities, got labels: without probabilities nothing can be estimated.")
    calibrated = None
    if sums is not None:
        calibrated = sums.p_value > alpha
        if not calibrated:
            warnings.warn(_not_calibrated(sums), CalibrationWarning, stacklevel=2)
    table = _table(predictions, predicted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UndefinedMetricWarning)  # undefined draws are counted
        drawn = _scores(table, metrics, sums, np.random.default_rng(draw_seed(random_state)))
    labelled = table if isinstance(predictions, PredictionTable) else None
    return PerformanceEstimate(
        scores=tuple(_score(m, values, table, labelled, sums, alpha) for m, values in zip(metrics, drawn, strict=True)),
        n_rows=len(table),
        calibrated=calibrated,
        calibration_gap=None if sums is None else sums.gap,
        calibration_p_value=None if sums is None else sums.p_value,
        reference_accuracy=None if sums is None else float(sums.right.sum() / sums.n_rows.sum()),
        n_reference=0 if sums is None else int(sums.n_rows.sum()),
        n_draws=len(drawn[0]),
        alpha=float(alpha),
    )


def _metrics(scoring: Any) -> list[Metric]:
    names = [scoring] if isinstance(scoring, str) else scoring
    if not isinstance(names, list | tuple) or not names or not all(isinstance(name, str) for name in names):
        raise ValueError(f"Expected scoring as a metric's name or a list of names, got {scoring!r}.")
    return [resolve_metric(name) for name in names]


def _calibration(reference: Any) -> tuple[CalibrationSums | None, tuple[Any, ...] | None]:
    """Return the reference's sums, where it has labels and probabilities, and its classes."""
    if reference is None:
        return None, None
    if isinstance(reference, PredictionTable):
        reference = ReferenceProfile.from_frame(None, predictions=reference)
    if not isinstance(reference, ReferenceProfile):
        raise TypeError(f"Expected a ReferenceProfile, a PredictionTable or None, got {type(reference).__name__}.")
    if reference._outputs is None:
        raise ValueError("Expected a reference with predictions, got one without. Make the profile with `predictions`.")
    return reference._outputs.calibration, reference.classes


def _not_calibrated(sums: CalibrationSums) -> str:
    accuracy, sure = sums.right.sum() / sums.n_rows.sum(), sums.confidence.sum() / sums.n_rows.sum()
    return (
        f"The probabilities have not come true on the {int(sums.n_rows.sum())} rows of the reference (mean confidence "
        f"{sure:.3f}, accuracy {accuracy:.3f}, p {sums.p_value:.2g}), so estimates are corrected by what came true "
        "there. Calibrate the model, as with ProbabilityCalibration."
    )


def _table(given: Any, predicted: Predicted) -> PredictionTable:
    if isinstance(given, PredictionTable):
        return replace(given, repetitions=())
    table = PredictionTable.from_predictions(
        predicted.classes[predicted.y_pred], predicted.classes[predicted.y_pred], classes=predicted.classes
    )
    return replace(table, proba=predicted.proba)


def _scores(
    table: PredictionTable, metrics: list[Metric], sums: CalibrationSums | None, rng: np.random.Generator
) -> list[FloatArray]:
    """Return for each metric its scores on drawn labels."""
    n, proba = len(table), table.proba
    assert proba is not None
    sure = proba[np.arange(n), table.y_pred]
    others = _others(proba, table.y_pred)
    chance, group, error = _corrected(sure, sums)
    n_draws = int(np.clip(_MOST_CELLS // n, _LEAST_DRAWS, _MOST_DRAWS))
    drawn = np.full((len(metrics), n_draws), np.nan)
    for draw in range(n_draws):
        wrong = np.flatnonzero(rng.random(n) >= chance + (rng.standard_normal(len(error)) * error)[group])
        truth = table.y_pred.copy()
        truth[wrong] = (others[wrong] < rng.random((len(wrong), 1))).sum(axis=1)
        labelled = replace(table, y_true=truth)
        for i, metric in enumerate(metrics):
            drawn[i, draw] = _defined(metric, labelled)
    return list(drawn)


def _others(proba: FloatArray, y_pred: IntArray) -> FloatArray:
    """Return for each row the cumulative probabilities of the classes not predicted, but for the last one."""
    rest = proba.copy()
    rest[np.arange(len(rest)), y_pred] = 0.0
    total = rest.sum(axis=1, keepdims=True)
    alike = np.ones_like(rest)
    alike[np.arange(len(rest)), y_pred] = 0.0
    rest = np.where(total > 1e-12, rest / np.maximum(total, 1e-300), alike / max(rest.shape[1] - 1, 1))
    return np.asarray(np.cumsum(rest, axis=1)[:, :-1])


def _corrected(sure: FloatArray, sums: CalibrationSums | None) -> tuple[FloatArray, IntArray, FloatArray]:
    """Return the chance of each row to be right, which group it is in, and for each group how sure that is."""
    if sums is None:
        return sure, np.zeros(len(sure), dtype=np.intp), np.zeros(1)
    place, gap, error = sums.gaps()
    group = place[bins_of(sure)]
    return np.clip(sure - gap[group], 0.0, 1.0), group, error


def _defined(metric: Metric, table: PredictionTable) -> float:
    try:
        return metric.score(table)
    except NotApplicable:
        return np.nan


def _score(
    metric: Metric,
    drawn: FloatArray,
    table: PredictionTable,
    labelled: PredictionTable | None,
    sums: CalibrationSums | None,
    alpha: float,
) -> dict[str, Any]:
    if np.isnan(drawn).mean() > _MOST_UNDEFINED:
        raise NotApplicable(
            f"{metric.name} is not defined on the labels that {len(table)} such rows have: a class is too rare. Take "
            "more rows, or another metric."
        )
    ends = np.nanquantile(
        drawn, [alpha / 2, 1 - alpha / 2], method="inverted_cdf"
    )  # scores of few rows are no continuum
    low, high = (float(end) for end in ends)
    realised = None if labelled is None else metric.score(labelled)
    verdict = None
    if realised is not None:
        verdict = "worse" if realised < low - 1e-12 else "better" if realised > high + 1e-12 else "as estimated"
    return {
        "scoring": metric.name,
        "estimate": _expected(metric, drawn, table, sums),
        "interval": (low, high),
        "realised": realised,
        "verdict": verdict,
    }


def _expected(metric: Metric, drawn: FloatArray, table: PredictionTable, sums: CalibrationSums | None) -> float:
    """Return the mean of the draws; of accuracy it is known without."""
    if metric.name != "accuracy" or table.proba is None:
        return float(np.nanmean(drawn))
    chance, *_ = _corrected(table.proba[np.arange(len(table)), table.y_pred], sums)
    return float(np.average(chance, weights=table.weights))
