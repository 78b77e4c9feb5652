"""The command that tells a result, or one prediction, in sentences."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skmitigate._cli._console import Console
from skmitigate._cli._diagnose import predictions_of
from skmitigate._cli._files import check_outputs, replacing
from skmitigate._cli._models import MODELS
from skmitigate._cli._options import add_run_options, folds
from skmitigate._cli._predicted import asked_row
from skmitigate.datasets._csv import load_csv

if TYPE_CHECKING:
    from skmitigate.stories._story import Story

_FORMATS = ("text", "markdown", "html", "json")


def add_tell(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "tell",
        help="tell a report, or one prediction, in sentences",
        description="Tell a report that was written as JSON, or one row of a CSV file and how it is predicted, in "
        "sentences.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE", help="a report (.json), or the rows of a table (.csv, with --target)")
    parser.add_argument("--target", metavar="COLUMN", help="the column of the CSV file that holds the classes")
    parser.add_argument("--row", type=int, metavar="N", help="which row of the CSV file, from 0 (the first error)")
    parser.add_argument("--model", metavar="NAME", help=f"{', '.join(MODELS)}, or module:Class (random_forest)")
    parser.add_argument("--predicted", metavar="COLUMN", help="the column of predicted labels, instead of a model")
    parser.add_argument(
        "--proba", metavar="PREFIX", help="what the names of the columns of probabilities begin with, before the label"
    )
    parser.add_argument("--cv", type=folds, default=5, metavar="K", help="how many folds (5)")
    parser.add_argument("--format", choices=_FORMATS, default="text", help=f"{', '.join(_FORMATS)} (text)")
    parser.add_argument("--output", type=Path, metavar="OUT", help="write it to a file instead of standard output")
    add_run_options(parser)
    parser.set_defaults(run=run_tell)


def run_tell(options: argparse.Namespace, console: Console) -> None:
    """Read the file, tell it, print or write."""
    del console  # there is nothing to warn of
    _check(options)
    story = _story_of_report(options.file) if options.target is None else _story_of_row(options)
    text = _written(story, options.format)
    if options.output is None:
        print(text)
        return
    with replacing(options.output) as file:
        file.write_text(f"{text}\n", encoding="utf-8")
    print(f"Story written to {options.output}")


def _check(options: argparse.Namespace) -> None:
    """Refuse what cannot be done, before any work."""
    of_rows = [name for name in ("row", "model", "predicted", "proba") if getattr(options, name) is not None]
    if options.target is None and of_rows:
        raise ValueError(f"Expected --target with --{of_rows[0]}, got none. Name the column that holds the classes.")
    if options.model is not None and (options.predicted, options.proba) != (None, None):
        raise ValueError("Expected a model or predictions, got both. Leave --model or the other out.")
    check_outputs([options.output], [options.file])


def _story_of_report(path: str) -> "Story":
    from skmitigate.stories._tell import tell  # slow to load

    try:
        report = json.loads(Path(path).read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ValueError(
            f"{path}: expected a report as JSON, got something else ({type(error).__name__}). For the rows of a table "
            "give --target."
        ) from None
    if not isinstance(report, dict):
        raise ValueError(f"{path}: expected a report as JSON, got a {type(report).__name__}. Pass what --report wrote.")
    try:
        return tell(report)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from None


def _story_of_row(options: argparse.Namespace) -> "Story":
    from skmitigate.diagnosis._analyze_errors import analyze_errors  # slow to load
    from skmitigate.stories._tell import tell

    data = load_csv(options.file, options.target)
    table, X = predictions_of(options, data)
    return tell(table, row=asked_row(options, table), X=X, diagnosis=analyze_errors(table, X))


def _written(story: "Story", form: str) -> str:
    if form == "json":
        return json.dumps(story.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)
    if form == "html":
        return story.to_html(page=True).rstrip()
    return (story.to_markdown() if form == "markdown" else story.to_text()).rstrip()
