"""What all routes share: settings, saved models, the prediction log, jobs."""

import threading
from typing import Annotated, Any

import pandas as pd
from fastapi import Depends, Request

from examples.api.batching import Batcher
from examples.api.bundles import Bundle
from examples.api.jobs import Jobs
from examples.api.model_store import ModelStore
from examples.api.predicting import Predicted, predict
from examples.api.problems import Problem
from examples.api.rows import rows_to_frame
from examples.api.settings import Settings
from skmitigate import PredictionLog
from skmitigate.exceptions import PredictionLogError
from skmitigate.monitoring import LoggedRows


class Services:
    """What the application holds while it runs.

    Parameters
    ----------
    settings : Settings
        Folder and limits.
    """

    def __init__(self, settings: Settings) -> None:
        settings.models.mkdir(parents=True, exist_ok=True)
        self.settings = settings
        self.models = ModelStore(settings.models)
        self.log = PredictionLog(settings.log)
        self.jobs = Jobs(settings, self.models.adopt)
        self._lock = threading.Lock()
        self._batchers: dict[str, tuple[Bundle, Batcher]] = {}

    def ask(self, name: str, bundle: Bundle, row: dict[str, Any] | list[Any]) -> dict[str, Any]:
        """Predict one row, together with those that wait for the same model, and write it down."""
        with self._lock:
            if name not in self._batchers or self._batchers[name][0] is not bundle:
                self._batchers[name] = (bundle, Batcher(lambda rows: self._ask_all(name, bundle, rows)))
            batcher = self._batchers[name][1]
        line: dict[str, Any] = batcher.ask(row)
        return line

    def predict(
        self, name: str, bundle: Bundle, table: pd.DataFrame, labels: list[Any] | None = None
    ) -> list[dict[str, Any]]:
        """Predict rows, write it down with their labels where they have any, and return a line for each."""
        found = predict(bundle, table)
        ids = self._record(name, table, found, labels)
        return [{"prediction_id": each, **found.row(i)} for i, each in enumerate(ids)]

    def recorded(self, name: str, **selection: Any) -> LoggedRows:
        """Return recorded predictions of a model; a Problem where there are none."""
        if name in self.log.models():
            rows = self.log.read(model=name, **selection)
            if len(rows):
                return rows
        raise Problem(409, "nothing-recorded", f"No such predictions of {name!r} are recorded.")

    def close(self) -> None:
        """End what runs, and close what is open."""
        self.jobs.close()
        self.log.close()

    def _ask_all(self, name: str, bundle: Bundle, rows: list[Any]) -> list[dict[str, Any]]:
        return self.predict(name, bundle, rows_to_frame(rows, bundle.columns, root="/row"))

    def _record(self, name: str, table: pd.DataFrame, found: Predicted, labels: list[Any] | None) -> list[str]:
        """Write predictions down, and return the ids by which labels come."""
        try:
            ids = self.log.log(table, found.labels, found.proba, model=name, classes=list(found.classes))
            if labels is not None:
                self.log.add_labels(ids, labels)
        except PredictionLogError:
            raise Problem(503, "log-unavailable", "The prediction cannot be recorded. Try again later.") from None
        return [str(each) for each in ids]


async def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


#: The type of a parameter by which a route gets at the services.
Shared = Annotated[Services, Depends(_services)]
