"""Labels that come after the predictions."""

from fastapi import APIRouter
from pydantic import Field

from examples.api.predicting import refusing
from examples.api.problems import describe_problems
from examples.api.schemas import TAKES_JSON, Body, Label, PredictionId, Told
from examples.api.services import Shared

router = APIRouter(tags=["feedback"], responses=describe_problems())


class LabelLine(Body):
    """The true class of a row that was predicted."""

    prediction_id: PredictionId
    label: Label


class FeedbackRequest(Body):
    """Labels."""

    labels: list[LabelLine] = Field(min_length=1, max_length=20_000)


@router.post("/v1/feedback", dependencies=TAKES_JSON, responses=describe_problems(415, 422, 503))
def feedback(request: FeedbackRequest, services: Shared) -> Told:
    """Add labels to predictions; the same again changes nothing, and the last of several counts."""
    ids = [line.prediction_id for line in request.labels]
    with refusing("These labels cannot be kept"):
        told: Told = services.log.add_labels(ids, [line.label for line in request.labels]).to_dict()
    return told
