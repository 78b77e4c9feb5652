"""A column of levels in few numbers: counts of levels, or of buckets of them; sketches of parts can be put together."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from skmitigate._typing import IntArray

#: Buckets of a column with too many levels: a power of two, so that buckets can be put together in pairs.
N_BUCKETS = 64
_LONGEST = 80


@dataclass(frozen=True, slots=True, eq=False)
class LevelSketch:
    """How often each level occurs, or, where there are more than `most_levels`, each bucket of them.

    Buckets are by a hash of the level's text, which does not look at the counts: to keep the frequent levels only would
    make every later sample look different, since the levels that are frequent by chance in one are so in it alone.
    """

    counts: Mapping[str, int] | None
    buckets: IntArray | None
    n_missing: int
    most_levels: int

    @classmethod
    def of(cls, codes: IntArray, levels: tuple[str, ...], most_levels: int) -> "LevelSketch":
        """Make the sketch of a column of codes, -1 for a missing value; `levels` are their texts."""
        held = np.bincount(codes[codes >= 0], minlength=len(levels)).tolist()
        counts: dict[str, int] = {}
        for level, n in zip(levels, held, strict=True):
            if n:
                short = _short(level)
                counts[short] = counts.get(short, 0) + n
        return cls(counts, None, int((codes < 0).sum()), most_levels)._bounded()

    @property
    def n_values(self) -> int:
        """Rows with a value."""
        return int(sum(self.counts.values()) if self.counts is not None else self.bucketed().sum())

    @property
    def n_rows(self) -> int:
        """Rows, those without a value included."""
        return self.n_values + self.n_missing

    def bucketed(self) -> IntArray:
        """Return the counts of the buckets."""
        if self.buckets is not None:
            return self.buckets
        held = np.zeros(N_BUCKETS, dtype=np.intp)
        for level, n in (self.counts or {}).items():
            held[zlib.crc32(level.encode("utf-8", "surrogatepass")) % N_BUCKETS] += n
        return held

    def merge(self, other: "LevelSketch") -> "LevelSketch":
        """Return the sketch of both columns together, which is exact."""
        missing, most = self.n_missing + other.n_missing, min(self.most_levels, other.most_levels)
        if self.counts is None or other.counts is None:
            return LevelSketch(None, self.bucketed() + other.bucketed(), missing, most)
        counts = dict(self.counts)
        for level, n in other.counts.items():
            counts[level] = counts.get(level, 0) + n
        return LevelSketch(counts, None, missing, most)._bounded()

    def _bounded(self) -> "LevelSketch":
        if len(self.counts or ()) <= self.most_levels:
            return self
        return LevelSketch(None, self.bucketed(), self.n_missing, self.most_levels)


def _short(level: str) -> str:
    """Return a text that is not too long to keep."""
    if len(level) <= _LONGEST:
        return level
    return f"{level[:_LONGEST]}... #{zlib.crc32(level.encode('utf-8', 'surrogatepass')):08x}"
