"""What changed in each group, and how far chance alone goes."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom, norm

from skmitigate.evidence import RowGroups
from skmitigate.evidence._group_changes import group_changes, share_between_fits, tempered
from skmitigate.predictions import PredictionTable


def pair(net, *, fold=None, groups=None):
    """Tables of as many rows as `net` has: 1 for a row broken, -1 for one put right."""
    truth = np.zeros(len(net), dtype=int)
    tables = [
        PredictionTable.from_predictions(truth, wrong.astype(int), classes=[0, 1], groups=groups)
        for wrong in (net < 0, net > 0)
    ]
    return [table if fold is None else replace(table, fold=fold) for table in tables]


def test_counts_by_hand():
    net = np.array([1, 1, -1, 0, 0, -1, 1])
    before, after = pair(net)
    counted = group_changes(
        before, [after, before], RowGroups("column", ("a", "b", "c"), np.array([0, 0, 0, 0, 1, 1, -1]))
    )
    assert counted.n_rows.tolist() == counted.n_units.tolist() == [4, 2, 0]
    assert counted.n_broken.tolist() == [[2, 0, 0], [0, 0, 0]]
    assert counted.n_fixed.tolist() == [[1, 1, 0], [0, 0, 0]]
    np.testing.assert_allclose(counted.p_worse, [[binom.sf(1, 3, 0.5), 1, 1], [1, 1, 1]])
    np.testing.assert_allclose(counted.p_better, [[binom.sf(0, 3, 0.5), 0.5, 1], [1, 1, 1]])


def test_rows_of_a_cluster_do_not_count_as_independent():
    clusters = np.repeat(np.arange(30), 10)
    net = np.repeat(np.where(np.arange(30) < 20, 1, -1), 10)
    everyone = RowGroups.from_mask("all", np.ones(300))
    plain = group_changes(*_with(pair(net)), everyone)
    clustered = group_changes(*_with(pair(net, groups=clusters)), everyone)
    assert plain.p_worse[0, 0] < 1e-7
    assert clustered.p_worse[0, 0] == pytest.approx(binom.sf(19, 30, 0.5))
    assert clustered.cluster_effect[0, 0] == pytest.approx(10, rel=0.1)
    assert plain.cluster_effect[0, 0] == 1
    assert (clustered.n_units[0], clustered.n_rows[0], clustered.n_changed[0, 0]) == (30, 300, 30)


def test_few_changed_clusters_count_as_if_their_rows_were_one():
    net = np.zeros(60, dtype=int)
    net[0] = 1
    changes = group_changes(
        *_with(pair(net, groups=np.repeat(np.arange(12), 5))), RowGroups.from_mask("all", np.ones(60))
    )
    assert changes.cluster_effect[0, 0] == 5


def test_cluster_that_lies_in_two_groups_is_a_unit_in_each():
    net = np.array([1, 1, 1, -1, 0, 0])
    clusters = np.array(["p", "p", "p", "p", "q", "q"])
    counted = group_changes(*_with(pair(net, groups=clusters)), RowGroups.from_values("x", list("aabbab")))
    assert counted.n_units.tolist() == [2, 2]
    assert counted.n_broken.tolist() == [[2, 1]]
    assert counted.n_changed.tolist() == [[1, 0]]  # in b the cluster's changes cancel


def test_share_between_fits_is_found_where_it_was_planted():
    rng = np.random.default_rng(0)
    fold = np.tile(np.arange(10), 400)
    everyone = RowGroups.from_mask("all", np.ones(4000))
    none, some = [], []
    for _ in range(40):
        lean = rng.normal(0, 0.1, 10)[fold]
        for shares, tilt in ((none, 0.0), (some, lean)):
            broken = rng.random(4000) < 0.5 + tilt
            shares.append(
                share_between_fits([group_changes(*_with(pair(np.where(broken, 1, -1), fold=fold)), everyone)])
            )
    # of rows of +1 and -1: the fold's mean differs by twice the tilt, the rows have variance 1
    assert np.mean(some) == pytest.approx(4 * 0.1**2, rel=0.25)
    assert np.mean(none) < 0.002


def test_one_fold_tells_nothing_of_the_variance_between_fits():
    counted = group_changes(*_with(pair(np.ones(20, dtype=int))), RowGroups.from_mask("all", np.ones(20)))
    assert share_between_fits([counted]) == 0.0
    assert counted.fit_effect(0.5).tolist() == [1.0]


def test_fit_effect_is_the_factor_of_nadeau_and_bengio():
    fold = np.arange(100) % 5
    counted = group_changes(*_with(pair(np.ones(100, dtype=int), fold=fold)), RowGroups.from_mask("all", np.ones(100)))
    assert counted.fit_effect(0.01)[0] == pytest.approx(1 + 100 * 0.01 * (1 / 5 + 1 / 4))


def test_tempering_divides_z_and_leaves_the_other_side():
    p = np.array([0.001, 0.4, 0.7, 0.0, 0.001])
    told = tempered(p, np.array([4.0, 4.0, 4.0, 4.0, 1.0]))
    np.testing.assert_allclose(told[:2], norm.sf(norm.isf(p[:2]) / 2))
    assert told[2] == 0.7
    assert 0 <= told[3] < 1e-50
    assert told[4] == 0.001


def test_groups_of_other_rows_are_refused():
    before, after = pair(np.ones(6, dtype=int))
    with pytest.raises(ValueError, match="groups of the 6 rows of the tables, got groups of 5 rows"):
        group_changes(before, [after], RowGroups.from_mask("x", np.ones(5)))


def _with(tables):
    return tables[0], tables[1:]
