"""The command that corrects a classifier on the user's own file."""

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from skmitigate._cli._console import Console
from skmitigate._cli._files import check_outputs, replacing, write_json
from skmitigate._cli._loop import correct, describe_data, report_dict
from skmitigate._cli._models import MODELS, make_estimator
from skmitigate._cli._options import add_run_options, folds
from skmitigate._typing import Estimator
from skmitigate.datasets._csv import load_csv
from skmitigate.datasets._dataset import Dataset
from skmitigate.metrics._metric import resolve_metric
from skmitigate.persistence._model_state import skops_io
from skmitigate.strategies._catalogue import resolve


def add_correct(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "correct",
        help="correct a classifier on the rows of a CSV file",
        description="Cross-fit a classifier on the rows of a CSV file, find why it errs, try what suits, and report "
        "what was accepted or why the original was kept.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE.csv", help="one line of column names, then one line for each row")
    parser.add_argument("--target", required=True, metavar="COLUMN", help="the column that holds the classes")
    parser.add_argument(
        "--model",
        default="random_forest",
        metavar="NAME",
        help=f"{', '.join(MODELS)}, or module:Class for a classifier of your own (random_forest)",
    )
    parser.add_argument("--scoring", default="accuracy", metavar="NAME", help="a scikit-learn scorer (accuracy)")
    parser.add_argument(
        "--strategies", default="auto", metavar="NAMES", help="auto, all, or names separated by commas (auto)"
    )
    parser.add_argument("--cv", type=folds, default=5, metavar="K", help="how many folds (5)")
    parser.add_argument("--report", type=Path, metavar="OUT.json", help="write the report as JSON")
    parser.add_argument("--html", type=Path, metavar="OUT.html", help="write the report as one page of HTML")
    parser.add_argument("--save", type=Path, metavar="OUT.skm", help="write the classifier that is returned")
    add_run_options(parser)
    parser.set_defaults(run=run_correct)


def run_correct(options: argparse.Namespace, console: Console) -> None:
    """Load the file, run the loop, write the reports, print the summary."""
    outputs = check_outputs([options.report, options.html, options.save], [options.file])
    estimator = make_estimator(options.model)
    strategies = _read_strategies(options.strategies)
    resolve_metric(options.scoring)
    if options.save is not None:
        skops_io()  # to say before the work that it is not installed
    data = load_csv(options.file, options.target)
    print(f"{options.file}: {describe_data(data)}", flush=True)
    report = correct(
        estimator,
        data,
        console,
        strategies=strategies,
        scoring=options.scoring,
        cv=options.cv,
        n_jobs=options.jobs,
        random_state=options.seed,
        **({} if options.save is None else {"keep": partial(_save, path=options.save, data=data)}),
    )
    if options.report is not None:
        write_json(options.report, report_dict(report, data, options.model, options.seed))
    if options.html is not None:
        with replacing(options.html) as file:
            report.to_html(file)
    print(f"\n{report.summary().rstrip()}")
    for path in outputs:
        print(f"\n{'Model' if path == options.save else 'Report'} written to {path}")


def _save(model: Estimator, *, path: Path, data: Dataset) -> None:
    """Save the classifier; the report says how it was measured, as it was fitted on all rows."""
    from skmitigate.monitoring._reference_profile import ReferenceProfile  # slow to load
    from skmitigate.persistence._save import save

    profile = ReferenceProfile.from_frame(data.X, predictions=model.predictions_)
    told = f"Corrected on {len(data)} rows of {data.name}."
    save(model, path, X=data.X, description=told, reference=profile, overwrite=True)


def _read_strategies(text: str) -> str | list[str]:
    """Return "auto", "all", or aliases; ValueError lists those that there are."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise ValueError(f"Expected --strategies auto, all, or names separated by commas, got {text!r}.")
    if names in (["auto"], ["all"]):
        return names[0]
    for name in names:
        resolve(name)
    return names
