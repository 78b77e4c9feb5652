"""The command that says which of two classifiers is better on the user's own rows."""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skmitigate import __version__
from skmitigate._cli._console import Console
from skmitigate._cli._files import check_outputs, replacing, write_json
from skmitigate._cli._loop import describe_data
from skmitigate._cli._models import MODELS, make_estimator
from skmitigate._cli._options import add_run_options, folds, level
from skmitigate._cli._two_tables import Columns, load_two
from skmitigate.datasets._csv import load_csv
from skmitigate.datasets._dataset import Dataset

if TYPE_CHECKING:
    from skmitigate.evidence._comparison import Comparison

#: The comparison came out as `--fail-on` names.
FAILED = 1
#: On which verdicts each word fails.
_FAILS = {"worse": ("a is better",), "not-better": ("a is better", "practically equal", "not resolved")}


def add_compare(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "compare",
        help="say which of two classifiers, or sets of predictions, is better",
        description="Compare two sets of predictions of the same rows, in the columns of one CSV file or in two files, "
        "or two classifiers that are cross-fitted on the rows of a file. The first is a, the second is b.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE.csv", help="rows with their classes, and predictions")
    parser.add_argument("other", nargs="?", metavar="B.csv", help="the same rows with the predictions of b")
    parser.add_argument("--target", required=True, metavar="COLUMN", help="the column that holds the classes")
    parser.add_argument(
        "--predicted", action="append", metavar="COLUMN", help="the column of predicted labels; twice, for a and for b"
    )
    parser.add_argument(
        "--proba",
        action="append",
        metavar="PREFIX",
        help="what the names of the columns of probabilities begin with, before the label; twice, for a and for b",
    )
    parser.add_argument(
        "--model",
        action="append",
        metavar="NAME",
        help=f"instead of predictions, twice: {', '.join(MODELS)}, or module:Class for one of your own",
    )
    parser.add_argument("--id", metavar="COLUMN", help="the column that tells the rows of two files apart")
    parser.add_argument("--groups", metavar="COLUMN", help="the column that says which rows belong together")
    parser.add_argument("--weights", metavar="COLUMN", help="the column of the rows' weights")
    parser.add_argument("--scoring", default="accuracy", metavar="NAME", help="a scikit-learn scorer (accuracy)")
    parser.add_argument("--alpha", type=level, default=0.05, metavar="A", help="intervals have level 1 - A (0.05)")
    parser.add_argument("--rope", type=level, metavar="R", help="differences up to this do not matter")
    parser.add_argument("--cv", type=folds, default=5, metavar="K", help="how many folds, with --model (5)")
    parser.add_argument("--fail-on", choices=list(_FAILS), help="end with code 1 where b is shown worse, or not better")
    parser.add_argument("--json", action="store_true", help="print the comparison as JSON and nothing else")
    parser.add_argument("--report", type=Path, metavar="OUT.json", help="write the comparison as JSON")
    parser.add_argument("--html", type=Path, metavar="OUT.html", help="write it as one page of HTML")
    add_run_options(parser)
    parser.set_defaults(run=run_compare)


def run_compare(options: argparse.Namespace, console: Console) -> int:
    """Load, compare, write and print; return 1 where it came out as it must not."""
    from skmitigate.metrics._metric import resolve_metric  # slow to load

    files = [options.file] if options.other is None else [options.file, options.other]
    outputs = check_outputs([options.report, options.html], files)
    _check_given(options, files)
    resolve_metric(options.scoring)
    data, found = _compared(options, files)
    about = {"skmitigate": __version__, "data": data.to_dict(), "files": files, "seed": options.seed}
    report = {"about": about, **found.to_dict()}
    if options.report is not None:
        write_json(options.report, report)
    if options.html is not None:
        with replacing(options.html) as file:
            found.to_html(file)
    if options.json:
        print(json.dumps(report, indent=2, allow_nan=False))
    else:
        print(f"{' and '.join(files)}: {describe_data(data)}\n\n{found.summary()}")
        for path in outputs:
            print(f"\nReport written to {path}")
    if options.fail_on is not None and found.verdict in _FAILS[options.fail_on]:
        console.say(f"failed on {options.fail_on}: {found.verdict}")
        return FAILED
    return 0


def _compared(options: argparse.Namespace, files: list[str]) -> "tuple[Dataset, Comparison]":
    from skmitigate.evidence._compare import compare  # slow to load

    settings = {
        "scoring": options.scoring,
        "alpha": options.alpha,
        "rope": options.rope,
        "random_state": options.seed,
    }
    if options.model is not None:
        a, b = (make_estimator(name) for name in options.model)
        data = load_csv(options.file, options.target)
        found = compare(a, b, X=data.X, y=data.y, cv=options.cv, n_jobs=options.jobs, **settings)
        return data, replace(found, name_a=options.model[0], name_b=options.model[1])
    columns = Columns(
        predicted=_for_both(options.predicted),
        proba=_for_both(options.proba),
        identifier=options.id,
        groups=options.groups,
        weights=options.weights,
    )
    data, two = load_two(files, options.target, columns)
    found = compare(two.a, two.b, groups=two.groups, sample_weight=two.weights, **settings)
    names = files if len(files) == 2 else [str(name) for name in options.predicted or options.proba]
    return data, replace(found, name_a=names[0], name_b=names[1])


def _for_both(given: list[str] | None) -> tuple[str | None, str | None]:
    """Return what was given for a and for b: once for both, or twice."""
    if given is None:
        return None, None
    return given[0], given[-1]


def _check_given(options: argparse.Namespace, files: list[str]) -> None:
    """Refuse what cannot be done, before any work."""
    given = {name: getattr(options, name) for name in ("predicted", "proba", "model")}
    named = {name: values for name, values in given.items() if values is not None}
    if not named:
        raise ValueError(
            "Expected two sets of predictions or two classifiers, got neither. Name the columns by --predicted or "
            "--proba, each twice, or two classifiers by --model."
        )
    if "model" in named and (len(named) > 1 or len(files) > 1):
        raise ValueError("Expected --model with one file and without --predicted and --proba. Leave one of them out.")
    fewest = 2 if len(files) == 1 else 1
    for name, values in named.items():
        if not fewest <= len(values) <= 2:
            times = "twice, for a and for b" if fewest == 2 else "once for both files, or twice"
            raise ValueError(f"Expected --{name} {times}, got it {len(values)} times.")
    if len(files) == 1 and options.id is not None:
        raise ValueError("Expected --id with two files, got one. Leave it out.")
    if "model" in named and (options.groups, options.weights) != (None, None):
        raise ValueError("Expected --groups and --weights with predictions, got them with --model. Leave them out.")
