"""Times as they are kept."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from skmitigate.monitoring._times import (
    HOUR,
    as_datetime,
    column_of_microseconds,
    microseconds,
    moment_of,
    now,
    window_of,
)

NOON = 1_772_366_400_000_000


@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-01T12:00",
        "2026-03-01T14:00+02:00",
        dt.datetime(2026, 3, 1, 12),
        dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
        pd.Timestamp("2026-03-01T13:00", tz="Europe/Berlin"),
        np.datetime64("2026-03-01T12:00"),
    ],
)
def test_times_are_microseconds_in_utc(moment):
    assert microseconds(moment, what="timestamp") == NOON
    assert as_datetime(NOON).isoformat() == "2026-03-01T12:00:00+00:00"


@pytest.mark.parametrize("moment", ["yesterday-ish", None, pd.NaT, "1969-12-31", "20260-01-01", [1]])
def test_what_is_no_time_is_refused(moment):
    with pytest.raises(ValueError, match="Expected since"):
        microseconds(moment, what="since")


@pytest.mark.parametrize("moment", [0, 1.5, True, np.int64(3)])
def test_numbers_are_refused_since_their_unit_is_not_known(moment):
    with pytest.raises(TypeError, match="fromtimestamp"):
        microseconds(moment, what="since")


def test_a_column_of_times_has_one_for_each_row():
    assert column_of_microseconds("2026-03-01T12:00", 2) == [NOON, NOON]
    assert column_of_microseconds(pd.to_datetime(["2026-03-01T12:00", "2026-03-01T13:00"]), 2) == [NOON, NOON + HOUR]
    assert abs(column_of_microseconds(None, 1)[0] - now()) < 60_000_000
    with pytest.raises(TypeError, match="fromtimestamp"):
        column_of_microseconds(1234, 2)
    with pytest.raises(ValueError, match="got 1"):
        column_of_microseconds(["2026-03-01"], 2)


def test_window_begins_so_long_ago():
    assert abs(window_of(dt.timedelta(hours=1), None).since - (now() - HOUR)) < 60_000_000
    assert window_of("2026-03-01T12:00", None).whole_hours
    assert not window_of("2026-03-01T12:01", None).whole_hours
    with pytest.raises(ValueError, match="since to be before until"):
        window_of("2026-03-02", "2026-03-01")


def test_moment_may_be_none_and_never_before_1970():
    assert moment_of(None, what="since") is None
    assert moment_of(dt.timedelta(days=100_000), what="since") == 0
    with pytest.raises(TypeError, match="Expected before"):
        moment_of(90, what="before")
