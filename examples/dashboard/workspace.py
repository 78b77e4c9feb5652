"""What all pages share: the runs of this server, the work that is going on, and the folder of models and log."""

import os
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from examples.dashboard.jobs import Job
from skmitigate import PredictionLog, SelfCorrectingClassifier
from skmitigate.datasets import Dataset
from skmitigate.diagnosis import Diagnosis
from skmitigate.exceptions import SkmitigateWarning
from skmitigate.monitoring import ReferenceProfile

FOLDER = Path("skmitigate-data")
#: Names the folder; set by ``python -m examples.dashboard --folder``.
FOLDER_VARIABLE = "SKMITIGATE_FOLDER"


def columns_of(data: Dataset) -> pd.DataFrame:
    """Return the rows without their labels, as a table with names."""
    return data.to_frame().iloc[:, :-1]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One correction: what it was given, and what came out."""

    key: str
    model: str
    data: Dataset
    #: Rows that neither the search nor the fit has seen.
    fresh: Dataset | None
    classifier: SelfCorrectingClassifier
    #: Of the returned model, as ``classifier.diagnosis_`` is of the original one.
    diagnosis_after: Diagnosis
    notes: tuple[str, ...] = ()

    def reference(self) -> ReferenceProfile:
        """Return the profile that later rows are compared with: the rows, and what was predicted in cross-fitting."""
        table = self.classifier.predictions_
        rows = self.data.X.iloc[table.row] if isinstance(self.data.X, pd.DataFrame) else self.data.X[table.row]
        return ReferenceProfile.from_frame(rows, predictions=table)

    @property
    def log_name(self) -> str:
        """What the model is called in the log."""
        return f"{self.data.name}, {self.model}, {self.key}"


@dataclass
class Workspace:
    """What is kept while the server runs; models and log are kept in the folder."""

    folder: Path
    runs: dict[str, Run] = field(default_factory=dict)
    #: Comparisons by run and by what was compared, the newest last.
    comparisons: dict[tuple[str, str], Any] = field(default_factory=dict)
    job: Job | None = None
    _log: PredictionLog | None = None

    @property
    def log(self) -> PredictionLog:
        """The log of predictions in the folder; the API keeps its own at the same place."""
        if self._log is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._log = PredictionLog(self.folder / "predictions.db")
        return self._log

    @property
    def models(self) -> Path:
        """Where saved models lie."""
        return self.folder / "models"

    def close(self) -> None:
        """End the work and the log."""
        if self.job is not None:
            self.job.cancel()
        if self._log is not None:
            self._log.close()

    @property
    def busy(self) -> bool:
        """Whether work is going on; one piece at a time leaves the pages quick."""
        return self.job is not None and self.job.running

    def start(
        self, title: str, work: Callable[..., Any], given: Mapping[str, Any], *, then: Callable[..., None]
    ) -> Job:
        """Begin a piece of work in a process of its own; `then` takes its result and notes."""
        if self.busy:
            raise RuntimeError("Expected no other work to be going on. Wait until it has ended, or cancel it.")
        self.job = Job(title, work, given, then=then, noted=SkmitigateWarning)
        self.job.start()
        return self.job

    def add_run(self, result: Mapping[str, Any], notes: tuple[str, ...]) -> None:
        """Keep a correction that has ended."""
        key = f"run-{len(self.runs) + 1}-{uuid.uuid4().hex[:6]}"
        self.runs[key] = Run(key=key, notes=notes, **result)


@st.cache_resource(show_spinner=False)
def _workspace_of(folder: str) -> Workspace:
    return Workspace(Path(folder))


def the_workspace() -> Workspace:
    """Return the workspace of the folder that the environment names; every session and page has the same."""
    return _workspace_of(os.environ.get(FOLDER_VARIABLE) or str(FOLDER))
