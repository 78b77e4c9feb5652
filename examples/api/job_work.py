"""What a job does: load its rows, call one function of skmitigate, and write what that tells."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone

from examples.api.estimators import make_estimator
from skmitigate import SelfCorrectingClassifier, analyze_errors, compare, compare_strategies, cross_val_predictions
from skmitigate.correction import FitDone, SearchEvent
from skmitigate.datasets import load_bundled, load_csv

Tell = Callable[[dict[str, Any]], None]


def run_job(request: dict[str, Any], folder: Path, tell: Tell) -> None:
    """Run a job; its result is written to ``result.json``, its page to ``report.html``, its model to ``model.skm``."""
    X, y = load_data(request["data"], folder)
    estimator = load_estimator(request["estimator"])
    settings = request["settings"]
    if request["kind"] == "mitigate":
        found = _mitigate(estimator, X, y, settings, folder / "model.skm" if request["save_as"] else None, tell)
    elif request["kind"] == "analyze":
        found = _analyze(estimator, X, y, settings, tell)
    elif request["other"] is not None:
        tell({"message": "cross-fitting both"})
        found = compare(estimator, load_estimator(request["other"]), X=X, y=y, **settings)
    else:
        tell({"message": "cross-fitting each strategy"})
        found = compare_strategies(estimator, X, y, **settings)
    (folder / "result.json").write_text(json.dumps(found.to_dict(), allow_nan=False), encoding="utf-8")
    if hasattr(found, "to_html"):
        found.to_html(folder / "report.html")


def load_data(data: dict[str, Any], folder: Path) -> tuple[pd.DataFrame, Any]:
    """Return the rows of a bundled set, of a CSV text or of the request itself, and their labels."""
    if data.get("dataset") is not None:
        bundled = load_bundled(data["dataset"])
        return _named(bundled.X), bundled.y
    if data.get("csv") is not None:
        path = folder / "data.csv"
        path.write_text(data["csv"], encoding="utf-8")
        table = load_csv(path, data["target"])
        path.unlink()
        return table.X, table.y
    return _named(pd.DataFrame(data["rows"]).infer_objects()), np.array(data["labels"])


def load_estimator(named: dict[str, Any]) -> Any:
    """Return an unfitted classifier: one of those that have names, or that of a saved model."""
    if named.get("path") is not None:
        from examples.api.bundles import open_bundle  # slow to load

        return clone(open_bundle(Path(named["path"])).estimator)
    return make_estimator(named["name"])


def _mitigate(estimator: Any, X: Any, y: Any, settings: dict[str, Any], path: Path | None, tell: Tell) -> Any:
    def show(event: SearchEvent) -> None:
        told = {"message": str(event), "seconds": event.seconds}
        tell(told | ({"done": event.done, "planned": event.planned} if isinstance(event, FitDone) else {}))

    model = SelfCorrectingClassifier(estimator, callbacks=show, **settings).fit(X, y)
    model.callbacks = None  # belongs to this process
    if path is not None:
        from examples.api.bundles import save_bundle  # slow to load

        tell({"message": "saving the model"})
        save_bundle(model, path, X, y)
    return model.report_


def _analyze(estimator: Any, X: Any, y: Any, settings: dict[str, Any], tell: Tell) -> Any:
    tell({"message": "cross-fitting"})
    table = cross_val_predictions(estimator, X, y, cv=settings["cv"], random_state=settings["random_state"])
    tell({"message": "diagnosing"})
    return analyze_errors(table, X, alpha=settings["alpha"])


def _named(rows: Any) -> pd.DataFrame:
    """Return a DataFrame whose columns have names."""
    frame = pd.DataFrame(rows)
    return frame if isinstance(rows, pd.DataFrame) and frame.columns.dtype != int else frame.add_prefix("x")
