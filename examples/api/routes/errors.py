"""Errors: those that were recorded, and why they are made."""

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query
from pydantic import Field, FiniteFloat

from examples.api.predicting import refusing
from examples.api.problems import Problem, describe_problems
from examples.api.rows import free_rows_to_frame
from examples.api.schemas import TAKES_JSON, Body, Label, ModelName, Row, Stretch, Told
from examples.api.services import Shared
from skmitigate import analyze_errors
from skmitigate.predictions import PredictionTable

router = APIRouter(tags=["errors"], responses=describe_problems())
_POST = describe_problems(404, 409, 415, 422)
_WHAT = "These predictions cannot be analyzed"


class WhichErrors(Stretch):
    """Which errors are meant."""

    limit: int = Field(default=100, ge=0, le=10_000, description="How many of the latest to list; all are counted.")


class AnalyzeRequest(Body):
    """Labels and predictions of any model at all; without them, what was recorded of a saved model."""

    true_labels: list[Label] | None = Field(default=None, min_length=1)
    predicted_labels: list[Label] | None = Field(default=None, min_length=1)
    probabilities: list[list[FiniteFloat]] | None = Field(
        default=None, min_length=1, description="One list for each row, in the order of `classes`."
    )
    classes: list[Label] | None = Field(default=None, min_length=2, description="Sorted.")
    rows: list[Row] | None = Field(default=None, min_length=1, description="For what looks at columns.")
    alpha: Annotated[float, Field(gt=0, lt=1, description="How often chance may be taken for a finding.")] = 0.05
    model: ModelName | None = None


@router.get("/v1/errors", responses=describe_problems(422))
@router.get("/logs/errors", responses=describe_problems(422), operation_id="errors_alias")
def errors(which: Annotated[WhichErrors, Query()], services: Shared) -> Told:
    """Count the recorded predictions that turned out wrong, and list the latest of them."""
    with refusing("These errors cannot be read"):
        told: Told = services.log.errors(**which.asked(), limit=which.limit).to_dict()
    return told


@router.post("/v1/errors/analyze", dependencies=TAKES_JSON, responses=_POST)
@router.post("/analyze/errors", dependencies=TAKES_JSON, responses=_POST, operation_id="analyze_errors_alias")
def analyze(request: AnalyzeRequest, services: Shared) -> Told:
    """Say which kinds of error a model makes more often than chance allows."""
    most = services.settings.max_rows
    if request.true_labels is None:
        name, _ = services.models.get(request.model)
        rows = services.recorded(name, labelled=True, newest=most)
        table, X = rows.table(), rows.X
    else:
        if len(request.true_labels) > most:
            raise Problem(413, "too-many-rows", f"Expected at most {most} rows, got {len(request.true_labels)}.")
        with refusing(_WHAT):
            table = _given_table(request)
        X = None if request.rows is None else free_rows_to_frame(request.rows, root="/rows").infer_objects()
    with refusing(_WHAT):
        told: Told = analyze_errors(table, X, alpha=request.alpha).to_dict()
    return told


def _given_table(request: AnalyzeRequest) -> PredictionTable:
    said: Any = request.predicted_labels
    if request.probabilities is not None:
        said = np.array(request.probabilities, dtype=float)
    if said is None:
        text = "Expected predicted_labels or probabilities beside true_labels."
        raise Problem(422, "no-predictions", text)
    classes = None if request.classes is None else np.array(request.classes)
    return PredictionTable.from_predictions(np.array(request.true_labels), said, classes=classes)
