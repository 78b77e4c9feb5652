"""The command that says what is in a prediction log."""

import argparse
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from skmitigate._cli._console import Console
from skmitigate._cli._files import check_outputs, replacing
from skmitigate._cli._options import level, names
from skmitigate._cli._reference import add_reference, compare_with_reference

_UNITS = {"h": "hours", "d": "days", "w": "weeks"}


def add_monitor(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "monitor",
        help="say what is in a prediction log, and how its predictions turned out",
        description="Say how many predictions and labels a log has, and how often the predictions turned out right. "
        "The file is not changed.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE.db", help="what PredictionLog wrote")
    parser.add_argument("--model", metavar="NAME", help="the predictions of this model only")
    parser.add_argument("--since", metavar="TIME", help="from then on: 2026-03-01, 2026-03-01T12:00, or 7d, 24h ago")
    parser.add_argument("--until", metavar="TIME", help="before then")
    parser.add_argument(
        "--by", type=names, default=["day"], metavar="NAMES", help="hour, day, model, or model,day (day)"
    )
    add_reference(parser)
    parser.add_argument("--alpha", type=level, default=0.05, metavar="A", help="intervals have level 1 - A (0.05)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON and nothing else")
    parser.add_argument("--html", type=Path, metavar="OUT.html", help="write the report as one page of HTML")
    parser.set_defaults(run=run_monitor)


def run_monitor(options: argparse.Namespace, console: Console) -> int:
    """Read the log, compare it, write and print; return 1 where there is drift and there must not be."""
    from skmitigate.monitoring._prediction_log import PredictionLog  # slow to load

    if options.fail_on is not None and options.reference is None:
        raise ValueError("Expected --reference with --fail-on drift, got none. Say what to compare with.")
    check_outputs([options.html], [options.file])
    part: dict[str, Any] = {"since": _moment(options.since), "until": _moment(options.until), "model": options.model}
    found, estimate = None, None
    with PredictionLog(options.file, read_only=True) as log:
        report = log.report(by=options.by, alpha=options.alpha, **part)
        if options.reference is not None:
            rows = log.read(**part)
            found, estimate = compare_with_reference(options.reference, rows, alpha=options.alpha, console=console)
    if options.html is not None:
        with replacing(options.html) as file:
            report.to_html(file)
    if options.json:
        told = {"drift": found, "estimate": estimate} if found is not None else {}
        more = {name: None if result is None else result.to_dict() for name, result in told.items()}
        print(json.dumps(report.to_dict() | more, indent=2, allow_nan=False))
    else:
        print("\n\n".join(result.summary() for result in (report, found, estimate) if result is not None))
    if options.html is not None and not options.json:
        print(f"\nPage written to {options.html}")
    return int(options.fail_on is not None and found is not None and found.drifted)


def _moment(text: str | None) -> str | timedelta | None:
    """Return a time, or how long ago it was."""
    ago = re.fullmatch(r"(\d{1,6})([hdw])", text or "")
    return text if ago is None else timedelta(**{_UNITS[ago[2]]: int(ago[1])})
