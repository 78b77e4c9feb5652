"""Rows put right and broken."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from skmitigate.evidence import RowGroups, flips
from skmitigate.predictions import PredictionTable


def test_counts_and_rows_by_hand():
    before = PredictionTable.from_predictions([0, 1, 1, 0, 1], [0, 0, 0, 0, 0])
    after = PredictionTable.from_predictions([0, 1, 1, 0, 1], [0, 1, 0, 1, 1])
    ledger = flips(before, after)
    assert ledger.fixed.tolist() == [1, 4]
    assert ledger.broken.tolist() == [3]
    assert ledger.still_wrong.tolist() == [2]
    assert "2 fixed, 1 broken, 1 still wrong, of 5 rows" in repr(ledger)


def test_p_value_is_the_exact_mcnemar_test():
    truth = np.zeros(40, dtype=int)
    before, after = truth.copy(), truth.copy()
    before[:12] = 1
    after[12:15] = 1
    ledger = flips(*(PredictionTable.from_predictions(truth, p, classes=[0, 1]) for p in (before, after)))
    assert ledger.p_value == pytest.approx(binomtest(12, 15, 0.5).pvalue)
    assert json.loads(json.dumps(ledger.to_dict()))["n_fixed"] == 12


def test_other_rows_are_refused():
    one, two = (PredictionTable.from_predictions(labels, labels) for labels in ([0, 1], [1, 0]))
    with pytest.raises(ValueError, match="same rows"):
        flips(one, two)


def test_unchanged_predictions_have_no_flips():
    table = PredictionTable.from_predictions([0, 1, 1], [0, 0, 1])
    ledger = flips(table, table)
    assert (len(ledger.fixed), len(ledger.broken), ledger.p_value) == (0, 0, 1.0)
    assert ledger.still_wrong.tolist() == [1]


def test_ledger_sums_to_the_whole():
    before = PredictionTable.from_predictions(list("aabbcc"), list("abbccc"), classes=list("abc"))
    after = PredictionTable.from_predictions(list("aabbcc"), list("aabbac"), classes=list("abc"))
    ledger = flips(before, after, [RowGroups.from_values("x", list("uvuvuv"))])
    by_class, by_value = ledger.groups[:3], ledger.groups[3:]
    assert [line.kind for line in ledger.groups] == ["class"] * 3 + ["column"] * 2
    for lines in (by_class, by_value):
        assert sum(line.n_fixed for line in lines) == len(ledger.fixed)
        assert sum(line.n_broken for line in lines) == len(ledger.broken)
        assert sum(line.n_still_wrong for line in lines) == len(ledger.still_wrong)
        assert sum(line.n_rows for line in lines) == ledger.n_rows
    assert len(ledger.to_frame()) == 5
    content = ledger.to_dict()
    assert json.loads(json.dumps(content, allow_nan=False)) == content


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40))
def test_counts_are_those_of_counting(rows):
    truth, first, second = (np.array(column) for column in zip(*rows, strict=True))
    tables = [PredictionTable.from_predictions(truth, p, classes=[0, 1, 2]) for p in (first, second)]
    told = flips(*tables).to_dict()
    n_fixed = sum(t != a and t == b for t, a, b in rows)
    n_broken = sum(t == a and t != b for t, a, b in rows)
    assert (told["n_fixed"], told["n_broken"]) == (n_fixed, n_broken)
    assert told["n_still_wrong"] == sum(t not in (a, b) for t, a, b in rows)
    assert told["n_fixed"] - told["n_broken"] == tables[0].errors.sum() - tables[1].errors.sum()
    expected = binomtest(n_fixed, n_fixed + n_broken).pvalue if n_fixed + n_broken else 1.0
    assert told["p_value"] == pytest.approx(expected)


def test_rows_are_positions_in_the_data_and_not_in_the_table():
    before = PredictionTable.from_predictions([0, 1, 1, 0], [0, 0, 0, 0])
    after = PredictionTable.from_predictions([0, 1, 1, 0], [0, 1, 0, 1])
    part = np.array([3, 2, 1])
    ledger = flips(before.take(part), after.take(part))
    assert (ledger.fixed.tolist(), ledger.broken.tolist(), ledger.still_wrong.tolist()) == ([1], [3], [2])


def test_change_of_all_rows_is_that_of_one_group_of_them():
    before = PredictionTable.from_predictions([0, 1] * 60, [0, 0] * 60)
    after = PredictionTable.from_predictions([0, 1] * 60, [0, 1] * 50 + [1, 0] * 10)
    found = flips(before, after, [RowGroups.from_mask("all", [True] * 120)], level=0.9)
    assert found.change == found.groups[-1].change == -40 / 120
    assert found.interval == found.groups[-1].interval
    assert found.to_dict()["level"] == 0.9
