"""A saved model as the API needs it: the classifier, the columns that it takes, and what its file says."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from examples.api.cells import Column, typed
from examples.api.problems import Problem
from skmitigate import SelfCorrectingClassifier, load, save
from skmitigate.exceptions import InvalidModelFile
from skmitigate.monitoring import ReferenceProfile
from skmitigate.persistence import SavedModel, kept_rows, read_bundle

#: How many rows a model's file keeps, to be checked when it is loaded and for explanations to compare with.
_KEPT_ROWS = 100


@dataclass(frozen=True, slots=True)
class Bundle:
    """A saved model that is in memory.

    Parameters
    ----------
    estimator : classifier
        Fitted.
    saved : SavedModel
        What its file says.
    columns : tuple of Column
        Those that it takes.
    background : {ndarray, DataFrame} or None
        The rows that its file keeps, which explanations compare with.
    """

    estimator: Any
    saved: SavedModel
    columns: tuple[Column, ...]
    background: Any

    @property
    def span(self) -> tuple[float, float]:
        """The smallest and the largest number in any column."""
        ends = [(c["low"], c["high"]) for c in self.saved.columns if c["kind"] == "number" and c["low"] is not None]
        return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else (0.0, 1.0)

    def own_class(self, label: Any) -> Any:
        """Return the class of the model that a recorded label is; None where it is none."""
        return next((each for each in self.saved.classes if str(each) == str(label)), None)

    def retyped(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return recorded inputs as the table that the model was fitted on had them."""
        return pd.DataFrame({column.name: typed(table[column.name], column) for column in self.columns})

    def take(self, table: pd.DataFrame) -> Any:
        """Return a table of the model's columns as what the model was fitted on: a table, or an array."""
        if isinstance(self.background, pd.DataFrame):
            return table.set_axis(self.background.columns, axis=1)  # names need not be text
        named = self.saved.make != "array" and hasattr(self.estimator, "feature_names_in_")
        return table if named else table.to_numpy()


def open_bundle(path: Path) -> Bundle:
    """Load a saved model; a Problem where the file is none, or the model takes no tables."""
    try:
        saved = read_bundle(path)
        estimator, background = load(path, sha256=saved.sha256), kept_rows(path, sha256=saved.sha256)
    except InvalidModelFile as error:
        text = f"The model cannot be loaded. {str(error).replace(f'{path.parent}{os.sep}', '')}"
        raise Problem(409, "model-unreadable", text) from None
    except FileNotFoundError:
        raise Problem(404, "no-such-model", "The model has just been removed.") from None
    if saved.make in ("sparse", "texts") or not saved.columns:
        text = f"The model takes rows of the make {saved.make!r}, and the API has tables only."
        raise Problem(409, "model-takes-no-tables", text)
    columns = tuple(
        Column(each["name"], _kind(each), each["dtype"], tuple(each["levels"] or ())) for each in saved.columns
    )
    return Bundle(estimator, saved, columns, background)


def save_bundle(model: SelfCorrectingClassifier, path: Path, X: pd.DataFrame, y: Any) -> SavedModel:
    """Save a corrected model with rows that it was fitted on, and with the profile that drift is measured from."""
    table = model.predictions_
    reference = ReferenceProfile.from_frame(X.iloc[table.row], predictions=table).to_dict()
    return save(model, path, X=X, y=y, held_out=False, reference=reference, n_golden_rows=_KEPT_ROWS)


def _kind(column: dict[str, Any]) -> str:
    dtype = str(column["dtype"])
    if dtype == "category":
        return "level"
    return "duration" if dtype.startswith("timedelta") else str(column["kind"])
