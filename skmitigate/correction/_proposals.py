"""What is tried next: the strategies that are named or that the findings call for, around the current model."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from skmitigate._typing import Estimator, Scoring
from skmitigate._utils._seeds import describe
from skmitigate.correction._composition import adapt, compose, is_complete, seeded, strategy_levels
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._catalogue import alias, describe_candidate, known_strategies, resolve
from skmitigate.strategies._ensemble_learning import EnsembleLearning


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """A candidate, what called for it, and the share of rows with errors that it addresses: 0 where nothing did."""

    candidate: Estimator
    why: str
    bound: float = 0.0


def propose(
    strategies: Any,
    *,
    current: Estimator,
    table: PredictionTable,
    diagnosis: Diagnosis,
    scoring: Scoring,
    seed: int,
    skip: Callable[[Estimator, str, str], None],
) -> list[Proposal]:
    """Return what can be tried on the current model, each candidate once; `skip` is told of the rest, and why."""
    found: dict[str, Proposal] = {}
    present = describe(current, by_identity=True)
    for strategy, by_name in _asked_for(strategies):
        name = alias(strategy) if by_name else describe_candidate(strategy)
        try:
            why, bound = _called_for(strategy, strategies, diagnosis)
            templates = _templates(strategy, by_name, strategies == "auto", current, table, diagnosis, bound)
        except NotApplicable as reason:
            skip(strategy, str(reason), name)
            continue
        for template in templates:
            candidate = compose(seeded(adapt(template, scoring), seed), current)
            key = describe(candidate, by_identity=True)
            if _part_of(current, template) or key == present:
                continue
            try:
                if not is_complete(template):
                    strategy_levels(template)[-1].check_applicable(table)
            except NotApplicable as reason:
                skip(template, str(reason), describe_candidate(template))
            else:
                found.setdefault(key, Proposal(candidate, why, bound))
    return list(found.values())


def _asked_for(strategies: Any) -> list[tuple[Estimator, bool]]:
    """Return what may be tried, and whether it was named, so that its settings are ours to choose."""
    if isinstance(strategies, str):
        return [(strategy(), True) for strategy in known_strategies().values()]
    return [(resolve(strategy), isinstance(strategy, str)) for strategy in strategies]


def _called_for(strategy: Estimator, strategies: Any, diagnosis: Diagnosis) -> tuple[str, float]:
    """Return what calls for a strategy, and its bound; NotApplicable where the findings do not."""
    if not isinstance(strategies, str):
        return "it was named", 0.0
    if strategies == "all":
        return "all are tried", 0.0
    why = strategy.suits(diagnosis)
    bound = diagnosis.bound(strategy.addresses) or diagnosis.n_errors / max(diagnosis.n_rows, 1)
    return f"{why}; at most {bound:.3f} of the rows to gain", bound


def _templates(
    strategy: Estimator,
    by_name: bool,
    sparing: bool,
    current: Estimator,
    table: PredictionTable,
    diagnosis: Diagnosis,
    bound: float,
) -> list[Estimator]:
    """Return what is tried of a strategy; NotApplicable says why nothing is."""
    if is_complete(strategy):
        return [strategy]
    if _part_of(current, strategy):
        raise NotApplicable("it is part of the current model")
    if by_name:
        strategy.check_applicable(table)
    inside = [level for level in strategy_levels(strategy) if not level._decides]
    in_members = bool(inside) and any(isinstance(level, EnsembleLearning) for level in strategy_levels(current))
    if in_members:
        if any(level._learns_in_folds for level in inside):
            raise NotApplicable(
                "it makes folds of its own, and would in every member of the ensemble that the current model is"
            )
        if sparing:
            raise NotApplicable(
                "it would be fitted again in every member of the ensemble that the current model is, for at most "
                f"{bound:.3f} of the rows to gain; name it in strategies to have it tried"
            )
    if not by_name:
        return [strategy]
    found = list(strategy.preferred(diagnosis) if sparing else strategy.candidates(diagnosis))
    # Each variant costs a fit of every member in every fold that it is raced in: one shows whether there is more.
    return found[:1] if in_members else found


def _part_of(current: Estimator, strategy: Estimator) -> bool:
    """Whether a strategy of these is there already: two of a kind on top of each other undo each other."""
    there = {type(level) for level in strategy_levels(current)}
    return not is_complete(strategy) and any(type(level) in there for level in strategy_levels(strategy))
