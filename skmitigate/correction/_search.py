"""Try candidates, let the referee decide, go on with what was accepted."""

import logging
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeAlias

from skmitigate._typing import Estimator, Scoring
from skmitigate._utils._seeds import derived_seed, describe
from skmitigate.correction._events import IterationBegun, TrialDecided
from skmitigate.correction._progress import Progress
from skmitigate.correction._proposals import propose
from skmitigate.correction._protected import worse_for
from skmitigate.correction._racing import LEAST_CHANCE, LEAST_CHANCE_OF_AUTO, dropped_trial, race, rows_seen_of_all
from skmitigate.correction._scorable import scorable
from skmitigate.correction._trial import Trial
from skmitigate.diagnosis._analyze_errors import analyze_errors
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.evidence._corrected_gain import Step
from skmitigate.evidence._harm import find_harm
from skmitigate.evidence._paired_rows import PairedRows, influence_of, paired_rows
from skmitigate.evidence._referee import Ruling, judge, spend_level
from skmitigate.evidence._row_groups import RowGroups
from skmitigate.exceptions import CandidateFailedWarning, NotApplicable, StopSearch
from skmitigate.metrics._metric import Metric
from skmitigate.predictions._cross_val import CrossFitter
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._catalogue import alias, describe_candidate

#: A candidate, and the fits that are planned for each model that it needs and no earlier one does.
Entry: TypeAlias = tuple[Estimator, dict[str, int]]

logger = logging.getLogger("skmitigate.correction")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """The parameters of the loop that the search reads."""

    strategies: Any
    scoring: Scoring
    metric: Metric
    alpha: float
    evidence: str
    improvement_threshold: float
    max_iterations: int
    max_fits: int | None
    max_time: float | None
    racing: bool
    catch: tuple[type[Exception], ...]
    protected: Sequence[RowGroups]


@dataclass(slots=True)
class Search:
    """The state of one search: the current model, its table, and all that was tried."""

    fitter: CrossFitter
    settings: SearchSettings
    current: Estimator
    table: PredictionTable
    diagnosis: Diagnosis
    trials: list[Trial] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    accepted: list[Trial] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)
    budget_ended: bool = False
    dropped: dict[int, list[Estimator]] = field(default_factory=dict)
    called_for: dict[str, str] = field(default_factory=dict)
    original: PredictionTable = field(init=False)

    def __post_init__(self) -> None:
        """Keep the table that was there first."""
        self.original = self.table

    def run(self) -> None:
        """Iterate until nothing passes, or iterations or budget end."""
        for iteration in range(self.settings.max_iterations):
            if iteration:
                self.diagnosis = analyze_errors(self.table, self.fitter.X, alpha=self.settings.alpha)
            if self.progress.stopped is not None:
                return
            candidates = self._candidates(iteration)
            tables = self._cross_fit(iteration, candidates)
            if not tables or not self._decide(iteration, tables):
                return

    def _candidates(self, iteration: int) -> list[Estimator]:
        """Return the composed candidates, in the order in which the budget goes to them."""
        proposals = propose(
            self.settings.strategies,
            current=self.current,
            table=self.table,
            diagnosis=self.diagnosis,
            scoring=self.settings.scoring,
            seed=self.fitter.random_state,
            skip=partial(self._skip, iteration),
        )
        self.called_for = {describe_candidate(each.candidate): each.why for each in proposals}
        costs = {id(each): sum(self._fits_needed(each.candidate).values()) for each in proposals}
        # A bound of 0 is none: what was named, or is tried whatever was found, has the cheapest first.
        proposals.sort(key=lambda each: (costs[id(each)] > 0, -each.bound / max(costs[id(each)], 1), costs[id(each)]))
        return [each.candidate for each in proposals]

    def _fits_needed(self, candidate: Estimator) -> dict[str, int]:
        """Return what each model that a candidate needs costs now; nothing where that fails, as its trial will."""
        try:
            leaves = self.fitter.leaves(candidate)
        except self._catch:
            return {}
        return {describe(leaf, by_identity=True): self.fitter.n_fits_needed(leaf) for leaf in leaves}

    def _affordable(self, candidates: Sequence[Estimator]) -> tuple[list[Entry], dict[int, int]]:
        """Return the candidates that max_fits has room for, with the fits of each model that no other one needs too.

        And, by its position, what each of the others needs.
        """
        planned: dict[str, int] = {}
        within, beyond, most = [], {}, self.settings.max_fits
        for i, candidate in enumerate(candidates):
            needed = {key: cost for key, cost in self._fits_needed(candidate).items() if key not in planned}
            cost = sum(needed.values())
            if cost and most is not None and self.fitter.n_fits + sum(planned.values()) + cost > most:
                beyond[i] = cost
                continue
            within.append((candidate, needed))
            planned |= needed
        return within, beyond

    def _cross_fit(
        self, iteration: int, candidates: Sequence[Estimator]
    ) -> list[tuple[Estimator, PredictionTable, int]]:
        """Return the candidates that could be cross-fitted, with their tables and what they cost."""
        done: list[tuple[Estimator, PredictionTable, int]] = []
        while candidates:
            n_trials = len(self.trials)
            within, beyond = self._affordable(candidates)
            done += self._cross_fit_within(iteration, within)
            if not beyond or not any(trial.status == "dropped" for trial in self.trials[n_trials:]):
                break
            candidates = [candidates[i] for i in beyond]  # there may be room now, as some were dropped early
        for i, cost in beyond.items() if candidates else ():
            reason = f"it needs {cost} fits, more than max_fits={self.settings.max_fits} leaves"
            self._skip(iteration, candidates[i], reason)
            self.budget_ended = True
        return done

    def _cross_fit_within(self, iteration: int, within: list[Entry]) -> list[tuple[Estimator, PredictionTable, int]]:
        """Return those of the candidates that could be cross-fitted, with their tables and what they cost."""
        settings, done = self.settings, []
        n_fits = self._n_fits_left(within)
        self.fitter.n_fits_planned = self.fitter.n_fits + n_fits
        if within:
            self.progress.tell(IterationBegun(self.progress.seconds, iteration, len(within), n_fits))
        # With a time limit the clock is read between candidates; without one all fits share one parallel run.
        batches = [within] if settings.max_time is None else [[entry] for entry in within]
        for batch in batches:
            if settings.max_time is not None and self.progress.seconds > settings.max_time:
                self._skip(iteration, batch[0][0], f"max_time={settings.max_time:g} seconds were over")
                self.budget_ended = True
                continue
            running = self._until_stopped(iteration, batch, len(within))
            tables = self.fitter.tables([candidate for candidate, _ in running], catch=self._catch)
            for (candidate, planned), made in zip(running, tables, strict=True):
                cost, table = self._spent(candidate, planned), scorable(made, self.settings.metric, catch=self._catch)
                if isinstance(table, NotApplicable):
                    self._skip(iteration, candidate, str(table))
                elif isinstance(table, PredictionTable):
                    done.append((candidate, table, cost))
                else:
                    self._fail(iteration, candidate, table, cost)
        return done

    def _n_fits_left(self, entries: Sequence[Entry]) -> int:
        """Return how many fits some candidates need together."""
        needed: dict[str, int] = {}
        for candidate, _ in entries:
            needed |= self._fits_needed(candidate)
        return sum(needed.values())

    def _until_stopped(self, iteration: int, batch: list[Entry], n_candidates: int) -> list[Entry]:
        """Cross-fit what is worth it, and return it; if a callback stops that, what has been cross-fitted by then."""
        running = batch
        try:
            with self.progress.interruptible():
                running = self._race(iteration, batch, n_candidates)
                self.fitter.n_fits_planned -= self._n_fits_left(batch) - self._n_fits_left(running)
                self.fitter.fit_folds([candidate for candidate, _ in running], catch=self._catch)
        except StopSearch:
            for entry in running:
                if self._n_fits_left([entry]):
                    self._skip(iteration, entry[0], "a callback stopped the search")
            running = [entry for entry in running if not self._n_fits_left([entry])]
        return running

    def _race(self, iteration: int, batch: list[Entry], n_candidates: int) -> list[Entry]:
        """Return the candidates that are worth cross-fitting to the end; record the others as dropped."""
        racers = [entry for entry in batch if self.settings.racing and any(self._fits_needed(entry[0]).values())]
        dropped = race(
            self.fitter,
            self.current,
            [candidate for candidate, _ in racers],
            self.settings.metric,
            evidence=self.settings.evidence,
            alpha=self._level(iteration),
            n_candidates=n_candidates,
            least_chance=self._least_chance,
            catch=self._catch,
        )
        for i, (n_seen, difference) in dropped.items():
            candidate, planned = racers[i]
            trial = dropped_trial(
                iteration,
                candidate,
                n_seen,
                len(self.fitter.splits),
                least_chance=self._least_chance,
                difference=difference,
                n_fits=self._spent(candidate, planned),
            )
            self._record(trial)
        lost = [racers[i][0] for i in dropped]
        self.dropped[iteration] = [*self.dropped.get(iteration, []), *lost]
        return [entry for entry in batch if not any(entry[0] is candidate for candidate in lost)]

    @property
    def _least_chance(self) -> float:
        return LEAST_CHANCE_OF_AUTO if self.settings.strategies == "auto" else LEAST_CHANCE

    def _spent(self, candidate: Estimator, planned: Mapping[str, int]) -> int:
        """Return how many of the fits that were planned for a candidate have been made."""
        try:
            leaves = self.fitter.leaves(candidate)
        except self._catch:
            return 0
        # of one that failed no further fits are needed, though they have not been made
        made = {describe(leaf, by_identity=True): self.fitter.n_fits_made(leaf) for leaf in leaves}
        n_folds = len(self.fitter.splits)
        return sum(max(0, cost - n_folds + made.get(key, 0)) for key, cost in planned.items())

    @property
    def _catch(self) -> tuple[type[Exception], ...]:
        return (NotApplicable, *self.settings.catch)

    def _level(self, iteration: int) -> float:
        return spend_level(self.settings.alpha, iteration, self.settings.max_iterations)

    def _decide(self, iteration: int, tried: Sequence[tuple[Estimator, PredictionTable, int]]) -> bool:
        """Let the referee rule; take over what it accepts and return whether it did."""
        settings = self.settings
        kept = self._harmless(iteration, tried)
        if not kept:
            return False
        tables = [table for _, table, _ in kept]
        rows = paired_rows(self.table, tables, settings.metric, evidence=settings.evidence)
        dropped = self.dropped.get(iteration, [])
        ruling = judge(
            rows,
            alpha=self._level(iteration),
            improvement_threshold=settings.improvement_threshold,
            n_dropped=len(dropped),
            seen=self._seen_of_all([*(candidate for candidate, _, _ in kept), *dropped]) if dropped else None,
            random_state=derived_seed(self.fitter.random_state, "referee", iteration),
        )
        for i, (candidate, table, cost) in enumerate(kept):
            self._record(self._ruled(iteration, i, candidate, table, cost, ruling))
        if ruling.accepted is None:
            return False
        self.accepted.append(self.trials[len(self.trials) - len(kept) + ruling.accepted])
        influence = influence_of(rows, self.table, tables, settings.metric, evidence=settings.evidence)
        self.steps.append(Step(rows, ruling, settings.improvement_threshold, influence))
        self.current, self.table, _ = kept[ruling.accepted]
        return True

    def _seen_of_all(self, candidates: Sequence[Estimator]) -> PairedRows | None:
        """Return the differences of candidates in the folds that those that were dropped were fitted in, too."""
        settings = self.settings
        return rows_seen_of_all(
            self.fitter, self.current, candidates, settings.metric, evidence=settings.evidence, catch=self._catch
        )

    def _ruled(
        self, iteration: int, i: int, candidate: Estimator, table: PredictionTable, cost: int, ruling: Ruling
    ) -> Trial:
        accepted = ruling.accepted == i
        resolved = max(ruling.t_metric[i], ruling.t_log_score[i]) > ruling.critical_value
        if accepted and ruling.verdict == "metric":
            reason = "the metric is resolved"
        elif accepted:
            reason = "the probabilities are better and the metric is not worse"
        elif resolved and ruling.difference[i] > self.settings.improvement_threshold:
            reason = "it passed, and another one's metric is higher"
        elif resolved:
            reason = "its probabilities are better, but the metric is not up"
        else:
            reason = "it is not shown to be better"
        return Trial(
            iteration=iteration,
            candidate=describe_candidate(candidate),
            strategy=alias(candidate),
            status="accepted" if accepted else "rejected",
            reason=reason,
            n_fits=cost,
            score=self.settings.metric.mean_score(table),
            difference=float(ruling.difference[i]),
            interval=ruling.interval(i),
            p_value=float(ruling.p_value[i]),
            verdict=ruling.verdict if accepted else None,
        )

    def _harmless(
        self, iteration: int, tried: Sequence[tuple[Estimator, PredictionTable, int]]
    ) -> list[tuple[Estimator, PredictionTable, int]]:
        """Return the candidates by which no protected group is shown to be worse off than with the original model."""
        # where folds are repeated, the mean of several models' answers is nobody's answer
        tables = [table.first for _, table, _ in tried]
        found = find_harm(self.original.first, tables, self.settings.protected, alpha=self._level(iteration))
        for (candidate, table, cost), harms in zip(tried, found, strict=True):
            if harms:
                name, score = describe_candidate(candidate), self.settings.metric.mean_score(table)
                trial = Trial(iteration, name, alias(candidate), "rejected", worse_for(harms), cost, score)
                self._record(replace(trial, harms=tuple(harms)))
        return [entry for entry, harms in zip(tried, found, strict=True) if not harms]

    def _skip(self, iteration: int, candidate: Estimator, reason: str, name: str | None = None) -> None:
        """Record why a candidate is not tried; once, as later iterations would say the same again."""
        trial = Trial(iteration, name or describe_candidate(candidate), alias(candidate), "skipped", reason)
        if not any((old.candidate, old.reason) == (trial.candidate, reason) for old in self.trials):
            self._record(trial)

    def _fail(self, iteration: int, candidate: Estimator, error: Exception, cost: int) -> None:
        told = (str(error).strip().splitlines() or ["no message"])[0]
        name, reason = describe_candidate(candidate), f"{type(error).__name__}: {told}"
        self._record(Trial(iteration, name, alias(candidate), "failed", reason, cost))
        warnings.warn(
            f"The candidate {name} failed and was left out: {reason.rstrip('.')}. See where with error_score='raise'.",
            CandidateFailedWarning,
            stacklevel=7,
        )

    def _record(self, trial: Trial) -> None:
        trial = replace(trial, why=self.called_for.get(trial.candidate))
        self.trials.append(trial)
        event = TrialDecided(self.progress.seconds, trial)
        logger.info("%s", event)
        self.progress.tell(event)
