"""What a diagnosis says, as plain text."""

from collections.abc import Mapping
from typing import Any

from skmitigate.stories._page import p_text

_RESULTS = {"not_applicable": "Cannot be asked", "skipped": "Not tested", "failed": "Failed"}


def diagnosis_text(diagnosis: Mapping[str, Any]) -> str:
    """Return a few lines: errors and rows, what was found, the causes of the errors, what was not found or asked."""
    n_errors, n_rows = diagnosis["n_errors"], diagnosis["n_rows"]
    lines = [f"{_count(n_errors, 'error')} in {_count(n_rows, 'row')} ({n_errors / n_rows:.1%})"]
    lines += [line for finding in diagnosis["findings"] for line in finding_lines(finding)]
    if not diagnosis["findings"]:
        lines.append("Nothing was found that chance does not explain.")
    lines += _causes(diagnosis)
    if diagnosis["not_found"]:
        lines.append(f"Not found: {', '.join(diagnosis['not_found'])}")
    for result, title in _RESULTS.items():
        lines += [f"{title}: {kind} ({reason})" for kind, reason in diagnosis[result].items()]
    return "\n".join([*lines, *diagnosis["notes"]])


def finding_lines(finding: Mapping[str, Any]) -> list[str]:
    """Say how much a finding concerns, and what was measured."""
    first = (
        f"{finding['code']} {finding['kind']} ({finding['severity']}): {_count(finding['n_errors'], 'error')} in "
        f"{_count(finding['n_rows'], 'row')}, {finding['share']:.1%} of all errors"
    )
    return [first, f"      {finding['measure']}: {_estimate(finding)}, p {p_text(finding['p_value'])}"]


def _estimate(finding: Mapping[str, Any]) -> str:
    ends = ["?" if value is None else f"{value:.3g}" for value in (finding["estimate"], *finding["interval"])]
    return f"{ends[0]} [{ends[1]}, {ends[2]}]"


def _causes(diagnosis: Mapping[str, Any]) -> list[str]:
    """Say how many errors have each primary cause, where that says more than the findings do."""
    ledger = diagnosis["ledger"]
    if ledger is None or not diagnosis["findings"]:
        return []
    told = [f"{kind} {n} ({ledger['shares'][kind]:.1%})" for kind, n in ledger["counts"].items()]
    return [f"Primary causes: {', '.join(told)}"]


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'' if n == 1 else 's'}"
