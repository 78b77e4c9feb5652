"""Look for the smallest change, to values seen in the background, that makes the model predict another class."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from skmitigate._typing import AnyArray, BoolArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import predicted_codes
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._counterfactual import Counterfactual
from skmitigate.explanation._distances import cell_distances
from skmitigate.explanation._mixed_rows import MixedRows
from skmitigate.explanation._model_output import ModelOutput

#: Columns that are changed at most, and changes that are gone on from.
_MOST_COLUMNS, _BEAM = 5, 4
#: Values of a column that are tried; of many columns, as few as make so many changes in all.
_MOST_VALUES, _MOST_FIRST = 12, 2000
#: Columns that are changed further on: those that came nearest when changed by themselves.
_MOST_FURTHER = 64
#: How often a value is drawn back to the row, each time among the values that are nearer than the last one.
_MOST_ROUNDS = 4
#: Rows that are asked about at first where there is a budget, and twice as many each time, so that its end is seen.
_FIRST_ROWS_WITH_BUDGET = 16


@dataclass(frozen=True, slots=True, eq=False)
class _Changes:
    """Single changes: of which of `states`, a matrix of places, in which column, and to which row's value."""

    states: IntArray
    state: IntArray
    column: IntArray
    source: IntArray

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.state)

    def take(self, rows: IntArray | slice) -> "_Changes":
        """Return some of them."""
        return _Changes(self.states, self.state[rows], self.column[rows], self.source[rows])

    def places(self) -> IntArray:
        """Return the places of the cells after each change."""
        places = self.states[self.state]
        places[np.arange(len(places)), self.column] = self.source
        return places


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """What the search asks and what it is to reach."""

    mixed: MixedRows
    estimator: Estimator
    classes: AnyArray
    output: ModelOutput
    predicted: int
    wanted: int | None
    far: FloatArray
    allowance: Allowance

    def reached(self, places: IntArray) -> IntArray:
        """Return the codes of the classes that are predicted for changed rows, -1 where it is not one wanted."""
        self.output.n_rows += len(places)
        codes = predicted_codes(self.estimator, self.mixed.take(places), self.classes)
        good = codes != self.predicted if self.wanted is None else codes == self.wanted
        return np.where(good, codes, -1)

    def nearness(self, places: IntArray) -> FloatArray:
        """Return how near changed rows are to being predicted otherwise, more being nearer."""
        scores = self.output(self.mixed.take(places))
        goal = self.wanted
        if goal is None:
            return np.asarray(np.delete(scores, self.predicted, axis=1).max(axis=1) - scores[:, self.predicted])
        return np.asarray(scores[:, goal] - np.delete(scores, goal, axis=1).max(axis=1))

    def costs(self, changes: _Changes) -> FloatArray:
        """Return the sums of the distances of the columns that are changed."""
        before = np.array([self.cost(state) for state in changes.states])
        return np.asarray(before[changes.state] + self.far[changes.source, changes.column])

    def cost(self, places: IntArray) -> float:
        """Return the sum of the distances of the columns that are changed."""
        changed = np.flatnonzero(places != self.mixed.n_background)
        return float(self.far[places[changed], changed].sum())


def find_counterfactual(
    mixed: MixedRows,
    estimator: Estimator,
    classes: AnyArray,
    output: ModelOutput,
    *,
    predicted: int,
    wanted: int | None,
    allowance: Allowance,
) -> Counterfactual:
    """Return the change found, or that none was."""
    # Every column is changed by itself first; from the changes that come nearest the search goes on by a further
    # column, five at most. What is found is drawn back to the row as far as the prediction holds, and asked about once
    # more.
    search = _Search(mixed, estimator, classes, output, predicted, wanted, cell_distances(mixed), allowance)
    names, before = classes.tolist(), output.n_rows
    found = _search(search)
    told = Counterfactual(
        found=False,
        wanted=None if wanted is None else names[wanted],
        n_evaluations=output.n_rows - before,
        reason=found if isinstance(found, str) else "",
    )
    if isinstance(found, str):
        return told
    final = _drawn_back(search, found)
    code = int(search.reached(final[None])[0])
    probability = output(mixed.take(final[None]))[0, code] if output.scale == "probability" else None
    return replace(
        told,
        found=True,
        reached=names[code],
        changes=tuple(
            {"column": mixed.names[j], "value": mixed.values[j], "changed_to": mixed.values_at(final[j])[j]}
            for j in np.flatnonzero(final != mixed.n_background)
        ),
        distance=search.cost(final) / mixed.n_columns,
        probability=None if probability is None else float(probability),
        n_evaluations=output.n_rows - before,
    )


def _search(search: _Search) -> IntArray | str:
    """Return the places of the cheapest change with the fewest columns that was found, or why there is none."""
    if len(search.classes) < 2:
        return "the model knows one class only"
    mixed = search.mixed
    most = min(_MOST_VALUES, max(2, _MOST_FIRST // mixed.n_columns))
    column, source = _candidates(mixed, np.arange(mixed.n_columns), most)
    states = np.full((1, mixed.n_columns), mixed.n_background)
    if not len(column):
        return "the background has no other values"
    # where the columns are so many that few values of each are tried, those that come nearest get a turn of their own
    for n_changed in range(0 if most < _MOST_VALUES else 1, min(_MOST_COLUMNS, mixed.n_columns) + 1):
        changes = _changes(states, column, source, mixed.n_background)
        if not len(changes):
            break
        reaching = changes.take(np.flatnonzero(_asked(search, changes, search.reached) >= 0))
        if len(reaching):
            return np.asarray(reaching.take(np.array([np.argmin(search.costs(reaching))])).places()[0])
        nearness = _asked(search, changes, search.nearness)
        if search.allowance.left <= 0:
            return f"the budget ended at changes of {max(n_changed, 1)} column{'s' if n_changed > 1 else ''}"
        if n_changed < 2 and mixed.n_columns > _MOST_FURTHER:
            best = np.full(mixed.n_columns, -np.inf)
            np.maximum.at(best, changes.column, nearness)
            further = np.sort(np.argsort(-best, kind="stable")[:_MOST_FURTHER])
            column, source = _candidates(mixed, further, _MOST_VALUES)
        states = _nearest(search, changes, nearness) if n_changed else states
    return f"no change of up to {_MOST_COLUMNS} columns that was tried is predicted so"


def _asked(search: _Search, changes: _Changes, ask: Callable[[IntArray], AnyArray]) -> AnyArray:
    """Return what is said of the rows after each change, some at a time; -1 for those that the budget left out."""
    step = search.mixed.rows_at_once
    step = step if search.allowance.budget is None else min(step, _FIRST_ROWS_WITH_BUDGET)
    said = np.full(len(changes), -1.0)
    start = 0
    while start < len(changes) and search.allowance.left > 0:
        part = slice(start, start + step)
        said[part] = ask(changes.take(part).places())
        start += step
        step = min(2 * step, search.mixed.rows_at_once)
    return said


def _candidates(mixed: MixedRows, columns: IntArray, most: int) -> tuple[IntArray, IntArray]:
    """Return columns and background rows whose values are tried in them: few, spread over those that differ."""
    differ = ~mixed.same()
    found_columns, found_rows = [], []
    for j in columns.tolist():
        rows = np.flatnonzero(differ[:, j])
        first = np.unique(mixed.cells[rows, j], return_index=True)[1]
        chosen = rows[_spread(first, min(most, _MOST_VALUES))]
        found_columns.append(np.full(len(chosen), j))
        found_rows.append(chosen)
    return np.concatenate(found_columns), np.concatenate(found_rows)


def _spread(values: IntArray, most: int) -> IntArray:
    """Return at most so many of the values, evenly spread, both ends among them."""
    return values[np.unique(np.linspace(0, len(values) - 1, most).round().astype(np.intp))] if len(values) else values


def _changes(states: IntArray, column: IntArray, source: IntArray, n_background: int) -> _Changes:
    """Return every change of a column that is not changed yet, for each state."""
    state = np.repeat(np.arange(len(states)), len(column))
    at = np.tile(column, len(states))
    fresh = states[state, at] == n_background
    return _Changes(states, state[fresh], at[fresh], np.tile(source, len(states))[fresh])


def _nearest(search: _Search, changes: _Changes, nearness: FloatArray) -> IntArray:
    """Return the changes that come nearest: of each column that was changed last the best, less cost before more."""
    order = np.lexsort((search.costs(changes), -nearness))
    first = np.sort(np.unique(changes.column[order], return_index=True)[1])
    return changes.take(order[first[:_BEAM]]).places()


def _drawn_back(search: _Search, places: IntArray) -> IntArray:
    """Return the change with the columns undone that need none, and the others as near to the row as they may be."""
    mixed = search.mixed
    for j in np.flatnonzero(places != mixed.n_background).tolist():
        for _ in range(_MOST_ROUNDS):
            between = _between(mixed, search.far[:, j], j, int(places[j]))
            tried = np.repeat(places[None], len(between), axis=0)
            tried[:, j] = between
            good: BoolArray = search.reached(tried) >= 0
            if not good.any():
                break
            places = tried[int(np.argmax(good))]
            if places[j] == mixed.n_background:
                break
    return places


def _between(mixed: MixedRows, far: FloatArray, j: int, source: int) -> IntArray:
    """Return the row itself and the background rows with values nearer to it on the same side, nearest first."""
    cells, own, value = mixed.cells[:-1, j], mixed.cells[-1, j], mixed.cells[source, j]
    nearer = np.flatnonzero((far < far[source]) & (np.sign(cells - own) == np.sign(value - own)))
    nearer = nearer[np.unique(cells[nearer], return_index=True)[1]]
    nearer = nearer[np.argsort(far[nearer], kind="stable")]
    return np.concatenate([[mixed.n_background], _spread(nearer, _MOST_VALUES)])
