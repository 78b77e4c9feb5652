"""Counts of the rows that changes put right and break in each group, and how far chance alone goes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binom, norm

from skmitigate._typing import AnyArray, FloatArray, IntArray
from skmitigate.evidence._row_groups import RowGroups
from skmitigate.evidence._sign_flip import sign_flip_p_value
from skmitigate.evidence._studentised import nadeau_bengio
from skmitigate.predictions._prediction_table import PredictionTable

#: With fewer changed clusters than this their likeness cannot be estimated.
_FEW = 10


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GroupChanges:
    """What changed in each group, for one candidate after another: arrays of shape (n_candidates, n_groups)."""

    names: tuple[str, ...]
    n_rows: IntArray  # (n_groups,)
    n_units: IntArray  # (n_groups,): rows, or clusters of rows
    n_fixed: IntArray
    n_broken: IntArray
    n_changed: IntArray  # units in which more or fewer rows are wrong
    p_worse: FloatArray  # one-sided, each for itself, for the models as they were fitted
    p_better: FloatArray
    cluster_effect: FloatArray  # the variance of the net change over that of independent rows
    excess: tuple[float, float]  # of the folds' sums over what their units explain, and what it is a share of
    n_folds: int

    def fit_effect(self, share: float) -> FloatArray:
        """Return the variance with that between fitted models over that without, shape (n_groups,)."""
        return np.asarray(1 + self.n_units * share * nadeau_bengio(self.n_folds), dtype=np.float64)


def group_changes(before: PredictionTable, candidates: Sequence[PredictionTable], groups: RowGroups) -> GroupChanges:
    """Count changes in each group for each candidate; the groups are of the tables' rows."""
    check_same_rows(before, candidates, groups)
    units = _Units.of(before, groups)
    wrong = before.errors[units.rows]
    per_candidate = [units.count(wrong, table.errors[units.rows]) for table in candidates]

    def gathered(name: str) -> AnyArray:
        return np.stack([counted[name] for counted in per_candidate])

    return GroupChanges(
        names=groups.names,
        n_rows=units.n_rows,
        n_units=units.n_units,
        n_fixed=gathered("n_fixed"),
        n_broken=gathered("n_broken"),
        n_changed=gathered("n_changed"),
        p_worse=gathered("p_worse"),
        p_better=gathered("p_better"),
        cluster_effect=gathered("cluster_effect"),
        excess=(float(gathered("excess").sum()), float(gathered("excess_of").sum())),
        n_folds=units.n_folds,
    )


def share_between_fits(changes: Sequence[GroupChanges]) -> float:
    """Return the variance between fitted models as a share of that of the rows, pooled over all that was counted."""
    excess, of = (sum(each.excess[i] for each in changes) for i in (0, 1))
    return max(0.0, excess / of) if of > 0 else 0.0


def tempered(p_value: FloatArray, effect: FloatArray) -> FloatArray:
    """Return one-sided p-values for a variance that is `effect` times as large; above one half they stay."""
    z = norm.isf(np.maximum(p_value, 1e-300)) / np.sqrt(effect)
    return np.where((p_value < 0.5) & (effect > 1), norm.sf(z), p_value)


def check_same_rows(before: PredictionTable, candidates: Sequence[PredictionTable], groups: RowGroups) -> None:
    """Raise ValueError where tables or groups are of other rows."""
    for table in candidates:
        if not np.array_equal(before.row, table.row) or not np.array_equal(before.y_true, table.y_true):
            raise ValueError(
                f"Expected tables of the same rows, got {len(before)} and {len(table)} rows or other truth. Cross-fit "
                "both on the same folds."
            )
    if len(groups.code) != len(before):
        raise ValueError(
            f"Expected groups of the {len(before)} rows of the tables, got groups of {len(groups.code)} rows. "
            "RowGroups.take(table.row) takes those of a table from those of X."
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Units:
    """The rows that are in a group, and what is independent of each other: rows, or clusters of rows in a group."""

    rows: IntArray
    row_group: IntArray
    row_unit: IntArray | None  # None where each row is a unit
    group: IntArray
    fold: IntArray
    n_groups: int
    n_folds: int

    @classmethod
    def of(cls, table: PredictionTable, groups: RowGroups) -> "_Units":
        rows = np.flatnonzero(groups.code >= 0)
        own = groups.code[rows]
        names, fold = np.unique(table.fold, return_inverse=True)
        if table.groups is None:
            return cls(rows, own, None, own, fold[rows], len(groups), len(names))
        clusters = np.unique(table.groups, return_inverse=True)[1]
        key = own * (clusters.max(initial=0) + 1) + clusters[rows]
        _, first, unit = np.unique(key, return_index=True, return_inverse=True)
        return cls(rows, own, unit, own[first], fold[rows][first], len(groups), len(names))

    @property
    def n_rows(self) -> IntArray:
        return np.bincount(self.row_group, minlength=self.n_groups)

    @property
    def n_units(self) -> IntArray:
        return np.bincount(self.group, minlength=self.n_groups)

    def count(self, wrong_before: AnyArray, wrong_after: AnyArray) -> dict[str, AnyArray]:
        """Return what changed in each group."""
        fixed, broken = wrong_before & ~wrong_after, ~wrong_before & wrong_after
        n_fixed, n_broken = (np.bincount(self.row_group[each], minlength=self.n_groups) for each in (fixed, broken))
        net = broken.astype(np.intp) - fixed
        if self.row_unit is not None:
            net = np.rint(np.bincount(self.row_unit, weights=net, minlength=len(self.group))).astype(np.intp)
        p_worse, p_better = self._p_values(net)
        excess, of = self._excess(net)
        return {
            "n_fixed": n_fixed,
            "n_broken": n_broken,
            "n_changed": np.bincount(self.group[net != 0], minlength=self.n_groups),
            "p_worse": p_worse,
            "p_better": p_better,
            "cluster_effect": self._cluster_effect(net, n_fixed, n_broken),
            "excess": excess,
            "excess_of": of,
        }

    def _p_values(self, net: IntArray) -> tuple[FloatArray, FloatArray]:
        up, down = (np.bincount(self.group[side], minlength=self.n_groups) for side in (net > 0, net < 0))
        worse, better = (binom.sf(each - 1, up + down, 0.5) for each in (up, down))
        # where a unit changes by more than one row, the sum of random signs is no binomial
        changed = np.flatnonzero(net)
        changed = changed[np.isin(self.group[changed], self.group[np.abs(net) > 1])]
        order = changed[np.argsort(self.group[changed], kind="stable")]
        present, start = np.unique(self.group[order], return_index=True)
        for group, values in zip(
            present, np.split(net[order], start[1:]), strict=False
        ):  # nothing splits into one part
            worse[group], better[group] = sign_flip_p_value(values), sign_flip_p_value(-values)
        return worse, better

    def _excess(self, net: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return by how much the folds' sums vary more than their units explain, and the sum that it is a share of."""
        n, shape = np.maximum(self.n_units, 1), (self.n_groups, self.n_folds)
        cell = self.group * self.n_folds + self.fold
        size = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
        total = np.bincount(cell, weights=net, minlength=shape[0] * shape[1]).reshape(shape)
        mean = total.sum(axis=1) / n
        square = np.bincount(self.group, weights=net**2, minlength=self.n_groups)
        variance = np.maximum(square / n - mean**2, 0.0)
        rest = size * (1 - size / n[:, None])  # what the sum of a fold has left once the mean is taken from it
        excess = ((total - size * mean[:, None]) ** 2 - variance[:, None] * rest).sum(axis=1)
        return excess, variance * (size * rest).sum(axis=1)

    def _cluster_effect(self, net: IntArray, n_fixed: IntArray, n_broken: IntArray) -> FloatArray:
        """Return the variance of each group's net change over that of as many independent rows, at least 1."""
        if self.row_unit is None:
            return np.ones(self.n_groups)
        size = np.bincount(self.row_unit, minlength=len(self.group))
        n = np.maximum(self.n_rows, 1)
        mean = (n_broken - n_fixed) / n
        clustered = np.bincount(self.group, weights=(net - size * mean[self.group]) ** 2, minlength=self.n_groups)
        plain = n_fixed + n_broken - n * mean**2
        known = (np.bincount(self.group[net != 0], minlength=self.n_groups) >= _FEW) & (plain > 0)
        estimated = np.divide(clustered, plain, out=np.ones(self.n_groups), where=known)
        # too few to tell: as if the rows of a cluster were one
        alike = np.bincount(self.group, weights=size**2, minlength=self.n_groups) / n
        return np.maximum(1.0, np.where(known, estimated, alike))
