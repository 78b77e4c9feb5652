"""The command that shows what a saved model's file says of it, without loading the model."""

import argparse
import json
from pathlib import Path
from typing import Any

from skmitigate._cli._console import Console
from skmitigate._cli._files import check_outputs, replacing


def add_card(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "card",
        help="show the card of a saved model",
        description="Show what a saved model's file says of it: what it is, what it takes, how it was measured, its "
        "limits. All parts are checked; the model is not loaded.",
        allow_abbrev=False,
    )
    parser.add_argument("file", metavar="FILE.skm", help="what skmitigate.save wrote")
    parser.add_argument("--sha256", metavar="DIGEST", help="the digest that the file must have")
    parser.add_argument("--json", action="store_true", help="print all that the file says as JSON and nothing else")
    parser.add_argument("--html", type=Path, metavar="OUT.html", help="write the card as one page of HTML")
    parser.set_defaults(run=run_card)


def run_card(options: argparse.Namespace, console: Console) -> None:
    """Read the file, print the card, write the page."""
    from skmitigate.persistence._read_bundle import read_bundle  # slow to load

    del console  # there is nothing to warn of
    check_outputs([options.html], [options.file])
    saved = read_bundle(options.file, sha256=options.sha256)
    print(json.dumps(saved.to_dict(), indent=2, allow_nan=False) if options.json else saved.summary())
    if options.html is not None:
        with replacing(options.html) as file:
            saved.to_html(file)
        if not options.json:
            print(f"\nCard written to {options.html}")
