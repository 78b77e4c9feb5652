"""What a comparison with a reference says."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from skmitigate._utils._html_page import HtmlPage
from skmitigate._utils._json import jsonable
from skmitigate.stories._drift import drift_html, drift_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDrift:
    """How one column, or one aspect of the predictions, differs from the reference. A part of :class:`DriftResult`.

    Parameters
    ----------
    name : str
        The column; of predictions ``"predicted class"``, ``"confidence"`` or ``"true class"``.
    kind : {"number", "time", "duration", "bool", "level"}
        How it is read.
    drifted : bool
        Whether `p_value` is at most the level.
    part : {"values", "missing values"}
        Which of the two has the smaller p-value.
    distance : float
        Kolmogorov and Smirnov's distance of numbers, total variation distance of levels; 0 where alike, at most 1.
    interval : tuple of float
        Of the distance of the two distributions; all intervals of a result hold at once at level 1 - `alpha`.
    difference : float or None
        Mean now less mean before, in standard deviations; None for levels.
    missing_before, missing_now : float
        Shares of missing values.
    unreadable : int
        Values now that are not of this kind; they count as missing.
    new_levels : tuple of str
        Levels that the reference does not have, at most five, the most frequent first.
    new_share : float
        The share of values now that are such levels.
    p_value : float
        Corrected for the number of tests.

    See Also
    --------
    drift : Makes them.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.monitoring import drift
    >>> rng = np.random.default_rng(0)
    >>> result = drift(rng.normal(size=(500, 2)), rng.normal([1, 0], size=(300, 2)))
    >>> column = result.columns[0]
    >>> column.name, column.drifted, round(column.distance, 2), round(column.difference, 2)
    ('x0', True, 0.46, 1.2)
    """

    name: str
    kind: str
    drifted: bool
    part: str
    distance: float
    interval: tuple[float, float]
    difference: float | None
    missing_before: float
    missing_now: float
    unreadable: int
    new_levels: tuple[str, ...]
    new_share: float
    p_value: float

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists and None only.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class DriftResult(HtmlPage):
    """Whether rows and predictions are what they were in a reference, and where they differ.

    Parameters
    ----------
    drifted : bool
        Whether anything has drifted: `p_value` is at most `alpha`.
    p_value : float
        Of no drift at all: the smallest one, corrected for the number of tests.
    columns : tuple of ColumnDrift
        Each column, in the order of the reference.
    outputs : tuple of ColumnDrift
        Predicted class, confidence and true class, as far as both samples have them.
    classes : tuple of dict
        For each class the shares of predictions before and now, of the truth before and now, and the share now as it is
        estimated from the predictions and the reference's confusions; None for what is not known.
    accuracy : float or None
        Share of held-out rows of which a classifier says rightly from which sample they are; None where it was not
        asked.
    accuracy_interval : tuple of float or None
        Interval of level 1 - `alpha` for it.
    accuracy_p_value : float or None
        Whether it is above .5, corrected as the others.
    not_asked : str
        Why there is none; empty where there is.
    n_before, n_now : int
        Rows of the samples.
    alpha : float
        The level.

    See Also
    --------
    drift : Makes one.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.monitoring import drift
    >>> rng = np.random.default_rng(0)
    >>> result = drift(rng.normal(size=(500, 2)), rng.normal([1, 0], size=(300, 2)))
    >>> result
    DriftResult(drifted: 1 of 2 columns, 500 rows before, 300 now)
    >>> result.drifted_columns
    ('x0',)
    """

    drifted: bool
    p_value: float
    columns: tuple[ColumnDrift, ...]
    outputs: tuple[ColumnDrift, ...]
    classes: tuple[dict[str, Any], ...]
    accuracy: float | None
    accuracy_interval: tuple[float, float] | None
    accuracy_p_value: float | None
    not_asked: str
    n_before: int
    n_now: int
    alpha: float

    @property
    def drifted_columns(self) -> tuple[str, ...]:
        """The columns that have drifted, the smallest p-value first, of like ones the largest change."""
        return _names(self.columns)

    @property
    def drifted_outputs(self) -> tuple[str, ...]:
        """What has drifted in the predictions, in the same order."""
        return _names(self.outputs)

    def __repr__(self) -> str:
        """Return one line: what has drifted, and the rows."""
        n = len(self.columns)
        found = [f"{len(self.drifted_columns)} of {n} column{'' if n == 1 else 's'}"] if n else []
        found += self.drifted_outputs
        told = f"drifted: {', '.join(found)}" if self.drifted else "no drift found"
        return f"DriftResult({told}, {self.n_before} rows before, {self.n_now} now)"

    def summary(self) -> str:
        """Tell what has drifted, by how much, and what that rests on.

        Returns
        -------
        str
            A few lines of text.
        """
        return drift_text(self.to_dict())

    def to_frame(self) -> pd.DataFrame:
        """Return one line for each column, then for each aspect of the predictions.

        Returns
        -------
        pandas.DataFrame
            Indexed by ``of`` ("rows" or "predictions") and ``name``.
        """
        lines = [(of, part) for of, parts in (("rows", self.columns), ("predictions", self.outputs)) for part in parts]
        index = pd.MultiIndex.from_tuples([(of, part.name) for of, part in lines], names=["of", "name"])
        told = []
        for _, part in lines:
            line = {name: getattr(part, name) for name in ColumnDrift.__dataclass_fields__ if name != "name"}
            line["low"], line["high"] = line.pop("interval")
            line["new_levels"] = ", ".join(line["new_levels"])
            told.append(line)
        return pd.DataFrame(told, index=index)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON-safe values.

        Returns
        -------
        dict
            Numbers, strings, lists, dicts and None only.
        """
        told = {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__ if name not in _PARTS}
        told |= {name: [part.to_dict() for part in getattr(self, name)] for name in _PARTS}
        return told | {
            "drifted_columns": list(self.drifted_columns),
            "drifted_outputs": list(self.drifted_outputs),
        }

    def _html(self, *, page: bool) -> str:
        return drift_html(self.to_dict(), page=page)


_PARTS = ("columns", "outputs")


def _names(parts: tuple[ColumnDrift, ...]) -> tuple[str, ...]:
    found = [part for part in parts if part.drifted]
    found.sort(key=lambda part: (part.p_value, -max(part.distance, abs(part.missing_now - part.missing_before))))
    return tuple(part.name for part in found)
