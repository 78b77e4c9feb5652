"""Run the correction loop for a command."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from skmitigate import __version__
from skmitigate._cli._console import Console
from skmitigate._cli._progress import showing_progress
from skmitigate._typing import Estimator
from skmitigate.datasets._dataset import Dataset

if TYPE_CHECKING:
    from skmitigate.correction._report import CorrectionReport


def correct(
    estimator: Estimator,
    data: Dataset,
    console: Console,
    *,
    keep: Callable[[Estimator], object] | None = None,
    **settings: Any,
) -> "CorrectionReport":
    """Correct a classifier on a data set, with progress, and return the report; `keep` is called with the model."""
    from skmitigate.correction._self_correcting_classifier import SelfCorrectingClassifier  # slow to load

    with showing_progress(console) as show:
        model = SelfCorrectingClassifier(estimator, callbacks=show, **settings).fit(data.X, data.y)
    if keep is not None:
        keep(model)
    report: CorrectionReport = model.report_
    return report


def report_dict(report: "CorrectionReport", data: Dataset, model: str, seed: int) -> dict[str, Any]:
    """Return the report for a JSON file, with what it is about."""
    about = {"skmitigate": __version__, "data": data.to_dict(), "model": model, "seed": seed}
    return {"about": about, **report.to_dict()}


def describe_data(data: Dataset) -> str:
    """Return the size of a data set and its largest classes in a line."""
    counts = sorted(data.class_counts.items(), key=lambda item: -item[1])
    shown = ", ".join(f"{label} {count}" for label, count in counts[:6])
    more = f", and {len(counts) - 6} more" if len(counts) > 6 else ""
    return f"{len(data)} rows, {data.X.shape[1]} columns, {len(counts)} classes ({shown}{more})"
