"""Models that answer: those of runs, and one for pictures of digits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from sklearn.ensemble import ExtraTreesClassifier

from examples.dashboard import model_store
from examples.dashboard.frame import run_label
from examples.dashboard.workspace import Run, Workspace, columns_of
from skmitigate.datasets import Dataset, load_bundled


@dataclass(frozen=True)
class Served:
    """A fitted classifier, with the columns that it takes."""

    name: str
    classifier: Any
    columns: tuple[str, ...]
    #: Which of them are numbers.
    numbers: frozenset[str]
    #: Whether it was fitted on a table with names.
    named: bool

    def rows(self, frame: pd.DataFrame, mapping: Mapping[str, str]) -> Any:
        """Return rows as the classifier takes them, each of its columns taken from the one that is mapped to it."""
        rows = pd.DataFrame({column: self._taken(column, frame[mapping[column]]) for column in self.columns})
        return rows if self.named else rows.to_numpy(dtype=np.float64)

    def _taken(self, column: str, cells: pd.Series) -> pd.Series:
        if column in self.numbers:
            return pd.to_numeric(cells, errors="coerce")
        codes = pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)
        return cells.astype("str" if codes else "object")  # names of categories that look like numbers

    def answers(self, rows: Any) -> pd.DataFrame:
        """Return a line for each row: what is predicted, and the probability of each class where there is one."""
        told = {"predicted": self.classifier.predict(rows)}
        if hasattr(self.classifier, "predict_proba"):
            proba = self.classifier.predict_proba(rows)
            told |= {f"p({label})": proba[:, i] for i, label in enumerate(self.classifier.classes_)}
        return pd.DataFrame(told)


def served_run(run: Run) -> Served:
    """Return the model of a run."""
    return served(run.log_name, run.classifier, run.data)


def served(name: str, classifier: Any, data: Dataset) -> Served:
    """Return a model that was fitted on the data."""
    frame = columns_of(data)
    numbers = frozenset(frame.select_dtypes("number").columns)
    return Served(name, classifier, tuple(frame.columns), numbers, isinstance(data.X, pd.DataFrame))


def digits_model(workspace: Workspace) -> Served:
    """Return the newest model of digits; where none was corrected yet, one that is fitted on the spot."""
    for run in reversed(workspace.runs.values()):
        if run.data.name == "digits":
            return served_run(run)
    return _plain_digits()


@st.cache_resource(show_spinner="Fitting a model of digits")
def _plain_digits() -> Served:
    data = load_bundled("digits")
    model = ExtraTreesClassifier(100, random_state=0).fit(data.X, data.y)
    return served("digits · extra trees, not corrected", model, data)


def served_saved(folder: Path, name: str) -> Served:
    """Return a saved model."""
    found = model_store.saved(folder, name)
    columns = tuple(str(column["name"]) for column in found.columns)
    numbers = frozenset(str(column["name"]) for column in found.columns if column["kind"] == "number")
    return Served(name, model_store.loaded(folder, name), columns, numbers, found.make == "frame")


def served_models(workspace: Workspace) -> dict[str, Callable[[], Served]]:
    """Return what gives every model that can answer, by name: the one in use first, then runs, the newest first."""
    folder, used = workspace.models, model_store.active(workspace.models)
    names = sorted(model_store.names(folder), key=lambda name: name != used)
    kept: dict[str, Callable[[], Served]] = {
        f"{name} (saved{', in use' if name == used else ''})": partial(served_saved, folder, name) for name in names
    }
    return kept | {run_label(run): partial(served_run, run) for run in list(workspace.runs.values())[::-1]}
