"""Run the detectors on a table of predictions and hold the rate of false alarms over all of them."""

import warnings
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from skmitigate._utils._holm import weighted_holm
from skmitigate._utils._levels import check_alpha
from skmitigate._utils._seeds import derived_seed
from skmitigate._utils._shared_work import shared_work
from skmitigate.diagnosis._catalogue import DETECTORS, hand_reference, kinds_of, resolve_detectors
from skmitigate.diagnosis._detector import Detector
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.diagnosis._finding import Finding
from skmitigate.diagnosis._floor_estimate import error_floor
from skmitigate.exceptions import NotApplicable, SkmitigateWarning, TooExpensive
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.predictions._table_rows import rows_of_table

#: What unexpected values in a table raise: noted as failed. Anything else (a misspelt attribute, no memory, a missing
#: package) is a fault in the detector or the machine and is let through.
_DATA_ERRORS = (ArithmeticError, LookupError, TypeError, ValueError)


def analyze_errors(
    predictions: PredictionTable,
    X: Any = None,
    *,
    detectors: Any = "all",
    alpha: float = 0.05,
    reference: Any = None,
    ignore: str | Iterable[str] = (),
) -> Diagnosis:
    """Say which kinds of error a classifier makes, and stay silent where there is nothing but chance.

    Each detector tests for one kind of error; Holm's weighted method holds the probability of any false finding, over
    all detectors that could run, at `alpha`. The table may come from any model at all.

    Parameters
    ----------
    predictions : PredictionTable
        The predictions and their truth, of rows that the model was not fitted on.
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features), default=None
        The rows that were cross-fitted, all of them and in their order; for detectors that look at columns.
    detectors : "all", str, Detector or list of these, default="all"
        A text is a kind of error, such as ``"class_imbalance"``: the detectors' classes in :mod:`skmitigate.diagnosis`
        are named after the kinds. Detectors with settings, or of your own, are passed as instances of a subclass of
        :class:`~skmitigate.diagnosis.Detector`.
    alpha : float, default=0.05
        The probability of at least one finding where errors are independent of everything that is tested; also, the
        intervals of the findings have level 1 - alpha.
    reference : object, default=None
        What a detector of drift compares with. It is handed to the detectors that have an attribute `reference` which
        is None.
    ignore : str or iterable of str, default=()
        Kinds or codes, such as ``"ERR04"``, that are not tested.

    Returns
    -------
    Diagnosis
        What was found, what was tested and not found, and what was not tested and why.

    Raises
    ------
    TypeError
        If `predictions` is no PredictionTable.
    ValueError
        If the table is empty, X does not have the rows that it was made from, a detector or what is to be ignored is
        unknown, `alpha` is not between 0 and 1, or no detector takes the `reference` that is given.

    Warns
    -----
    SkmitigateWarning
        If a detector raised. It is recorded under ``failed`` and counted as a test; the others go on.

    See Also
    --------
    skmitigate.cross_val_predictions : Makes the table of a scikit-learn classifier.
    skmitigate.predictions.PredictionTable.from_predictions : Makes the table of any other model.

    Notes
    -----
    A detector's share of the level is its weight (:class:`~skmitigate.diagnosis.Detector`) among those of all detectors
    that could run: 9 for ``weak_slices``, which looks at thousands of slices and counts draws, so that its p-values
    cannot be as small as those of the others, which have 1 each. The weights do not depend on the data, as the method
    asks. The share of what is found goes to the others.

    The tests count rows and take them to be independent of each other. Weights are not used; where rows come in groups,
    p-values are too small. The diagnosis has a note where either is in the table. Seeds of detectors that use chance
    come from the table's ``random_state``, so the same table gives the same diagnosis.

    References
    ----------
    S. Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.diagnosis import analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> sure = np.linspace(0.5, 1, 200)
    >>> truth = np.where((sure < 0.6) & (np.arange(200) % 2 == 0), 1, 0)
    >>> diagnosis = analyze_errors(PredictionTable.from_predictions(truth, np.column_stack([sure, 1 - sure])))
    >>> diagnosis.n_errors, diagnosis.has("low_confidence")
    (20, True)
    >>> diagnosis.find("low_confidence").bound
    0.1
    """
    _check(predictions, alpha)
    asked = hand_reference(resolve_detectors(detectors), reference)
    skipped = {detector.kind: "not asked for" for detector in DETECTORS} | {d.kind: "" for d in asked}
    skipped |= dict.fromkeys(kinds_of(ignore, asked, what="ignore"), "ignored")
    chosen = [detector for detector in asked if skipped[detector.kind] != "ignored"]
    X = None if X is None else rows_of_table(X, predictions)
    found: list[Finding] = []
    not_found, not_applicable, failed = {}, {}, {}
    with shared_work():
        for detector in chosen:
            kind = detector.kind
            try:
                finding = _detect(detector, predictions, X, alpha)
            except TooExpensive as reason:
                skipped[kind] = str(reason)
            except NotApplicable as reason:
                not_applicable[kind] = str(reason)
            except _DATA_ERRORS as error:
                failed[kind] = f"{type(error).__name__}: {error}"
                message = f"The detector of {kind!r} failed and was left out ({failed[kind]})."
                warnings.warn(message, SkmitigateWarning, stacklevel=2)
            else:
                if finding is None:
                    not_found[kind] = f"p above {alpha:.3g}"
                else:
                    found.append(finding)
        floor = error_floor(predictions, X, alpha=alpha) if any(d.kind == "overlap" for d in chosen) else None
    kept, silent = _corrected(found, _weights(chosen, found, not_found | failed), alpha)
    return Diagnosis(
        findings=kept,
        n_rows=len(predictions),
        n_errors=int(predictions.errors.sum()),
        alpha=float(alpha),
        error_rows=np.flatnonzero(predictions.errors),
        not_found=not_found | silent,
        not_applicable=not_applicable,
        skipped={kind: reason for kind, reason in skipped.items() if reason},
        failed=failed,
        notes=_notes(predictions),
        floor=floor,
    )


def _check(predictions: Any, alpha: float) -> None:
    if not isinstance(predictions, PredictionTable):
        raise TypeError(
            f"Expected predictions to be a PredictionTable, got {type(predictions).__name__}. Make one with "
            "cross_val_predictions(estimator, X, y) or PredictionTable.from_predictions(y_true, proba)."
        )
    if len(predictions) == 0:
        raise ValueError("Expected predictions of at least one row, got an empty table. Check how its rows were taken.")
    check_alpha(alpha)


def _detect(detector: Detector, table: PredictionTable, X: Any, alpha: float) -> Finding | None:
    seed = derived_seed(table.random_state or 0, detector.kind)
    finding = detector.detect(table, X, alpha=alpha, random_state=seed)
    if finding is not None and not isinstance(finding, Finding):
        raise TypeError(f"Expected detect to return a Finding or None, got {type(finding).__name__}")
    if finding is not None and finding.kind != detector.kind:
        raise ValueError(f"Expected a finding of kind {detector.kind!r}, got {finding.kind!r}")
    return finding


def _weights(chosen: Iterable[Detector], found: Iterable[Finding], others: Iterable[str]) -> dict[str, float]:
    """Return the weights of the detectors that could run, whether they found anything or not."""
    tested = {finding.kind for finding in found} | set(others)
    return {detector.kind: detector.weight for detector in chosen if detector.kind in tested}


def _corrected(
    found: list[Finding], weights: dict[str, float], alpha: float
) -> tuple[tuple[Finding, ...], dict[str, str]]:
    """Return the findings that pass Holm's correction, largest bound first, and a text for each that does not.

    `weights` are those of all kinds that were tested; what was not found had a p-value above `alpha`.
    """
    raw, shares = [finding.p_raw for finding in found], [weights[finding.kind] for finding in found]
    p_values = weighted_holm(raw, shares, sum(weights.values()))
    corrected = [replace(finding, p_value=float(p)) for finding, p in zip(found, p_values, strict=True)]
    kept = [finding for finding in corrected if finding.p_value <= alpha]
    silent = {
        finding.kind: f"p {finding.p_raw:.3g} is {finding.p_value:.3g} when corrected for {len(weights)} tests"
        for finding in corrected
        if finding.p_value > alpha
    }
    return tuple(sorted(kept, key=lambda finding: (-finding.bound, finding.code))), silent


def _notes(table: PredictionTable) -> tuple[str, ...]:
    notes = []
    if table.sample_weight is not None:
        notes.append("The table has sample weights; the tests count every row once.")
    if table.groups is not None:
        notes.append(
            "The table has groups; the tests take rows to be independent, so p-values are too small if rows of a group "
            "err together."
        )
    return tuple(notes)
