"""The command that explains how one row of the user's own file is predicted."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from skmitigate import __version__
from skmitigate._cli._console import Console
from skmitigate._cli._files import check_outputs, replacing, write_json
from skmitigate._cli._loop import describe_data
from skmitigate._cli._models import MODELS, make_estimator
from skmitigate._cli._options import add_run_options, folds, seconds
from skmitigate._cli._predicted import asked_row
from skmitigate._utils._seeds import set_seeds
from skmitigate.datasets._csv import load_csv
from skmitigate.datasets._dataset import Dataset

if TYPE_CHECKING:
    from skmitigate.explanation._explanation import Explanation

_MODEL = "random_forest"
_METHODS = ("auto", "linear", "tree", "permutation", "lime", "neighbours", "counterfactual")


def add_explain(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "explain",
        help="say why one row of a CSV file is predicted as it is",
        description="Fit a classifier on rows of a CSV file that one row is not among, and say which columns move it "
        "to its prediction, what the row is like, and what would change the prediction.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE.csv", help="one line of column names, then one line for each row")
    parser.add_argument("--target", required=True, metavar="COLUMN", help="the column that holds the classes")
    parser.add_argument("--row", type=int, metavar="N", help="which row, from 0 (the first that is predicted wrongly)")
    parser.add_argument(
        "--model", default=_MODEL, metavar="NAME", help=f"{', '.join(MODELS)}, or module:Class for your own ({_MODEL})"
    )
    parser.add_argument("--method", choices=_METHODS, default="auto", help=f"{', '.join(_METHODS)} (auto)")
    parser.add_argument("--budget", type=seconds, metavar="S", help="seconds for the explanation (no limit)")
    parser.add_argument("--cv", type=folds, default=5, metavar="K", help="how many folds (5)")
    parser.add_argument("--json", action="store_true", help="print the explanation as JSON and nothing else")
    parser.add_argument("--report", type=Path, metavar="OUT.json", help="write the explanation as JSON")
    parser.add_argument("--html", type=Path, metavar="OUT.html", help="write the explanation as one page of HTML")
    add_run_options(parser)
    parser.set_defaults(run=run_explain)


def run_explain(options: argparse.Namespace, console: Console) -> None:
    """Load the file, fit without the row, explain, write and print."""
    del console  # there is nothing to warn of
    outputs = check_outputs([options.report, options.html], [options.file])
    data = load_csv(options.file, options.target)
    if not options.json:
        print(f"{options.file}: {describe_data(data)}", flush=True)
    row, explanation = _explained(options, data)
    about = {"skmitigate": __version__, "data": data.to_dict(), "model": options.model, "row": row}
    report = {"about": about, **explanation.to_dict()}
    if options.report is not None:
        write_json(options.report, report)
    if options.html is not None:
        with replacing(options.html) as file:
            explanation.to_html(file)
    if options.json:
        print(json.dumps(report, indent=2, allow_nan=False))
        return
    print(f"\nRow {row}, by a model that was fitted without it\n{explanation.summary()}")
    for path in outputs:
        print(f"\nExplanation written to {path}")


def _explained(options: argparse.Namespace, data: Dataset) -> "tuple[int, Explanation]":
    """Return the position of the row and its explanation, by the model of a fold that the row is not used in."""
    from skmitigate.explanation._explain_prediction import explain_prediction  # slow to load
    from skmitigate.predictions._cross_val import cross_val_predictions

    model = make_estimator(options.model)
    if options.row is not None and not 0 <= options.row < len(data):
        raise ValueError(f"Expected --row from 0 to {len(data) - 1}, got {options.row}.")
    table = cross_val_predictions(model, data.X, data.y, cv=options.cv, n_jobs=options.jobs, random_state=options.seed)
    row = asked_row(options, table)
    train = table.splits[int(table.fold[int(np.flatnonzero(table.row == row)[0])])][0]
    set_seeds(model, options.seed, only_unset=True).fit(data.X.iloc[train], data.y[train])
    explanation = explain_prediction(
        model,
        data.X.iloc[[row]],
        data.X.iloc[train],
        y_true=data.y[row],
        method=options.method,
        budget=options.budget,
        random_state=options.seed,
        y_background=data.y[train],
    )
    return row, explanation
