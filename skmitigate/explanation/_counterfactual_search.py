"""Look for the smallest change, to values seen in the background, that makes the model predict another class."""

from dataclasses import dataclass, replace

import numpy as np

from skmitigate._typing import AnyArray, BoolArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import predicted_codes
from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._counterfactual import Counterfactual
from skmitigate.explanation._distances import cell_distances
from skmitigate.explanation._mixed_rows import MixedRows
from skmitigate.explanation._model_output import ModelOutput

#: Columns that are changed at most, values tried of each, and changes that are gone on from.
_MOST_COLUMNS, _MOST_VALUES, _BEAM = 5, 12, 4
#: How often a value is drawn back to the row, each time among the values that are nearer than the last one.
_MOST_ROUNDS = 4


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

    def costs(self, places: IntArray) -> FloatArray:
        """Return the sums of the distances of the columns that are changed."""
        padded = np.vstack([self.far, np.zeros(self.far.shape[1])])
        return np.asarray(padded[places, np.arange(self.far.shape[1])].sum(axis=1))


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
    before = output.n_rows
    own = np.full((1, mixed.n_columns), mixed.n_background)
    found = _search(search, own, _candidates(mixed))
    told = Counterfactual(
        found=False,
        wanted=None if wanted is None else classes.tolist()[wanted],
        n_evaluations=output.n_rows - before,
        reason=found if isinstance(found, str) else "",
    )
    if isinstance(found, str):
        return told
    final = _drawn_back(search, found)
    code = int(search.reached(final[None])[0])
    probability = output(mixed.take(final[None]))[0, code] if output.scale == "probability" else None
    changed = np.flatnonzero(final != mixed.n_background)
    return replace(
        told,
        found=True,
        reached=classes.tolist()[code],
        changes=tuple(
            {"column": mixed.names[j], "value": mixed.values[j], "changed_to": mixed.values_at(final[j])[j]}
            for j in changed
        ),
        distance=float(search.costs(final[None])[0] / mixed.n_columns),
        probability=None if probability is None else float(probability),
        n_evaluations=output.n_rows - before,
    )


def _candidates(mixed: MixedRows) -> list[IntArray]:
    """Return for each column the rows of the background whose values are tried: few, spread over those that differ."""
    found = []
    differ = ~mixed.same()
    for j in range(mixed.n_columns):
        rows = np.flatnonzero(differ[:, j])
        _, first = np.unique(mixed.cells[rows, j], return_index=True)
        if len(first) > _MOST_VALUES:
            first = first[np.unique(np.linspace(0, len(first) - 1, _MOST_VALUES).round().astype(np.intp))]
        found.append(rows[first])
    return found


def _search(search: _Search, own: IntArray, candidates: list[IntArray]) -> IntArray | str:
    """Return the places of the cheapest change with the fewest columns that was found, or why there is none."""
    column = np.repeat(np.arange(len(candidates)), [len(rows) for rows in candidates])
    if not len(column):
        return "the background has no other values"
    source = np.concatenate(candidates)
    states = own
    for n_changed in range(1, min(_MOST_COLUMNS, len(candidates)) + 1):
        places = np.repeat(states, len(column), axis=0)
        at = np.tile(column, len(states))
        fresh = places[np.arange(len(places)), at] == search.mixed.n_background
        places[np.arange(len(places)), at] = np.tile(source, len(states))
        places, at = places[fresh], at[fresh]
        if not len(places):
            break
        good = np.flatnonzero(search.reached(places) >= 0)
        if len(good):
            return np.asarray(places[good[np.argmin(search.costs(places[good]))]])
        if search.allowance.left <= 0:
            return f"the budget ended after changes of {n_changed} columns"
        states = _nearest(search, places, at)
    return f"no change of up to {_MOST_COLUMNS} columns that was tried is predicted so"


def _nearest(search: _Search, places: IntArray, at: IntArray) -> IntArray:
    """Return the changes that come nearest: of each column that was changed last the best, less cost before more."""
    nearness, costs = search.nearness(places), search.costs(places)
    order = np.lexsort((costs, -nearness))
    first = np.sort(np.unique(at[order], return_index=True)[1])
    return np.asarray(places[order[first[:_BEAM]]])


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
    if len(nearer) > _MOST_VALUES:
        nearer = nearer[np.unique(np.linspace(0, len(nearer) - 1, _MOST_VALUES).round().astype(np.intp))]
    return np.concatenate([[mixed.n_background], nearer])
