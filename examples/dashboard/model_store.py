"""The folder of saved models: which there are, what they say of themselves, and which one is in use."""

import re
from pathlib import Path
from typing import Any

import streamlit as st

from examples.dashboard.workspace import Run
from skmitigate import load, save
from skmitigate.persistence import SavedModel, read_bundle

#: As in the API, which may share the folder.
NAME = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"
_ACTIVE = "active"


def names(folder: Path) -> list[str]:
    """Return the names of all models."""
    return sorted(path.stem for path in folder.glob("*.skm") if re.fullmatch(NAME, path.stem))


def active(folder: Path) -> str | None:
    """Return the name of the model that is in use; None where there is none."""
    try:
        name = (folder / _ACTIVE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        name = ""
    known = names(folder)
    if name in known:
        return name
    return known[0] if len(known) == 1 else None


def activate(folder: Path, name: str) -> None:
    """Put a model to use."""
    temporary = folder / f".{_ACTIVE}"
    temporary.write_text(name, encoding="utf-8")
    temporary.replace(folder / _ACTIVE)


def delete(folder: Path, name: str) -> None:
    """Remove a model."""
    path_of(folder, name).unlink(missing_ok=True)


def path_of(folder: Path, name: str) -> Path:
    """Return the file of a model; ValueError where the name is none."""
    if not re.fullmatch(NAME, name):
        raise ValueError(f"Expected a name of letters, digits, _ and -, got {name!r}.")
    return folder / f"{name}.skm"


def suggested_name(run: Run) -> str:
    """Return a name for the model of a run."""
    words = re.sub(r"[^A-Za-z0-9]+", "-", f"{run.data.name}-{run.model}").strip("-")[:50]
    return f"{words or 'model'}-{run.key.split('-')[1]}"


def save_run(folder: Path, run: Run, name: str, *, description: str) -> SavedModel:
    """Save the model of a run, measured on the rows that were held back, where there are any."""
    path = path_of(folder, name)
    folder.mkdir(parents=True, exist_ok=True)
    reference = run.reference().to_dict()
    shown = run.fresh or run.data
    return save(
        run.classifier,
        path,
        X=shown.X,
        y=shown.y,
        held_out=run.fresh is not None,
        description=description,
        reference=reference,
    )


def saved(folder: Path, name: str) -> SavedModel:
    """Return what a model's file says."""
    path = path_of(folder, name)
    found: SavedModel = _read(str(path), path.stat().st_mtime_ns)
    return found


def loaded(folder: Path, name: str) -> Any:
    """Return a saved model."""
    path = path_of(folder, name)
    return _load(str(path), path.stat().st_mtime_ns)


@st.cache_resource(max_entries=50, show_spinner=False)
def _read(path: str, changed: int) -> SavedModel:
    del changed  # a file that was replaced is read again
    return read_bundle(path)


@st.cache_resource(max_entries=8, show_spinner="Loading the model")
def _load(path: str, changed: int) -> Any:
    del changed
    return load(path)
