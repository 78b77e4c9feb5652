"""The slices of up to three conditions on binned columns, counted and scored all at once by cubes of counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import xlogy

from skmitigate._typing import AnyArray, BoolArray, FloatArray, IntArray
from skmitigate.diagnosis._coded_columns import CodedColumn
from skmitigate.diagnosis._slice import Condition

#: Shares of the rows at which a column is cut, and pairs of shares that bound an interval, by number of conditions;
#: of three conditions the richest that gives no more slices than `_MOST_SLICES`.
_CUTS_OF_TWO = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_INTERVALS_OF_TWO = tuple((low / 10, (low + width) / 10) for width in (1, 2, 3, 4, 6) for low in range(1, 10 - width))
_CUTS_OF_THREE = (
    ((0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9), ((0.2, 0.5), (0.35, 0.65), (0.5, 0.8), (0.2, 0.8))),
    ((0.2, 0.4, 0.6, 0.8), ((0.2, 0.6), (0.4, 0.8))),
    ((0.25, 0.5, 0.75), ()),
)
_MOST_SLICES = 300_000
#: How the level is shared: slices of one, two and three conditions without intervals, and all that have an interval.
WEIGHTS = (2 / 8, 2 / 8, 3 / 8, 1 / 8)

#: Counts of rows, and sums over cells on the way to them: small whole numbers, in as little memory as holds them.
Counts: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """One column as coarse bins, and the runs of bins that are conditions at one number of conditions."""

    codes: IntArray
    n_bins: int
    member: FloatArray
    runs: IntArray
    bounded: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class Cube:
    """All slices on one set of columns: where each row falls, and what is expected of each slice that is large enough.

    The score of a slice with k errors in s rows, where m are expected, is ``scale`` times
    ``k log(k / m) + (s - k) log((s - k) / (s - m))`` where k > m and 0 elsewhere, less ``toll``: the log of the
    likelihood ratio of a rate of its own, as if its variance were that of draws without replacement, and the log of
    the number of slices with as many conditions.
    """

    columns: tuple[int, ...]
    grids: tuple[Grid, ...]
    cells: IntArray
    kept: IntArray
    bounded: BoolArray
    sizes: FloatArray
    expected: FloatArray
    scale: FloatArray

    @property
    def n_cells(self) -> int:
        """How many cells the coarse bins make."""
        return prod(grid.n_bins for grid in self.grids)

    def tally(self, positions: IntArray, n_draws: int, draw: IntArray) -> Counts:
        """Count rows in each slice, kept or not, for each draw, shape (n_slices, n_draws)."""
        flat = np.bincount(self.cells[positions] * n_draws + draw, minlength=self.n_cells * n_draws)
        return np.asarray(expand(self.grids, flat.reshape(self.n_cells, n_draws).astype(np.float32)), dtype=np.float32)

    def count(self, positions: IntArray) -> Counts:
        """Count rows in each slice that is kept."""
        counts = self.tally(positions, 1, np.zeros(len(positions), dtype=np.intp))
        return np.asarray(counts[self.kept, 0])

    def scores(self, counts: AnyArray, which: Any = slice(None)) -> FloatArray:
        """Return the score of some of the slices for their counts of errors, before the toll."""
        sizes, expected = self.sizes[which], self.expected[which]
        more = np.maximum(counts, expected)
        ratio = xlogy(more, more / expected) + xlogy(sizes - more, (sizes - more) / (sizes - expected))
        return np.asarray(self.scale[which] * ratio)

    def fewest(self, score: FloatArray) -> Counts:
        """Return the smallest count of each slice whose score is at least `score`; infinite where none is."""
        low, high = np.floor(self.expected), self.sizes + 1  # the score of `low` is below, that of `high` is not
        while (high - low > 1).any():
            middle = np.floor((low + high) / 2)
            enough = self.scores(np.minimum(middle, self.sizes)) >= score
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return np.where(high > self.sizes, np.inf, high).astype(np.float32)

    def runs(self, position: int) -> tuple[tuple[int, int], ...]:
        """Return the run of bins of each column for one of the slices."""
        places = np.unravel_index(self.kept[position], [len(grid.runs) for grid in self.grids])
        runs = [grid.runs[int(place)] for grid, place in zip(self.grids, places, strict=True)]
        return tuple((int(first), int(last)) for first, last in runs)


@dataclass(frozen=True, slots=True, eq=False)
class Best:
    """The slice with the highest score: where it is, and what its score has been lowered by."""

    score: float
    toll: float
    cube: Cube
    place: int

    def fewest(self, score: float) -> int:
        """Return the smallest count of errors with which the slice would have some score."""
        counts = np.arange(int(self.cube.sizes[self.place]) + 1)
        enough = self.cube.scores(counts, np.full(len(counts), self.place)) - self.toll >= score
        return int(np.argmax(enough)) if enough.any() else len(counts)

    def inside(self) -> BoolArray:
        """Say which rows are in the slice."""
        cells = np.ones((1, 1), dtype=bool)
        for grid, run in zip(self.cube.grids, self.cube.runs(self.place), strict=True):
            member = grid.member[np.flatnonzero((grid.runs == run).all(axis=1))[0]] > 0
            cells = (cells[:, :, None] & member).reshape(1, -1)
        return np.asarray(cells[0][self.cube.cells])

    def is_more(self, errors: BoolArray) -> bool:
        """Whether the slice has more errors than are expected."""
        return bool(errors[self.inside()].sum() > self.cube.expected[self.place])


def expand(grids: Sequence[Grid], cube: AnyArray) -> AnyArray:
    """Turn sums over cells, shape (n_cells, n_draws), into sums over slices, shape (n_slices, n_draws)."""
    n_draws = cube.shape[1]
    done = 1
    for position, grid in enumerate(grids):
        rest = prod(other.n_bins for other in grids[position + 1 :]) * n_draws
        cube = np.matmul(grid.member.astype(cube.dtype), cube.reshape(done, grid.n_bins, rest))
        done *= len(grid.runs)
    return cube.reshape(done, n_draws)


def make_grid(column: CodedColumn, n_conditions: int, *, min_rows: int, richness: int = 0) -> Grid | None:
    """Return a column's conditions for slices of some number of conditions; None where there are none."""
    runs = np.array(_runs(column, n_conditions, richness), dtype=np.intp).reshape(-1, 2)
    below = np.append(0, np.cumsum(column.counts))
    n_inside = below[runs[:, 1] + 1] - below[runs[:, 0]]
    runs = runs[(n_inside >= min_rows) & (n_inside <= len(column.codes) - min_rows)]
    if len(runs) == 0:
        return None
    first, last = runs.T
    ends = np.unique(np.concatenate([[0], first, last + 1]))
    ends = ends[ends < column.n_bins]
    coarse = np.searchsorted(ends, np.arange(column.n_bins), side="right") - 1
    place = np.arange(len(ends))
    member = (coarse[first][:, None] <= place) & (place <= coarse[last][:, None])
    bounded = (first > 0) & (last < column.n_ordered - 1)
    return Grid(coarse[column.codes], len(ends), member.astype(np.float64), runs, bounded)


def _runs(column: CodedColumn, n_conditions: int, richness: int) -> list[tuple[int, int]]:
    top, found = column.n_ordered, [(j, j) for j in column.singles()]
    if top == 0:
        return found
    if n_conditions == 1:
        return found + [(a, b) for a in range(top) for b in range(a, top)]
    cuts, intervals = (_CUTS_OF_TWO, _INTERVALS_OF_TWO) if n_conditions == 2 else _CUTS_OF_THREE[richness]
    runs = {run for end in column.borders(cuts) for run in ((0, end - 1), (end, top - 1))}
    for low, high in intervals:
        ends = column.borders((low, high))
        runs |= {(ends[0], ends[-1] - 1)} if len(ends) == 2 else set()
    if n_conditions == 2:
        runs |= {(j, j) for j in range(top) if column.values[j] is not None}
    if column.missing is not None:  # all that is known
        runs.add((0, top - 1))
    return found + sorted(runs)


class SliceLattice:
    """The slices of one to three conditions on some columns, each with its expected errors.

    Parameters
    ----------
    columns : list of CodedColumn
        The columns.
    rate : ndarray of shape (n_rows,)
        The expected share of errors of each row.
    max_conditions : int
        The most conditions of a slice.
    min_rows : int
        Slices with fewer rows, or with fewer outside, are left out.
    out_of : int, default=None
        How many columns these were chosen from; the toll is for all of them.
    """

    def __init__(
        self,
        columns: Sequence[CodedColumn],
        rate: FloatArray,
        *,
        max_conditions: int,
        min_rows: int,
        out_of: int | None = None,
    ) -> None:
        self.columns = columns
        self._min_rows = min_rows
        self._weights = np.column_stack([np.ones(len(rate)), rate, rate * (1 - rate)])
        self.cubes: list[list[Cube]] = []
        for n_conditions in range(1, max_conditions + 1):
            grids = self._grids(n_conditions)
            sets = combinations([j for j, grid in enumerate(grids) if grid is not None], n_conditions)
            self.cubes.append([cube for chosen in sets if (cube := self._cube(chosen, grids)) is not None])
        self.n_slices = sum(len(cube.kept) for cubes in self.cubes for cube in cubes)
        plain = [sum(int((~cube.bounded).sum()) for cube in cubes) for cubes in self.cubes]
        n_bounded = self.n_slices - sum(plain)
        self._tolls = []
        for i, (n, cubes) in enumerate(zip(plain, self.cubes, strict=True)):
            chosen = comb(out_of or len(columns), i + 1) / max(comb(len(columns), i + 1), 1)
            tolls = np.log([max(n, 1) / WEIGHTS[i], max(n_bounded, 1) / WEIGHTS[3]]) + np.log(max(chosen, 1))
            self._tolls.append([tolls[cube.bounded.astype(np.intp)] for cube in cubes])
        self._fewest: dict[float, list[Counts]] = {}  # of the last floor that was asked for

    def _grids(self, n_conditions: int) -> list[Grid | None]:
        for richness in range(len(_CUTS_OF_THREE) if n_conditions == 3 else 1):
            grids = [
                make_grid(column, n_conditions, min_rows=self._min_rows, richness=richness) for column in self.columns
            ]
            if n_conditions < 3 or _n_products([len(grid.runs) for grid in grids if grid is not None]) <= _MOST_SLICES:
                break
        return grids

    def _cube(self, chosen: tuple[int, ...], grids: Sequence[Grid | None]) -> Cube | None:
        own = tuple(grid for j in chosen if (grid := grids[j]) is not None)
        cells = own[0].codes
        for grid in own[1:]:
            cells = cells * grid.n_bins + grid.codes
        n_rows, n_cells = len(cells), prod(grid.n_bins for grid in own)
        sums = np.column_stack([np.bincount(cells, weight, minlength=n_cells) for weight in self._weights.T])
        sizes, expected, variance = expand(own, sums).T
        variance = variance * (1 - sizes / n_rows)
        kept = np.flatnonzero(
            (sizes >= self._min_rows) & (sizes <= n_rows - self._min_rows) & (expected > 0) & (variance > 1e-9)
        )
        if len(kept) == 0:
            return None
        sizes, expected = sizes[kept], expected[kept]
        scale = expected * (1 - expected / sizes) / variance[kept]
        bounded = np.zeros(1, dtype=bool)
        for grid in own:
            bounded = (bounded[:, None] | grid.bounded).ravel()
        return Cube(chosen, own, cells, kept, bounded[kept], sizes, expected, scale)

    def _tolled(self) -> Iterator[tuple[FloatArray, Cube]]:
        for tolls, cubes in zip(self._tolls, self.cubes, strict=True):
            yield from zip(tolls, cubes, strict=True)

    def best(self, positions: IntArray) -> Best:
        """Return the slice with the highest score for errors at some positions."""
        top: Best | None = None
        for toll, cube in self._tolled():
            scores = cube.scores(cube.count(positions)) - toll
            place = int(np.argmax(scores))
            if top is None or scores[place] > top.score:
                top = Best(float(scores[place]), float(toll[place]), cube, place)
        if top is None:
            raise ValueError("Expected at least one slice that is large enough, got none. Ask for a smaller support.")
        return top

    def best_of_columns(self, positions: IntArray) -> FloatArray:
        """Return for each column the highest score of a slice with a condition on it."""
        top = np.full(len(self.columns), -np.inf)
        for toll, cube in self._tolled():
            score = (cube.scores(cube.count(positions)) - toll).max()
            np.maximum.at(top, list(cube.columns), score)
        return top

    def conditions(self, best: Best) -> tuple[Condition, ...]:
        """Write a slice as conditions on columns."""
        runs = zip(best.cube.columns, best.cube.runs(best.place), strict=True)
        return tuple(condition for j, run in runs for condition in self.columns[j].conditions(*run))

    def highest(self, draws: IntArray, floor: float) -> FloatArray:
        """Return the highest score for each draw of errors (a line of positions), or `floor` where it is lower."""
        n_draws = len(draws)
        positions, draw = draws.ravel(), np.repeat(np.arange(n_draws), draws.shape[1])
        top = np.full(n_draws, floor)
        if floor not in self._fewest:
            self._fewest = {floor: [cube.fewest(floor + toll) for toll, cube in self._tolled()]}
        for (toll, cube), fewest in zip(self._tolled(), self._fewest[floor], strict=True):
            counts = cube.tally(positions, n_draws, draw)
            likely = np.flatnonzero(counts[cube.kept].max(axis=1) >= fewest)
            counts = counts[cube.kept[likely]]
            which, where = np.nonzero(counts >= fewest[likely, None])
            slices = likely[which]
            np.maximum.at(top, where, cube.scores(counts[which, where], slices) - toll[slices])
        return top


def _n_products(lengths: Sequence[int]) -> int:
    """Return the number of triples of conditions on three columns, at most."""
    mean = float(np.mean(lengths)) if lengths else 0.0
    return round(comb(len(lengths), 3) * mean**3)
