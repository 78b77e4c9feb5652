"""Times as the log keeps them: microseconds since 1970, in UTC."""

import contextlib
import datetime as dt
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

#: Microseconds in an hour.
HOUR = 3_600_000_000
_LATEST = int(dt.datetime(9999, 12, 31, tzinfo=dt.UTC).timestamp()) * 1_000_000


def now() -> int:
    """Return the time of the call."""
    return time.time_ns() // 1000


def microseconds(moment: Any, *, what: str) -> int:
    """Return a time; ValueError or TypeError where it is none. One without a time zone is taken to be in UTC."""
    if isinstance(moment, bool | int | float | np.number):
        raise TypeError(
            f"Expected {what} to be a datetime or a text such as '2026-03-01T12:00', got {moment!r}. "
            "Convert seconds, as in datetime.fromtimestamp(seconds, tz=timezone.utc)."
        )
    stamp: Any = None
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        stamp = pd.Timestamp(moment)
    if stamp is None or pd.isna(stamp):
        raise ValueError(f"Expected {what} to be a time, such as '2026-03-01T12:00' or a datetime, got {moment!r}.")
    stamp = stamp.tz_localize("UTC") if stamp.tzinfo is None else stamp.tz_convert("UTC")
    number = int(stamp.as_unit("us").to_datetime64().astype(np.int64))
    if not 0 <= number < _LATEST:
        raise ValueError(f"Expected {what} between the years 1970 and 9999, got {moment!r}.")
    return number


def column_of_microseconds(timestamp: Any, n_rows: int) -> list[int]:
    """Return a time for each row, of one time for all or a column of them."""
    if timestamp is None:
        return [now()] * n_rows
    if isinstance(timestamp, str | dt.datetime | dt.date | np.datetime64):
        return [microseconds(timestamp, what="timestamp")] * n_rows
    if not hasattr(timestamp, "__iter__"):
        return [microseconds(timestamp, what="timestamp")] * n_rows
    given = list(timestamp)
    if len(given) != n_rows:
        raise ValueError(f"Expected one timestamp, or one for each of {n_rows} rows, got {len(given)}.")
    return [microseconds(moment, what="timestamp") for moment in given]


def as_datetime(number: int) -> dt.datetime:
    """Return a time in UTC."""
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=number)


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, without its end; None where it is open.

    Parameters
    ----------
    since, until : int or None
        Microseconds since 1970.
    """

    since: int | None
    until: int | None

    @property
    def whole_hours(self) -> bool:
        """Whether it begins and ends where hours do."""
        return not (self.since or 0) % HOUR and not (self.until or 0) % HOUR


def moment_of(end: Any, *, what: str) -> int | None:
    """Return a time, None for None; a timedelta is so long ago."""
    if isinstance(end, dt.timedelta | np.timedelta64):
        return max(0, now() - int(pd.Timedelta(end) / pd.Timedelta(microseconds=1)))
    return None if end is None else microseconds(end, what=what)


def window_of(since: Any, until: Any) -> Window:
    """Return the stretch between two times."""
    window = Window(moment_of(since, what="since"), moment_of(until, what="until"))
    if window.since is not None and window.until is not None and window.since > window.until:
        raise ValueError(f"Expected since to be before until, got {since!r} and {until!r}. Exchange them.")
    return window
