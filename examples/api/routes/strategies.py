"""What can be tried on a classifier."""

from inspect import getdoc

from fastapi import APIRouter
from pydantic import BaseModel, Field

from examples.api.estimators import ESTIMATORS
from examples.api.problems import describe_problems
from examples.api.strategy_names import known_strategies

router = APIRouter(tags=["strategies"], responses=describe_problems())


class StrategyLine(BaseModel):
    """A strategy."""

    name: str = Field(description="What it is called in a job.")
    class_name: str
    summary: str
    costs_fits: bool = Field(description="Whether trying it needs further fits of the model.")
    addresses: list[str] = Field(description="The kinds of error that it is against.")


class Strategies(BaseModel):
    """What can be tried, and on what."""

    strategies: list[StrategyLine]
    estimators: list[str] = Field(description="The classifiers that a job can be asked for by name.")


@router.get("/v1/strategies")
def strategies() -> Strategies:
    """List the strategies, and the classifiers that have names."""
    lines = [
        StrategyLine(
            name=name,
            class_name=strategy.__name__,
            summary=(getdoc(strategy) or "").partition("\n")[0],
            costs_fits=strategy().costs_fits,
            addresses=list(strategy.addresses),
        )
        for name, strategy in known_strategies().items()
    ]
    return Strategies(strategies=lines, estimators=list(ESTIMATORS))
