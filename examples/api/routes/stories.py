"""What there is to say about one recorded prediction."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from examples.api.explaining import explain
from examples.api.pages import PAGES
from examples.api.predicting import refusing
from examples.api.problems import Problem, describe_problems
from examples.api.schemas import PredictionId, Told
from examples.api.services import Services, Shared
from skmitigate import tell

router = APIRouter(tags=["stories"], responses=describe_problems())


class WhichStory(BaseModel):
    """What is told, and how."""

    model_config = ConfigDict(extra="forbid")

    about: Literal["error", "explanation"] | None = Field(
        default=None, description="By default the error, where the prediction is one, and else the explanation."
    )
    format: Literal["json", "text", "markdown", "html"] = "json"


@router.get("/v1/stories/{prediction_id}", response_model=Told, responses=PAGES | describe_problems(404, 409, 422))
def story(
    prediction_id: Annotated[PredictionId, Path()], which: Annotated[WhichStory, Query()], services: Shared
) -> Response:
    """Tell of a recorded prediction in sentences, each with its evidence."""
    told = _story(services, prediction_id, which.about)
    if which.format == "html":
        return HTMLResponse(told.to_html(page=True))
    if which.format == "json":
        return JSONResponse(told.to_dict())
    return PlainTextResponse(told.to_text() if which.format == "text" else told.to_markdown())


def _story(services: Services, prediction_id: str, about: str | None) -> Any:
    own = services.log.read(prediction_id=prediction_id)
    if not len(own):
        raise Problem(404, "no-such-prediction", "No prediction of this id is recorded.")
    name, wrong = str(own.models[0]), bool(own.labelled[0] and own.y_true[0] != own.y_pred[0])
    label = own.classes.tolist()[own.y_true[0]] if own.labelled[0] else None
    if about == "error" or (about is None and wrong):
        if label is None:
            text = "Whether the prediction is an error is not known. POST its label to /v1/feedback."
            raise Problem(409, "no-label", text)
        rows = services.recorded(name, labelled=True, newest=services.settings.max_told_rows)
        place = [i for i, each in enumerate(rows.ids) if each == prediction_id]
        if not place:
            raise Problem(
                409, "too-long-ago", "Too many predictions have been recorded since. Ask for the explanation."
            )
        with refusing("The error cannot be told"):
            return tell(rows.table(), row=place[0], X=rows.X)
    _, bundle = services.models.get(name)
    if own.X is None:
        raise Problem(409, "no-inputs", "What the prediction was made from is not recorded.")
    label = bundle.own_class(label)  # a mixture of labels is recorded as text
    explanation = explain(bundle, bundle.retyped(own.X), y_true=label, random_state=0)
    with refusing("The explanation cannot be told"):
        return tell(explanation)
