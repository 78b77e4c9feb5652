"""The command that says why a classifier errs on the user's own file, and can fail on what it finds."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skmitigate import __version__
from skmitigate._cli._console import Console
from skmitigate._cli._files import check_outputs, write_json
from skmitigate._cli._loop import describe_data
from skmitigate._cli._models import MODELS, make_estimator
from skmitigate._cli._options import add_run_options, folds, level, names
from skmitigate._cli._predicted import table_of_columns
from skmitigate.datasets._csv import load_csv
from skmitigate.datasets._dataset import Dataset
from skmitigate.diagnosis._finding import SEVERITIES
from skmitigate.exceptions import DiagnosisFailed

if TYPE_CHECKING:
    from skmitigate.diagnosis._diagnosis import Diagnosis
    from skmitigate.predictions._prediction_table import PredictionTable

#: There are findings of what `--fail-on` names.
FOUND = 1
_MODEL = "random_forest"


def add_diagnose(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "diagnose",
        help="say why a classifier errs on the rows of a CSV file",
        description="Cross-fit a classifier on the rows of a CSV file, or take the predictions that stand in its "
        "columns, and say which kinds of error it makes more often than chance allows.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE.csv", help="one line of column names, then one line for each row")
    parser.add_argument("--target", required=True, metavar="COLUMN", help="the column that holds the classes")
    parser.add_argument(
        "--model", metavar="NAME", help=f"{', '.join(MODELS)}, or module:Class for one of your own ({_MODEL})"
    )
    parser.add_argument("--predicted", metavar="COLUMN", help="the column of predicted labels, instead of a model")
    parser.add_argument(
        "--proba", metavar="PREFIX", help="what the names of the columns of probabilities begin with, before the label"
    )
    parser.add_argument(
        "--fail-on", type=names, default=[], metavar="NAMES", help="end with code 1 on these kinds, codes or severities"
    )
    parser.add_argument("--ignore", type=names, default=[], metavar="NAMES", help="kinds or codes that are not tested")
    parser.add_argument("--reference", metavar="FILE.csv", help="earlier rows; say whether the columns have drifted")
    parser.add_argument("--alpha", type=level, default=0.05, metavar="A", help="the rate of false alarms (0.05)")
    parser.add_argument("--cv", type=folds, default=5, metavar="K", help="how many folds (5)")
    parser.add_argument("--json", action="store_true", help="print the diagnosis as JSON and nothing else")
    parser.add_argument("--report", type=Path, metavar="OUT.json", help="write the diagnosis as JSON")
    add_run_options(parser)
    parser.set_defaults(run=run_diagnose)


def run_diagnose(options: argparse.Namespace, console: Console) -> int:
    """Load the file, diagnose, write and print; return 1 where something was found that must not be."""
    from skmitigate.diagnosis._analyze_errors import analyze_errors  # slow to load

    watched = _check(options)
    data = load_csv(options.file, options.target)
    if not options.json:
        print(f"{options.file}: {describe_data(data)}", flush=True)
    table, X = predictions_of(options, data)
    reference = _reference(options, X)
    diagnosis = analyze_errors(table, X, alpha=options.alpha, ignore=options.ignore, reference=reference)
    about = {"skmitigate": __version__, "data": data.to_dict(), "model": _model(options), "seed": options.seed}
    report = {"about": about, **diagnosis.to_dict()}
    if options.report is not None:
        write_json(options.report, report)
    print(json.dumps(report, indent=2, allow_nan=False) if options.json else f"\n{diagnosis.summary()}")
    if options.report is not None and not options.json:
        print(f"\nReport written to {options.report}")
    for kind, reason in (diagnosis.not_applicable | diagnosis.skipped).items():
        if kind in watched:
            console.say(f"warning: {kind} was not tested: {reason}")
    return _verdict(diagnosis, options.fail_on, console)


def _check(options: argparse.Namespace) -> set[str]:
    """Refuse what cannot be done, before any work, and return the kinds that `--fail-on` names."""
    from skmitigate.diagnosis._catalogue import kinds_of  # slow to load

    watched = kinds_of([name for name in options.fail_on if name not in SEVERITIES], what="--fail-on")
    kinds_of(options.ignore, what="--ignore")
    given = [name for name in ("--predicted", "--proba") if getattr(options, name[2:]) is not None]
    if given and options.model is not None:
        raise ValueError(f"Expected a model or predictions, got --model and {given[0]}. Leave one of them out.")
    check_outputs([options.report], [options.file])
    return watched


def predictions_of(options: argparse.Namespace, data: Dataset) -> "tuple[PredictionTable, Any]":
    """Return the predictions that stand in the file, or those of a model that is cross-fitted, and the columns."""
    if options.predicted is not None or options.proba is not None:
        return table_of_columns(data, options.predicted, options.proba)
    from skmitigate.predictions._cross_val import cross_val_predictions  # slow to load

    table = cross_val_predictions(
        make_estimator(options.model or _MODEL),
        data.X,
        data.y,
        cv=options.cv,
        n_jobs=options.jobs,
        random_state=options.seed,
    )
    return table, data.X


def _reference(options: argparse.Namespace, X: Any) -> Any:
    """Return earlier rows with the columns of X; None where there are none."""
    if options.reference is None or X is None:
        return None
    earlier = load_csv(options.reference, options.target).X
    missing = [str(name) for name in X.columns if name not in earlier]
    if missing:
        raise ValueError(
            f"{options.reference}: expected the columns of {options.file}, got none for {', '.join(missing[:12])}. "
            "Add them, or leave --reference out."
        )
    return earlier[list(X.columns)]


def _model(options: argparse.Namespace) -> str | None:
    given = options.predicted is not None or options.proba is not None
    return None if given else options.model or _MODEL


def _verdict(diagnosis: "Diagnosis", fail_on: list[str], console: Console) -> int:
    """Return the exit code, and say why."""
    try:
        diagnosis.raise_for(fail_on)
    except DiagnosisFailed as failure:
        console.say(f"failed on {str(failure).splitlines()[0]}")
        return FOUND
    return 0
