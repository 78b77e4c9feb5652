"""What a column holds, however it is stored."""

import numpy as np
import pandas as pd
import pytest

from skmitigate._utils._column_values import column_floats, level_codes, level_texts, stored_kind


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, None], "number"),
        ([True, None], "bool"),
        (["2024-01-01", "b"], "level"),
        ([pd.Timestamp(0), None], "time"),
        ([pd.Timedelta(1), None], "duration"),
        (["a", 1], "level"),
    ],
)
def test_objects_are_what_all_of_them_are(values, kind):
    assert stored_kind(pd.Series(values, dtype=object)) == kind


def test_times_are_days_whatever_their_zone():
    days = pd.Series(pd.to_datetime(["1970-01-02T00:00+00:00", "1970-01-02T01:00+01:00", None], utc=True))
    np.testing.assert_array_equal(column_floats(days, "time"), [1.0, 1.0, np.nan])


def test_infinity_is_refused():
    with pytest.raises(ValueError, match="got an infinite one in column 'a'"):
        column_floats(pd.Series([1.0, np.inf], name="a"), "number")


def test_values_of_one_text_are_one_level():
    column = pd.Series([1, 1.0, "1", None, "b"], dtype=object)
    assert level_texts(column).tolist() == ["1", "1", "1", None, "b"]
    codes, levels = level_codes(column)
    assert (codes.tolist(), levels) == ([0, 0, 0, -1, 1], ("1", "b"))
