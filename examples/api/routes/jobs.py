"""Long work: mitigate, analyze, compare, each in a process of its own."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field, model_validator

from examples.api.estimators import EstimatorName
from examples.api.jobs import Job
from examples.api.problems import Problem, describe_problems, shown
from examples.api.rows import free_rows_to_frame
from examples.api.schemas import TAKES_JSON, Body, Label, ModelName, Row, Told
from examples.api.services import Services, Shared
from examples.api.strategy_names import strategy_names

router = APIRouter(tags=["jobs"], responses=describe_problems())

JobId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", description="The job.")]
Folds = Annotated[int, Field(ge=2, le=20, description="How many folds.")]
Alpha = Annotated[float, Field(gt=0, lt=1, description="How often chance may be taken for a finding or a gain.")]
Scoring = Literal[
    "accuracy", "balanced_accuracy", "f1_macro", "f1_weighted", "neg_log_loss", "roc_auc_ovr", "matthews_corrcoef"
]
Names = Annotated[list[str], Field(min_length=1, max_length=50)]


class BundledData(Body):
    """A set that scikit-learn ships."""

    dataset: Literal["breast_cancer", "digits", "iris", "wine"]


class CsvData(Body):
    """The text of a CSV file."""

    csv: str = Field(min_length=1, description="One line of column names, then one line for each row.")
    target: str = Field(min_length=1, max_length=1000, description="The column that holds the classes.")


class RowsData(Body):
    """Rows and their labels."""

    rows: list[Row] = Field(min_length=10)
    labels: list[Label] = Field(min_length=10)


class Work(Body):
    """What all jobs need."""

    data: BundledData | CsvData | RowsData
    estimator: EstimatorName | None = Field(default=None, description="A classifier by name; by default random_forest.")
    model: ModelName | None = Field(default=None, description="A saved model to be fitted anew, instead of a name.")
    cv: Folds = 5
    random_state: int | None = Field(default=0, ge=0, lt=2**32, description="The seed; null draws one.")

    @model_validator(mode="after")
    def _one_model(self) -> "Work":
        if self.estimator is not None and self.model is not None:
            raise ValueError("expected an estimator or a model, got both")
        return self


class Mitigate(Work):
    """Find why a classifier errs, try what suits, keep what is shown to help."""

    kind: Literal["mitigate"] = "mitigate"
    strategies: Literal["auto", "all"] | Names = "auto"
    scoring: Scoring = "accuracy"
    alpha: Alpha = 0.05
    max_fits: int | None = Field(default=None, ge=1, le=1_000_000)
    max_time: float | None = Field(default=None, gt=0, le=86_400, allow_inf_nan=False, description="In seconds.")
    save_as: ModelName | None = Field(default=None, description="Keep the classifier as a model of this name.")


class Analyze(Work):
    """Cross-fit a classifier and say which kinds of error it makes."""

    kind: Literal["analyze"]
    alpha: Alpha = 0.05


class Compare(Work):
    """Compare a classifier with another one or, where none is named, with each strategy on it."""

    kind: Literal["compare"]
    other: EstimatorName | None = Field(default=None, description="A classifier by name.")
    other_model: ModelName | None = Field(
        default=None, description="A saved model to be fitted anew, instead of a name."
    )
    strategies: Literal["auto", "all"] | Names = "all"
    scoring: Scoring = "accuracy"
    alpha: Alpha = 0.05


class JobState(BaseModel):
    """A job, and how far it is."""

    id: str
    kind: Literal["mitigate", "analyze", "compare"]
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    created: str
    started: str | None
    ended: str | None
    progress: dict[str, Any] = Field(description="What it said last; done and planned where it counts fits.")
    error: str | None = Field(description="Why it failed.")
    model: str | None = Field(description="The name under which its model is kept when it is done.")


class JobList(BaseModel):
    """All jobs that are remembered, the newest first."""

    jobs: list[JobState]


@router.post("/v1/jobs", status_code=202, dependencies=TAKES_JSON, responses=describe_problems(404, 409, 415, 422, 429))
def start(work: Annotated[Mitigate | Analyze | Compare, Field(discriminator="kind")], services: Shared) -> JobState:
    """Start a job; it runs in a process of its own and can be watched and cancelled."""
    return _state(_start(work, services))


@router.post(
    "/mitigate", status_code=202, dependencies=TAKES_JSON, responses=describe_problems(404, 409, 415, 422, 429)
)
def mitigate(work: Mitigate, services: Shared) -> JobState:
    """Start a job of the kind mitigate."""
    return _state(_start(work, services))


@router.get("/v1/jobs")
def jobs(services: Shared) -> JobList:
    """List the jobs."""
    return JobList(jobs=[_state(job) for job in services.jobs.list()])


@router.get("/v1/jobs/{job_id}", responses=describe_problems(404, 422))
def job(job_id: JobId, services: Shared) -> JobState:
    """Tell how far a job is."""
    return _state(services.jobs.get(job_id))


@router.get("/v1/jobs/{job_id}/result", responses=describe_problems(404, 409, 422))
def result(job_id: JobId, services: Shared) -> Told:
    """Return what a job has found: the report, the diagnosis or the comparison."""
    told: Told = json.loads(services.jobs.file(job_id, "result.json").read_text(encoding="utf-8"))
    return told


@router.get("/v1/jobs/{job_id}/report", response_class=HTMLResponse, responses=describe_problems(404, 409, 422))
def page(job_id: JobId, services: Shared) -> HTMLResponse:
    """Return what a job has found as one page of HTML."""
    return HTMLResponse(services.jobs.file(job_id, "report.html").read_text(encoding="utf-8"))


@router.post("/v1/jobs/{job_id}/cancel", responses=describe_problems(404, 422))
def cancel(job_id: JobId, services: Shared) -> JobState:
    """End a job; one that has ended stays as it is."""
    return _state(services.jobs.cancel(job_id))


def _state(of: Job) -> JobState:
    return JobState(**of.to_dict())


def _start(work: Mitigate | Analyze | Compare, services: Services) -> Job:
    """Check what can be checked before there is a process."""
    _check_data(work.data, services)
    settings = work.model_dump(include={"cv", "random_state", "alpha", "scoring", "strategies", "max_fits", "max_time"})
    request: dict[str, Any] = {
        "data": work.data.model_dump(),
        "estimator": _named(work.estimator or (None if work.model else "random_forest"), work.model, services),
    }
    save_as = None
    if isinstance(work, Mitigate):
        save_as = work.save_as
        if save_as in services.models.names():
            raise Problem(409, "model-exists", "There is a model of that name. Choose another, or delete it first.")
        request["save_as"] = save_as
    if isinstance(work, Compare):
        compared = bool(work.other or work.other_model)
        request["other"] = _named(work.other, work.other_model, services) if compared else None
        if compared:
            settings.pop("strategies")
    _check_strategies(settings.get("strategies"))
    return services.jobs.start(work.kind, request | {"settings": settings}, model=save_as)


def _named(name: str | None, model: str | None, services: Services) -> dict[str, Any]:
    return {"name": name, "path": None if model is None else str(services.models.path(model))}


def _check_data(data: BundledData | CsvData | RowsData, services: Services) -> None:
    if not isinstance(data, RowsData):
        return
    most = services.settings.max_job_rows
    if len(data.rows) > most:
        raise Problem(413, "too-many-rows", f"Expected at most {most} rows in a job, got {len(data.rows)}.")
    if len(data.labels) != len(data.rows):
        text = f"Expected one label for each row, got {len(data.labels)} labels for {len(data.rows)} rows."
        raise Problem(422, "labels-do-not-fit", text, errors=[("/data/labels", text)])
    free_rows_to_frame(data.rows, root="/data/rows")


def _check_strategies(strategies: str | list[str] | None) -> None:
    if isinstance(strategies, list):
        known = strategy_names()
        unknown = [name for name in strategies if name not in known]
        if unknown:
            text = f"Unknown strategies: {shown(unknown)}. GET /v1/strategies lists those there are."
            raise Problem(422, "unknown-strategy", text, errors=[("/strategies", text)])
