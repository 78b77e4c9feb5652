"""For whom a change makes things worse, where that can be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binom

from skmitigate._typing import AnyArray
from skmitigate._utils._holm import holm
from skmitigate._utils._json import jsonable
from skmitigate.predictions._prediction_table import PredictionTable


@dataclass(frozen=True, slots=True)
class Harm:
    """A group of rows for which a change breaks more than it puts right.

    Parameters
    ----------
    group : str
        Which rows, as ``"column = value"``.
    n_rows : int
        How many rows the group has.
    n_fixed : int
        Rows of the group that were wrong and are right.
    n_broken : int
        Rows of the group that were right and are wrong.
    p_value : float
        One-sided exact McNemar test, corrected for the number of groups (Holm).

    See Also
    --------
    find_harm : Makes them.

    Examples
    --------
    >>> from skmitigate.evidence import Harm
    >>> Harm("sex = f", 200, 2, 15, 0.01).n_broken
    15
    """

    group: str
    n_rows: int
    n_fixed: int
    n_broken: int
    p_value: float

    def to_dict(self) -> dict[str, Any]:
        """Return the harm as JSON-safe values.

        Returns
        -------
        dict
            The group, counts and the p-value.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}


def find_harm(
    before: PredictionTable, after: PredictionTable, groups: Mapping[str, AnyArray], *, alpha: float = 0.05
) -> list[Harm]:
    """Test each group of rows for having become worse.

    Parameters
    ----------
    before : PredictionTable
        The predictions of the current model.
    after : PredictionTable
        Those of a candidate, for the same rows.
    groups : mapping of str to ndarray of shape (n_rows,)
        For each protected column the group of each row of the tables.
    alpha : float, default=0.05
        How often at most any group is named where none has become worse.

    Returns
    -------
    list of Harm
        The groups that are worse, the smallest p-value first.

    References
    ----------
    S. Holm (1979), A simple sequentially rejective multiple test procedure.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.evidence import find_harm
    >>> from skmitigate.predictions import PredictionTable
    >>> truth = np.zeros(40, dtype=int)
    >>> before = PredictionTable.from_predictions(truth, truth, classes=[0, 1])
    >>> after = PredictionTable.from_predictions(truth, np.arange(40) < 20, classes=[0, 1])
    >>> [harm.group for harm in find_harm(before, after, {"half": np.arange(40) < 20})]
    ['half = True']
    """
    fixed, broken = before.errors & ~after.errors, ~before.errors & after.errors
    tested = []
    for column, values in groups.items():
        names, position = np.unique(values.astype(str), return_inverse=True)
        for i, name in enumerate(names):
            rows = position == i
            n_fixed, n_broken = int((rows & fixed).sum()), int((rows & broken).sum())
            p_value = float(binom.sf(n_broken - 1, n_fixed + n_broken, 0.5))
            tested.append((p_value, f"{column} = {name}", int(rows.sum()), n_fixed, n_broken))
    tested.sort(key=lambda test: test[:2])
    adjusted = holm([p_value for p_value, *_ in tested])
    return [
        Harm(group, n_rows, n_fixed, n_broken, float(p_value))
        for (_, group, n_rows, n_fixed, n_broken), p_value in zip(tested, adjusted, strict=True)
        if p_value <= alpha
    ]
