"""Stop cross-fitting the candidates that the first folds leave no chance."""

from collections.abc import Sequence

from skmitigate._typing import Estimator
from skmitigate.correction._trial import Trial
from skmitigate.evidence._futility import chance_of_passing
from skmitigate.evidence._paired_rows import PairedRows, paired_rows
from skmitigate.exceptions import NotApplicable
from skmitigate.metrics._metric import Metric
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._folds import repetitions_of
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._catalogue import alias, describe_candidate

#: A candidate with less chance of passing than this is dropped.
LEAST_CHANCE = 0.1
#: The same where the diagnosis picks, which is to spare fits: candidates that pass in the end hardly ever look worse.
LEAST_CHANCE_OF_AUTO = 0.2
#: How many folds must have been seen before the first candidate is dropped.
_FIRST_LOOK = 2


def race(
    fitter: CrossFitter,
    current: Estimator,
    candidates: Sequence[Estimator],
    metric: Metric,
    *,
    evidence: str,
    alpha: float,
    n_candidates: int,
    least_chance: float = LEAST_CHANCE,
    catch: tuple[type[Exception], ...],
) -> dict[int, tuple[int, float]]:
    """Cross-fit candidates fold by fold; return after how many folds which one is dropped, and its difference there."""
    running = list(range(len(candidates)))
    dropped: dict[int, tuple[int, float]] = {}
    # Rows that are tested again would be predicted by averages of models: the race is over with the first repetition.
    first = repetitions_of(fitter.splits)[:1] or (range(len(fitter.splits)),)
    n_tested = sum(len(fitter.splits[fold][1]) for fold in first[0])
    for n_seen in range(_FIRST_LOOK, len(first[0])):
        if not running:
            break
        before, *after = fitter.tables([current, *(candidates[i] for i in running)], folds=range(n_seen), catch=catch)
        tables = {i: table for i, table in zip(running, after, strict=True) if isinstance(table, PredictionTable)}
        if not isinstance(before, PredictionTable) or not tables:
            break
        rows = _differences(before, list(tables.values()), metric, evidence)
        if rows is None:
            continue
        seen = sum(len(test) for _, test in fitter.splits[:n_seen]) / n_tested
        chances = chance_of_passing(rows, seen, alpha=alpha, n_candidates=n_candidates)
        differences = rows.metric.mean(axis=1)
        lost = [i for i, chance in zip(tables, chances, strict=True) if chance < least_chance]
        dropped |= {i: (n_seen, float(differences[list(tables).index(i)])) for i in lost}
        running = [i for i in tables if i not in dropped]
    return dropped


def rows_seen_of_all(
    fitter: CrossFitter,
    current: Estimator,
    candidates: Sequence[Estimator],
    metric: Metric,
    *,
    evidence: str,
    catch: tuple[type[Exception], ...],
) -> PairedRows | None:
    """Return the differences in the folds that all candidates were fitted in; None where these do not tell them."""
    tables = fitter.tables([current, *candidates], folds=range(_FIRST_LOOK), catch=catch)
    known = [table for table in tables if isinstance(table, PredictionTable)]
    return _differences(known[0], known[1:], metric, evidence) if len(known) == len(tables) else None


def _differences(
    before: PredictionTable, after: Sequence[PredictionTable], metric: Metric, evidence: str
) -> PairedRows | None:
    """Return the differences on some rows; None where the metric needs a class that these do not have."""
    try:
        return paired_rows(before, after, metric, evidence=evidence)
    except (NotApplicable, ValueError):
        return None


def dropped_trial(
    iteration: int,
    candidate: Estimator,
    n_seen: int,
    n_folds: int,
    *,
    least_chance: float,
    difference: float,
    n_fits: int,
) -> Trial:
    """Return the record of a candidate that was dropped after some folds."""
    return Trial(
        iteration=iteration,
        candidate=describe_candidate(candidate),
        strategy=alias(candidate),
        status="dropped",
        reason=f"after {n_seen} of {n_folds} folds its chance of passing was below {least_chance:.0%}",
        n_fits=n_fits,
        difference=difference,
    )
