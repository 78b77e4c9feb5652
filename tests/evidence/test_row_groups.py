"""Rows divided into named groups."""

import numpy as np
import pandas as pd
import pytest

from skmitigate.evidence import RowGroups
from skmitigate.predictions import PredictionTable


def test_values_are_groups_and_missing_ones_too():
    groups = RowGroups.from_values("sex", ["f", "m", None, "f"])
    assert groups.names == ("sex = f", "sex = m", "sex is missing")
    assert groups.code.tolist() == [0, 1, 2, 0]
    assert groups.n_rows.tolist() == [2, 1, 1]


def test_word_missing_is_a_value_like_others():
    groups = RowGroups.from_values("x", ["missing", None])
    assert groups.names == ("x = missing", "x is missing")


@pytest.mark.parametrize("values", [[[1], [2], [1]], pd.Series([1, 2, 1], index=[7, 7, 7]), pd.Categorical([1, 2, 1])])
def test_values_of_any_kind_are_told_apart_by_their_text(values):
    assert RowGroups.from_values("x", values).code.tolist() == [0, 1, 0]


def test_mask_makes_one_group_and_leaves_the_others_out():
    groups = RowGroups.from_mask("age < 30", [True, False, True])
    assert (groups.kind, groups.names, groups.code.tolist(), len(groups)) == ("slice", ("age < 30",), [0, -1, 0], 1)
    assert groups.take(np.array([1, 2])).code.tolist() == [-1, 0]


def test_classes_are_groups_all_or_some():
    table = PredictionTable.from_predictions(list("abca"), list("aaaa"), classes=list("abcd"))
    assert RowGroups.from_classes(table).names == ("class a", "class b", "class c", "class d")
    some = RowGroups.from_classes(table, ["c", "a"])
    assert (some.names, some.code.tolist()) == (("class a", "class c"), [0, -1, 1, 0])
    with pytest.raises(ValueError, match=r"classes \['a', 'b', 'c', 'd'\], got 'x'"):
        RowGroups.from_classes(table, ["a", "x"])


def test_repr_shows_the_first_groups():
    text = repr(RowGroups.from_values("id", range(900)))
    assert text.startswith("RowGroups(id = 0: 1, ")
    assert text.endswith(", ...)")
    assert repr(RowGroups.from_values("x", [])) == "RowGroups()"
