"""Why a model predicts what it predicts."""

from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field

from examples.api.explaining import explain
from examples.api.problems import describe_problems
from examples.api.rows import rows_to_frame
from examples.api.schemas import TAKES_JSON, Body, Label, ModelName, Row, Told
from examples.api.services import Shared

router = APIRouter(tags=["explain"], responses=describe_problems())


class ExplainRequest(Body):
    """A row whose prediction is to be explained."""

    row: Row = Field(description="As `row` of a prediction.")
    model: ModelName | None = None
    true_label: Label | None = Field(
        default=None, description="Its class; one that is not predicted is explained, too."
    )
    method: Literal["auto", "linear", "tree", "permutation", "lime", "neighbours", "counterfactual"] = "auto"
    random_state: int = Field(default=0, ge=0, lt=2**32)


@router.post("/v1/explain", dependencies=TAKES_JSON, responses=describe_problems(404, 409, 415, 422))
def explain_one(request: ExplainRequest, services: Shared) -> Told:
    """Tell what each column contributes to a prediction, in the columns of the model's table."""
    _, bundle = services.models.get(request.model)
    table = rows_to_frame([request.row], bundle.columns, root="/row")
    settings: dict[str, Any] = {"method": request.method, "random_state": request.random_state}
    told: Told = explain(bundle, table, y_true=request.true_label, **settings).to_dict()
    return told
