"""For whom a change makes things worse, where that can be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from skmitigate._typing import BoolArray, FloatArray
from skmitigate._utils._holm import holm
from skmitigate._utils._json import jsonable
from skmitigate.evidence._group_changes import group_changes, share_between_fits, tempered
from skmitigate.evidence._row_groups import RowGroups
from skmitigate.evidence._score_interval import score_interval
from skmitigate.evidence._sign_flip import smallest_p_value
from skmitigate.predictions._prediction_table import PredictionTable


@dataclass(frozen=True, slots=True)
class Harm:
    """A group of rows for which a change is shown to break more than it puts right.

    Parameters
    ----------
    group : str
        Which rows, as ``"sex = f"``, ``"age < 30"`` or ``"class spam"``.
    n_rows : int
        How many rows the group has.
    n_fixed : int
        Rows of the group that were wrong and are right.
    n_broken : int
        Rows of the group that were right and are wrong.
    change : float
        By how much the share of errors in the group rose.
    at_least : float
        A lower bound of that rise, one-sided, 95 %, for this group alone.
    p_value : float
        One-sided, corrected for all groups and candidates (Holm).

    See Also
    --------
    find_harm : Makes them.

    Examples
    --------
    >>> from skmitigate.evidence import Harm
    >>> Harm("sex = f", 200, 2, 15, 0.065, 0.033, 0.01).n_broken
    15
    """

    group: str
    n_rows: int
    n_fixed: int
    n_broken: int
    change: float
    at_least: float
    p_value: float

    def to_dict(self) -> dict[str, Any]:
        """Return the harm as JSON-safe values.

        Returns
        -------
        dict
            The group, counts, shares and the p-value.
        """
        return {name: jsonable(getattr(self, name)) for name in self.__dataclass_fields__}


def find_harm(
    before: PredictionTable,
    candidates: Sequence[PredictionTable],
    groups: Sequence[RowGroups],
    *,
    alpha: float = 0.05,
) -> list[list[Harm]]:
    """Test each group of rows for having become worse by each of some candidates.

    Harm is about errors: rows that were right and are wrong, against rows that were wrong and are right. Each row
    counts once, whatever its weight.

    Parameters
    ----------
    before : PredictionTable
        The predictions of the original model.
    candidates : sequence of PredictionTable
        Those of the candidates, for the same rows.
    groups : sequence of RowGroups
        The groups of the tables' rows, as many divisions as there are.
    alpha : float, default=0.05
        How often at most any group is named, over all candidates, where none has become worse.

    Returns
    -------
    list of list of Harm
        For each candidate the groups that are worse, the smallest p-value first.

    Raises
    ------
    ValueError
        If tables or groups are of other rows.

    See Also
    --------
    RowGroups : Made from the values of a column, from a slice, or from the classes.

    Notes
    -----
    The test is McNemar's, exact and one-sided. Where the tables have groups (clusters), the net changes of whole
    clusters get random signs instead of those of single rows. By how much the folds' fits differ more than their rows
    explain is estimated over all groups and candidates, and lowers each z by the factor of Nadeau and Bengio: a few
    unlucky fits are not taken for harm. Groups with too few changed rows to be ever named are left out of the
    correction (Tarone 1990), which Holm's method makes for the others.

    References
    ----------
    S. Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6.
    Q. McNemar (1947), Note on the sampling error of the difference between correlated proportions or percentages,
    Psychometrika 12.
    C. Nadeau and Y. Bengio (2003), Inference for the generalization error, Machine Learning 52.
    T. Tango (1998), Equivalence test and confidence interval for the difference in proportions for the paired-sample
    design, Statistics in Medicine 17.
    R. E. Tarone (1990), A modified Bonferroni method for discrete data, Biometrics 46.

    Examples
    --------
    >>> import numpy as np
    >>> from skmitigate.evidence import RowGroups, find_harm
    >>> from skmitigate.predictions import PredictionTable
    >>> truth = np.zeros(40, dtype=int)
    >>> before = PredictionTable.from_predictions(truth, truth, classes=[0, 1])
    >>> after = PredictionTable.from_predictions(truth, np.arange(40) < 20, classes=[0, 1])
    >>> halves = RowGroups.from_values("half", np.where(np.arange(40) < 20, "first", "second"))
    >>> [harm.group for harm in find_harm(before, [after], [halves])[0]]
    ['half = first']
    """
    harms: list[list[Harm]] = [[] for _ in candidates]
    counted = [group_changes(before, candidates, each) for each in groups] if candidates else []
    if not counted:
        return harms
    share = share_between_fits(counted)
    p_values = np.hstack([tempered(each.p_worse, each.fit_effect(share)) for each in counted])
    adjusted = _corrected(p_values, np.hstack([smallest_p_value(each.n_changed) for each in counted]), alpha)
    origin = [(each, i) for each in counted for i in range(len(each.names))]
    for candidate, position in zip(*np.nonzero(adjusted <= alpha), strict=True):
        each, i = origin[position]
        n_rows, n_fixed, n_broken = (
            int(x) for x in (each.n_rows[i], each.n_fixed[candidate, i], each.n_broken[candidate, i])
        )
        effect = each.cluster_effect[candidate, i] * each.fit_effect(share)[i]
        at_least = score_interval(n_broken / effect, n_fixed / effect, n_rows / effect, level=0.9)[0]
        change = (n_broken - n_fixed) / n_rows
        p_value = float(adjusted[candidate, position])
        harms[candidate].append(Harm(each.names[i], n_rows, n_fixed, n_broken, change, float(at_least), p_value))
    return [sorted(found, key=lambda harm: (harm.p_value, harm.group)) for found in harms]


def _corrected(p_values: FloatArray, smallest: FloatArray, alpha: float) -> FloatArray:
    """Return p-values adjusted by Holm among the tests that could be significant at all, and 1 for the others."""
    adjusted = np.ones(p_values.shape)
    testable = _testable(smallest.ravel(), alpha).reshape(p_values.shape)
    adjusted[testable] = holm(p_values[testable])
    return adjusted


def _testable(smallest: FloatArray, alpha: float) -> BoolArray:
    """Return the tests that remain when those too small for the correction leave it, which makes it smaller."""
    n_tests = np.arange(1, len(smallest) + 1)
    reachable = np.searchsorted(np.sort(smallest), alpha / n_tests, side="right")
    # for as many tests as there are, no more than these can be reached: the condition is met at the latest there
    n_counted = n_tests[np.argmax(reachable <= n_tests)] if len(smallest) else 1
    return np.asarray(smallest <= alpha / n_counted)
