"""What a change does to each group."""

import json
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from skmitigate.evidence import RowGroups, flips
from skmitigate.evidence._group_flips import group_flips
from skmitigate.predictions import PredictionTable


def tables(broken, fixed, still, n):
    truth = np.zeros(n, dtype=int)
    wrong = np.zeros((2, n), dtype=int)
    wrong[0, fixed], wrong[1, broken], wrong[:, still] = 1, 1, 1
    return tuple(PredictionTable.from_predictions(truth, each, classes=[0, 1]) for each in wrong)


def test_lines_by_hand():
    before, after = tables(broken=np.arange(12), fixed=[12, 40], still=[13, 14, 50], n=80)
    halves = RowGroups.from_values("half", np.repeat(["low", "top"], 40))
    low, top = group_flips(before, after, [halves])
    assert (low.group, low.n_rows, low.n_fixed, low.n_broken, low.n_still_wrong) == ("half = low", 40, 1, 12, 2)
    assert (top.group, top.n_rows, top.n_fixed, top.n_broken, top.n_still_wrong) == ("half = top", 40, 1, 0, 1)
    assert low.change == pytest.approx(11 / 40)
    assert low.p_value == pytest.approx(2 * binomtest(12, 13).pvalue)
    assert top.p_value == 1.0
    assert (low.verdict, top.verdict) == ("worse", "not resolved")
    assert low.interval[0] < low.change < low.largest_rise < low.interval[1]
    better = group_flips(after, before, [halves])[0]
    assert (better.verdict, better.largest_rise) == ("better", 0.0)


def test_p_values_are_corrected_over_classes_and_groups():
    truth = np.repeat([0, 1], 30)
    after = np.where(np.arange(60) < 7, 1 - truth, truth)
    before, after = (PredictionTable.from_predictions(truth, p) for p in (truth, after))
    ledger = flips(before, after, [RowGroups.from_mask("start", np.arange(60) < 9)])
    assert [line.group for line in ledger.groups] == ["class 0", "class 1", "start"]
    plain = binomtest(7, 7).pvalue
    assert [line.p_value for line in ledger.groups] == pytest.approx([3 * plain, 1.0, 3 * plain])
    frame = ledger.to_frame()
    assert frame["group"].tolist() == ["class 0", "class 1", "start"]
    assert frame["n_broken"].tolist() == [7, 0, 7]


def test_group_without_rows_has_no_figures_and_groups_of_one_row_have():
    before, after = tables(broken=[0], fixed=[], still=[], n=5)
    nobody, one = group_flips(
        before, after, [RowGroups.from_mask("a", np.zeros(5)), RowGroups.from_mask("b", np.arange(5) == 0)]
    )
    assert (nobody.n_rows, nobody.change, nobody.interval, nobody.largest_rise) == (0, None, None, None)
    assert nobody.verdict == one.verdict == "not resolved"
    assert (one.change, one.p_value) == (1.0, 1.0)
    for line in (nobody, one):
        content = line.to_dict()
        assert json.loads(json.dumps(content, allow_nan=False)) == content


def test_nothing_changed_leaves_room_that_shrinks_with_the_rows():
    def room(n):
        return group_flips(*tables([], [], [], n), [RowGroups.from_mask("all", np.ones(n))])[0].largest_rise

    assert room(10) > 0.15 > room(100) > 0.02 > room(1000) > 0


def test_clusters_widen_the_interval():
    before, after = tables(broken=np.arange(40), fixed=np.arange(40, 60), still=[], n=300)
    everyone = [RowGroups.from_mask("all", np.ones(300))]
    plain = group_flips(before, after, everyone)[0]
    clusters = np.repeat(np.arange(30), 10)
    clustered = group_flips(*(replace(table, groups=clusters) for table in (before, after)), everyone)[0]
    assert clustered.interval[0] < plain.interval[0] < plain.interval[1] < clustered.interval[1]
    assert clustered.p_value > plain.p_value


def test_variance_between_fits_widens_the_interval_and_not_the_test():
    before, after = tables(broken=np.arange(50), fixed=np.arange(150, 170), still=[], n=300)
    everyone = [RowGroups.from_mask("all", np.ones(300))]
    plain = group_flips(before, after, everyone)[0]
    fold = np.arange(300) // 60  # the first fold's fit does most of the harm
    folded = group_flips(*(replace(table, fold=fold) for table in (before, after)), everyone)[0]
    assert folded.interval[0] < 0 < plain.interval[0]
    assert folded.p_value == plain.p_value < 0.05
    assert (plain.verdict, folded.verdict) == ("worse", "not resolved")


def test_intervals_and_verdicts_have_the_level_that_is_asked_for():
    before, after = tables(broken=np.arange(7), fixed=[12], still=[], n=80)
    strict, mild = (flips(before, after, level=level).groups[0] for level in (0.95, 0.8))
    assert strict.interval[0] < mild.interval[0] < mild.interval[1] < strict.interval[1]
    assert mild.largest_rise < strict.largest_rise
    assert 0.05 < strict.p_value == mild.p_value < 0.2
    assert (strict.verdict, mild.verdict) == ("not resolved", "worse")


def test_no_groups_make_no_lines():
    assert group_flips(*tables([0], [], [], 3), []) == ()
