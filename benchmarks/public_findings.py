"""Look for each kind of error where it is known to be: one public data set for each page of the user guide.

Run ``PYTHONPATH=. python benchmarks/public_findings.py`` (some three minutes of one core). It writes
``results/finding_KIND.md`` for each kind below.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tables import public_data, publish

from skmitigate import cross_val_predictions
from skmitigate.diagnosis import Drift, Finding, analyze_errors
from skmitigate.predictions import PredictionTable

_MODELS: dict[str, Callable[[], Any]] = {
    "a random forest": lambda: RandomForestClassifier(random_state=0),
    "Gaussian naive Bayes": GaussianNB,
    "logistic regression": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
}
#: For each kind: the data set, the model, and what to show of the evidence.
_EXAMPLES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "low_confidence": ("satimage", "a random forest", ("cutoff", "error_rate_below", "error_rate_above")),
    "high_confidence": ("spambase", "Gaussian naive Bayes", ("cutoff", "errors_allowed", "error_rate")),
    "miscalibration": (
        *("magic_telescope", "Gaussian naive Bayes"),
        ("direction", "calibration_error", "calibration_error_interval", "classes", "gaps"),
    ),
    "class_imbalance": ("page_blocks", "logistic regression", ("classes", "counts", "recalls", "recall_elsewhere")),
    "systematic_confusion": (
        *("satimage", "Gaussian naive Bayes"),
        ("true_classes", "predicted_classes", "counts", "reverse_counts", "rates", "reverse_rates"),
    ),
    "duplicates": (
        *("wine_quality_white", "a random forest"),
        ("n_groups", "n_conflicting", "accuracy_of_copied", "accuracy_of_others", "accuracy_difference_interval"),
    ),
    "weak_slices": (
        *("page_blocks", "logistic regression"),
        ("slices", "counts", "rates", "shrunken_rates", "intervals", "rate_elsewhere"),
    ),
}
_MOST_LISTED = 3
_MOST_CELLS = 1_500_000


def shown(finding: Finding, keys: tuple[str, ...]) -> str:
    """Return a finding as lines of text, lists cut short and numbers rounded."""
    low, high = finding.interval
    lines = [
        repr(finding),
        f"{finding.measure}: {finding.estimate:.3g} [{low:.3g}, {high:.3g}], p {max(finding.p_value, 1e-300):.2g}",
        f"rows {finding.n_rows}, errors {finding.n_errors}, expected {finding.expected:.0f}, "
        f"excess {finding.excess:.2f}",
        *(f"{key}: {json.dumps(_short(finding.evidence[key]))}" for key in keys),
    ]
    return "\n".join(lines)


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return [_short(item) for item in value[:_MOST_LISTED]]
    return float(f"{value:.3g}") if isinstance(value, float) else value


def folds_without_model(y: Any) -> PredictionTable:
    """Return a table with five folds in which every row is right: for what asks about rows and labels only."""
    fold = np.random.default_rng(0).permutation(len(y)) % 5
    splits = tuple((np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in range(5))
    return replace(PredictionTable.from_predictions(y, y), fold=fold, splits=splits)


def write(kind: str, source: str, text: str) -> None:
    """Publish one example."""
    sys.stderr.write(f"{kind}: {source}\n{text}\n\n")
    publish(f"finding_{kind}", f"{source}\n\n```text\n{text}\n```")


def usual_example(data: Any, kind: str) -> None:
    """Cross-fit the model of an example, and publish its finding."""
    name, model, keys = _EXAMPLES[kind]
    X, y, _ = data.load(name)
    rows = X.to_numpy(dtype=float)
    table = cross_val_predictions(_MODELS[model](), rows, y, random_state=0)
    finding = analyze_errors(table, X.astype(float), detectors=kind).find(kind)
    if finding is None:
        raise SystemExit(f"Expected {kind} in {name}, got nothing.")
    write(kind, f"`{name}`, {len(X):,} rows, {model}:", shown(finding, keys))


def drift_example(data: Any) -> None:
    """Compare the last rows of a market with earlier ones."""
    X, y, info = data.load("electricity")
    order = np.argsort(info["extras"]["__time"].to_numpy(), kind="stable")
    columns = [name for name in X.select_dtypes("number") if name != "date"]
    first, last = order[20_000:25_000], order[-5000:]  # before, two columns were not recorded yet
    before, now = X[columns].iloc[first], X[columns].iloc[last]
    model = _MODELS["a random forest"]().fit(before, y.iloc[first])
    table = PredictionTable.from_predictions(y.iloc[last], model.predict_proba(now), classes=model.classes_)
    finding = analyze_errors(table, now, detectors=[Drift(reference=before)]).find("drift")
    assert finding is not None
    keys = ("columns", "distances", "differences", "accuracy", "error_rate", "error_rate_elsewhere")
    source = "`electricity`, a random forest fitted on half-hours 20,000 to 25,000, judged on the last 5,000:"
    write("drift", source, shown(finding, keys))


def leakage_example(data: Any) -> None:
    """Look for copies and for columns that give the answer in all public tables."""
    found, asked = ({"leakage": 0, "duplicates": 0} for _ in range(2))
    for name in data.names(max_cells=_MOST_CELLS):
        X, y, _ = data.load(name)
        diagnosis = analyze_errors(folds_without_model(y), X, detectors=list(found))
        for kind in found:
            asked[kind] += kind in diagnosis.kinds or kind in diagnosis.not_found
            found[kind] += diagnosis.has(kind)
    lines = [f"{kind}: asked of {asked[kind]} tables, found in {found[kind]}" for kind in found]
    write("leakage", f"Public tables of at most {_MOST_CELLS:,} cells:", "\n".join(lines))


if __name__ == "__main__":
    loader = public_data()
    for example in _EXAMPLES:
        usual_example(loader, example)
    drift_example(loader)
    leakage_example(loader)
