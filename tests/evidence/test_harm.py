"""For whom a change is worse."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binom

from skmitigate.evidence import RowGroups, find_harm
from skmitigate.predictions import PredictionTable


def pair(broken, fixed, n=100, groups=None):
    """Tables of `n` rows in which the rows named are broken and put right."""
    truth = np.zeros(n, dtype=int)
    before, after = truth.copy(), truth.copy()
    before[fixed] = 1
    after[broken] = 1
    return tuple(PredictionTable.from_predictions(truth, p, classes=[0, 1], groups=groups) for p in (before, after))


def named(before, after, *groups, **settings):
    return find_harm(before, [after], groups, **settings)[0]


def test_group_that_is_worse_is_named_with_its_counts():
    tables = pair(broken=np.arange(10), fixed=np.arange(50, 70))
    harms = named(*tables, RowGroups.from_values("half", np.where(np.arange(100) < 50, "low", "high")))
    assert [(harm.group, harm.n_rows, harm.n_fixed, harm.n_broken) for harm in harms] == [("half = low", 50, 0, 10)]
    assert harms[0].change == 0.2
    assert 0.1 < harms[0].at_least < 0.2
    assert json.loads(json.dumps(harms[0].to_dict()))["group"] == "half = low"


def test_p_values_are_corrected_as_by_holm():
    tables = pair(broken=np.r_[0:9, 30:38, 60:68], fixed=np.arange(70, 78), n=90)
    harms = named(*tables, RowGroups.from_values("third", np.repeat(["a", "b", "c"], 30)))
    first, second = 3 * binom.sf(8, 9, 0.5), 2 * binom.sf(7, 8, 0.5)
    assert [harm.p_value for harm in harms] == pytest.approx([first, max(first, second)])


def test_p_values_are_corrected_for_all_candidates():
    before, bad = pair(broken=np.arange(9), fixed=[], n=60)
    other_bad = pair(broken=np.arange(30, 39), fixed=[], n=60)[1]
    group = RowGroups.from_mask("first", np.arange(60) < 20)
    other = RowGroups.from_mask("other", np.arange(60) >= 20)
    alone = find_harm(before, [bad], [group])[0][0].p_value
    together = find_harm(before, [bad, other_bad, before], [group, other])
    assert [len(harms) for harms in together] == [1, 1, 0]
    assert together[0][0].p_value == pytest.approx(2 * alone)  # of six tests two could be significant at all


def test_groups_too_small_to_be_named_cost_the_others_nothing():
    tables = pair(broken=np.arange(6), fixed=[], n=600)
    group = RowGroups.from_mask("first", np.arange(600) < 20)
    ids = RowGroups.from_values("id", np.arange(600))
    alone, among = named(*tables, group), named(*tables, group, ids)
    assert [harm.group for harm in among] == ["first"]
    assert among[0].p_value == alone[0].p_value == pytest.approx(0.5**6)


def test_chance_is_not_called_harm():
    rng = np.random.default_rng(0)
    n_named = 0
    wrong, right = np.arange(200), np.arange(200, 500)
    for _ in range(200):
        before = pair([], wrong, n=500)[0]
        candidates = []
        for _ in range(5):
            fixed, broken = rng.choice(wrong, 40, replace=False), rng.choice(right, 40, replace=False)
            after = before.y_pred.copy()
            after[fixed], after[broken] = 0, 1
            candidates.append(replace(before, y_pred=after))
        groups = [RowGroups.from_values(name, rng.integers(0, k, 500)) for name, k in (("x", 4), ("y", 2))]
        n_named += any(find_harm(before, candidates, groups))
    assert n_named <= 200 * 0.05 + 2 * np.sqrt(200 * 0.05 * 0.95)


def test_clusters_keep_their_rows_together():
    """Ten clusters of ten rows each, all rows of a cluster alike: rows alone would be sure of harm by chance."""
    rng = np.random.default_rng(1)
    clusters = np.repeat(np.arange(10), 10)
    n_named = {"rows": 0, "clusters": 0}
    for _ in range(200):
        worse = np.repeat(rng.random(10) < 0.5, 10)
        broken, fixed = np.flatnonzero(worse), np.flatnonzero(~worse)
        group = RowGroups.from_mask("all", np.ones(100))
        n_named["rows"] += bool(named(*pair(broken, fixed), group))
        n_named["clusters"] += bool(named(*pair(broken, fixed, groups=clusters), group))
    assert n_named["rows"] > 40
    assert n_named["clusters"] <= 200 * 0.05 + 2 * np.sqrt(200 * 0.05 * 0.95)


def test_one_unlucky_fold_is_not_harm():
    tables = pair(broken=np.r_[0:50, 100:105, 200:205], fixed=np.r_[150:158, 250:258, 350:358], n=500)
    group = RowGroups.from_mask("all", np.ones(500))
    assert named(*tables, group)
    folded = [replace(table, fold=np.arange(500) // 100) for table in tables]
    assert not named(*folded, group)
    spread = [replace(table, fold=np.arange(500) % 5) for table in tables]
    assert named(*spread, group)


def test_weights_do_not_count():
    tables = pair(broken=np.arange(10), fixed=np.arange(50, 70))
    group = RowGroups.from_mask("low", np.arange(100) < 50)
    weighted = [replace(table, sample_weight=np.linspace(0.1, 9, 100)) for table in tables]
    assert named(*weighted, group) == named(*tables, group)


def test_without_groups_or_candidates_there_is_nothing_to_find():
    before, after = pair(np.arange(50), [])
    assert find_harm(before, [after], []) == [[]]
    assert find_harm(before, [], [RowGroups.from_mask("all", np.ones(100))]) == []
    assert named(before, before, RowGroups.from_mask("all", np.ones(100))) == []
    assert named(before, after, RowGroups.from_mask("nobody", np.zeros(100))) == []


def test_other_rows_are_refused():
    before, after = pair(np.arange(50), [])
    with pytest.raises(ValueError, match="same rows, got 100 and 99 rows"):
        named(before, after.take(np.arange(99)), RowGroups.from_mask("all", np.ones(100)))
