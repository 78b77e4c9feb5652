"""The data object for everything that a diagnosis found, did not find, or could not look for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._typing import IntArray
from skmitigate._utils._json import jsonable
from skmitigate.diagnosis._catalogue import kinds_of
from skmitigate.diagnosis._error_floor import ErrorFloor
from skmitigate.diagnosis._error_ledger import ErrorLedger, make_ledger
from skmitigate.diagnosis._finding import SEVERITIES, Finding
from skmitigate.exceptions import DiagnosisFailed
from skmitigate.stories._diagnosis import diagnosis_text

_NUMBERS = (
    "code",
    "severity",
    "n_rows",
    "n_errors",
    "share",
    "excess",
    "estimate",
    "p_value",
    "p_raw",
    "bound",
    "measure",
)


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Diagnosis:
    """The kinds of error that are present in a table of predictions, and those that are not or could not be tested.

    Made by :func:`analyze_errors`. Each kind of error has exactly one of five results.

    Parameters
    ----------
    findings : tuple of Finding
        What is there, the largest bound first.
    not_found : dict of str to str
        Kinds that were tested and not found, with what the test said.
    not_applicable : dict of str to str
        Kinds that cannot be tested on this table, with the reason.
    skipped : dict of str to str
        Kinds that were not tested, with the reason: not asked for, ignored, or too expensive for this much data.
    failed : dict of str to str
        Kinds whose detector raised, with the error.
    n_rows : int
        Rows of the table.
    n_errors : int
        Errors among them.
    alpha : float
        The probability of at least one finding, over all kinds, where there is nothing to find.
    notes : tuple of str
        What in this table the tests do not take into account.
    floor : ErrorFloor or None
        How many errors no strategy can remove; None where ``"overlap"`` was not asked for.
    error_rows : ndarray of int of shape (n_errors,), default=None
        The errors, as ascending positions in the table of predictions; what the ledger is made from.

    See Also
    --------
    analyze_errors : Makes one.

    Examples
    --------
    >>> from skmitigate.diagnosis import analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> table = PredictionTable.from_predictions(["a", "b", "b"], ["a", "b", "a"])
    >>> diagnosis = analyze_errors(table, detectors="low_confidence")
    >>> diagnosis.findings, diagnosis.n_errors
    ((), 1)
    >>> diagnosis.not_applicable["low_confidence"]
    'the table has no probabilities'
    """

    findings: tuple[Finding, ...]
    n_rows: int
    n_errors: int
    alpha: float
    not_found: dict[str, str] = field(default_factory=dict)
    not_applicable: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    floor: ErrorFloor | None = None
    error_rows: IntArray | None = None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that were found, the largest bound first."""
        return tuple(finding.kind for finding in self.findings)

    @property
    def ledger(self) -> ErrorLedger:
        """Each error with its primary cause and the others that apply."""
        if self.error_rows is None:
            raise ValueError(
                "Expected a diagnosis that knows its errors, got one made without error_rows. "
                "Make it with analyze_errors."
            )
        return make_ledger(self.findings, self.error_rows)

    def has(self, kind: str) -> bool:
        """Tell whether a kind of error was found.

        Parameters
        ----------
        kind : str
            The kind, for instance ``"class_imbalance"``.

        Returns
        -------
        bool
            False also for kinds that were not tested.
        """
        return kind in self.kinds

    def find(self, kind: str) -> Finding | None:
        """Return the finding of a kind.

        Parameters
        ----------
        kind : str
            The kind, for instance ``"class_imbalance"``.

        Returns
        -------
        Finding or None
            None where the kind was not found or not tested.
        """
        return next((finding for finding in self.findings if finding.kind == kind), None)

    def bound(self, kinds: Iterable[str]) -> float:
        """Return the share of rows with an error that the findings of some kinds concern.

        Parameters
        ----------
        kinds : iterable of str
            Kinds of errors; those that were not found count nothing.

        Returns
        -------
        float
            What the bounds of these findings come to together, an error that several concern counted once.
        """
        concerned = [finding.rows for kind in kinds if (finding := self.find(kind)) is not None]
        return len(np.unique(np.concatenate(concerned))) / self.n_rows if concerned else 0.0

    def raise_for(self, what: str | Iterable[str] = "low") -> None:
        """Raise where something was found, so that a test or a job can fail on it.

        Parameters
        ----------
        what : str or iterable of str, default="low"
            Kinds or codes to fail on, or a severity, "low", "medium" or "high", to fail on findings of at least this
            severity; the default fails on any finding.

        Raises
        ------
        DiagnosisFailed
            If there is such a finding, or the detector of a kind that was named has failed. The message is the text of
            the diagnosis, ``codes`` are those of the findings.
        ValueError
            If `what` names no kind, code or severity.

        Examples
        --------
        >>> from skmitigate.diagnosis import analyze_errors
        >>> from skmitigate.exceptions import DiagnosisFailed
        >>> from skmitigate.predictions import PredictionTable
        >>> truth = ["ill"] * 30 + ["well"] * 270
        >>> guess = ["well"] * 15 + ["ill"] * 15 + ["well"] * 270
        >>> diagnosis = analyze_errors(PredictionTable.from_predictions(truth, guess))
        >>> diagnosis.raise_for("low_confidence")
        >>> try:
        ...     diagnosis.raise_for(["ERR04"])
        ... except DiagnosisFailed as failure:
        ...     print(failure.codes)
        ('ERR04',)
        """
        names = {what} if isinstance(what, str) else set(what)
        least = min((SEVERITIES.index(name) for name in names if name in SEVERITIES), default=len(SEVERITIES))
        kinds = self._kinds_named(names - {*SEVERITIES})
        failing = [f for f in self.findings if f.kind in kinds or SEVERITIES.index(f.severity) >= least]
        broken = sorted(kinds & self.failed.keys())
        if failing or broken:
            told = [f"{finding.code} {finding.kind} ({finding.severity})" for finding in failing]
            told += [f"{kind} could not be tested" for kind in broken]
            codes = tuple(sorted(finding.code for finding in failing))
            raise DiagnosisFailed(f"{', '.join(told)}\n{self.summary()}", codes)

    def summary(self) -> str:
        """Return the diagnosis as a few lines of text.

        Returns
        -------
        str
            What was found, how many errors have which cause, and what was not found or not tested.
        """
        return diagnosis_text(self.to_dict())

    def _kinds_named(self, names: set[str]) -> set[str]:
        """Return the kinds that kinds and codes stand for; ValueError where one of them is not known."""
        told = {f.kind: f.kind for f in self.findings} | {f.code: f.kind for f in self.findings}
        for result in (self.not_found, self.not_applicable, self.skipped, self.failed):
            told |= {kind: kind for kind in result}
        ours = names - told.keys()
        return {told[name] for name in names - ours} | kinds_of(sorted(ours), what="what to fail on")

    def __repr__(self) -> str:
        """Return one line: errors, rows, what was found, what was not tested."""
        errors = f"{self.n_errors} error{'' if self.n_errors == 1 else 's'}"
        rows = f"{self.n_rows} row{'' if self.n_rows == 1 else 's'}"
        parts = [", ".join(self.kinds) or "nothing found"]
        untested = (("not applicable", self.not_applicable), ("skipped", self.skipped), ("failed", self.failed))
        parts += [f"{len(kinds)} {result}" for result, kinds in untested if kinds]
        return f"Diagnosis({errors} in {rows}: {', '.join(parts)})"

    def _repr_html_(self) -> str:
        """Return the frame as an HTML table, every text escaped."""
        shown = self.to_frame()[["result", "severity", "n_errors", "bound", "p_value", "measure", "estimate", "reason"]]
        caption = f"<p>{self.n_errors} errors in {self.n_rows} rows</p>"
        return caption + shown.to_html(escape=True, border=0, na_rep="", float_format=lambda value: f"{value:.3g}")

    def to_frame(self) -> pd.DataFrame:
        """Return one line per kind of error.

        Returns
        -------
        pandas.DataFrame
            Indexed by kind; ``result`` is one of "found", "not_found", "not_applicable", "skipped" and "failed". The
            numbers are those of :class:`Finding`, missing for what was not found; ``reason`` is the reverse.
        """
        columns = ["kind", "result", *_NUMBERS, "interval_low", "interval_high", "reason"]
        lines: list[dict[str, Any]] = []
        for finding in self.findings:
            numbers = {name: getattr(finding, name) for name in _NUMBERS}
            low, high = finding.interval
            lines.append(
                {"kind": finding.kind, "result": "found", **numbers, "interval_low": low, "interval_high": high}
            )
        for result in ("not_found", "not_applicable", "skipped", "failed"):
            lines += [{"kind": k, "result": result, "reason": r} for k, r in getattr(self, result).items()]
        return pd.DataFrame(lines, columns=columns).set_index("kind")

    def to_dict(self) -> dict[str, Any]:
        """Return the diagnosis as JSON-safe values.

        Returns
        -------
        dict
            Lists, numbers, strings and None only.
        """
        names = ("n_rows", "n_errors", "alpha", "not_found", "not_applicable", "skipped", "failed", "notes")
        return {
            "findings": [finding.to_dict() for finding in self.findings],
            "ledger": None if self.error_rows is None else self.ledger.to_dict(),
            "floor": None if self.floor is None else self.floor.to_dict(),
            **{name: jsonable(getattr(self, name)) for name in names},
        }
