"""Saved models: which there are, what is known of each, which one answers."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from examples.api.pages import PAGES, Format, shown_as
from examples.api.problems import Problem, describe_problems
from examples.api.schemas import ModelPath, Told
from examples.api.services import Shared

router = APIRouter(tags=["models"], responses=describe_problems())
_OF_MODEL = describe_problems(404, 409, 422)


class ModelList(BaseModel):
    """The saved models."""

    active: str | None = Field(description="The one that answers where none is named.")
    models: list[str]


@router.get("/v1/models")
@router.get("/models", operation_id="models_alias")
def models(services: Shared) -> ModelList:
    """List the saved models."""
    return ModelList(active=services.models.active(), models=services.models.names())


@router.get("/v1/models/{name}", response_model=Told, responses=PAGES | _OF_MODEL)
def card(name: ModelPath, services: Shared, form: Annotated[Format, Query(alias="format")] = "json") -> Response:
    """Tell what a model is, how it was measured, which columns it takes, and where its limits are."""
    return shown_as(services.models.get(name)[1].saved, form)


@router.get("/v1/models/{name}/report", responses=_OF_MODEL)
def report(name: ModelPath, services: Shared) -> Told:
    """Return the report of the correction that a model went through."""
    found: Told | None = services.models.get(name)[1].saved.report
    if found is None:
        raise Problem(404, "no-report", "The model went through no correction: there is no report.")
    return found


@router.post("/v1/models/{name}/activate", responses=_OF_MODEL)
def activate(name: ModelPath, services: Shared) -> ModelList:
    """Have a model answer where none is named."""
    services.models.get(name)  # one that cannot be read is not to answer
    services.models.activate(name)
    return models(services)


@router.delete("/v1/models/{name}", status_code=204, responses=_OF_MODEL)
@router.delete("/models/{name}", status_code=204, responses=_OF_MODEL, operation_id="delete_alias")
def delete(name: ModelPath, services: Shared) -> Response:
    """Remove a model."""
    services.models.delete(name)
    return Response(status_code=204)
