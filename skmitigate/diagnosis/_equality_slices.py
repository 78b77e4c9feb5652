"""The slices with the highest SliceLine score among all conjunctions of equalities, by exact search with bounds."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from skmitigate._typing import BoolArray, FloatArray, IntArray

#: Scores that differ by less, relatively, are the same.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class _Objective:
    """The score of Sagadeeva and Boehm (2021): larger error and larger size, weighed by `alpha`."""

    n_rows: int
    mean: float
    most: float
    min_rows: int
    alpha: float

    def score(self, sizes: FloatArray, errors: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            lift = errors / sizes / self.mean - 1
            return np.asarray(self.alpha * lift - (1 - self.alpha) * (self.n_rows / sizes - 1))

    def bound(self, sizes: FloatArray, errors: FloatArray) -> FloatArray:
        """Return the highest score that a slice within slices of these sizes and errors can have."""
        top = np.full(np.shape(sizes), -np.inf)
        # Between these sizes the score only rises or only falls: the errors are those of the slice, or all it can hold.
        for size in (np.minimum(self.min_rows, sizes), np.clip(errors / self.most, self.min_rows, sizes), sizes):
            np.maximum(top, self.score(size, np.minimum(errors, size * self.most)), out=top)
        return np.where((sizes >= self.min_rows) & (errors > 0), top, -np.inf)


class _Best:
    """The `k` slices with the highest scores above 0, and those that tie with the last of them."""

    def __init__(self, k: int) -> None:
        self.k = k
        self.scores, self.sizes, self.errors = np.empty(0), np.empty(0), np.empty(0)
        self.slices: list[tuple[tuple[int, int], ...]] = []
        self.threshold = 0.0

    def add(self, columns: tuple[int, ...], scores: FloatArray, sizes: FloatArray, errors: FloatArray) -> None:
        """Take what is good enough of the cells of a table."""
        good = np.argwhere((scores > _ROUNDING) & (scores >= self.threshold))
        if len(good) == 0:
            return
        place = tuple(good.T)
        self.scores = np.append(self.scores, scores[place])
        self.sizes, self.errors = np.append(self.sizes, sizes[place]), np.append(self.errors, errors[place])
        self.slices += [tuple(zip(columns, map(int, bins), strict=True)) for bins in good]
        order = sorted(range(len(self.slices)), key=lambda i: (-self.scores[i], self.slices[i]))
        if len(order) >= self.k:
            self.threshold = float(self.scores[order[self.k - 1]]) * (1 - _ROUNDING)
            order = [i for i in order if self.scores[i] >= self.threshold]
        self.slices = [self.slices[i] for i in order]
        self.scores, self.sizes, self.errors = self.scores[order], self.sizes[order], self.errors[order]


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """Sizes and errors of the slices on one or two columns, and the highest scores within each and within all."""

    sizes: FloatArray
    errors: FloatArray
    bounds: FloatArray
    top: float


class EqualitySearch:
    """Find the best slices ``column 1 is in bin a, column 2 is in bin b, ...`` of up to three columns.

    Parameters
    ----------
    codes : list of ndarray of int of shape (n_rows,)
        The bin of each row, from 0, column by column; -1 for a row in none.
    errors : ndarray of shape (n_rows,)
        How wrong each row is, at least 0.
    k : int
        How many slices are asked for.
    max_conditions : int
        The most columns of a slice.
    min_rows : int
        The fewest rows of a slice.
    alpha : float
        The weight of the error against the size.
    """

    def __init__(
        self, codes: list[IntArray], errors: FloatArray, *, k: int, max_conditions: int, min_rows: int, alpha: float
    ) -> None:
        self._errors = np.asarray(errors, dtype=np.float64)
        most = float(self._errors.max())
        self._same = bool(np.isin(self._errors, (0.0, most)).all())  # then errors are counted, which is faster
        self._wrong = (self._errors > 0).astype(np.intp)
        mean = float(self._errors.mean())
        self._goal = _Objective(len(errors), mean, most, min_rows, alpha)
        self._max_conditions = max_conditions
        self._kept_bins: list[IntArray] = []
        self._columns: list[IntArray] = []
        self._one: list[_Table] = []
        self._two: dict[tuple[int, int], _Table] = {}
        self.best = _Best(k)
        if most > 0:
            self._search(codes)

    def results(self) -> list[tuple[tuple[tuple[int, int], ...], float, int, float]]:
        """Return (column and bin of each condition, score, rows, sum of errors) of the best slices, best first."""
        found = []
        for slice_, score, size, error in zip(
            self.best.slices, self.best.scores, self.best.sizes, self.best.errors, strict=True
        ):
            named = tuple((j, int(self._kept_bins[j][place])) for j, place in slice_)
            found.append((named, float(score), int(size), float(error)))
        return found

    def _search(self, codes: list[IntArray]) -> None:
        for column in codes:
            self._add_column(column)
        for j, table in enumerate(self._one):
            self.best.add((j,), self._goal.score(table.sizes, table.errors), table.sizes, table.errors)
        if self._max_conditions >= 2:
            for pair in self._pairs():
                self._count_pair(pair)
        if self._max_conditions >= 3:
            for pair in sorted(self._two, key=lambda pair: -self._two[pair].top):
                self._count_triples(pair)

    def _add_column(self, column: IntArray) -> None:
        """Recode a column so that the bins that are large enough come first and all others are one."""
        coded = np.flatnonzero(column >= 0)
        sizes, errors = self._sums(column[coded], int(column.max(initial=0)) + 1, coded)
        kept = np.flatnonzero(self._goal.bound(sizes, errors) > -np.inf)
        recoded = np.full(len(sizes) + 1, len(kept), dtype=np.intp)  # the last is for rows in no bin
        recoded[kept] = np.arange(len(kept))
        self._kept_bins.append(kept)
        self._columns.append(recoded[column])
        self._one.append(self._table(sizes[kept], errors[kept]))

    def _sums(self, cells: IntArray, n_cells: int, rows: IntArray | None = None) -> tuple[FloatArray, FloatArray]:
        if self._same:
            wrong = self._wrong if rows is None else self._wrong[rows]
            counts = np.bincount(cells * 2 + wrong, minlength=2 * n_cells).reshape(n_cells, 2)
            return counts.sum(axis=1).astype(np.float64), counts[:, 1].astype(np.float64) * self._goal.most
        errors = self._errors if rows is None else self._errors[rows]
        sizes = np.bincount(cells, minlength=n_cells).astype(np.float64)
        return sizes, np.bincount(cells, errors, n_cells).astype(np.float64)

    def _table(self, sizes: FloatArray, errors: FloatArray) -> _Table:
        bounds = self._goal.bound(sizes, errors)
        return _Table(sizes, errors, bounds, float(bounds.max(initial=-np.inf)))

    def _pairs(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs of columns whose parents allow a good enough slice, the most promising first."""
        tops = [table.top for table in self._one]
        pairs = combinations([j for j, top in enumerate(tops) if top > -np.inf], 2)
        for a, b in sorted(pairs, key=lambda pair: -min(tops[pair[0]], tops[pair[1]])):
            if min(tops[a], tops[b]) >= self.best.threshold and self._outer(self._one[a], self._one[b]).any():
                yield a, b

    def _outer(self, one: _Table, two: _Table) -> BoolArray:
        sizes = np.minimum.outer(one.sizes, two.sizes)
        bounds = self._goal.bound(sizes, np.minimum.outer(one.errors, two.errors))
        return np.asarray(bounds >= self.best.threshold)

    def _cells(self, a: int, b: int) -> IntArray:
        return self._columns[a] * (len(self._kept_bins[b]) + 1) + self._columns[b]

    def _count_pair(self, pair: tuple[int, int]) -> None:
        shape = tuple(len(self._kept_bins[j]) + 1 for j in pair)
        sizes, errors = self._sums(self._cells(*pair), shape[0] * shape[1])
        sizes, errors = sizes.reshape(shape)[:-1, :-1], errors.reshape(shape)[:-1, :-1]
        self._two[pair] = table = self._table(sizes, errors)
        self._offer(pair, table.sizes, table.errors)

    def _offer(self, columns: tuple[int, ...], sizes: FloatArray, errors: FloatArray) -> None:
        large = (sizes >= self._goal.min_rows) & (errors > 0)
        self.best.add(columns, np.where(large, self._goal.score(sizes, errors), -np.inf), sizes, errors)

    def _count_triples(self, pair: tuple[int, int]) -> None:
        """Count the slices on a pair of columns and each later one, of the rows in cells that may still matter."""
        a, b = pair
        parent = self._two[pair]
        rows: IntArray | None = None
        for c in range(b + 1, len(self._columns)):
            others = self._two.get((a, c)), self._two.get((b, c))
            if others[0] is None or others[1] is None or parent.top < self.best.threshold:
                continue
            if min(others[0].top, others[1].top) < self.best.threshold or not self._may(parent, *others):
                continue
            if rows is None:
                alive = np.zeros(tuple(len(self._kept_bins[j]) + 1 for j in pair), dtype=bool)
                alive[:-1, :-1] = parent.bounds >= self.best.threshold
                cells = self._cells(a, b)
                rows = np.flatnonzero(alive.ravel()[cells])
                cells = cells[rows]
            n_bins = len(self._kept_bins[c]) + 1
            shape = (len(self._kept_bins[a]) + 1, len(self._kept_bins[b]) + 1, n_bins)
            sums = self._sums(cells * n_bins + self._columns[c][rows], int(np.prod(shape)), rows)
            sizes, errors = (part.reshape(shape)[:-1, :-1, :-1] for part in sums)
            self._offer((a, b, c), sizes, errors)

    def _may(self, ab: _Table, ac: _Table | None, bc: _Table | None) -> bool:
        """Whether the three pairs leave room for a good enough slice."""
        if ac is None or bc is None:
            return False
        threshold = self.best.threshold
        i, j = np.nonzero(ab.bounds >= threshold)
        sizes = np.minimum(np.minimum(ab.sizes[i, j, None], ac.sizes[i]), bc.sizes[j])
        errors = np.minimum(np.minimum(ab.errors[i, j, None], ac.errors[i]), bc.errors[j])
        return bool((self._goal.bound(sizes, errors) >= threshold).any())
