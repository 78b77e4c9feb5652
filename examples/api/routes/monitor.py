"""How the models do on what they are asked: performance, drift, and accuracy before there are labels."""

from typing import Annotated, Any, Literal

import numpy as np
from fastapi import APIRouter, Query
from pydantic import Field

from examples.api.predicting import refusing
from examples.api.problems import Problem, describe_problems
from examples.api.schemas import Stretch, Told
from examples.api.services import Services, Shared
from skmitigate.monitoring import LoggedRows, ReferenceProfile, drift, estimate_performance

router = APIRouter(tags=["monitor"], responses=describe_problems())
_OF_MODEL = describe_problems(404, 409, 422)


class WhichLines(Stretch):
    """Which predictions are meant, and how they are split."""

    by: Literal["hour", "day", "model"] | None = Field(default=None, description="A line for each of these.")


class WhichRows(Stretch):
    """Which predictions of a model are meant; by default the active one."""

    newest: int = Field(default=5000, ge=1, le=20_000, description="At most so many, the newest.")


@router.get("/v1/monitor/performance", responses=describe_problems(422))
@router.get("/logs/performance", responses=describe_problems(422), operation_id="performance_alias")
def performance(which: Annotated[WhichLines, Query()], services: Shared) -> Told:
    """Tell how often recorded predictions turned out right, with intervals and counts."""
    with refusing("The performance cannot be told"):
        told: Told = services.log.performance(**which.asked(), by=which.by).to_dict()
    return told


@router.get("/v1/monitor/drift", responses=_OF_MODEL)
def drift_of(which: Annotated[WhichRows, Query()], services: Shared) -> Told:
    """Compare recorded rows and predictions with those that the model was saved with."""
    reference, rows, proba = _recorded(which, services)
    with refusing("These rows cannot be compared"):
        told: Told = drift(reference, rows.X, predictions=proba).to_dict()
    return told


@router.get("/v1/monitor/estimate", responses=_OF_MODEL)
def estimate(which: Annotated[WhichRows, Query()], services: Shared) -> Told:
    """Estimate the accuracy on recorded rows from their probabilities, before there are labels."""
    reference, _, proba = _recorded(which, services)
    if proba is None:
        raise Problem(409, "no-probabilities", "The recorded predictions have no probabilities to estimate from.")
    with refusing("The accuracy cannot be estimated"):
        told: Told = estimate_performance(reference, proba, random_state=0).to_dict()
    return told


def _recorded(which: WhichRows, services: Services) -> tuple[ReferenceProfile, LoggedRows, Any]:
    """Return the profile of a model, recorded rows, and their probabilities in the order of the model's classes."""
    name, bundle = services.models.get(which.model)
    if bundle.saved.reference is None:
        text = f"The model {name!r} was saved without a reference profile to compare with."
        raise Problem(409, "no-reference", text)
    asked = which.asked()
    with refusing("These rows cannot be read"):
        rows = services.recorded(name, since=asked["since"], until=asked["until"], newest=which.newest)
    proba = None
    if rows.proba is not None and not np.isnan(rows.confidence).any():
        place = {str(label): i for i, label in enumerate(rows.classes.tolist())}  # a mixture of labels is kept as text
        proba = rows.proba[:, [place[str(label)] for label in bundle.saved.classes]]
    return ReferenceProfile.from_dict(bundle.saved.reference), rows, proba
