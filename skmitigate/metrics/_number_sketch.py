"""A column of numbers in few numbers: counts at and between cut points; sketches of parts can be put together."""

from dataclasses import dataclass

import numpy as np

from skmitigate._typing import FloatArray, IntArray

_LARGEST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, slots=True, eq=False)
class NumberSketch:
    """How many values are at each of some cuts, and how many below, between and above them."""

    cuts: FloatArray  # increasing, each a value that occurred
    at: IntArray
    inside: IntArray  # one more than there are cuts
    n_missing: int
    mean: float  # of the finite values, as `sd`
    sd: float
    most_cuts: int
    error: int = 0  # by how many rows a count of all values up to a cut may be off

    @classmethod
    def of(cls, values: FloatArray, most_cuts: int) -> "NumberSketch":
        """Make the sketch of a column; its cuts are quantiles, or all values where these are few."""
        ordered = _ordered(values)
        return cls._counted(ordered, _cuts(ordered, most_cuts), values, most_cuts)

    @classmethod
    def _counted(cls, ordered: FloatArray, cuts: FloatArray, values: FloatArray, most_cuts: int) -> "NumberSketch":
        less, upto = np.searchsorted(ordered, cuts, "left"), np.searchsorted(ordered, cuts, "right")
        inside = np.append(less, len(ordered)) - np.append(0, upto)
        return cls(cuts, upto - less, inside, len(values) - len(ordered), *_moments(ordered), most_cuts)

    @property
    def n_values(self) -> int:
        """Rows with a value."""
        return int(self.at.sum() + self.inside.sum())

    @property
    def n_rows(self) -> int:
        """Rows, those without a value included."""
        return self.n_values + self.n_missing

    @property
    def widest(self) -> int:
        """The largest number of rows between two cuts: what happens there is not seen."""
        return int(self.inside.max(initial=0))

    def like(self, values: FloatArray) -> "NumberSketch":
        """Return the sketch of another column of values with the same cuts."""
        return self._counted(_ordered(values), self.cuts, values, self.most_cuts)

    def counts_at(self, cuts: FloatArray) -> tuple[IntArray, IntArray, int]:
        """Return the rows below and up to each cut, and by how many these may be off; between own cuts, the middle."""
        below = np.append(0, np.cumsum(self.at)) + np.cumsum(self.inside) - self.inside  # before each gap
        gap = np.searchsorted(self.cuts, cuts, "left")
        own, held = np.isin(cuts, self.cuts), self.inside[gap]
        less = below[gap] + np.where(own, held, held // 2)
        upto = less + np.where(own, np.append(self.at, 0)[gap], 0)
        unsure = np.where(own, 0, (held + 1) // 2)
        return less, upto, self.error + int(unsure.max(initial=0))

    def merge(self, other: "NumberSketch") -> "NumberSketch":
        """Return the sketch of both columns together; exact where the cuts are the same or hold all values."""
        large, small = (self, other) if self.n_values >= other.n_values else (other, self)
        if large.n_values == 0 or small.n_values == 0:
            kept = large if large.n_values else (large if len(large.cuts) else small)
            return kept._with(kept.cuts, kept.at, kept.inside, kept.error, large, small)
        # at a cut of the small one, the large one does not know its count, unless no value of it is around there
        around = large.inside[np.searchsorted(large.cuts, small.cuts, "left")]
        cuts = np.union1d(large.cuts, small.cuts[around == 0])
        parts = [sketch.counts_at(cuts) for sketch in (large, small)]
        less, upto = parts[0][0] + parts[1][0], parts[0][1] + parts[1][1]
        total = large.n_values + small.n_values
        kept_at = _thinned(upto, min(large.most_cuts, small.most_cuts))
        less, upto, cuts = less[kept_at], upto[kept_at], cuts[kept_at]
        inside = np.append(less, total) - np.append(0, upto)
        return large._with(cuts, upto - less, inside, parts[0][2] + parts[1][2], large, small)

    def _with(
        self,
        cuts: FloatArray,
        at: IntArray,
        inside: IntArray,
        error: int,
        one: "NumberSketch",
        two: "NumberSketch",
    ) -> "NumberSketch":
        mean, sd = _pooled(one, two)
        most = min(one.most_cuts, two.most_cuts)
        return NumberSketch(cuts, at, inside, one.n_missing + two.n_missing, mean, sd, most, error)


def _ordered(values: FloatArray) -> FloatArray:
    known = np.sort(values[~np.isnan(values)])
    return np.clip(known, -_LARGEST, _LARGEST)  # JSON has no infinity


def _cuts(ordered: FloatArray, most_cuts: int) -> FloatArray:
    if len(ordered) == 0:
        return np.asarray(ordered)
    first = np.append(True, ordered[1:] != ordered[:-1])
    if first.sum() <= most_cuts:
        return np.asarray(ordered[first])
    return np.asarray(np.unique(ordered[np.linspace(0, len(ordered) - 1, most_cuts).round().astype(np.intp)]))


def _thinned(upto: IntArray, most_cuts: int) -> IntArray:
    """Return positions of at most so many cuts, the first and the last among them, with like counts between them."""
    if len(upto) <= most_cuts:
        return np.arange(len(upto))
    wanted = np.linspace(upto[0], upto[-1], most_cuts - 1)
    return np.unique(np.append(np.searchsorted(upto, wanted), len(upto) - 1))


def _moments(ordered: FloatArray) -> tuple[float, float]:
    finite = ordered[np.abs(ordered) < _LARGEST]
    if len(finite) == 0:
        return 0.0, 0.0
    if finite[0] == finite[-1]:
        return float(finite[0]), 0.0
    scale = float(np.abs(finite).max())  # the square of a large number is none
    return float((finite / scale).mean() * scale), float((finite / scale).std() * scale)


def _pooled(one: NumberSketch, two: NumberSketch) -> tuple[float, float]:
    n, m = one.n_values, two.n_values
    if n + m == 0:
        return 0.0, 0.0
    scale = max(abs(one.mean), abs(two.mean), one.sd, two.sd) or 1.0
    share = m / (n + m)
    apart = two.mean / scale - one.mean / scale
    mean = one.mean / scale + share * apart
    variance = (1 - share) * (one.sd / scale) ** 2 + share * (two.sd / scale) ** 2 + share * (1 - share) * apart**2
    return mean * scale, float(np.sqrt(variance)) * scale
