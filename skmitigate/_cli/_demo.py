"""The command that corrects classifiers on data that needs no download."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from skmitigate._cli._console import Console
from skmitigate._cli._files import check_writable, write_json
from skmitigate._cli._loop import correct, describe_data, report_dict
from skmitigate._cli._options import add_run_options
from skmitigate._typing import Estimator
from skmitigate._utils._tabular import TabularEncoder
from skmitigate.datasets._bundled import load_bundled
from skmitigate.datasets._dataset import Dataset
from skmitigate.datasets._faulty import make_faulty_classification


@dataclass(frozen=True, slots=True)
class DemoCase:
    """A data set, a classifier, and how the loop is run on them."""

    name: str
    model: str
    load: Callable[[], Dataset]
    make_estimator: Callable[[], Estimator]
    settings: Mapping[str, Any] = field(default_factory=dict)


def _planted() -> Dataset:
    return make_faulty_classification(800, fault="wrong_family", n_categorical=1, missing=0.05, random_state=0)[0]


CASES = (
    DemoCase("digits", "random forest", lambda: load_bundled("digits"), RandomForestClassifier),
    DemoCase(
        "breast_cancer",
        "logistic regression",
        lambda: load_bundled("breast_cancer"),
        lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
    ),
    DemoCase(
        "wine", "support vector machine", lambda: load_bundled("wine"), lambda: make_pipeline(StandardScaler(), SVC())
    ),
    DemoCase("planted_fault", "naive Bayes", _planted, lambda: make_pipeline(TabularEncoder(), GaussianNB())),
)


def add_demo(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "demo",
        help="correct classifiers on data that needs no download",
        description="Correct classifiers on digits, breast cancer, wine, and a generated table with a planted fault.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--output", type=Path, default=Path("skmitigate-demo"), metavar="DIR", help="for the reports (skmitigate-demo)"
    )
    add_run_options(parser)
    parser.set_defaults(run=run_demo)


def run_demo(options: argparse.Namespace, console: Console) -> None:
    """Run the loop on every case; print its summary and write its report as soon as it is there."""
    if options.output.exists() and not options.output.is_dir():
        raise ValueError(f"{options.output}: expected a directory for the reports, got a file.")
    options.output.mkdir(parents=True, exist_ok=True)
    paths = [options.output / f"{case.name}.json" for case in CASES]
    for path in paths:
        check_writable(path)
    verdicts = []
    for case, path in zip(CASES, paths, strict=True):
        data = case.load()
        title = f"{case.name}: {case.model}"
        print(f"{title}\n{'=' * len(title)}\n{describe_data(data)}", flush=True)
        settings = {"n_jobs": options.jobs, "random_state": options.seed, **case.settings}
        report = correct(case.make_estimator(), data, console, **settings)
        write_json(path, report_dict(report, data, case.model, options.seed))
        print(f"\n{report.summary().rstrip()}\n", flush=True)
        verdicts.append(report.verdict)
    n_kept = verdicts.count("kept")
    print(f"{len(verdicts) - n_kept} of {len(verdicts)} corrected, {n_kept} kept. Reports written to {options.output}")
