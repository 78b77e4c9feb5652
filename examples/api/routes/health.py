"""Whether the server answers, and with what."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

import skmitigate
from examples.api.problems import describe_problems
from examples.api.services import Shared

router = APIRouter(tags=["health"], responses=describe_problems())


class Health(BaseModel):
    """That the server answers."""

    status: str = Field(description="Always ok.")
    version: str = Field(description="The version of skmitigate.")
    active_model: str | None = Field(description="The model that answers where none is named.")
    jobs_running: int


@router.get("/health")
@router.get("/v1/health", include_in_schema=False)
def health(services: Shared) -> Health:
    """Tell whether the server answers."""
    running = sum(job.state == "running" for job in services.jobs.list())
    return Health(
        status="ok", version=skmitigate.__version__, active_model=services.models.active(), jobs_running=running
    )
