"""What a sample looked like, in few numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from skmitigate._utils._columns import NUMERIC_KINDS, Columns
from skmitigate.metrics._level_sketch import LevelSketch
from skmitigate.metrics._number_sketch import NumberSketch
from skmitigate.monitoring._output_profile import OutputProfile
from skmitigate.monitoring._predicted import as_predicted
from skmitigate.monitoring._profile_dict import profile_from_dict, profile_to_dict

#: Cuts of all columns together, or a profile of many columns would fill megabytes.
_MOST_CUTS = 50_000
_LEAST_CUTS = 20
_MOST_LEVELS = 200
_ANY_LEVELS = 10**9


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReferenceProfile:
    """What the rows of a sample looked like, and what was predicted for them, in few numbers.

    It is what later rows are compared with by :func:`drift` and :func:`estimate_performance`, where the rows
    themselves are too many to keep, or not to be kept. It has no more than some kilobytes for each column, however many
    rows there were. Make one with :meth:`from_frame`.

    Parameters
    ----------
    columns : tuple of str
        The names of the columns; x0, x1, ... where they had none.
    kinds : tuple of {"number", "time", "duration", "bool", "level"}
        How each is read.
    n_rows : int
        How many rows there were.
    named : bool
        Whether the names were given; columns without names are matched by position.
    _sketches : tuple
        The counts of each column.
    _outputs : OutputProfile or None
        The counts of predictions; None where none were given.

    See Also
    --------
    drift : Compare later rows with it.
    estimate_performance : Estimate accuracy without labels.

    Notes
    -----
    A column of numbers is kept as counts at and between its quantiles (at all values, where there are few), with mean
    and standard deviation; a column of categories, text or truth values as counts of its levels, or, where there are
    more than 200, of 64 buckets of them by a hash. Texts of more than 80 characters are cut. The numbers at the
    quantiles are values that occurred, as are the smallest and the largest one, and so are the levels: a profile is no
    anonymous statistic.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from skmitigate.monitoring import ReferenceProfile
    >>> rng = np.random.default_rng(0)
    >>> X = pd.DataFrame({"age": rng.normal(40, 10, 500), "town": rng.choice(["Ulm", "Bonn"], 500)})
    >>> profile = ReferenceProfile.from_frame(X)
    >>> profile
    ReferenceProfile(500 rows, 2 columns, no predictions)
    >>> ReferenceProfile.from_dict(profile.to_dict())
    ReferenceProfile(500 rows, 2 columns, no predictions)
    """

    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    n_rows: int
    named: bool
    _sketches: tuple[NumberSketch | LevelSketch, ...]
    _outputs: OutputProfile | None = None

    @classmethod
    def from_frame(
        cls,
        X: Any,
        *,
        predictions: Any = None,
        classes: Any = None,
        n_bins: int = 100,
        like: "ReferenceProfile | None" = None,
    ) -> "ReferenceProfile":
        """Make the profile of rows, of predictions, or of both.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_columns) or None
            The rows, as the classifier takes them. None: of predictions only.
        predictions : PredictionTable or array-like of shape (n_rows, n_classes) or (n_rows,), default=None
            What was predicted: a table (its truth counts, too), probabilities, or labels. Predictions for rows that
            the model was fitted on are too sure: take cross-fitted or held-out ones.
        classes : array-like of shape (n_classes,), default=None
            What the columns of probabilities stand for, or all labels that there may be. None: 0, 1, ... or those that
            occur.
        n_bins : int, default=100
            Cut points of a column of numbers, from 2 on. With more than 500 columns there are fewer, so that all
            columns have at most 50,000; no fewer than 20.
        like : ReferenceProfile, default=None
            Take cuts and kinds of columns from this profile. Parts that are made alike can be merged without loss.

        Returns
        -------
        ReferenceProfile
            The profile.

        Raises
        ------
        ValueError
            If there are no rows or no columns, if numbers of rows differ, or columns are not those of `like`.
        """
        if not isinstance(n_bins, int | np.integer) or isinstance(n_bins, bool) or n_bins < 2:
            raise ValueError(f"Expected n_bins to be an integer of at least 2, got {n_bins!r}. The default is 100.")
        if X is None and predictions is None:
            raise ValueError("Expected rows or predictions, got neither. Pass X, predictions or both.")
        if like is not None and not isinstance(like, ReferenceProfile):
            raise TypeError(f"Expected like to be a ReferenceProfile, got {type(like).__name__}.")
        outputs, n_rows = None, 0
        if predictions is not None:
            known = like._outputs if like is not None else None
            predicted = as_predicted(predictions, classes=known.classes if known and classes is None else classes)
            outputs, n_rows = OutputProfile.of(predicted, int(n_bins), known), len(predicted)
        if X is None:
            return cls((), (), n_rows, True, (), outputs)
        table = Columns.of(X, what="X")
        if outputs is not None and table.n_rows != n_rows:
            raise ValueError(f"Expected predictions for the {table.n_rows} rows of X, got {n_rows}.")
        if 0 in (table.n_rows, len(table.names)):
            raise ValueError(f"Expected rows and columns in X, got {table.n_rows} and {len(table.names)}.")
        if like is not None:
            sketches, _ = sketches_like(like, table, bounded=True)
            return cls(like.columns, like.kinds, table.n_rows, like.named, sketches, outputs)
        most_cuts = max(2, min(int(n_bins), max(_MOST_CUTS // len(table.names), _LEAST_CUTS)))
        kinds = tuple(table.kind(j) for j in range(len(table.names)))
        made = tuple(_sketch(table, j, kind, most_cuts) for j, kind in enumerate(kinds))
        return cls(table.names, kinds, table.n_rows, table.named, made, outputs)

    @property
    def classes(self) -> tuple[Any, ...] | None:
        """The class labels; None where there were no predictions."""
        return None if self._outputs is None else self._outputs.classes

    def __repr__(self) -> str:
        """Return one line: rows, columns, predictions."""
        out = self._outputs
        told = "no predictions" if out is None else f"predictions of {len(out.classes)} classes"
        labelled = ", labelled" if out is not None and out.true is not None else ""
        n = len(self.columns)
        return f"ReferenceProfile({self.n_rows} rows, {n} column{'' if n == 1 else 's'}, {told}{labelled})"

    def merge(self, other: "ReferenceProfile") -> "ReferenceProfile":
        """Return the profile of the rows of both, as if they had been one sample.

        Parts that were made with `like` the same profile, and levels, are put together without loss. Where the cuts
        differ, those of the larger part are kept; the other's counts at them are known up to half of what lies between
        its own cuts, half a hundredth of its rows with 100 bins. The profile keeps account of this error, and
        :func:`drift` allows for it.

        Parameters
        ----------
        other : ReferenceProfile
            A profile with the same columns and classes.

        Returns
        -------
        ReferenceProfile
            Predictions, truth and confidence are in it if both have them.

        Raises
        ------
        ValueError
            If columns, kinds or classes differ.
        """
        if not isinstance(other, ReferenceProfile):
            raise TypeError(f"Expected a ReferenceProfile, got {type(other).__name__}.")
        if (self.columns, self.kinds) != (other.columns, other.kinds):
            mine, theirs = (
                set(zip(self.columns, self.kinds, strict=True)),
                set(zip(other.columns, other.kinds, strict=True)),
            )
            raise ValueError(
                f"Expected profiles with the same columns in the same order, got {len(self.columns)} and "
                f"{len(other.columns)}; different are {sorted(mine ^ theirs)[:10]}. Make one with `like` the other."
            )
        outputs = None
        if self._outputs is not None and other._outputs is not None:
            outputs = self._outputs.merge(other._outputs)
        merged = tuple(_merged(one, two) for one, two in zip(self._sketches, other._sketches, strict=True))
        named = self.named and other.named
        return ReferenceProfile(self.columns, self.kinds, self.n_rows + other.n_rows, named, merged, outputs)

    def to_dict(self) -> dict[str, Any]:
        """Return the profile as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only; :meth:`from_dict` reads it.
        """
        return profile_to_dict(self.columns, self.kinds, self.n_rows, self.named, self._sketches, self._outputs)

    @classmethod
    def from_dict(cls, told: Any) -> "ReferenceProfile":
        """Return the profile that :meth:`to_dict` has told.

        Parameters
        ----------
        told : dict
            What :meth:`to_dict` returned, or what JSON has kept of it.

        Returns
        -------
        ReferenceProfile
            An equal profile.

        Raises
        ------
        ValueError
            If it is none, or one of a later version.
        """
        return cls(*profile_from_dict(told))


def sketches_like(
    profile: ReferenceProfile, table: Columns, *, bounded: bool
) -> tuple[tuple[NumberSketch | LevelSketch, ...], list[int]]:
    """Return sketches of a table's columns with the cuts of a profile, and how many values are not of their kinds."""
    # those values count as missing; with `bounded`, levels beyond the most that are kept go into buckets
    made: list[NumberSketch | LevelSketch] = []
    unreadable = []
    for j, kind, own in zip(_matched(profile, table), profile.kinds, profile._sketches, strict=True):
        bad = 0
        if isinstance(own, NumberSketch):
            values, bad = table.numbers(j, kind)
            made.append(own.like(values))
        else:
            made.append(LevelSketch.of(*table.levels(j), _MOST_LEVELS if bounded else _ANY_LEVELS))
        unreadable.append(bad)
    return tuple(made), unreadable


def _sketch(table: Columns, j: int, kind: str, most_cuts: int) -> NumberSketch | LevelSketch:
    if kind in NUMERIC_KINDS:
        return NumberSketch.of(table.numbers(j, kind)[0], most_cuts)
    return LevelSketch.of(*table.levels(j), _MOST_LEVELS)


def _merged(one: NumberSketch | LevelSketch, two: NumberSketch | LevelSketch) -> NumberSketch | LevelSketch:
    if isinstance(one, NumberSketch) and isinstance(two, NumberSketch):
        return one.merge(two)
    if isinstance(one, LevelSketch) and isinstance(two, LevelSketch):
        return one.merge(two)
    raise ValueError("Expected sketches of the same kind.")  # not reached: kinds were compared


def _matched(profile: ReferenceProfile, table: Columns) -> list[int]:
    """Return where in the table each column of the profile is."""
    n = len(profile.columns)
    if not (profile.named and table.named):
        if len(table.names) != n:
            raise ValueError(
                f"Expected the {n} columns of the reference, got {len(table.names)}. Pass the same columns."
            )
        return list(range(n))
    if table.names == profile.columns:
        return list(range(n))
    lacking = [name for name in profile.columns if name not in table.names]
    unknown = [name for name in table.names if name not in profile.columns]
    if len(set(table.names)) < len(table.names) and not lacking:
        raise ValueError(
            f"Expected each column once, got {len(set(table.names))} names for {len(table.names)} columns. Drop copies."
        )
    if lacking or unknown:
        raise ValueError(
            f"Expected the columns of the reference, got {_few(lacking)} lacking and {_few(unknown)} that it does not "
            "have. Pass the same columns, as in window[list(profile.columns)]."
        )
    place = {name: j for j, name in enumerate(table.names)}
    return [place[name] for name in profile.columns]


def _few(names: list[str]) -> str:
    return f"{names[:10]}{' and more' if len(names) > 10 else ''}" if names else "none"
