"""Predictions that go into the log: of rows that were held back, and of rows that visitors bring."""

from typing import Any

import pandas as pd

from examples.dashboard.serving import Served
from examples.dashboard.workspace import Run, Workspace


def serve_fresh_rows(workspace: Workspace, run: Run) -> list[str]:
    """Have the model of a run answer the rows that were held back, and log what it says; each is logged once."""
    assert run.fresh is not None
    proba = run.classifier.predict_proba(run.fresh.X) if hasattr(run.classifier, "predict_proba") else None
    ids = workspace.log.log(
        run.fresh.X,
        run.classifier.predict(run.fresh.X),
        proba,
        model=run.log_name,
        ids=_ids(run),
        classes=list(run.classifier.classes_),
    )
    return [str(each) for each in ids]


def logged_rows(workspace: Workspace, run: Run) -> pd.DataFrame:
    """Return the rows in the log that the model of a run has answered; none where it has answered none."""
    known = run.log_name in workspace.log.models()
    return workspace.log.frame(model=run.log_name, labelled=False) if known else pd.DataFrame()


def known_labels(workspace: Workspace) -> dict[str, Any]:
    """Return the labels of rows that were held back, by id, where they are in the log and have none."""
    known: dict[str, Any] = {}
    names = workspace.log.models()
    for run in workspace.runs.values():
        if run.fresh is not None and run.log_name in names:
            rows = workspace.log.read(model=run.log_name, inputs=False)
            waiting = set(rows.ids[~rows.labelled].tolist())
            known |= {key: label for key, label in zip(_ids(run), run.fresh.y, strict=True) if key in waiting}
    return known


def log_answers(workspace: Workspace, model: Served, frame: pd.DataFrame, answers: pd.DataFrame) -> None:
    """Log what a model has said of rows that a visitor brought."""
    proba = answers.filter(regex=r"^p\(")
    workspace.log.log(
        frame,
        answers["predicted"].to_numpy(),
        proba.to_numpy() if proba.shape[1] else None,
        model=model.name,
        classes=list(model.classifier.classes_),
    )


def _ids(run: Run) -> list[str]:
    assert run.fresh is not None
    return [f"{run.key}-{i}" for i in range(len(run.fresh))]
