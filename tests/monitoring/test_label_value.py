"""Labels as they are kept."""

import numpy as np
import pandas as pd
import pytest

from skmitigate.monitoring._label_value import checked_text, coded_labels, label_array, label_value, read_label


@pytest.mark.parametrize(
    ("label", "kind", "text"),
    [
        (1, "integer", "1"),
        (np.int64(1), "integer", "1"),
        (np.uint8(1), "integer", "1"),
        (1.0, "integer", "1"),
        (np.float32(0.5), "real", "0.5"),
        (True, "boolean", "1"),
        (np.False_, "boolean", "0"),
        ("1", "text", "1"),
        (np.str_("ill"), "text", "ill"),
    ],
)
def test_label_is_kept_with_its_kind_and_comes_back(label, kind, text):
    value = label_value(label, what="y")
    assert (value.kind, value.text) == (kind, text)
    assert type(value.whole) in (int, type(None))
    assert read_label(value.kind, value.text) == label


@pytest.mark.parametrize("label", [2**63, float("nan"), float("inf"), "a\x00b", "\ud800", "a" * 1001])
def test_label_that_no_database_keeps_is_refused(label):
    with pytest.raises(ValueError, match="Expected y"):
        label_value(label, what="y")


@pytest.mark.parametrize("label", [b"a", (1, 2), pd.Timestamp("2026-01-01"), 1j])
def test_other_types_are_refused(label):
    with pytest.raises(TypeError, match="Convert it"):
        label_value(label, what="y")


def test_labels_are_coded_and_missing_ones_where_they_may_be():
    labels, codes = coded_labels(["b", None, "a", "b"], what="y", missing=True)
    assert [label.text for label in labels] == ["b", "a"]
    assert codes == [0, -1, 1, 0]
    with pytest.raises(ValueError, match="got 1 rows without"):
        coded_labels(["b", None], what="y_pred")
    with pytest.raises(ValueError, match=r"got shape \(2, 1\)"):
        coded_labels(np.zeros((2, 1)), what="y_pred")
    with pytest.raises(TypeError, match="into brackets"):
        coded_labels("ab", what="y_pred")


def test_text_is_checked():
    assert checked_text("Ü\U0001f600", what="model") == "Ü\U0001f600"


def test_labels_of_one_kind_make_an_array():
    assert label_array([2, 1]).tolist() == [2, 1]
    assert label_array([]).shape == (0,)
    assert label_array([1, "a"]).tolist() == ["1", "a"]
