"""What is recorded, as a file and as a report."""

import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse, Response
from pydantic import Field
from starlette.background import BackgroundTask

from examples.api.pages import PAGES, Format, shown_as
from examples.api.predicting import refusing
from examples.api.problems import describe_problems
from examples.api.schemas import Stretch, Told
from examples.api.services import Shared

router = APIRouter(tags=["logs"], responses=describe_problems())
_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {kind: {"schema": {"type": "string"}} for kind in ("text/csv", "application/x-ndjson")},
    }
}
_MEDIA = {"csv": "text/csv", "jsonl": "application/x-ndjson"}


class WhichExport(Stretch):
    """Which predictions are written, and how."""

    format: Literal["csv", "jsonl"] = "csv"
    labelled: bool = Field(default=False, description="Whether to leave out predictions that have no label yet.")


class WhichReport(Stretch):
    """Which predictions are told of, and how."""

    format: Format = "json"


@router.get("/v1/logs/export", response_class=Response, responses=_FILES | describe_problems(422))
@router.get(
    "/logs/export", response_class=Response, responses=_FILES | describe_problems(422), operation_id="export_alias"
)
def export(which: Annotated[WhichExport, Query()], services: Shared) -> FileResponse:
    """Return recorded predictions with labels, probabilities and inputs, one line each."""
    folder = tempfile.TemporaryDirectory(prefix="skmitigate-export-")
    path = Path(folder.name) / f"predictions.{which.format}"
    with refusing("The predictions cannot be written"):
        services.log.export(path, **which.asked(), labelled=which.labelled)
    done = BackgroundTask(folder.cleanup)
    return FileResponse(path, media_type=_MEDIA[which.format], filename=path.name, background=done)


@router.get("/v1/report", response_model=Told, responses=PAGES | describe_problems(422))
@router.get("/logs/report", response_model=Told, responses=PAGES | describe_problems(422), operation_id="report_alias")
def report(which: Annotated[WhichReport, Query()], services: Shared) -> Response:
    """Tell what is recorded: predictions, labels, errors, day by day."""
    with refusing("The report cannot be made"):
        found = services.log.report(**which.asked())
    return shown_as(found, which.format)
