"""The data object for everything that a diagnosis found, did not find, or could not look for."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from skmitigate._utils._json import jsonable
from skmitigate.diagnosis._finding import Finding

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

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that were found, the largest bound first."""
        return tuple(finding.kind for finding in self.findings)

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
            **{name: jsonable(getattr(self, name)) for name in names},
        }
