"""The part of the monitor command that compares logged predictions with a reference."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from skmitigate._cli._console import Console
from skmitigate.datasets._csv import load_csv_rows

if TYPE_CHECKING:
    from skmitigate.monitoring._drift_result import DriftResult
    from skmitigate.monitoring._performance_estimate import PerformanceEstimate
    from skmitigate.monitoring._read_rows import LoggedRows
    from skmitigate.monitoring._reference_profile import ReferenceProfile


def add_reference(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--reference",
        metavar="FILE",
        help="compare with a saved model's reference (.skm), a profile (.json) or earlier rows (.csv)",
    )
    parser.add_argument(
        "--fail-on", choices=["drift"], metavar="drift", help="end with code 1 where rows or predictions have drifted"
    )


def compare_with_reference(
    path: str, rows: "LoggedRows", *, alpha: float, console: Console
) -> tuple["DriftResult", "PerformanceEstimate | None"]:
    """Return how logged rows differ from a reference, and the accuracy that their probabilities promise."""
    from skmitigate.monitoring._drift import drift  # slow to load
    from skmitigate.monitoring._estimate_performance import estimate_performance

    if len(rows) == 0:
        raise ValueError("Expected logged predictions to compare with the reference, got none. Widen --since, --until.")
    profile = _profile(path, rows)
    window = rows.X if rows.X is not None and profile.columns else None
    predictions = _predictions(profile, rows)
    if window is None and profile.columns:
        console.say("warning: the log has no inputs to compare")
    result = drift(profile, window, predictions=predictions, alpha=alpha)
    if predictions is None or predictions.ndim != 2:
        return result, None
    return result, estimate_performance(profile, predictions, alpha=alpha, random_state=0)


def _profile(path: str, rows: "LoggedRows") -> "ReferenceProfile":
    from skmitigate.monitoring._reference_profile import ReferenceProfile  # slow to load
    from skmitigate.persistence._read_bundle import read_bundle

    ending = Path(path).suffix.lower()
    if ending == ".skm":
        told: Any = read_bundle(path).reference
        if told is None:
            raise ValueError(
                f"{path}: the model was saved without a reference. Save it with `reference`, or pass rows."
            )
    elif ending == ".json":
        try:
            told = json.loads(Path(path).read_text(encoding="utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
            raise ValueError(
                f"{path}: expected a profile as JSON, got something else ({type(error).__name__})."
            ) from None
    else:
        return ReferenceProfile.from_frame(_logged_columns(path, rows))
    try:
        return ReferenceProfile.from_dict(told)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def _logged_columns(path: str, rows: "LoggedRows") -> Any:
    """Return the columns of a CSV file that the log has, too: labels and the like are none."""
    if rows.X is None:
        raise ValueError("Expected a log with inputs to compare with rows, got one without. Pass a profile instead.")
    frame = load_csv_rows(path)
    shared = [name for name in rows.X.columns if name in frame.columns]
    lacking = [str(name) for name in rows.X.columns if name not in frame.columns]
    if lacking:
        raise ValueError(f"{path}: expected the columns of the logged inputs, got none for {lacking[:10]}. Add them.")
    return frame[shared]


def _predictions(profile: "ReferenceProfile", rows: "LoggedRows") -> Any:
    """Return probabilities with the profile's classes as columns, or labels; None where the profile has none."""
    if profile.classes is None:
        return None
    classes = rows.classes.tolist()
    if rows.proba is not None and not np.isnan(rows.proba).any() and set(classes) <= set(profile.classes):
        held = [classes.index(label) if label in classes else None for label in profile.classes]
        nothing = np.zeros(len(rows))
        return np.column_stack([nothing if j is None else rows.proba[:, j] for j in held])
    return rows.classes[rows.y_pred]
